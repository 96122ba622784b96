"""No mail, no entry of the journal, no file name says anything about the person (RGPD-02, RGPD-05)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.notifications.registre import messages
from espace_partenaires.pieces.enums import EtatPiece
from signalements.services.consentements import joindre_formulaire, retirer_consentement
from signalements.services.departs import annoncer_depart
from signalements.services.echanges import ajouter_note, ecrire_message
from signalements.services.masquages import masquer_passage
from signalements.services.traitement import annuler, clore, demarrer_accompagnement, prendre_en_charge
from tests.factories.bureau import tout_confier
from tests.factories.depots import creer_deposee
from tests.factories.habilitations import creer_technicien
from tests.factories.pieces import depot, pdf
from tests.factories.signalements import (
    REPONSES_DE_CLOTURE,
    SAISIE,
    Scene,
    creer_prise_en_charge,
    creer_transmise,
)
from tests.signalements.outils_instruction import tout_decider
from tests.signalements.pieces.outils import tout_demander
from tests.signalements.rendez_vous.outils import tout_dire
from tests.signalements.test_departs import depart
from tests.signalements.test_preuves import brouillon_signe, juger, transmise_signee

MIDI = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]
IDENTITE = [str(SAISIE[champ]) for champ in ("nom", "prenom", "telephone", "courriel", "date_naissance")]
INTERDITS = [*IDENTITE, "0612345678", "1988", "Confidence", "Réserve"]


@pytest.fixture
def tout(scene: Scene) -> Scene:
    """Every act that tells somebody something."""
    brouillon_signe(scene)
    juger(EtatPiece.INFECTEE)
    demande = transmise_signee(scene)
    juger(EtatPiece.REFUSEE)
    joindre_formulaire(
        acteur=scene.technicien, demande_id=demande.pk, fichier=depot(pdf(), "Lemaire-Ozanne.pdf")
    )
    prendre_en_charge(acteur=scene.agent, demande_id=demande.pk)
    ecrire_message(acteur=scene.agent, demande_id=demande.pk, texte="Confidence sur Binta")
    encore = ecrire_message(acteur=scene.technicien, demande_id=demande.pk, texte="Confidence encore")
    masquer_passage(
        acteur=scene.agent,
        demande_id=demande.pk,
        passage="Confidence encore",
        raison="sante",
        message_id=encore.pk,
    )
    ajouter_note(acteur=scene.agent, demande_id=demande.pk, texte="Réserve")
    demarrer_accompagnement(acteur=scene.agent, demande_id=demande.pk)
    clore(acteur=scene.agent, demande_id=demande.pk, **REPONSES_DE_CLOTURE)
    annuler(acteur=scene.technicien, demande_id=creer_transmise(scene).pk)
    retirer_consentement(acteur=scene.agent, demande_id=creer_prise_en_charge(scene).pk)
    creer_transmise(scene)
    creer_deposee(scene, Service.DOCUMENT)
    creer_technicien(scene.partenaire)
    annoncer_depart(habilitation_id=depart(scene).pk)
    tout_dire(scene)
    tout_demander(scene)
    tout_decider(scene)
    tout_confier(scene)
    return scene


@pytest.mark.exigence("RGPD-02")
def test_un_courriel_ne_porte_que_reference_et_lien(tout: Scene) -> None:
    courriels = list(Courriel.objects.filter(message__startswith="signalements."))
    declares = {m.code for m in messages() if m.code.startswith("signalements.")}
    assert {c.message for c in courriels} == declares
    for courriel in courriels:
        entier = courriel.objet + courriel.texte + courriel.html
        assert not [mot for mot in INTERDITS if mot in entier], courriel.message
        assert "http://localhost:8000/" in courriel.texte
        assert "23 h 59" not in courriel.texte.replace("\xa0", " "), "un délai en jours se dit en jours"


@pytest.mark.exigence("RGPD-02", "DEM-09")
def test_l_echeance_est_dite_a_l_heure_de_la_caisse(scene: Scene) -> None:
    creer_transmise(scene, MIDI)
    courriel = Courriel.objects.get(message="signalements.a_prendre_en_charge")
    assert "dimanche 22 novembre 2026 à 12 h 00" in courriel.texte.replace("\xa0", " ")
    assert courriel.urgent


@pytest.mark.exigence("RGPD-05")
def test_le_journal_et_l_outbox_ne_disent_rien_de_la_personne(tout: Scene) -> None:
    assert Evenement.objects.filter(action__startswith="signalements.").count() > 15
    with connection.cursor() as curseur:
        curseur.execute("SELECT string_agg(e::text, ' ') FROM journal_evenement e")
        journal = curseur.fetchone()[0]
        curseur.execute("SELECT string_agg(p::text, ' ') FROM pieces_piecejointe p")
        pieces = curseur.fetchone()[0]
    assert not [mot for mot in INTERDITS if mot in journal + pieces and mot != "1988"]


@pytest.mark.exigence("RGPD-02")
def test_un_compte_inactif_ne_recoit_rien(scene: Scene, comme_web: EnTantQue) -> None:
    scene.compte_agent.is_active = False
    scene.compte_agent.save(update_fields=["is_active"])
    with comme_web(scene.technicien):
        creer_transmise(scene, MIDI + timedelta(hours=1))
    assert [c.message for c in Courriel.objects.all()] == ["signalements.recepisse"]
