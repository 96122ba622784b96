"""An identity that the caisse could not find is mended by the structure, and nothing else may be (DEM-10)."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

import pytest
from django.urls import reverse
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from signalements.models import Demande
from signalements.selectors.rejeu import ecart
from signalements.services.instruction import juger_irrecevable
from signalements.services.refus import DossierIncomplet
from signalements.services.reponses import corriger
from tests.conftest import ClientDuPortail
from tests.factories.demandes import creer_demande
from tests.factories.signalements import Scene
from tests.signalements.vues.agent.outils import texte

Connecter = Callable[[Utilisateur], ClientDuPortail]
EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]
IDENTITE: Mapping[str, object] = {
    "civilite": "mme",
    "nom": "Lemaire-Ozanne",
    "prenom": "Bintou",
    "date_naissance": "1988-04-03",
    "departement": "69",
}


def irrecevable(scene: Scene, raison: str = "identite") -> Demande:
    """An étude that the agent found irrecevable for this reason."""
    demande = creer_demande(scene, maintenant=timezone.now())
    return juger_irrecevable(acteur=scene.agent, demande_id=demande.pk, raison=raison)


@pytest.mark.exigence("DEM-10", "DEM-02", "RGPD-05")
def test_l_identite_corrigee_suffit_a_renvoyer_et_le_journal_ne_la_dit_pas(
    scene: Scene, comme_web: EnTantQue
) -> None:
    demande = irrecevable(scene)
    with comme_web(scene.technicien):
        corriger(acteur=scene.technicien, demande_id=demande.pk, texte="", identite=IDENTITE)
    demande.refresh_from_db()
    assert (demande.etat, ecart(demande)) == ("completee", None)
    assert (demande.prenom, demande.prenom_plie) == ("Bintou", "bintou")
    assert demande.date_naissance is not None
    assert demande.date_naissance.isoformat() == "1988-04-03"
    entree = Evenement.objects.get(action="signalements.corriger_identite")
    assert entree.details == {"champs": ["prenom", "date_naissance"]}


@pytest.mark.exigence("DEM-10", "DEM-02", "SEC-02")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"nom": ""}, "incomplet"),
        ({"date_naissance": "2999-01-01"}, "incomplet"),
        ({"prenom": "2 85 05 78 006 084 36"}, "nir"),
    ],
)
def test_une_identite_qui_ne_va_pas_ne_change_rien(
    scene: Scene, changes: dict[str, object], code: str
) -> None:
    demande = irrecevable(scene)
    with pytest.raises(RegleMetierRefusee) as refus:
        corriger(
            acteur=scene.technicien,
            demande_id=demande.pk,
            texte="Corrigé.",
            identite={**IDENTITE, **changes},
        )
    assert refus.value.code == code
    assert isinstance(refus.value, DossierIncomplet) == (code == "incomplet")
    avant = (demande.nom, demande.prenom, demande.etat)
    demande.refresh_from_db()
    assert (demande.nom, demande.prenom, demande.etat) == avant
    assert not demande.messages.exists()


@pytest.mark.exigence("DEM-06", "DEM-10", "HAB-17")
def test_sans_cette_demande_de_la_caisse_l_identite_ne_change_pas(scene: Scene, voisins: Scene) -> None:
    demande = irrecevable(scene, "autre_motif")
    with pytest.raises(RegleMetierRefusee) as refus:
        corriger(acteur=scene.technicien, demande_id=demande.pk, texte="Corrigé.", identite=IDENTITE)
    assert refus.value.code == "identite"
    with pytest.raises(HorsPortee):
        corriger(acteur=voisins.technicien, demande_id=demande.pk, texte="Corrigé.", identite=IDENTITE)
    demande.refresh_from_db()
    assert (demande.prenom, demande.etat) == ("Binta", "irrecevable")


@pytest.mark.exigence("DEM-10", "UX-05")
def test_la_page_montre_l_identite_envoyee_et_garde_ce_qui_est_tape(
    scene: Scene, connecter: Connecter
) -> None:
    demande, autre = irrecevable(scene), irrecevable(scene, "autre_motif")
    client = connecter(scene.compte_technicien)
    adresse = reverse("signalements:corriger_demande", args=[demande.cle])
    page = texte(client.get(adresse))
    assert 'value="Lemaire-Ozanne"' in page
    assert 'value="1988-03-04"' in page
    assert 'name="nom"' not in texte(client.get(reverse("signalements:corriger_demande", args=[autre.cle])))
    refusee = texte(client.post(adresse, {**IDENTITE, "nom": "Ozanne", "prenom": "", "geste": "envoyer"}))
    assert "Écrivez le prénom de la personne." in refusee
    assert 'value="Ozanne"' in refusee
    avec_nir = {**IDENTITE, "prenom": "2 85 05 78 006 084 36", "geste": "envoyer"}
    assert '<a href="#id_prenom">' in texte(client.post(adresse, avec_nir)), "dit sous le champ où il est"
    envoyee = client.post(adresse, {**IDENTITE, "geste": "envoyer"})
    assert envoyee.headers["Location"] == reverse("signalements:voir_demande", args=[demande.cle])
    demande.refresh_from_db()
    assert (demande.etat, demande.prenom) == ("completee", "Bintou")
