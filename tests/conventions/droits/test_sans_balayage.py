"""With every sweep stopped, a month around each end: no right appears or disappears wrongly (NOV-02, CONV-14)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from conventions.enums import NatureEvenement
from conventions.models import Caisse, Convention, Partenaire
from tests.factories.conventions import (
    creer_adhesion,
    creer_caisse,
    creer_convention,
    creer_partenaire,
    creer_utilisation,
    mettre_fin,
    relier,
)
from tests.factories.habilitations import acteur_pour, creer_technicien

pytestmark = pytest.mark.django_db

FIN = date(2026, 11, 30)
PARIS = ZoneInfo("Europe/Paris")
Fin = Callable[[Caisse, Partenaire], None]


def metier_de(utilisation: Convention) -> Convention:
    assert utilisation.parente is not None
    return utilisation.parente


def resiliation(caisse: Caisse, partenaire: Partenaire) -> None:
    mettre_fin(relier(caisse, partenaire), FIN)


def resiliation_de_la_metier(caisse: Caisse, partenaire: Partenaire) -> None:
    mettre_fin(metier_de(relier(caisse, partenaire)), FIN)


def refus_de_reconduction(caisse: Caisse, partenaire: Partenaire) -> None:
    mettre_fin(metier_de(relier(caisse, partenaire)), FIN, nature=NatureEvenement.REFUS_DE_RECONDUCTION)


def terme_expres(caisse: Caisse, partenaire: Partenaire) -> None:
    relier(caisse, partenaire, modele="locale-caf", duree_mois=10, signee_le=date(2026, 2, 1))


def depart_du_reseau(caisse: Caisse, partenaire: Partenaire) -> None:
    tete = creer_partenaire()
    creer_adhesion(tete, partenaire, au=FIN + timedelta(days=1))
    creer_utilisation(caisse, partenaire, parente=creer_convention(caisse, tete))


@pytest.mark.exigence("NOV-02", "CONV-06", "CONV-14", "CONV-20", "HAB-13")
@pytest.mark.parametrize(
    "finir",
    [resiliation, resiliation_de_la_metier, refus_de_reconduction, terme_expres, depart_du_reseau],
)
@pytest.mark.parametrize("autre_caisse", [False, True])
def test_un_mois_sans_aucun_balayage(finir: Fin, *, autre_caisse: bool) -> None:
    caisse, ain, partenaire = creer_caisse(), creer_caisse("011"), creer_partenaire()
    with time_machine.travel(datetime(2026, 11, 10, 12, tzinfo=UTC), tick=False) as voyage:
        finir(caisse, partenaire)
        if autre_caisse:
            relier(ain, partenaire)
        compte = creer_technicien(partenaire)
        restent = {ain.pk} if autre_caisse else set()
        for ecart in range(-15, 16):
            jour = FIN + timedelta(days=ecart)
            for heure in (time(0, 0), time(23, 59, 59)):
                voyage.move_to(datetime.combine(jour, heure, PARIS))
                acteur = acteur_pour(compte)
                attendues = restent | ({caisse.pk} if jour <= FIN else set())
                assert acteur.caisse_ids == attendues, (jour, heure)
                assert bool(acteur.roles) == bool(attendues), (jour, heure)


@pytest.mark.exigence("NOV-02", "CONV-04")
def test_la_reconduction_tacite_ne_retire_rien_meme_sans_constat() -> None:
    partenaire = creer_partenaire()
    caisse = creer_caisse()
    with time_machine.travel(datetime(2026, 12, 20, 12, tzinfo=UTC), tick=False) as voyage:
        relier(caisse, partenaire)
        compte = creer_technicien(partenaire)
        for ecart in range(-15, 16):
            voyage.move_to(datetime.combine(date(2027, 1, 4) + timedelta(days=ecart), time(12), PARIS))
            assert acteur_pour(compte).caisse_ids == {caisse.pk}, ecart
