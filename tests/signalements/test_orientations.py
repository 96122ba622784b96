"""A person entrusted to a partenaire: four facts, an answer, an end (DEM-18)."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from conventions.enums import Service, TypePartenaire
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from signalements.models import Orientation
from signalements.rules.orientation import Confiee
from signalements.selectors.orientations import orientations_de
from signalements.services.orientations import effacer_orientations_anciennes, orienter, repondre, retirer
from signalements.services.refus import OrientationIncomplete
from tests.conftest import ClientDuPortail
from tests.factories.demandes import creer_demande
from tests.factories.signalements import Scene

MIDI = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]
EnTache = Callable[[], AbstractContextManager[None]]
PERSONNE = Confiee("Lemaire-Ozanne", "Binta", "06 12 34 56 78", "Médecin traitant")


def confier(scene: Scene, **champs: Any) -> Orientation:
    """Entrust a person to the partenaire of the scene."""
    reponses = {
        "caisse_id": scene.caisse.pk,
        "partenaire": scene.partenaire.cle,
        "confiee": PERSONNE,
        "maintenant": MIDI,
        **champs,
    }
    return orienter(acteur=scene.agent, **reponses)


@pytest.mark.exigence("DEM-18")
def test_une_orientation_ne_garde_que_quatre_faits_de_la_personne() -> None:
    colonnes = {champ.name for champ in Orientation._meta.concrete_fields}
    suite = {"envoyee_le", "etat", "repondue_le", "repondue_par"}
    qui = {"id", "cle", "caisse", "partenaire", "demande", "auteur"}
    assert colonnes - qui - suite == {"nom", "prenom", "telephone", "specialite"}


@pytest.mark.exigence("DEM-18", "RGPD-02")
@pytest.mark.parametrize("acceptee", [True, False])
def test_le_partenaire_repond_et_la_caisse_le_sait(
    scene: Scene, comme_web: EnTantQue, acceptee: bool
) -> None:
    with comme_web(scene.agent):
        orientation = confier(scene)
    with comme_web(scene.technicien):
        for _ in range(2):
            repondre(
                acteur=scene.technicien,
                orientation_id=orientation.pk,
                acceptee=acceptee,
                maintenant=MIDI + timedelta(days=1),
            )
        with pytest.raises(RegleMetierRefusee):
            repondre(acteur=scene.technicien, orientation_id=orientation.pk, acceptee=not acceptee)
    orientation.refresh_from_db()
    assert orientation.etat == ("acceptee" if acceptee else "declinee")
    assert (orientation.telephone, orientation.repondue_le) == ("0612345678", MIDI + timedelta(days=1))
    courriels = {c.message: c for c in Courriel.objects.all()}
    assert {m: c.destinataire_id for m, c in courriels.items()} == {
        "signalements.orientation_envoyee": scene.compte_technicien.pk,
        "signalements.orientation_repondue": scene.compte_agent.pk,
    }
    for courriel in courriels.values():
        assert not [
            mot for mot in ("Lemaire", "Binta", "0612345678") if mot in courriel.texte + courriel.html
        ]


@pytest.mark.exigence("DEM-18", "HAB-17")
def test_seul_le_partenaire_choisi_la_lit(
    scene: Scene, voisins: Scene, ailleurs: Scene, comme_web: EnTantQue
) -> None:
    orientation = confier(scene)
    lecteurs = {
        "agent": scene.agent,
        "technicien": scene.technicien,
        "voisin": voisins.technicien,
        "autre": ailleurs.agent,
    }
    lues = {}
    for nom, acteur in lecteurs.items():
        with comme_web(acteur):
            lues[nom] = (orientations_de(acteur).count(), Orientation.objects.count())
    assert lues == {"agent": (1, 1), "technicien": (1, 1), "voisin": (0, 0), "autre": (0, 0)}
    for acteur in (voisins.technicien, scene.agent):
        with comme_web(acteur), pytest.raises(HorsPortee):
            repondre(acteur=acteur, orientation_id=orientation.pk, acceptee=True)
    with comme_web(ailleurs.agent), pytest.raises(HorsPortee):
        retirer(acteur=ailleurs.agent, orientation_id=orientation.pk)


@pytest.mark.exigence("DEM-18")
def test_la_caisse_retire_ce_qui_attend(scene: Scene, comme_web: EnTantQue) -> None:
    with comme_web(scene.agent):
        orientation = confier(scene)
        retirer(acteur=scene.agent, orientation_id=orientation.pk)
    with comme_web(scene.technicien):
        assert orientations_de(scene.technicien).count() == 0
        with pytest.raises(HorsPortee):
            repondre(acteur=scene.technicien, orientation_id=orientation.pk, acceptee=True)
    assert Courriel.objects.filter(message="signalements.orientation_retiree").count() == 1


@pytest.mark.exigence("DEM-18", "DEM-02", "DEM-03", "CONV-14")
def test_ce_qui_ne_part_pas(scene: Scene, ailleurs: Scene, comme_web: EnTantQue) -> None:
    nir = Confiee("Lemaire", "Binta", "0612345678", "2 69 05 49 588 157 80")
    sante = Confiee("Lemaire", "Binta", "0612345678", "médecin pour son diabète")
    with comme_web(scene.agent):
        with pytest.raises(RegleMetierRefusee, match="diabète") as a_relire:
            confier(scene, confiee=sante)
        with pytest.raises(OrientationIncomplete) as incomplete:
            confier(scene, confiee=nir)
        with pytest.raises(RegleMetierRefusee) as refus:
            confier(scene, partenaire=ailleurs.partenaire.cle)
        with pytest.raises(HorsPortee):
            confier(scene, caisse_id=ailleurs.caisse.pk)
    with comme_web(scene.technicien), pytest.raises(HorsPortee):
        orienter(
            acteur=scene.technicien,
            caisse_id=scene.caisse.pk,
            partenaire=scene.partenaire.cle,
            confiee=PERSONNE,
        )
    Utilisateur.objects.filter(pk=scene.compte_technicien.pk).update(is_active=False)
    with comme_web(scene.agent), pytest.raises(RegleMetierRefusee) as sans_compte:
        confier(scene)
    assert list(incomplete.value.manques) == ["specialite"]
    codes = [un.value.code for un in (a_relire, refus, sans_compte)]
    assert codes == ["sante_a_confirmer", "partenaire", "sans_compte"]
    assert Orientation.objects.count() == 0


@pytest.mark.exigence("DEM-18", "RGPD-01")
def test_une_orientation_s_efface_dix_huit_mois_apres_la_reponse(scene: Scene, comme_taches: EnTache) -> None:
    gardee, effacee, sans_reponse = (confier(scene) for _ in range(3))
    repondre(acteur=scene.technicien, orientation_id=effacee.pk, acceptee=True, maintenant=MIDI)
    repondre(
        acteur=scene.technicien, orientation_id=gardee.pk, acceptee=True, maintenant=MIDI + timedelta(days=9)
    )
    with comme_taches():
        assert effacer_orientations_anciennes(maintenant=datetime(2028, 5, 20, 9, 0, tzinfo=UTC)) == 0
        assert effacer_orientations_anciennes(maintenant=datetime(2028, 5, 22, 9, 0, tzinfo=UTC)) == 2
    assert list(Orientation.objects.values_list("pk", flat=True)) == [gardee.pk]
    assert sans_reponse.pk != gardee.pk


@pytest.mark.exigence("DEM-18")
def test_les_deux_pages_se_repondent(scene: Scene, connecter: Callable[..., ClientDuPortail]) -> None:
    scene.partenaire.type = TypePartenaire.CAF
    scene.partenaire.save(update_fields=["type"])
    demande = creer_demande(scene, Service.ETUDE, timezone.now())
    bureau, technicienne = connecter(scene.compte_agent), connecter(scene.compte_technicien)
    page = bureau.get(f"/bureau/{demande.cle}/vers-un-partenaire/").content.decode()
    assert "Caisse d’allocations familiales" in page, "la Caf d’abord pour la C2S"
    assert 'value="Lemaire-Ozanne"' in page
    assert "1988" not in page
    demandes = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page.split("<form")[-1]))
    assert demandes - {"csrfmiddlewaretoken"} == {"partenaire", "nom", "prenom", "telephone", "specialite"}
    envoi = {
        "partenaire": str(scene.partenaire.cle),
        "nom": "Lemaire-Ozanne",
        "prenom": "Binta",
        "telephone": "06 12 34 56 78",
        "specialite": "cardiologue",
    }
    a_relire = bureau.post(f"/bureau/{demande.cle}/vers-un-partenaire/", envoi).content.decode()
    assert "« cardiologue »" in a_relire
    assert 'name="relu"' in a_relire
    envoi["relu"] = "on"
    liste = bureau.post(f"/bureau/{demande.cle}/vers-un-partenaire/", envoi, follow=True).content.decode()
    assert "en attente de réponse" in liste
    assert "Lemaire" not in liste, "des initiales dans une liste"
    recues = technicienne.get("/orientations/").content.decode()
    assert "Binta Lemaire-Ozanne" in recues
    assert str(demande.reference) not in recues
    (article,) = re.findall(r"<article.*?</article>", recues, re.DOTALL)
    assert re.findall(r"<dt>(.*?)</dt>", article) == [
        "Téléphone",
        "Spécialité recherchée",
        "Confiée par",
    ], "rien d’autre"
    for mot in ("1988", "Mme", "Rhône (", "Le foyer attend", "solidaire"):
        assert mot not in article.replace(scene.caisse.libelle, "")
    orientation = Orientation.objects.get()
    assert (orientation.demande_id, orientation.caisse_id) == (demande.pk, scene.caisse.pk)
    confirme = Evenement.objects.get(action="signalements.confirmer_texte")
    assert "cardio" not in str(confirme.details)
    reponse = technicienne.post(
        f"/orientations/{orientation.cle}/reponse/", {"reponse": "accepter"}, follow=True
    )
    assert "Orientation acceptée" in reponse.content.decode()
    assert "acceptée" in bureau.get("/bureau/orientations/").content.decode()
    suivie = bureau.get(f"/bureau/{demande.cle}/").content.decode()
    assert f"{scene.partenaire.libelle} : acceptée" in suivie, "la demande dit à qui la personne est confiée"
