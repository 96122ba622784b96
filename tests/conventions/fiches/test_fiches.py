"""Fiches action from draft to end, the DPO's gate, the register, in services, database and screens."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from conventions.models import Caisse, Convention, FicheAction, FluxNational, ThemePrioritaire
from conventions.services.analyses import analyser_fiche, inscrire_au_registre
from conventions.services.fiches import (
    Indicateur,
    abandonner_fiche,
    creer_fiche,
    demarrer_fiche,
    modifier_fiche,
    terminer_fiche,
    version_de,
)
from conventions.services.reference_flux import charger_flux
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from tests.conftest import ClientDuPortail
from tests.factories.conventions import creer_caisse, creer_convention, creer_partenaire, relier
from tests.factories.habilitations import acteur_pour, creer_agent, creer_gestionnaire

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jour")]
Connecter = Callable[[Utilisateur], ClientDuPortail]
CommeWeb = Callable[[Acteur], AbstractContextManager[None]]
MODELES = ["cadre-nationale", "locale-ccas", "locale-association", "locale-caf", "locale-cpts"]
NIR = "2 84 05 69 123 456 75"


@pytest.fixture
def jour() -> Iterator[time_machine.Traveller]:
    """A Monday morning."""
    with time_machine.travel("2026-11-23T10:00:00+01:00", tick=True) as voyage:
        yield voyage


@pytest.fixture
def caisse() -> Caisse:
    return creer_caisse()


@pytest.fixture
def convention(caisse: Caisse) -> Convention:
    return creer_convention(caisse, creer_partenaire("Caf du Rhône", type="caf"), modele="locale-caf")


def agent(caisse: Caisse, role: str = "gestionnaire_conventions") -> Acteur:
    return Acteur(
        utilisateur_id=7, profil="agent", roles=frozenset({role}), caisse_ids=frozenset({caisse.pk})
    )


def contenu(**champs: Any) -> dict[str, Any]:
    return {
        "titre": "Atelier commun pour les jeunes parents",
        "theme": None,
        "finalites": "Faire connaître les droits à la naissance",
        "publics": "Jeunes parents",
        "resultats": "Dix ateliers dans l’année",
        "prerequis": "",
        "etp": None,
        "qualite_des_personnes": "",
        "autres_moyens": "",
        "formes_d_accueil": ["atelier_numerique"],
        "echange_de_donnees": True,
        "flux_couvrant": None,
        "pilote": "Direction de la caisse",
        "copilote": "",
        "conduite": "Deux chargées de mission",
        "date_du_projet": date(2026, 12, 1),
        **champs,
    }


def ecrire(caisse: Caisse, convention: Convention, **champs: Any) -> FicheAction:
    return creer_fiche(
        acteur=agent(caisse),
        convention=convention,
        contenu=contenu(**champs),
        indicateurs=[Indicateur("Ateliers tenus", "10", "ateliers")],
    )


def donner_l_avis(caisse: Caisse, fiche: FicheAction, **champs: Any) -> None:
    dpo = agent(caisse, "dpo")
    analyser_fiche(acteur=dpo, fiche=fiche, analyse="Données limitées.", nom="Aline Perret", **champs)
    inscrire_au_registre(acteur=dpo, fiche=fiche, numero="RT-2026-14", inscrite_le=date(2026, 11, 20))


@pytest.mark.exigence("CONV-10")
@pytest.mark.parametrize("modele", MODELES)
def test_une_fiche_vaut_sous_chaque_modele(caisse: Caisse, modele: str) -> None:
    convention = creer_convention(caisse, creer_partenaire(), modele=modele)
    premiere = ecrire(caisse, convention, echange_de_donnees=False)
    demarrer_fiche(acteur=agent(caisse), fiche=premiere)
    premiere.refresh_from_db()
    assert (premiere.etat, premiere.demarree_le) == ("en_cours", date(2026, 11, 23))
    assert ecrire(caisse, convention).numero == 2


@pytest.mark.exigence("CONV-10")
def test_l_echange_de_donnees_attend_le_dpo_et_le_registre(caisse: Caisse, convention: Convention) -> None:
    fiche = ecrire(caisse, convention)
    dpo = agent(caisse, "dpo")
    with pytest.raises(RegleMetierRefusee) as refus:
        demarrer_fiche(acteur=agent(caisse), fiche=fiche)
    assert refus.value.code == "analyse_absente"
    analyser_fiche(acteur=dpo, fiche=fiche, analyse="Données limitées.", nom="Aline Perret")
    with pytest.raises(RegleMetierRefusee) as refus:
        demarrer_fiche(acteur=agent(caisse), fiche=fiche)
    assert refus.value.code == "registre_absent"
    inscrire_au_registre(acteur=dpo, fiche=fiche, numero="RT-2026-14", inscrite_le=date(2026, 11, 20))
    demarrer_fiche(acteur=agent(caisse), fiche=fiche)
    fiche.refresh_from_db()
    assert fiche.etat == "en_cours"
    assert "Perret" not in str(list(Evenement.objects.values_list("details", flat=True)))


@pytest.mark.exigence("CONV-10")
def test_la_base_elle_meme_refuse_un_demarrage_sans_avis(caisse: Caisse, convention: Convention) -> None:
    fiche = ecrire(caisse, convention)
    with pytest.raises(IntegrityError, match="conventions_fiche_dpo_et_registre"), transaction.atomic():
        FicheAction.objects.filter(pk=fiche.pk).update(etat="en_cours", demarree_le=date(2026, 11, 23))


@pytest.mark.exigence("CONV-11")
def test_un_flux_national_bloque_jusqu_a_la_justification_du_dpo(
    caisse: Caisse, convention: Convention
) -> None:
    charger_flux()
    flux = FluxNational.objects.get(code="dsg")
    fiche = ecrire(caisse, convention, flux_couvrant=flux, echange_de_donnees=False)
    with pytest.raises(RegleMetierRefusee) as refus:
        demarrer_fiche(acteur=agent(caisse), fiche=fiche)
    assert refus.value.code == "flux_deja_couvert"
    with pytest.raises(IntegrityError, match="conventions_fiche_flux_justifie"), transaction.atomic():
        FicheAction.objects.filter(pk=fiche.pk).update(etat="en_cours", demarree_le=date(2026, 11, 23))
    analyser_fiche(
        acteur=agent(caisse, "dpo"),
        fiche=fiche,
        analyse="Vu.",
        nom="Aline Perret",
        flux_couvrant=flux,
        justification="Le flux ne porte pas les grossesses suivies à l’étranger.",
    )
    demarrer_fiche(acteur=agent(caisse), fiche=fiche)
    fiche.refresh_from_db()
    assert fiche.etat == "en_cours"


@pytest.mark.exigence("CONV-11")
def test_les_flux_et_les_themes_se_chargent_deux_fois() -> None:
    charger_flux()
    FluxNational.objects.filter(code="dsg").update(frequence="hebdomadaire")
    charger_flux()
    assert FluxNational.objects.count() == 6
    assert FluxNational.objects.get(code="dsg").frequence == "hebdomadaire", "ce qu’un admin change reste"
    assert ThemePrioritaire.objects.count() == 5


@pytest.mark.exigence("CONV-10")
def test_changer_la_finalite_efface_l_avis(caisse: Caisse, convention: Convention) -> None:
    fiche = ecrire(caisse, convention)
    donner_l_avis(caisse, fiche)
    fiche.refresh_from_db()
    modifier_fiche(
        acteur=agent(caisse),
        fiche=fiche,
        contenu=contenu(finalites="Suivre les familles monoparentales"),
        indicateurs=[],
        version=version_de(fiche),
    )
    with pytest.raises(RegleMetierRefusee) as refus:
        demarrer_fiche(acteur=agent(caisse), fiche=fiche)
    assert refus.value.code == "analyse_absente"


@pytest.mark.exigence("CONV-10")
def test_une_action_demarree_garde_ce_que_le_dpo_a_analyse(caisse: Caisse, convention: Convention) -> None:
    fiche = ecrire(caisse, convention)
    donner_l_avis(caisse, fiche)
    demarrer_fiche(acteur=agent(caisse), fiche=fiche)
    fiche.refresh_from_db()
    with pytest.raises(RegleMetierRefusee) as refus:
        modifier_fiche(
            acteur=agent(caisse),
            fiche=fiche,
            contenu=contenu(publics="Tous les assurés"),
            indicateurs=[],
            version=version_de(fiche),
        )
    assert refus.value.code == "analyse_a_refaire"
    assert fiche.indicateurs.count() == 1, "un refus ne change rien"


@pytest.mark.exigence("CONV-10", "UX-05")
def test_une_version_perimee_n_ecrase_rien(caisse: Caisse, convention: Convention) -> None:
    fiche = ecrire(caisse, convention)
    lue = version_de(fiche)
    modifier_fiche(
        acteur=agent(caisse), fiche=fiche, contenu=contenu(titre="Atelier A"), indicateurs=[], version=lue
    )
    with pytest.raises(RegleMetierRefusee) as refus:
        modifier_fiche(
            acteur=agent(caisse), fiche=fiche, contenu=contenu(titre="Atelier B"), indicateurs=[], version=lue
        )
    assert refus.value.code == "version_perimee"
    fiche.refresh_from_db()
    assert fiche.titre == "Atelier A"


@pytest.mark.exigence("CONV-10")
def test_une_action_se_termine_avec_son_bilan_ou_s_abandonne(caisse: Caisse, convention: Convention) -> None:
    finie, laissee = (ecrire(caisse, convention, echange_de_donnees=False) for _ in range(2))
    demarrer_fiche(acteur=agent(caisse), fiche=finie)
    for terminee_le, code in ((date(2026, 11, 24), "fin_future"), (date(2026, 11, 22), "fin_avant_debut")):
        with pytest.raises(RegleMetierRefusee) as refus:
            terminer_fiche(acteur=agent(caisse), fiche=finie, terminee_le=terminee_le, bilan="Fait.")
        assert refus.value.code == code
    terminer_fiche(
        acteur=agent(caisse),
        fiche=finie,
        terminee_le=date(2027, 2, 1),
        bilan="Onze ateliers.",
        maintenant=datetime(2027, 2, 1, 12, tzinfo=UTC),
    )
    abandonner_fiche(acteur=agent(caisse), fiche=laissee, motif="Salle indisponible")
    assert list(convention.fiches.order_by("numero").values_list("etat", "bilan")) == [
        ("terminee", "Onze ateliers."),
        ("abandonnee", "Salle indisponible"),
    ]


@pytest.mark.exigence("CONV-10", "RGPD-05")
def test_un_numero_de_securite_sociale_n_entre_pas(caisse: Caisse, convention: Convention) -> None:
    with pytest.raises(RegleMetierRefusee) as refus:
        ecrire(caisse, convention, finalites=f"Suivre {NIR}")
    assert refus.value.code == "nir"
    assert NIR not in refus.value.message
    assert not convention.fiches.exists()


@pytest.mark.exigence("CONV-10", "HAB-16")
@pytest.mark.parametrize("role", ["instructeur", "gestionnaire_conventions", "superviseur"])
def test_le_dpo_seul_donne_l_avis(caisse: Caisse, convention: Convention, role: str) -> None:
    fiche = ecrire(caisse, convention)
    with pytest.raises(HorsPortee):
        analyser_fiche(acteur=agent(caisse, role), fiche=fiche, analyse="Vu.", nom="X")
    with pytest.raises(HorsPortee):
        creer_fiche(acteur=agent(caisse, "dpo"), convention=convention, contenu=contenu())


@pytest.mark.exigence("CONV-10", "HAB-17")
def test_les_fiches_d_un_autre_ne_se_voient_pas(
    caisse: Caisse, convention: Convention, comme_web: CommeWeb
) -> None:
    ecrire(caisse, convention)
    voisin = creer_partenaire("CCAS de Valmont")
    relier(caisse, voisin)
    etranger = acteur_pour(creer_gestionnaire(voisin))
    with comme_web(etranger):
        assert list(FicheAction.objects.all()) == []
    with comme_web(agent(creer_caisse("381"))):
        assert list(FicheAction.objects.all()) == []
    with comme_web(agent(caisse, "dpo")):
        assert FicheAction.objects.count() == 1


@pytest.mark.exigence("CONV-10", "CONV-11", "UX-01")
def test_le_chemin_a_l_ecran(caisse: Caisse, convention: Convention, connecter: Connecter) -> None:
    charger_flux()
    conventions = connecter(creer_agent("gestionnaire_conventions"))
    dpo = connecter(creer_agent("dpo"))
    donnees = {
        **{nom: valeur for nom, valeur in contenu().items() if valeur is not None},
        "finalites": "Transmettre les déclarations de grossesse",
        "echange_de_donnees": "oui",
        "date_du_projet": "2026-12-01",
        "indicateurs-TOTAL_FORMS": "1",
        "indicateurs-INITIAL_FORMS": "0",
        "indicateurs-0-nom": "Ateliers tenus",
        "indicateurs-0-cible": "10",
    }
    adresse = reverse("conventions:creer_fiche", args=[convention.cle])
    page = conventions.post(adresse, {**donnees, "pilote": ""}).content.decode()
    assert "Transmettre les déclarations de grossesse" in page, "rien de ce qui est tapé ne se perd"
    conventions.post(adresse, donnees)
    fiche = convention.fiches.get()
    assert fiche.indicateurs.get().cible == "10"
    page = dpo.get(reverse("conventions:voir_fiche", args=[fiche.cle])).content.decode()
    assert "Cette action ne peut pas encore démarrer" in page
    assert "Déclaration de grossesse · DSG" in page, "le flux national voisin est montré au DPO"
    assert "bloquée" in dpo.get(reverse("conventions:registre_des_echanges")).content.decode()
    accueil = dpo.get("/").content.decode()
    assert "1 fiche action attend votre analyse" in accueil
    assert "Rien ne vous attend" not in accueil
    dpo.post(
        reverse("conventions:analyser_fiche", args=[fiche.cle]),
        {"analyse": "Données limitées.", "nom": "Aline Perret", "version": version_de(fiche)},
    )
    dpo.post(
        reverse("conventions:inscrire_fiche", args=[fiche.cle]),
        {"numero": "RT-2026-14", "inscrite_le": "2026-11-20"},
    )
    page = conventions.get(reverse("conventions:lister_fiches", args=[convention.cle])).content.decode()
    assert "prête à démarrer" in page
    conventions.post(reverse("conventions:demarrer_fiche", args=[fiche.cle]))
    fiche.refresh_from_db()
    assert fiche.etat == "en_cours"
    assert "Aucune fiche action n’attend votre analyse." in dpo.get("/").content.decode()
    assert "n° RT-2026-14" in dpo.get(reverse("conventions:registre_des_echanges")).content.decode()


@pytest.mark.exigence("CONV-11")
def test_les_six_flux_se_lisent_sans_donnee(
    caisse: Caisse, convention: Convention, connecter: Connecter
) -> None:
    charger_flux()
    navigateur = connecter(creer_agent("instructeur"))
    page = navigateur.get(reverse("conventions:flux_nationaux", args=[convention.cle])).content.decode()
    assert [nom for nom in ("DemRSA", "RSAOD", "ACS", "PRESTAOD", "DSG") if nom not in page] == []
    assert "Aidants familiaux" in page
