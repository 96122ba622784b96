"""Sending: a real server, refusals, outages, a worker killed half-way. Nothing is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from pytest_django.fixtures import Settings

from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.notifications import envoi
from espace_partenaires.notifications.enums import EtatCourriel
from espace_partenaires.notifications.envoi import REPRISES, Issue, balayer, effacer_anciens, envoyer
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.notifications.rebonds import ADRESSE_REFUSEE
from espace_partenaires.notifications.reservation import DUREE_BAIL
from espace_partenaires.notifications.services import notifier
from espace_partenaires.notifications.tasks import envoyer as tache_envoyer
from tests.conftest import role_de_base
from tests.factories.plateforme import BoiteAuxLettres, un_compte
from tests.notifications.conftest import ALERTE, CONTEXTE, REPONSE

pytestmark = [pytest.mark.exigence("SEC-02"), pytest.mark.django_db]
MIDI = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


@contextmanager
def _a(quand: datetime) -> Iterator[None]:
    with time_machine.travel(quand, tick=False):
        yield


def _un_courriel(adresse: str = "m.durand@ccas.example") -> Courriel:
    with _a(MIDI):
        return notifier(message=REPONSE, destinataires=[un_compte(courriel=adresse)], contexte=CONTEXTE)[0]


@pytest.mark.exigence("RGPD-02")
def test_part_en_texte_et_en_html_puis_le_texte_s_efface(boite: BoiteAuxLettres) -> None:
    courriel = _un_courriel()
    with _a(MIDI), role_de_base("portail_taches"):
        tache_envoyer(courriel_id=str(courriel.pk))
    (recu,) = boite.recus
    assert recu["To"] == "m.durand@ccas.example"
    assert recu["Subject"] == "Réponse à 2026-691-K4T8QX"
    assert recu["Message-ID"].startswith(f"<{courriel.pk}@")
    for genre in ("plain", "html"):
        corps = recu.get_body((genre,))
        assert corps is not None
        assert CONTEXTE["lien"] in corps.get_content()
    courriel.refresh_from_db()
    assert (courriel.etat, courriel.texte, courriel.html, courriel.lien) == (EtatCourriel.ENVOYE, "", "", "")
    assert courriel.envoye_le == MIDI
    assert envoyer(courriel_id=courriel.pk) is Issue.RIEN_A_FAIRE


def test_serveur_arrete_le_courriel_attend_et_part_plus_tard(
    boite: BoiteAuxLettres, settings: Settings
) -> None:
    courriel, autre = _un_courriel(), _un_courriel()
    vrai_port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    with _a(MIDI):
        assert balayer() == 0
    essais = sorted(Courriel.objects.values_list("tentatives", flat=True))
    assert essais == [0, 1], "un serveur injoignable ne s’essaie pas deux cents fois"
    settings.EMAIL_PORT = vrai_port
    with _a(MIDI):
        assert balayer() == 1, "l’autre n’attend pas"
    with _a(MIDI + REPRISES[0]):
        assert balayer() == 1
    assert Courriel.objects.filter(pk__in=[courriel.pk, autre.pk], etat=EtatCourriel.ENVOYE).count() == 2
    assert len(boite.recus) == 2


@pytest.mark.exigence("UX-07")
def test_un_serveur_qui_ferme_n_est_pas_essaye_pour_chaque_courriel(boite: BoiteAuxLettres) -> None:
    for _ in range(2):
        _un_courriel()
    boite.reponse = "421 closing"
    with _a(MIDI):
        assert balayer() == 0
    assert sorted(Courriel.objects.values_list("tentatives", flat=True)) == [0, 1]


def test_ce_qui_ne_peut_pas_s_ecrire_ne_retient_pas_les_autres(boite: BoiteAuxLettres) -> None:
    piege, _ = _un_courriel(), _un_courriel()
    Utilisateur.objects.filter(courriels_recus=piege).update(
        courriel="m.durand@ccas.example\nBcc: tous@ailleurs.example"
    )
    with _a(MIDI):
        assert balayer() == 1
    assert set(Courriel.objects.values_list("etat", "derniere_erreur")) == {
        (EtatCourriel.ENVOYE, ""),
        (EtatCourriel.ECHEC, "ValueError"),
    }
    assert [recu["To"] for recu in boite.recus] == ["m.durand@ccas.example"]


@pytest.mark.parametrize("reponse", ["451 try again", "550 5.7.1 relay denied"])
def test_refus_passager_ou_de_principe_reessaye_avec_des_attentes_qui_s_allongent(
    boite: BoiteAuxLettres, reponse: str
) -> None:
    courriel = _un_courriel()
    boite.reponse = reponse
    quand = MIDI
    for attente in REPRISES:
        with _a(quand):
            assert envoyer(courriel_id=courriel.pk) is Issue.REMIS_A_PLUS_TARD
            assert envoyer(courriel_id=courriel.pk) is Issue.RIEN_A_FAIRE, "pas avant l’heure"
        quand += attente
    with _a(quand):
        assert envoyer(courriel_id=courriel.pk) is Issue.ECHEC
    courriel.refresh_from_db()
    assert (courriel.etat, courriel.derniere_erreur) == (EtatCourriel.ECHEC, "SMTPRecipientsRefused")
    assert CONTEXTE["lien"] in courriel.texte, "rien n’est perdu : l’adresse peut être corrigée"
    assert quand - MIDI > timedelta(days=2)


@pytest.mark.exigence("UX-07")
def test_adresse_refusee_pour_toujours_reste_comme_non_remise(boite: BoiteAuxLettres) -> None:
    courriel = _un_courriel()
    boite.reponse = "550 unknown"
    with _a(MIDI):
        assert envoyer() is Issue.ECHEC
        assert envoyer() is Issue.RIEN_A_FAIRE
    courriel.refresh_from_db()
    assert (courriel.etat, courriel.tentatives) == (EtatCourriel.ECHEC, 1)
    assert courriel.derniere_erreur == ADRESSE_REFUSEE
    assert boite.recus == []


def test_tue_entre_l_envoi_et_la_marque_repart_sous_le_meme_numero(
    boite: BoiteAuxLettres, monkeypatch: pytest.MonkeyPatch
) -> None:
    courriel = _un_courriel()

    def mourir(*_: object, **__: object) -> None:
        raise SystemExit

    with _a(MIDI), monkeypatch.context() as tueur:
        tueur.setattr(envoi, "_marquer", mourir)
        with pytest.raises(SystemExit):
            envoyer()
    with _a(MIDI + DUREE_BAIL - timedelta(seconds=1)):
        assert balayer() == 0, "le bail court encore"
    with _a(MIDI + DUREE_BAIL):
        assert balayer() == 1
        assert balayer() == 0
    numeros = {recu["Message-ID"] for recu in boite.recus}
    assert (len(boite.recus), len(numeros)) == (2, 1)
    courriel.refresh_from_db()
    assert courriel.etat == EtatCourriel.ENVOYE


@pytest.mark.django_db(transaction=True)
def test_deux_taches_ne_prennent_pas_le_meme_courriel(boite: BoiteAuxLettres) -> None:
    courriel = _un_courriel()
    autre = connection.copy()
    try:
        autre.set_autocommit(False)
        with autre.cursor() as curseur:
            curseur.execute("SELECT 1 FROM notifications_courriel WHERE id = %s FOR UPDATE", [courriel.pk])
        with _a(MIDI):
            assert envoyer() is Issue.RIEN_A_FAIRE
        autre.rollback()
    finally:
        autre.close()
    with _a(MIDI):
        assert envoyer() is Issue.ENVOYE
    assert len(boite.recus) == 1


@pytest.mark.exigence("UX-07")
def test_les_urgents_partent_d_abord(boite: BoiteAuxLettres) -> None:
    _un_courriel()
    with _a(MIDI):
        notifier(message=ALERTE, destinataires=["garde@ccas.example"], contexte=CONTEXTE)
        assert balayer() == 2
    assert [recu["Subject"].split()[0] for recu in boite.recus] == ["Alerte", "Réponse"]


def test_compte_sans_adresse_compte_comme_non_remis(boite: BoiteAuxLettres) -> None:
    courriel = _un_courriel()
    compte = courriel.destinataire
    assert compte is not None
    compte.courriel = ""
    compte.save()
    with _a(MIDI):
        assert envoyer() is Issue.ECHEC
    assert boite.recus == []
    assert Courriel.objects.get().derniere_erreur == "sans_adresse"


@pytest.mark.exigence("RGPD-01")
def test_les_courriels_finis_s_effacent_a_trois_mois(boite: BoiteAuxLettres) -> None:
    _un_courriel()
    _un_courriel()
    with _a(MIDI):
        envoyer()
    reste = Courriel.objects.exclude(etat=EtatCourriel.ENVOYE).get()
    assert effacer_anciens(maintenant=MIDI + timedelta(days=89)) == 0
    assert effacer_anciens(maintenant=MIDI + timedelta(days=91)) == 1
    assert list(Courriel.objects.all()) == [reste], "ce qui n’est pas parti ne s’efface pas"
    assert len(boite.recus) == 1
