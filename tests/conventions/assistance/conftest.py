"""Scenes of the support: a caisse, a partenaire tied to it, another caisse, the Cnam."""

from collections.abc import Callable, Iterator

import pytest
import time_machine

from conventions.enums import Volet
from conventions.models import Caisse, Interlocuteur, Partenaire
from conventions.querysets import CODE_CNAM
from espace_partenaires.comptes.models import Utilisateur
from tests.conftest import ClientDuPortail
from tests.factories.conventions import creer_caisse, creer_partenaire, relier
from tests.factories.habilitations import creer_agent, creer_gestionnaire, creer_technicien

Connecter = Callable[[Utilisateur], ClientDuPortail]


@pytest.fixture(autouse=True)
def jour() -> Iterator[time_machine.Traveller]:
    """The clock stands on a Monday morning."""
    with time_machine.travel("2026-11-23T10:00:00+01:00", tick=True) as voyage:
        yield voyage


@pytest.fixture
def caisse(db: None) -> Caisse:
    return creer_caisse(courriel_dpo="dpo@rhone.example")


@pytest.fixture
def valmont(caisse: Caisse) -> Partenaire:
    partenaire = creer_partenaire("CCAS de Valmont")
    relier(caisse, partenaire)
    return partenaire


@pytest.fixture
def cnam(db: None) -> Caisse:
    return creer_caisse(CODE_CNAM, departements=(), type="CNAM", libelle="Caisse nationale")


@pytest.fixture
def support(caisse: Caisse) -> Interlocuteur:
    return Interlocuteur.objects.create(
        caisse=caisse, volet=Volet.SUPPORT, nom="Camille Essai", courriel="support@rhone.example"
    )


@pytest.fixture
def support_national(cnam: Caisse) -> Interlocuteur:
    return Interlocuteur.objects.create(
        caisse=cnam, volet=Volet.SUPPORT, nom="Support national", courriel="support@cnam.example"
    )


@pytest.fixture
def gestionnaire(valmont: Partenaire) -> Utilisateur:
    return creer_gestionnaire(valmont)


@pytest.fixture
def technicien(valmont: Partenaire) -> Utilisateur:
    return creer_technicien(valmont)


@pytest.fixture
def agent(caisse: Caisse) -> Utilisateur:
    return creer_agent("gestionnaire_conventions")


@pytest.fixture
def agent_d_ailleurs(db: None) -> Utilisateur:
    return creer_agent("gestionnaire_conventions", "superviseur", caisse=creer_caisse("011"))


@pytest.fixture
def agent_national(cnam: Caisse) -> Utilisateur:
    return creer_agent("superviseur", caisse=cnam)
