"""What is told, counted and listed: the general question, the partner's own words, the last midnight."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from conventions.enums import Service
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from signalements.selectors.listes import Filtres, demandes_filtrees
from signalements.services.absences import declarer_absence, supprimer_absence
from signalements.services.decisions import terminer
from signalements.services.echanges import ecrire_message
from signalements.services.instruction import instruire, orienter_en_interne, requalifier_urgence
from signalements.services.refus import FinIncomplete
from tests.factories.demandes import creer_demande
from tests.factories.signalements import Scene, creer_transmise
from tests.signalements.rendez_vous.outils import LUNDI, demander, proposer_a

MIDI = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.exigence("DEM-23", "DEM-10")
@pytest.mark.parametrize(("code", "courriels"), [("question_generale", 1), ("droits", 0)])
def test_la_suite_d_une_question_generale_se_dit_toujours(scene: Scene, code: str, courriels: int) -> None:
    demande = creer_demande(scene, Service.CONTACT, MIDI, code=code, accord_suivi=False)
    instruire(acteur=scene.agent, demande_id=demande.pk)
    assert Courriel.objects.filter(message="signalements.en_instruction").count() == courriels


@pytest.mark.exigence("DEM-10")
def test_ce_que_le_partenaire_ecrit_n_est_pas_la_reponse_de_la_caisse(scene: Scene) -> None:
    demande = creer_demande(scene, Service.CONTACT, MIDI)
    ecrire_message(acteur=scene.technicien, demande_id=demande.pk, texte="Avez-vous lu ?")
    with pytest.raises(FinIncomplete):
        terminer(acteur=scene.agent, demande_id=demande.pk)
    ecrire_message(acteur=scene.agent, demande_id=demande.pk, texte="Oui, les droits sont ouverts.")
    assert terminer(acteur=scene.agent, demande_id=demande.pk).etat == "terminee"


@pytest.mark.exigence("DEM-16", "DEM-26", "RGPD-05")
def test_la_raison_de_l_urgence_se_journalise_un_signalement_ne_va_pas_a_la_mas(scene: Scene) -> None:
    etude = creer_demande(scene, Service.ETUDE, MIDI)
    requalifier_urgence(acteur=scene.agent, demande_id=etude.pk, raison="soin_proche")
    (trace,) = Evenement.objects.filter(action="signalements.requalifier_urgence")
    assert (trace.objet_id, trace.details) == (
        etude.pk,
        {"reference": etude.reference, "raison": "soin_proche"},
    )
    signalement = creer_transmise(scene)
    with pytest.raises(RegleMetierRefusee) as refus:
        orienter_en_interne(acteur=scene.agent, demande_id=signalement.pk, vers="mas")
    assert (refus.value.code, signalement.evenements.count()) == ("vers", 1)


@pytest.mark.exigence("DEM-14", "DEM-23", "DEM-13")
def test_un_rendez_vous_se_range_ou_il_est_meme_sans_accord(scene: Scene) -> None:
    demande = demander(scene, accord_suivi=False)
    proposer_a(scene, demande)
    contact = creer_demande(scene, Service.CONTACT, LUNDI, accord_suivi=False)
    instruire(acteur=scene.agent, demande_id=contact.pk, maintenant=LUNDI + timedelta(hours=1))
    groupes = {
        groupe: set(demandes_filtrees(scene.technicien, Filtres(groupe=groupe)).values_list("pk", flat=True))
        for groupe in ("transmises", "completes", "en-instruction", "en-cours")
    }
    assert groupes == {
        "transmises": {contact.pk},
        "completes": set(),
        "en-instruction": {demande.pk},
        "en-cours": {demande.pk, contact.pk},
    }


@pytest.mark.exigence("DEM-14", "ORG-01")
def test_le_dernier_jour_finit_a_minuit_a_la_caisse(scene: Scene) -> None:
    minuit = datetime(2026, 11, 21, 0, 0, tzinfo=PARIS)
    soir, matin = (
        creer_demande(scene, Service.CONTACT, quand) for quand in (minuit - timedelta(seconds=1), minuit)
    )
    for jour, attendue in ((20, soir), (21, matin)):
        filtres = Filtres(du=date(2026, 11, jour), au=date(2026, 11, jour), fuseau=PARIS)
        assert list(demandes_filtrees(scene.technicien, filtres)) == [attendue]


@pytest.mark.exigence("DEM-16", "RGPD-05")
def test_une_absence_reprise_se_journalise(scene: Scene) -> None:
    jour = MIDI.date()
    absence = declarer_absence(
        acteur=scene.agent, agent_id=scene.compte_agent.pk, du=jour, au=jour, maintenant=MIDI
    )
    cle = absence.pk
    supprimer_absence(acteur=scene.agent, absence_id=cle)
    (trace,) = Evenement.objects.filter(action="signalements.supprimer_absence")
    assert trace.objet_id == cle
