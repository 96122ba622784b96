"""Scenes of the platform parts: accounts, actors, entries of the journal, a mail server."""

import itertools
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection
from psycopg import sql

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.journal.sceaux import sceller
from espace_partenaires.journal.verification import verifier

ATTENTE_MAX_S = 120.0
ACCEPTE = "250 OK"
_numeros = itertools.count(1)


def un_compte(profil: Profil = Profil.AGENT, courriel: str = "") -> Utilisateur:
    """Make an account with a mail address of its own."""
    numero = next(_numeros)
    return Utilisateur.objects.create_user(
        f"essai-{numero}",
        profil=profil,
        nom=f"Essai{numero}",
        prenom="Camille",
        courriel=courriel or f"essai-{numero}@ccas-essai.example",
    )


def un_acteur(
    utilisateur_id: int = 7, *, roles: frozenset[str] = frozenset(), caisse_ids: frozenset[int] = frozenset()
) -> Acteur:
    """Make the actor of an agent."""
    return Acteur(utilisateur_id=utilisateur_id, profil=Profil.AGENT, roles=roles, caisse_ids=caisse_ids)


def sceller_tout() -> None:
    """Seal the whole journal, waiting for whoever still holds an older transaction in the cluster."""
    limite = time.monotonic() + ATTENTE_MAX_S
    while time.monotonic() < limite:
        sceller()
        if not verifier().non_scellees:
            return
        time.sleep(0.05)
    raise AssertionError("une transaction ancienne empêche de sceller")


def desceller_journal() -> None:
    """Throw the seals away, so that the database of tests can be emptied."""
    with declencheurs_suspendus("journal_sceau"), connection.cursor() as curseur:
        curseur.execute("DELETE FROM journal_sceau")


@contextmanager
def declencheurs_suspendus(*tables: str) -> Iterator[None]:
    """Be the attacker who owns the database: no trigger stops them."""
    with connection.cursor() as curseur:
        for table in tables:
            curseur.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
        yield
        for table in tables:
            curseur.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table)))


class BoiteAuxLettres:
    """What a real SMTP server received; ``reponse`` is what it answers to the next recipients."""

    def __init__(self) -> None:
        self.recus: list[EmailMessage] = []
        self.reponse = ACCEPTE

    async def admettre(
        self, _server: SMTP, _session: Session, envelope: Envelope, adresse: str, _options: list[str]
    ) -> str:
        """Answer to one recipient."""
        if self.reponse == ACCEPTE:
            envelope.rcpt_tos.append(adresse)
        return self.reponse

    async def recevoir(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Keep one message."""
        contenu = envelope.content if isinstance(envelope.content, bytes) else b""
        self.recus.append(BytesParser(policy=default).parsebytes(contenu))
        return ACCEPTE


# The names that aiosmtpd looks for are not ours.
Poste = type(
    "Poste",
    (BoiteAuxLettres,),
    {"handle_RCPT": BoiteAuxLettres.admettre, "handle_DATA": BoiteAuxLettres.recevoir},
)


@contextmanager
def serveur_smtp() -> Iterator[tuple[BoiteAuxLettres, int]]:
    """Run a real mail server on a free port of this machine; yield what it receives, and its port."""
    boite: BoiteAuxLettres = Poste()
    with socket.create_server(("127.0.0.1", 0)) as libre:
        port: int = libre.getsockname()[1]
    serveur = Controller(boite, hostname="127.0.0.1", port=port)
    serveur.start()
    try:
        yield boite, port
    finally:
        serveur.stop(no_assert=True)
