"""A message that only these tests declare, its templates, and a real mail server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from espace_partenaires.notifications.registre import MessageType, enregistrer_message
from tests.factories.plateforme import BoiteAuxLettres, serveur_smtp

REPONSE = enregistrer_message(
    MessageType(
        code="essais.reponse",
        objet="Réponse à {{ reference }}",
        gabarit="essais/message",
        variables=frozenset({"reference", "lien"}),
    )
)
ALERTE = enregistrer_message(
    MessageType(
        code="essais.alerte",
        objet="Alerte {{ reference }}",
        gabarit="essais/message",
        variables=frozenset({"reference", "lien"}),
        urgent=True,
    )
)
# Of no use to an account that has ended.
SUIVI = enregistrer_message(
    MessageType(
        code="essais.suivi",
        objet="Suivi de {{ reference }}",
        gabarit="essais/message",
        variables=frozenset({"reference", "lien"}),
        au_compte_ouvert=True,
    )
)
CONTEXTE = {"reference": "2026-691-K4T8QX", "lien": "https://portail.example/demandes/1?jeton=secret"}


@pytest.fixture(autouse=True)
def _gabarits(settings: Settings) -> None:
    modele = dict(settings.TEMPLATES[0])
    settings.TEMPLATES = [{**modele, "DIRS": [*modele["DIRS"], Path(__file__).parent / "gabarits"]}]


@pytest.fixture
def boite(settings: Settings) -> Iterator[BoiteAuxLettres]:
    """A real mail server, to which the portal sends."""
    with serveur_smtp() as (boite, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield boite
