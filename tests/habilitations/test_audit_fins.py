"""When the last convention ends, each person whose account ends is told, once, and nobody before (HAB-13)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from espace_partenaires.notifications.models import Courriel
from habilitations.services.fins import balayer_fins
from tests.factories.conventions import creer_caisse, creer_partenaire, mettre_fin, relier
from tests.factories.habilitations import creer_gestionnaire, creer_technicien

PARIS = ZoneInfo("Europe/Paris")
LA_VEILLE = datetime(2026, 11, 30, 23, 59, tzinfo=PARIS)
LE_LENDEMAIN = datetime(2026, 12, 1, 0, 1, tzinfo=PARIS)


@pytest.mark.django_db
@pytest.mark.exigence("HAB-13", "CONV-14")
def test_chaque_personne_est_prevenue_de_la_fin_de_son_compte(
    comme_taches: Callable[[], AbstractContextManager[None]],
) -> None:
    partenaire = creer_partenaire("CCAS de Valmont")
    utilisation = relier(creer_caisse(), partenaire)
    comptes = {creer_gestionnaire(partenaire).pk, creer_technicien(partenaire).pk}
    assert utilisation.parente is not None
    mettre_fin(utilisation.parente, date(2026, 11, 30))
    fins = Courriel.objects.filter(message="habilitations.compte_inactive")
    with comme_taches():
        assert balayer_fins(maintenant=LA_VEILLE) == 0
    assert not fins.exists()
    with comme_taches():
        assert balayer_fins(maintenant=LE_LENDEMAIN) == 2
        assert balayer_fins(maintenant=LE_LENDEMAIN) == 0
    assert sorted(fins.values_list("destinataire", flat=True)) == sorted(comptes)
    assert all("automatiquement" in courriel.texte for courriel in fins)
