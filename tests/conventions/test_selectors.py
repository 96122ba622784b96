"""What the apps above read (CONV-14, HAB-03, HAB-17, ORG-03, ORG-04)."""

from datetime import date

import pytest

from conventions import selectors
from conventions.enums import Service, TypePartenaire
from conventions.models import ActivationService, RetraitReception
from tests.factories.conventions import (
    DEBUT,
    creer_adhesion,
    creer_caisse,
    creer_convention,
    creer_partenaire,
    creer_utilisation,
    mettre_fin,
    relier,
)

pytestmark = pytest.mark.django_db


@pytest.mark.exigence("CONV-14", "HAB-17")
def test_la_fin_avec_une_caisse_ne_retire_que_celle_la() -> None:
    rhone, ain, partenaire = creer_caisse(), creer_caisse("011"), creer_partenaire()
    utilisation = relier(rhone, partenaire)
    relier(ain, partenaire)
    assert selectors.caisses_en_vigueur(partenaire.pk, DEBUT) == {rhone.pk, ain.pk}
    mettre_fin(utilisation, date(2026, 3, 31))
    assert selectors.caisses_en_vigueur(partenaire.pk, date(2026, 3, 31)) == {rhone.pk, ain.pk}
    assert selectors.caisses_en_vigueur(partenaire.pk, date(2026, 4, 1)) == {ain.pk}


@pytest.mark.exigence("CONV-14")
def test_sans_convention_aucune_caisse() -> None:
    caisse, partenaire = creer_caisse(), creer_partenaire()
    creer_convention(caisse, partenaire)
    assert selectors.caisses_en_vigueur(partenaire.pk, DEBUT) == frozenset(), "la métier seule n’ouvre rien"


@pytest.mark.exigence("HAB-03")
def test_l_effectif_est_le_plus_grand_des_declares_en_vigueur() -> None:
    partenaire = creer_partenaire()
    relier(creer_caisse(), partenaire, effectif=9)
    plus_grande = relier(creer_caisse("011"), partenaire, effectif=26)
    assert selectors.effectif_declare(partenaire.pk, DEBUT) == 26
    mettre_fin(plus_grande, date(2026, 3, 31))
    assert selectors.effectif_declare(partenaire.pk, date(2026, 4, 1)) == 9
    assert selectors.effectif_declare(partenaire.pk, date(2025, 1, 1)) == 0


@pytest.mark.exigence("ORG-04")
def test_les_services_suivent_le_modele_puis_les_choix_de_la_caisse() -> None:
    caisse, partenaire = creer_caisse(), creer_partenaire(type=TypePartenaire.CAF)
    relier(caisse, partenaire, modele="locale-caf")
    attendus = {Service.SIGNALEMENT, Service.RENDEZ_VOUS, Service.ETUDE}
    assert selectors.services_ouverts(caisse.pk, partenaire.pk, DEBUT) == attendus
    choix = ActivationService.objects
    choix.create(caisse=caisse, partenaire=partenaire, service=Service.ETUDE, ouvert=False)
    choix.create(caisse=caisse, partenaire=partenaire, service=Service.HISTORIQUE, ouvert=True)
    ouverts = selectors.services_ouverts(caisse.pk, partenaire.pk, DEBUT)
    assert ouverts == {Service.SIGNALEMENT, Service.RENDEZ_VOUS, Service.HISTORIQUE}


@pytest.mark.exigence("ORG-04", "CONV-14")
def test_aucun_service_sans_convention_meme_ouvert_par_la_caisse() -> None:
    caisse, partenaire = creer_caisse(), creer_partenaire()
    ActivationService.objects.create(
        caisse=caisse, partenaire=partenaire, service=Service.CONTACT, ouvert=True
    )
    assert selectors.services_ouverts(caisse.pk, partenaire.pk, DEBUT) == frozenset()
    relier(creer_caisse("011"), partenaire)
    assert selectors.services_ouverts(caisse.pk, partenaire.pk, DEBUT) == frozenset(), (
        "une autre caisse n’y change rien"
    )


@pytest.mark.exigence("ORG-03")
@pytest.mark.parametrize("type_partenaire", TypePartenaire.values)
def test_seuls_trois_types_recoivent_des_documents(type_partenaire: str) -> None:
    partenaire = creer_partenaire(type=type_partenaire)
    attendu = type_partenaire in {"tutelle", "ase", "depositaire"}
    caisse = creer_caisse()
    assert selectors.est_habilite_a_recevoir(partenaire, caisse.pk) is attendu
    RetraitReception.objects.create(caisse=caisse, partenaire=partenaire)
    assert selectors.est_habilite_a_recevoir(partenaire, caisse.pk) is False


@pytest.mark.exigence("CONV-06")
def test_la_prochaine_fin_dit_pourquoi() -> None:
    caisse, partenaire = creer_caisse(), creer_partenaire()
    assert selectors.prochaine_fin(caisse.pk, partenaire.pk, DEBUT) is None
    utilisation = relier(caisse, partenaire, modele="locale-caf")
    fin = selectors.prochaine_fin(caisse.pk, partenaire.pk, DEBUT)
    assert fin is not None
    assert (fin.le, fin.raison) == (date(2029, 1, 4), "La convention métier prend fin.")
    mettre_fin(utilisation, date(2026, 12, 31))
    fin = selectors.prochaine_fin(caisse.pk, partenaire.pk, DEBUT)
    assert fin is not None
    assert (fin.le, fin.raison) == (date(2026, 12, 31), "La convention d’utilisation prend fin.")


@pytest.mark.exigence("CONV-06")
def test_la_reconduction_tacite_n_annonce_aucune_fin() -> None:
    caisse, partenaire = creer_caisse(), creer_partenaire()
    relier(caisse, partenaire)
    fin = selectors.prochaine_fin(caisse.pk, partenaire.pk, DEBUT)
    assert fin is not None
    assert fin.le is None
    assert "se reconduit" in fin.raison


@pytest.mark.exigence("CONV-20")
def test_l_adhesion_a_la_tete_de_reseau_borne_les_droits() -> None:
    caisse, membre = creer_caisse(), creer_partenaire()
    tete = creer_partenaire(type=TypePartenaire.TETE_DE_RESEAU)
    creer_utilisation(caisse, membre, parente=creer_convention(caisse, tete))
    creer_adhesion(tete, membre, du=DEBUT, au=date(2026, 7, 1))
    creer_adhesion(tete, membre, du=date(2026, 7, 1), au=date(2027, 1, 1))
    fin = selectors.prochaine_fin(caisse.pk, membre.pk, DEBUT)
    assert fin is not None
    assert fin.le == date(2026, 12, 31), "deux périodes qui se suivent n’en font qu’une"
    assert "adhésion" in fin.raison
