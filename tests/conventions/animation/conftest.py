"""A métier convention between a caisse and two partenaires, and who acts in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import time_machine

from conventions.models import Caisse, Convention, Partenaire, Partie, Referent
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.notifications.models import Courriel
from tests.conftest import ClientDuPortail
from tests.factories.conventions import creer_caisse, creer_convention, creer_partenaire, relier
from tests.factories.habilitations import acteur_pour, creer_agent, creer_gestionnaire

AUJOURDHUI = date(2026, 11, 23)
Connecter = Callable[[Utilisateur], ClientDuPortail]


@pytest.fixture(autouse=True)
def jour() -> Iterator[time_machine.Traveller]:
    """The clock stands on a Monday morning."""
    with time_machine.travel("2026-11-23T10:05:00+01:00", tick=False) as voyage:
        yield voyage


@dataclass
class Scene:
    """The convention, its parties, and an account on each side."""

    caisse: Caisse
    valmont: Partenaire
    pas: Partenaire
    convention: Convention
    de_la_caisse: Partie
    de_valmont: Partie
    du_pas: Partie
    agent: Utilisateur
    nadia: Utilisateur
    omar: Utilisateur

    def acteur(self, compte: Utilisateur) -> Acteur:
        """Compute the actor of an account."""
        return acteur_pour(compte)

    def referent(self, partie: Partie, courriel: str, **champs: Any) -> Referent:
        """Make a référent of a party, since the start of the year unless said."""
        valeurs = {"nom": f"Référent {courriel}", "du": date(2026, 1, 5), **champs}
        return Referent.objects.create(
            convention=partie.convention, partie=partie, courriel=courriel, **valeurs
        )


@pytest.fixture
def scene(db: None) -> Scene:
    caisse = creer_caisse()
    valmont, pas = creer_partenaire("CCAS de Valmont"), creer_partenaire("Association Le Pas")
    for partenaire in (valmont, pas):
        relier(caisse, partenaire)
    convention = creer_convention(caisse, valmont, pas, objet="Convention du Rhône")
    de_la_caisse, de_valmont, du_pas = convention.parties.order_by("pk")
    return Scene(
        caisse=caisse,
        valmont=valmont,
        pas=pas,
        convention=convention,
        de_la_caisse=de_la_caisse,
        de_valmont=de_valmont,
        du_pas=du_pas,
        agent=creer_agent("gestionnaire_conventions", nom="Martin", prenom="Paule"),
        nadia=creer_gestionnaire(valmont, nom="Roche", prenom="Nadia", courriel="nadia@valmont.example"),
        omar=creer_gestionnaire(pas, nom="Sylla", prenom="Omar", courriel="omar@lepas.example"),
    )


@pytest.fixture
def courriels() -> Callable[[str], list[Courriel]]:
    """Return a function that reads the outbox of a message, in the order of its writing."""
    return lambda code: list(
        Courriel.objects.filter(message=f"conventions.{code}").order_by("adresse", "cree_le")
    )
