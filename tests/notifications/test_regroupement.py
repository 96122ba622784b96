"""What waits for one person leaves as one mail; what is urgent, or alone, as itself. Nothing is lost, nothing doubled."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from threading import Barrier
from time import sleep

import pytest
import time_machine
from celery import current_app
from django.db import connection
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.notifications import envoi, reservation
from espace_partenaires.notifications.enums import EtatCourriel
from espace_partenaires.notifications.envoi import REPRISES, Issue, balayer, envoyer
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.notifications.registre import MessageType, enregistrer_message
from espace_partenaires.notifications.reservation import DUREE_BAIL, PAR_COURRIEL
from espace_partenaires.notifications.services import notifier
from espace_partenaires.notifications.signals import courriel_envoye
from espace_partenaires.settings import base
from tests.factories.plateforme import BoiteAuxLettres, un_compte
from tests.notifications.conftest import ALERTE, CONTEXTE, REPONSE, SUIVI

pytestmark = [pytest.mark.exigence("UX-07"), pytest.mark.django_db]
MIDI = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
ATTENTE = timedelta(minutes=10)
SANS_LIEN = enregistrer_message(
    MessageType("essais.sans_lien", "Fin de {{ reference }}", "essais/message", frozenset({"reference"}))
)


@contextmanager
def _a(quand: datetime) -> Iterator[None]:
    with time_machine.travel(quand, tick=False):
        yield


@pytest.fixture(autouse=True)
def _dix_minutes(settings: Settings) -> None:
    # The tests of everything else group nothing; these group as production does.
    settings.REGROUPEMENT_COURRIELS_S = base.REGROUPEMENT_COURRIELS_S


def _dire(compte: Utilisateur | str, reference: str, quand: datetime = MIDI) -> Courriel:
    contexte = {"reference": reference, "lien": f"https://portail.example/demandes/{reference}"}
    with _a(quand):
        return notifier(message=REPONSE, destinataires=[compte], contexte=contexte)[0]


def _corps(recu: EmailMessage, genre: str) -> str:
    corps = recu.get_body((genre,))
    assert corps is not None
    return str(corps.get_content())


def test_dix_minutes_puis_un_seul_courriel_pour_la_personne(boite: BoiteAuxLettres) -> None:
    assert timedelta(seconds=base.REGROUPEMENT_COURRIELS_S) == ATTENTE, "ce que la production attend"
    nadia, autre = un_compte(), un_compte()
    courriels = [_dire(nadia, f"D-{rang}", MIDI + timedelta(minutes=3 * rang)) for rang in range(3)]
    seul = _dire(autre, "D-9")
    with _a(MIDI + ATTENTE - timedelta(seconds=1)):
        assert balayer() == 0
    with _a(MIDI + ATTENTE):
        assert balayer() == 2, "le dernier n’attend pas ses dix minutes à lui"
    groupe, solitaire = sorted(boite.recus, key=lambda recu: recu["Subject"])
    assert groupe["Subject"] == "3 nouvelles sur votre espace"
    for genre in ("plain", "html"):
        texte = _corps(groupe, genre)
        for rang in range(3):
            assert f"Réponse à D-{rang}" in texte
            assert f"https://portail.example/demandes/D-{rang}" in texte
        assert texte.index("D-0") < texte.index("D-1") < texte.index("D-2")
    assert (solitaire["Subject"], solitaire["Message-ID"].startswith(f"<{seul.pk}@")) == (
        "Réponse à D-9",
        True,
    )
    lignes = Courriel.objects.filter(pk__in=[courriel.pk for courriel in courriels])
    (numero,) = set(lignes.values_list("groupe", flat=True))
    assert groupe["Message-ID"].startswith(f"<{numero}@")
    assert set(lignes.values_list("etat", "envoye_le", "texte", "lien")) == {
        (EtatCourriel.ENVOYE, MIDI + ATTENTE, "", "")
    }


@pytest.mark.exigence("HAB-12", "SEC-02")
@pytest.mark.parametrize("messages", [(SUIVI,), (SUIVI, SUIVI), (REPONSE, SUIVI)], ids=len)
def test_un_compte_ferme_entre_temps_ne_recoit_que_ce_qui_lui_sert(
    boite: BoiteAuxLettres, messages: tuple[MessageType, ...]
) -> None:
    parti, autre = un_compte(), un_compte()
    with _a(MIDI):
        for message in messages:
            notifier(message=message, destinataires=[parti], contexte=CONTEXTE)
        notifier(message=SUIVI, destinataires=[autre], contexte=CONTEXTE)
    parti.is_active = False
    parti.save(update_fields=["is_active"])
    with _a(MIDI + ATTENTE):
        assert balayer() == 1 + messages.count(REPONSE)
    objets = sorted(recu["Subject"].split()[0] for recu in boite.recus)
    assert objets == ["Réponse", "Suivi"][-len(boite.recus) :]
    jetes = Courriel.objects.filter(destinataire=parti, message=SUIVI.code)
    assert set(jetes.values_list("etat", "derniere_erreur", "texte", "lien")) == {
        (EtatCourriel.ECHEC, "compte_ferme", "", "")
    }


def test_urgent_part_tout_de_suite_et_seul(boite: BoiteAuxLettres) -> None:
    nadia = un_compte()
    _dire(nadia, "D-1")
    with _a(MIDI + timedelta(minutes=1)):
        notifier(message=ALERTE, destinataires=[nadia], contexte=CONTEXTE)
        assert balayer() == 1
    with _a(MIDI + ATTENTE):
        assert balayer() == 1
    assert [recu["Subject"] for recu in boite.recus] == ["Alerte 2026-691-K4T8QX", "Réponse à D-1"]


def test_ce_qui_n_a_pas_de_lien_part_entier_et_les_adresses_nues_se_groupent(boite: BoiteAuxLettres) -> None:
    for reference in ("D-1", "D-2"):
        _dire("referente@ccas.example", reference)
        with _a(MIDI):
            notifier(
                message=SANS_LIEN, destinataires=["referente@ccas.example"], contexte={"reference": reference}
            )
    _dire("autre@ccas.example", "D-3")
    with _a(MIDI + ATTENTE):
        assert balayer() == 4
    objets = sorted(recu["Subject"] for recu in boite.recus)
    assert objets == ["2 nouvelles sur votre espace", "Fin de D-1", "Fin de D-2", "Réponse à D-3"]


def test_un_reveil_ne_part_que_pour_ce_qui_est_du(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    reveils: list[dict[str, str]] = []
    monkeypatch.setattr(current_app, "send_task", lambda _, kwargs, **__: reveils.append(kwargs))
    with django_capture_on_commit_callbacks(execute=True):
        _dire(un_compte(), "D-1")
        (urgent,) = notifier(message=ALERTE, destinataires=[un_compte()], contexte=CONTEXTE)
    assert reveils == [{"courriel_id": str(urgent.pk)}]


@pytest.mark.exigence("SEC-02")
def test_tue_avant_la_marque_le_meme_groupe_repart_sous_le_meme_numero(
    boite: BoiteAuxLettres, monkeypatch: pytest.MonkeyPatch
) -> None:
    nadia = un_compte()
    for reference in ("D-1", "D-2"):
        _dire(nadia, reference)

    def mourir(*_: object, **__: object) -> None:
        raise SystemExit

    with _a(MIDI + ATTENTE), monkeypatch.context() as tueur:
        tueur.setattr(envoi, "_marquer", mourir)
        with pytest.raises(SystemExit):
            envoyer()
    apres = MIDI + ATTENTE + DUREE_BAIL
    _dire(nadia, "D-3", apres - timedelta(seconds=1))
    with _a(apres):
        assert (balayer(), balayer()) == (1, 0)
    premier, second = boite.recus
    assert premier["Message-ID"] == second["Message-ID"]
    assert _corps(premier, "plain") == _corps(second, "plain"), "un groupe fait ne change plus"
    assert Courriel.objects.exclude(etat=EtatCourriel.ENVOYE).get().objet == "Réponse à D-3"


@pytest.mark.exigence("SEC-02")
def test_refus_passager_puis_definitif_valent_pour_tout_le_groupe(boite: BoiteAuxLettres) -> None:
    nadia = un_compte()
    for reference in ("D-1", "D-2"):
        _dire(nadia, reference)
    boite.reponse = "451 try again"
    with _a(MIDI + ATTENTE):
        assert (envoyer(), envoyer()) == (Issue.REMIS_A_PLUS_TARD, Issue.RIEN_A_FAIRE)
    boite.reponse = "550 unknown"
    with _a(MIDI + ATTENTE + REPRISES[0]):
        assert (envoyer(), envoyer()) == (Issue.ECHEC, Issue.RIEN_A_FAIRE)
    assert set(Courriel.objects.values_list("etat", "tentatives")) == {(EtatCourriel.ECHEC, 2)}


def test_chaque_message_du_groupe_est_annonce_avec_son_heure(boite: BoiteAuxLettres) -> None:
    nadia = un_compte()
    attendus = {_dire(nadia, f"D-{rang}").pk for rang in range(2)}
    annonces: dict[object, datetime | None] = {}

    def ecouter(courriel: Courriel, **_: object) -> None:
        annonces[courriel.pk] = courriel.envoye_le

    courriel_envoye.connect(ecouter)
    try:
        with _a(MIDI + ATTENTE):
            envoyer()
    finally:
        courriel_envoye.disconnect(ecouter)
    assert annonces == dict.fromkeys(attendus, MIDI + ATTENTE)
    assert len(boite.recus) == 1


def test_un_courriel_ne_porte_pas_plus_de_nouvelles_qu_on_n_en_lit(boite: BoiteAuxLettres) -> None:
    nadia = un_compte()
    for rang in range(PAR_COURRIEL + 2):
        _dire(nadia, f"D-{rang}")
    with _a(MIDI + ATTENTE):
        assert balayer() == 2
    objets = [recu["Subject"] for recu in boite.recus]
    assert objets == ["30 nouvelles sur votre espace", "2 nouvelles sur votre espace"]


@pytest.mark.exigence("SEC-02")
@pytest.mark.django_db(transaction=True)
def test_deux_taches_ne_partagent_ni_ne_doublent_un_groupe(
    boite: BoiteAuxLettres, monkeypatch: pytest.MonkeyPatch
) -> None:
    rassembler = reservation._avec_lui

    def rassembler_lentement(premier: Courriel, maintenant: datetime) -> list[Courriel]:
        # Long enough for the other task to take a message of the same person, if nothing held it back.
        sleep(0.05)
        return rassembler(premier, maintenant)

    monkeypatch.setattr(reservation, "_avec_lui", rassembler_lentement)
    comptes = [un_compte() for _ in range(4)]
    for compte in comptes:
        for rang in range(5):
            _dire(compte, f"D-{compte.pk}-{rang}")
    depart = Barrier(2)

    def travailler(_: int) -> int:
        try:
            depart.wait(10)
            return balayer()
        finally:
            connection.close()

    with _a(MIDI + ATTENTE), ThreadPoolExecutor(2) as taches:
        partis = sum(taches.map(travailler, range(2)))
    assert partis == len(boite.recus) == len(comptes)
    assert {recu["Subject"] for recu in boite.recus} == {"5 nouvelles sur votre espace"}
    assert set(Courriel.objects.values_list("etat", "tentatives")) == {(EtatCourriel.ENVOYE, 1)}
