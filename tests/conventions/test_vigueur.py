"""Being in force: one predicate on dates (CONV-01, CONV-04, CONV-06, CONV-14, CONV-20)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from conventions.enums import EtatConvention, NatureEvenement, Reconduction, TypePartenaire
from conventions.models import Convention, EvenementConvention, Partie
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

UN_JOUR = timedelta(days=1)


def vit(convention: Convention, le: date) -> bool:
    return Convention.objects.filter(pk=convention.pk).en_vigueur(le).exists()


def renouveler(convention: Convention, terme_le: date) -> None:
    EvenementConvention.objects.create(
        convention=convention,
        nature=NatureEvenement.RENOUVELLEMENT,
        survenu_le=DEBUT,
        terme_le=terme_le,
        consigne_le=datetime(2026, 1, 5, 12, tzinfo=ZoneInfo("Europe/Paris")),
    )


@pytest.mark.exigence("CONV-01")
def test_une_convention_vaut_a_partir_de_la_derniere_signature() -> None:
    caisse, partenaire = creer_caisse(), creer_partenaire()
    convention = creer_convention(caisse, partenaire, signee_le=date(2026, 3, 2))
    Partie.objects.filter(convention=convention, partenaire=partenaire).update(signee_le=date(2026, 3, 9))
    assert not vit(convention, date(2026, 3, 8))
    assert vit(convention, date(2026, 3, 9))


@pytest.mark.exigence("CONV-01")
def test_il_manque_une_signature_sur_trois() -> None:
    convention = creer_convention(creer_caisse(), creer_partenaire(), creer_partenaire())
    Partie.objects.filter(pk=convention.parties.latest("pk").pk).update(signee_le=None)
    assert not vit(convention, date(2030, 1, 1))


@pytest.mark.exigence("CONV-01")
def test_sans_partie_rien_ne_vaut() -> None:
    assert not vit(creer_convention(), DEBUT)


@pytest.mark.exigence("CONV-03")
def test_un_projet_abandonne_ne_vaut_jamais() -> None:
    convention = creer_convention(creer_caisse(), creer_partenaire(), etat=EtatConvention.ABANDONNEE)
    assert not vit(convention, DEBUT)


@pytest.mark.exigence("CONV-04")
def test_la_reconduction_tacite_n_a_pas_de_fin_certaine() -> None:
    convention = creer_convention(creer_caisse(), creer_partenaire())
    assert vit(convention, DEBUT + timedelta(days=20 * 366))


@pytest.mark.exigence("CONV-04")
@pytest.mark.parametrize(
    ("debut", "dernier"),
    [
        (date(2026, 1, 5), date(2029, 1, 4)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2026, 12, 31), date(2029, 12, 30)),
    ],
)
def test_la_reconduction_expresse_expire_la_veille_de_l_anniversaire(debut: date, dernier: date) -> None:
    convention = creer_convention(creer_caisse(), creer_partenaire(), modele="locale-caf", signee_le=debut)
    assert vit(convention, dernier)
    assert not vit(convention, dernier + UN_JOUR)


@pytest.mark.exigence("CONV-04")
def test_un_renouvellement_expres_ajoute_une_duree_entiere() -> None:
    convention = creer_convention(creer_caisse(), creer_partenaire(), modele="locale-caf", signee_le=DEBUT)
    renouveler(convention, date(2032, 1, 4))
    assert vit(convention, date(2032, 1, 4))
    assert not vit(convention, date(2032, 1, 5))


@pytest.mark.exigence("CONV-04", "CONV-05")
@pytest.mark.parametrize("nature", [NatureEvenement.RESILIATION, NatureEvenement.REFUS_DE_RECONDUCTION])
def test_le_dernier_jour_compte_encore(nature: NatureEvenement) -> None:
    convention = creer_convention(creer_caisse(), creer_partenaire())
    mettre_fin(convention, date(2026, 6, 30), nature=nature)
    assert vit(convention, date(2026, 6, 30))
    assert not vit(convention, date(2026, 7, 1))


@pytest.mark.exigence("CONV-04")
def test_une_duree_inconnue_ferme_la_porte() -> None:
    convention = creer_convention(
        creer_caisse(), creer_partenaire(), duree_mois=None, reconduction=Reconduction.EXPRESSE
    )
    assert not vit(convention, DEBUT)


@pytest.mark.exigence("CONV-06", "CONV-20")
def test_la_fin_de_la_metier_emporte_l_utilisation_le_meme_jour() -> None:
    utilisation = relier(creer_caisse(), creer_partenaire())
    assert utilisation.parente is not None
    mettre_fin(utilisation.parente, date(2026, 9, 30))
    assert vit(utilisation, date(2026, 9, 30))
    assert not vit(utilisation, date(2026, 10, 1))


@pytest.mark.exigence("CONV-20")
def test_l_utilisation_attend_la_metier() -> None:
    caisse, partenaire = creer_caisse(), creer_partenaire()
    metier = creer_convention(caisse, partenaire, signee_le=date(2026, 2, 1))
    utilisation = creer_utilisation(caisse, partenaire, parente=metier, signee_le=date(2026, 1, 15))
    assert not vit(utilisation, date(2026, 1, 31))
    assert vit(utilisation, date(2026, 2, 1))


@pytest.mark.exigence("CONV-20", "ORG-02")
def test_la_tete_de_reseau_couvre_ses_membres_tant_que_dure_l_adhesion() -> None:
    caisse, membre = creer_caisse(), creer_partenaire()
    tete = creer_partenaire(type=TypePartenaire.TETE_DE_RESEAU)
    utilisation = creer_utilisation(caisse, membre, parente=creer_convention(caisse, tete))
    assert not vit(utilisation, DEBUT)
    creer_adhesion(tete, membre, du=date(2026, 2, 1), au=date(2026, 12, 1))
    assert [vit(utilisation, jour) for jour in (date(2026, 1, 31), date(2026, 2, 1), date(2026, 11, 30))] == [
        False,
        True,
        True,
    ]
    assert not vit(utilisation, date(2026, 12, 1)), "le dernier jour de la période est exclu"


@pytest.mark.exigence("CONV-20", "HAB-17")
def test_la_metier_d_un_autre_ne_couvre_personne() -> None:
    caisse = creer_caisse()
    metier = creer_convention(caisse, creer_partenaire())
    utilisation = creer_utilisation(caisse, creer_partenaire(), parente=metier)
    assert not vit(utilisation, DEBUT)
