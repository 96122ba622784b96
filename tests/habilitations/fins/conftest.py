"""The scene of the ends: one caisse, one structure, its gestionnaire; fins are written at noon."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from django.contrib.auth import SESSION_KEY

from conventions.models import Caisse, Partenaire
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from tests.conftest import ClientDuPortail
from tests.factories.conventions import creer_caisse, creer_partenaire, relier

CommeWeb = Callable[[Acteur | None], AbstractContextManager[None]]
CommeTaches = Callable[[], AbstractContextManager[None]]
Connecter = Callable[[Utilisateur], ClientDuPortail]
MIDI = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def confirmer(navigateur: ClientDuPortail, at: float | None = None) -> ClientDuPortail:
    """Have the password of an open session been typed now, or at another time (seconds)."""
    session = navigateur.session
    preuve = {"method": "password", "at": time.time() if at is None else at, "username": "essai"}
    session["account_authentication_methods"] = [preuve]
    session["account_authentication_methods_user"] = session[SESSION_KEY]
    session.save()
    return navigateur


@pytest.fixture
def caisse(db: None) -> Caisse:
    return creer_caisse()


@pytest.fixture
def valmont(caisse: Caisse) -> Partenaire:
    partenaire = creer_partenaire("CCAS de Valmont")
    relier(caisse, partenaire)
    return partenaire
