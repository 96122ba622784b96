"""A password typed less than five minutes ago is not asked for again before an act that binds; later, it is."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from conventions.models import Partenaire
from espace_partenaires.comptes.models import Utilisateur
from tests.conftest import ClientDuPortail
from tests.factories.comptes import MOT_DE_PASSE
from tests.factories.conventions import creer_caisse, creer_partenaire, relier
from tests.factories.habilitations import creer_gestionnaire, creer_technicien

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("SEC-01", "HAB-11")]
DEPART = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SECONDE, REPIT = timedelta(seconds=1), timedelta(minutes=5)
Connecter = Callable[[Utilisateur], ClientDuPortail]


@pytest.fixture
def structure(db: None) -> Partenaire:
    """A structure that a caisse works with."""
    partenaire = creer_partenaire("CCAS de Valmont")
    relier(creer_caisse(), partenaire)
    return partenaire


@pytest.mark.parametrize(("ecoule", "demande"), [(REPIT - SECONDE, False), (REPIT, True)])
def test_cinq_minutes_apres_la_connexion_le_mot_de_passe_est_redemande(
    structure: Partenaire, ecoule: timedelta, demande: bool
) -> None:
    with time_machine.travel(DEPART, tick=False) as temps:
        vise = creer_technicien(structure)
        navigateur = ClientDuPortail()
        saisie = {"login": creer_gestionnaire(structure).identifiant, "password": MOT_DE_PASSE}
        assert navigateur.post(reverse("account_login"), saisie).status_code == 302
        temps.shift(ecoule)
        acte = reverse("habilitations:inactiver_compte", kwargs={"cle": vise.habilitation.cle})
        reponse = navigateur.post(acte, {"motif": "depart"})
        vise.habilitation.refresh_from_db()
    assert reponse.headers.get("Location", "").startswith(reverse("account_reauthenticate")) is demande
    assert (vise.habilitation.etat == "active") is demande


@pytest.mark.parametrize(("ecoule", "demande"), [(REPIT - SECONDE, False), (REPIT, True)])
def test_la_confirmation_vaut_cinq_minutes_et_pas_la_suivante(
    structure: Partenaire, connecter: Connecter, ecoule: timedelta, demande: bool
) -> None:
    with time_machine.travel(DEPART, tick=False) as temps:
        acte = reverse(
            "habilitations:inactiver_compte", kwargs={"cle": creer_technicien(structure).habilitation.cle}
        )
        navigateur = connecter(creer_gestionnaire(structure))
        assert navigateur.get(acte)["Location"].startswith(reverse("account_reauthenticate"))
        navigateur.post(reverse("account_reauthenticate"), {"password": MOT_DE_PASSE})
        temps.shift(ecoule)
        reponse = navigateur.get(acte)
    assert reponse.headers.get("Location", "").startswith(reverse("account_reauthenticate")) is demande
    assert ('name="motif"' in reponse.content.decode()) is not demande
