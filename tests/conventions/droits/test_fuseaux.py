"""Rights are read on the day of the caisse: overseas, the last day ends at its midnight (ORG-01)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from conventions.enums import Service
from conventions.models import Caisse
from conventions.selectors import caisses_en_vigueur, prochaine_fin, services_ouverts
from conventions.selectors_droits import droits_de
from espace_partenaires.exceptions import HorsPortee
from habilitations.selectors import places
from signalements.services.brouillons import ouvrir_brouillon
from signalements.views.depot_services import caisses_ouvrant
from tests.factories.conventions import (
    creer_caisse,
    creer_convention,
    creer_partenaire,
    creer_utilisation,
    mettre_fin,
    relier,
)
from tests.factories.habilitations import acteur_pour, creer_gestionnaire, creer_technicien

pytestmark = pytest.mark.django_db

FIN = date(2026, 11, 30)
ZONES = [
    ("974", "Indian/Reunion"),
    ("976", "Indian/Mayotte"),
    ("971", "America/Guadeloupe"),
    ("973", "America/Cayenne"),
]


def outre_mer(code: str, fuseau: str) -> Caisse:
    return creer_caisse(code, fuseau=fuseau, departements=(code,))


def minuit(fuseau: str) -> datetime:
    """Return the moment at which the last day ends there."""
    return datetime.combine(FIN + timedelta(days=1), time(0), ZoneInfo(fuseau)).astimezone(UTC)


@pytest.mark.exigence("ORG-01", "CONV-14", "NOV-02")
@pytest.mark.parametrize(("code", "fuseau"), ZONES)
def test_le_dernier_jour_finit_a_minuit_de_la_caisse(code: str, fuseau: str) -> None:
    caisse, partenaire = outre_mer(code, fuseau), creer_partenaire()
    with time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=UTC), tick=False) as voyage:
        utilisation = relier(caisse, partenaire)
        technicien, gestionnaire = creer_technicien(partenaire), creer_gestionnaire(partenaire)
        mettre_fin(utilisation, FIN)
        voyage.move_to(minuit(fuseau) - timedelta(seconds=1))
        for compte in (technicien, gestionnaire):
            assert acteur_pour(compte).caisse_ids == {caisse.pk}
        acteur = acteur_pour(technicien)
        assert caisses_ouvrant(acteur, Service.SIGNALEMENT) == {caisse.pk}
        assert ouvrir_brouillon(acteur=acteur, caisse_id=caisse.pk, nature=Service.SIGNALEMENT).pk
        assert places(partenaire.pk, 18, datetime.now(UTC))["technicien"].utilisees == 1
        voyage.move_to(minuit(fuseau))
        for compte in (technicien, gestionnaire):
            assert (acteur_pour(compte).caisse_ids, acteur_pour(compte).roles) == (frozenset(), frozenset())
        with pytest.raises(HorsPortee):
            ouvrir_brouillon(acteur=acteur_pour(technicien), caisse_id=caisse.pk, nature=Service.SIGNALEMENT)


@pytest.mark.exigence("ORG-01", "NOV-02")
@pytest.mark.parametrize(("code", "fuseau"), ZONES)
def test_services_fin_et_chaines_lisent_le_meme_jour(code: str, fuseau: str) -> None:
    caisse, partenaire = outre_mer(code, fuseau), creer_partenaire()
    utilisation = relier(caisse, partenaire)
    mettre_fin(utilisation, FIN)
    avant, apres = minuit(fuseau) - timedelta(seconds=1), minuit(fuseau)
    assert services_ouverts(caisse.pk, partenaire.pk, avant) == set(Service)
    assert services_ouverts(caisse.pk, partenaire.pk, apres) == frozenset()
    fin = prochaine_fin(caisse.pk, partenaire.pk, avant)
    assert fin is not None
    assert fin.le == FIN
    assert prochaine_fin(caisse.pk, partenaire.pk, apres) is None
    assert [droit.fin.le for droit in droits_de(partenaire.pk, avant)] == [FIN]
    assert droits_de(partenaire.pk, apres) == []


@pytest.mark.exigence("ORG-01", "CONV-14")
def test_deux_caisses_deux_minuits() -> None:
    reunion, guadeloupe = outre_mer(*ZONES[0]), outre_mer(*ZONES[2])
    partenaire = creer_partenaire()
    for caisse in (reunion, guadeloupe):
        mettre_fin(relier(caisse, partenaire), FIN)
    entre = [
        (minuit("Indian/Reunion") - timedelta(seconds=1), {reunion.pk, guadeloupe.pk}),
        (minuit("Indian/Reunion"), {guadeloupe.pk}),
        (minuit("Europe/Paris"), {guadeloupe.pk}),
        (minuit("America/Guadeloupe") - timedelta(seconds=1), {guadeloupe.pk}),
        (minuit("America/Guadeloupe"), set()),
    ]
    for instant, attendues in entre:
        assert caisses_en_vigueur(partenaire.pk, instant) == attendues, instant
        assert {droit.caisse.pk for droit in droits_de(partenaire.pk, instant)} == attendues, instant


@pytest.mark.exigence("ORG-01")
def test_une_convention_de_deux_caisses_finit_avec_le_jour_le_plus_tardif() -> None:
    reunion, guadeloupe = outre_mer(*ZONES[0]), outre_mer(*ZONES[2])
    partenaire = creer_partenaire()
    metier = creer_convention(reunion, guadeloupe, partenaire)
    creer_utilisation(reunion, partenaire, parente=metier)
    mettre_fin(metier, FIN)
    assert caisses_en_vigueur(partenaire.pk, minuit("Indian/Reunion") - timedelta(seconds=1)) == {reunion.pk}
    assert caisses_en_vigueur(partenaire.pk, minuit("America/Guadeloupe")) == frozenset()


@pytest.mark.exigence("ORG-01", "CONV-01")
@pytest.mark.parametrize(("code", "fuseau"), ZONES)
def test_le_premier_jour_commence_a_minuit_de_la_caisse(code: str, fuseau: str) -> None:
    caisse, partenaire = outre_mer(code, fuseau), creer_partenaire()
    relier(caisse, partenaire, signee_le=FIN + timedelta(days=1))
    assert caisses_en_vigueur(partenaire.pk, minuit(fuseau) - timedelta(seconds=1)) == frozenset()
    assert caisses_en_vigueur(partenaire.pk, minuit(fuseau)) == {caisse.pk}
