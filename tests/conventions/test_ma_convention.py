"""What a partner's account reads of its own conventions, and nobody else's (HAB-17, NOV-02)."""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from conventions.enums import Service, TypePartenaire
from conventions.models import ActivationService
from espace_partenaires.comptes.models import Utilisateur
from tests.conftest import ClientDuPortail
from tests.factories.conventions import (
    creer_adhesion,
    creer_caisse,
    creer_convention,
    creer_partenaire,
    creer_utilisation,
    mettre_fin,
    relier,
)
from tests.factories.habilitations import (
    creer_administrateur,
    creer_agent,
    creer_gestionnaire,
    creer_technicien,
)

pytestmark = pytest.mark.django_db

Connecter = Callable[[Utilisateur], ClientDuPortail]
ADRESSE = "/ma-convention/"


def lire(navigateur: ClientDuPortail) -> str:
    return navigateur.get(ADRESSE).content.decode()


@pytest.mark.exigence("NOV-02", "ORG-04", "HAB-17")
@pytest.mark.parametrize("creer", [creer_gestionnaire, creer_technicien])
def test_ma_convention_dit_avec_qui_pour_quoi_jusqu_a_quand(
    creer: Callable[..., Utilisateur], connecter: Connecter
) -> None:
    caisse, partenaire, voisin = (
        creer_caisse(),
        creer_partenaire("CCAS de Valmont"),
        creer_partenaire("Le Pas"),
    )
    relier(caisse, partenaire)
    relier(caisse, voisin)
    ActivationService.objects.create(
        caisse=caisse, partenaire=partenaire, service=Service.DOCUMENT, ouvert=False
    )
    page = lire(connecter(creer(partenaire)))
    assert "CPAM du Rhône" in page
    assert "accès ouverts, sans fin prévue" in page
    ouverts, fermes = page.split("Fermés par la caisse")
    assert "Signaler une situation de difficultés d’accès" in ouverts
    assert Service.DOCUMENT.label not in ouverts
    assert Service.DOCUMENT.label in fermes
    assert "Depuis le 5\u00a0janvier 2026" in page
    assert "Accès&nbsp;: convention d’utilisation, préambule et article 8.1." in page
    assert "18 membres déclarés" in page
    assert "Le Pas" not in page


@pytest.mark.exigence("NOV-02", "HAB-01", "HAB-17")
def test_le_gestionnaire_suit_ses_conventions_le_technicien_les_lit(connecter: Connecter) -> None:
    caisse, partenaire = creer_caisse(), creer_partenaire()
    tete = creer_partenaire("UDCCAS du Rhône", type=TypePartenaire.TETE_DE_RESEAU)
    metier = creer_convention(caisse, tete)
    creer_adhesion(tete, partenaire)
    utilisation = creer_utilisation(caisse, partenaire, parente=metier)
    page = lire(connecter(creer_gestionnaire(partenaire)))
    assert "Gérer les comptes de votre structure" in page
    assert f"signée par {tete.libelle}, tête de réseau dont {partenaire.libelle} est membre" in page
    assert page.count(reverse("conventions:voir_convention", args=[utilisation.cle])) == 2
    assert str(metier.cle) not in page, "les pages de la métier sont celles de ses parties"
    page = lire(connecter(creer_technicien(partenaire)))
    assert "Faire des demandes à la caisse" in page
    assert "/conventions/" not in page, "un technicien n’a pas les pages des conventions"


@pytest.mark.exigence("NOV-02", "CONV-06")
def test_une_fin_decidee_se_lit(connecter: Connecter) -> None:
    with time_machine.travel("2026-11-23T10:00:00+01:00"):
        partenaire = creer_partenaire()
        utilisation = relier(creer_caisse(), partenaire)
        navigateur = connecter(creer_gestionnaire(partenaire))
        assert utilisation.parente is not None
        mettre_fin(utilisation.parente, date(2026, 12, 31))
        page = lire(navigateur)
    assert "accès ouverts jusqu’au 31\u00a0décembre 2026" in page
    assert "La convention métier prend fin." in page


@pytest.mark.exigence("CONV-14")
def test_la_convention_finie_ne_montre_plus_d_acces(connecter: Connecter) -> None:
    with time_machine.travel("2026-11-23T10:00:00+01:00") as voyage:
        partenaire = creer_partenaire()
        utilisation = relier(creer_caisse(), partenaire)
        compte = creer_gestionnaire(partenaire)
        mettre_fin(utilisation, date(2026, 11, 23))
        assert "accès ouverts jusqu’au" in lire(connecter(compte))
        voyage.move_to("2026-11-24T00:30:00+01:00")
        page = lire(connecter(compte))
    assert "Aucune convention d’utilisation n’est en vigueur." in page
    assert "CPAM du Rhône" not in page.split("<main")[1].split("Conventions</h2>")[0]


@pytest.mark.exigence("HAB-16", "HAB-17")
def test_les_autres_ne_la_trouvent_pas(connecter: Connecter) -> None:
    for compte in (creer_agent("instructeur"), creer_administrateur()):
        assert connecter(compte).get(ADRESSE).status_code == 404
    partenaire = creer_partenaire()
    relier(creer_caisse(), partenaire)
    liste = connecter(creer_gestionnaire(partenaire)).get(reverse("conventions:lister_partenaires"))
    assert liste.status_code == 404
