"""Two real connections at once: one demande, one fact, one mail; Redis and the antivirus away: nothing lost."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TypeVar

import pytest
from celery import current_app
from django.db import connection
from pytest_django.fixtures import Settings

from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.isolation.portee import portee
from espace_partenaires.notifications.enums import EtatCourriel
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.pieces.enums import EtatPiece
from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.signals import piece_jugee
from signalements.models import Demande, EvenementDemande
from signalements.selectors import preuve_en_ordre
from signalements.services.brouillons import enregistrer_saisie
from signalements.services.consentements import joindre_formulaire, recueillir_consentement
from signalements.services.refus import DossierIncomplet, SaisiePerimee
from signalements.services.traitement import prendre_en_charge
from signalements.services.transmission import transmettre
from tests.factories.habilitations import acteur_pour, creer_agent
from tests.factories.pieces import depot, pdf
from tests.factories.signalements import (
    SAISIE,
    Scene,
    creer_brouillon,
    creer_brouillon_complet,
    creer_scene,
    creer_transmise,
)
from tests.signalements.test_preuves import brouillon_signe

T = TypeVar("T")
MIDI = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene_reelle(transactional_db: None) -> Scene:
    """The scene, committed: other connections see it."""
    return creer_scene()


def a_la_fois(acteurs: list[Acteur], geste: Callable[[Acteur], T]) -> list[T | Exception]:
    """Run the act once per actor, each in its own connection and role, all released together."""
    depart = threading.Barrier(len(acteurs))

    def courir(acteur: Acteur) -> T | Exception:
        try:
            with connection.cursor() as curseur:
                curseur.execute(f"SET ROLE portail_{'taches' if acteur.profil == 'systeme' else 'web'}")
            depart.wait()
            with portee(acteur):
                return geste(acteur)
        except RegleMetierRefusee as refus:
            return refus
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acteurs)) as executeur:
        return list(executeur.map(courir, acteurs))


@pytest.mark.exigence("SEC-02", "DEM-09")
def test_un_double_clic_ne_transmet_qu_une_fois(scene_reelle: Scene) -> None:
    demande = creer_brouillon_complet(scene_reelle)
    rendues = a_la_fois(
        [scene_reelle.technicien] * 6,
        lambda acteur: transmettre(acteur=acteur, demande_id=demande.pk, version=demande.version).reference,
    )
    assert len(set(map(str, rendues))) == 1
    assert EvenementDemande.objects.filter(demande=demande).count() == 1
    assert Courriel.objects.filter(message="signalements.a_prendre_en_charge").count() == 1
    assert Courriel.objects.filter(message="signalements.recepisse").count() == 1


@pytest.mark.exigence("DEM-17", "SEC-02")
def test_deux_agents_ne_prennent_pas_la_meme(scene_reelle: Scene) -> None:
    demande = creer_transmise(scene_reelle)
    agents = [acteur_pour(creer_agent("instructeur", caisse=scene_reelle.caisse)) for _ in range(3)]
    rendues = a_la_fois(
        agents, lambda acteur: prendre_en_charge(acteur=acteur, demande_id=demande.pk).agent_id
    )
    gagnant = Demande.objects.get(pk=demande.pk).agent_id
    assert [r for r in rendues if not isinstance(r, Exception)] == [gagnant]
    assert {r.code for r in rendues if isinstance(r, RegleMetierRefusee)} == {"transition"}
    assert EvenementDemande.objects.filter(demande=demande, nature="prise_en_charge").count() == 1


@pytest.mark.exigence("UX-05")
def test_deux_onglets_enregistrent_ensemble_un_seul_passe(scene_reelle: Scene) -> None:
    demande = creer_brouillon(scene_reelle, nom="Avant")
    noms = iter(["Premier", "Second"])
    verrou = threading.Lock()

    def enregistrer(acteur: Acteur) -> str:
        with verrou:
            nom = next(noms)
        enregistrer_saisie(acteur=acteur, demande_id=demande.pk, saisie={"nom": nom}, version=demande.version)
        return nom

    rendus = a_la_fois([scene_reelle.technicien] * 2, enregistrer)
    (refus,) = [r for r in rendus if isinstance(r, SaisiePerimee)]
    (garde,) = [r for r in rendus if isinstance(r, str)]
    assert Demande.objects.get(pk=demande.pk).saisie["nom"] == garde
    assert refus.differences[0].enregistree == garde


@pytest.mark.exigence("DOC-03", "DEM-06")
def test_un_verdict_pendant_la_transmission_ne_bloque_ni_ne_se_perd(scene_reelle: Scene) -> None:
    for _ in range(4):
        demande = brouillon_signe(scene_reelle)

        def geste(acteur: Acteur, demande: Demande = demande) -> object:
            if acteur.profil == "systeme":
                _juger_infectee(demande)
                return None
            return transmettre(acteur=acteur, demande_id=demande.pk, version=demande.version, maintenant=MIDI)

        verdict, rendue = a_la_fois([ACTEUR_SYSTEME, scene_reelle.technicien], geste)
        demande = Demande.objects.get(pk=demande.pk)
        assert verdict is None
        if isinstance(rendue, DossierIncomplet):
            assert (demande.etat, list(rendue.manques)) == ("brouillon", ["consentement_piece"])
        else:
            assert (demande.etat, preuve_en_ordre(demande)) == ("transmise", False)


def _juger_infectee(demande: Demande) -> None:
    """Give the verdict as the workers do: the file first, then what follows from it."""
    piece = PieceJointe.objects.select_for_update().get(pk__in=demande.pieces.values("piece"))
    piece.etat, piece.emplacement = EtatPiece.INFECTEE, None
    piece.save()
    piece_jugee.send(sender=PieceJointe, piece=piece, etat=EtatPiece.INFECTEE)


@pytest.fixture
def pannes(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Redis (queue and cache) and clamd on sockets where nobody listens."""
    settings.CLAMD_URL = "unix:///nulle-part/clamd.sock"
    settings.CACHES = {
        **settings.CACHES,
        "default": {**settings.CACHES["default"], "LOCATION": "unix:///nulle-part/r.sock?db=1"},
    }
    # Celery reads the address of its queue in the environment first, and keeps open connections.
    monkeypatch.setenv("CELERY_BROKER_URL", "redis+socket:///nulle-part/r.sock?virtual_host=2")
    monkeypatch.setattr(current_app.amqp, "_producer_pool", None)


@pytest.mark.exigence("SEC-02", "DOC-02")
def test_redis_et_clamd_absents_tout_est_transmis_rien_n_est_perdu(
    scene_reelle: Scene, pannes: None, caplog: pytest.LogCaptureFixture
) -> None:
    demande = creer_brouillon(scene_reelle, MIDI, **SAISIE)

    def transmettre_avec_formulaire(acteur: Acteur) -> str | None:
        joindre_formulaire(acteur=acteur, demande_id=demande.pk, fichier=depot(pdf()), maintenant=MIDI)
        pret = recueillir_consentement(
            acteur=acteur,
            demande_id=demande.pk,
            mode="signature",
            recueilli_le=MIDI.date(),
            version=demande.version,
            maintenant=MIDI,
        )
        return transmettre(
            acteur=acteur, demande_id=demande.pk, version=pret.version, maintenant=MIDI
        ).reference

    (reference,) = a_la_fois([scene_reelle.technicien], transmettre_avec_formulaire)
    demande.refresh_from_db()
    assert (demande.etat, demande.reference) == ("transmise", reference)
    assert "wake-up of pieces.analyser not sent" in caplog.text
    # What a worker will take up when they are back: rows, not messages.
    assert [p.etat for p in PieceJointe.objects.all()] == [EtatPiece.QUARANTAINE]
    assert {c.etat for c in Courriel.objects.all()} == {EtatCourriel.A_ENVOYER}
    assert Courriel.objects.count() == 2
