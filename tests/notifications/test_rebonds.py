"""Mails that come back: only real reports of a permanent refusal, about our own messages, change anything."""

import io
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from espace_partenaires.notifications.enums import EtatCourriel
from espace_partenaires.notifications.envoi import balayer
from espace_partenaires.notifications.expedition import domaine_d_envoi
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.notifications.rebonds import ADRESSE_REFUSEE, REMISE_REFUSEE, recevoir_rebond
from espace_partenaires.notifications.services import notifier
from espace_partenaires.notifications.signals import adresse_refusee
from tests.conftest import role_de_base
from tests.factories.plateforme import un_compte
from tests.notifications.conftest import CONTEXTE, REPONSE

pytestmark = [pytest.mark.exigence("UX-07"), pytest.mark.django_db]
RAPPORT = """From: MAILER-DAEMON@mx.ccas.example
To: ne-pas-repondre@espace-partenaires.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/{genre}; report-type=delivery-status; boundary="coupe"

--coupe
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--coupe
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.ccas.example
Arrival-Date: Mon, 23 Nov 2026 11:00:00 +0000

Final-Recipient: rfc822; m.durand@ccas.example
Action: {action}
Status: {statut}
Diagnostic-Code: smtp; 550 5.1.1 <m.durand@ccas.example>: user unknown

--coupe
Content-Type: {citation}

Message-ID: <{numero}@{domaine}>
Subject: =?utf-8?q?R=C3=A9ponse?=

--coupe--
"""


def _rapport(numero: object, **autres: str) -> bytes:
    valeurs = {
        "genre": "report",
        "action": "failed",
        "statut": "5.1.1",
        "citation": "text/rfc822-headers",
        "domaine": domaine_d_envoi(),
        **autres,
    }
    return RAPPORT.format(numero=numero, **valeurs).replace("\n", "\r\n").encode()


def _partis(combien: int = 1) -> list[Courriel]:
    compte = un_compte(courriel="m.durand@ccas.example")
    for _ in range(combien):
        notifier(message=REPONSE, destinataires=[compte], contexte=CONTEXTE)
    Courriel.objects.update(prochaine_tentative_le=datetime(2026, 1, 1, tzinfo=UTC))
    balayer()
    return list(Courriel.objects.filter(etat=EtatCourriel.ENVOYE))


@contextmanager
def _ecoute() -> Iterator[list[uuid.UUID]]:
    entendus: list[uuid.UUID] = []

    def ecouter(courriel: Courriel, **_: object) -> None:
        entendus.append(courriel.pk)

    adresse_refusee.connect(ecouter)
    try:
        yield entendus
    finally:
        adresse_refusee.disconnect(ecouter)


@pytest.mark.parametrize("citation", ["text/rfc822-headers", "message/rfc822"])
def test_un_refus_definitif_se_note_et_s_annonce_une_fois(citation: str) -> None:
    (courriel,) = _partis()
    with _ecoute() as entendus, role_de_base("portail_taches"):
        assert recevoir_rebond(_rapport(courriel.pk, citation=citation)) == 1
        assert recevoir_rebond(_rapport(courriel.pk, citation=citation)) == 0
    courriel.refresh_from_db()
    assert (courriel.etat, courriel.derniere_erreur) == (EtatCourriel.ECHEC, ADRESSE_REFUSEE)
    assert courriel.envoye_le is not None, "l’heure de la remise reste"
    assert entendus == [courriel.pk]


def test_ce_qui_n_est_pas_la_faute_de_l_adresse_reste_non_remis_sans_tache(
    caplog: pytest.LogCaptureFixture,
) -> None:
    (courriel,) = _partis()
    with _ecoute() as entendus, role_de_base("portail_taches"):
        assert recevoir_rebond(_rapport(courriel.pk, statut="5.7.1")) == 1
    courriel.refresh_from_db()
    assert (courriel.etat, courriel.derniere_erreur) == (EtatCourriel.ECHEC, REMISE_REFUSEE)
    assert entendus == []
    assert "not for a fault of their address" in caplog.text


@pytest.mark.exigence("RGPD-02")
def test_une_ecoute_qui_echoue_se_dit_sans_ses_mots(caplog: pytest.LogCaptureFixture) -> None:
    (courriel,) = _partis()

    def echouer(**_: object) -> None:
        raise RuntimeError("mots de l’écoute")

    adresse_refusee.connect(echouer)
    try:
        assert recevoir_rebond(_rapport(courriel.pk)) == 1
    finally:
        adresse_refusee.disconnect(echouer)
    (dit,) = [ligne for ligne in caplog.records if ligne.name == "espace_partenaires.notifications.annonces"]
    assert (dit.getMessage(), dit.exc_info) == (f"mail {courriel.pk}: a listener failed: RuntimeError", None)


def test_le_numero_d_un_groupe_vaut_pour_tous_ses_messages(settings: Settings) -> None:
    settings.REGROUPEMENT_COURRIELS_S = 600
    courriels = _partis(3)
    (groupe,) = {courriel.groupe for courriel in courriels}
    with _ecoute() as entendus:
        assert recevoir_rebond(_rapport(groupe)) == 3
    assert set(entendus) == {courriel.pk for courriel in courriels}


@pytest.mark.parametrize(
    "autres",
    [
        {"statut": "4.4.1"},
        {"action": "delayed"},
        {"action": "delivered", "statut": "2.0.0"},
        {"genre": "mixed"},
        {"domaine": "ailleurs.example"},
        {"numero": "pas-une-cle"},
        {"numero": "00000000-0000-4000-8000-000000000000"},
    ],
    ids=str,
)
def test_le_reste_ne_change_rien(autres: dict[str, str]) -> None:
    (courriel,) = _partis()
    numero = autres.pop("numero", courriel.pk)
    with _ecoute() as entendus:
        assert recevoir_rebond(_rapport(numero, **autres)) == 0
    courriel.refresh_from_db()
    assert (courriel.etat, entendus) == (EtatCourriel.ENVOYE, [])


@pytest.mark.parametrize(
    "contenu", [b"", b"\xff\xfe\x00", b"Content-Type: multipart/report\r\n\r\n--", b"a" * 10]
)
def test_un_courriel_illisible_est_ignore(contenu: bytes) -> None:
    assert recevoir_rebond(contenu) == 0


@pytest.mark.exigence("RGPD-02")
def test_la_commande_lit_l_entree_standard_et_ne_dit_pas_l_adresse(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (courriel,) = _partis()

    class Entree:
        buffer = io.BytesIO(_rapport(courriel.pk))

    monkeypatch.setattr("sys.stdin", Entree)
    sortie = io.StringIO()
    call_command("recevoir_rebond", stdout=sortie)
    assert sortie.getvalue() == "Messages notés comme refusés : 1.\n"
    assert "durand" not in sortie.getvalue() + caplog.text
    courriel.refresh_from_db()
    assert courriel.derniere_erreur == ADRESSE_REFUSEE
    assert datetime.now(UTC) - courriel.cree_le < timedelta(minutes=5)
