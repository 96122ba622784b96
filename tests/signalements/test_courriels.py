"""No mail, no entry of the journal, no file name says anything about the person (RGPD-02, RGPD-05)."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.notifications.registre import messages
from espace_partenaires.pieces.enums import EtatPiece
from signalements.enums import NatureFait
from signalements.models import Demande
from signalements.mots_courriels import ou_en_est_le_delai
from signalements.rules.delais import Regle
from signalements.rules.faits import Fait
from signalements.rules.horloge import calculer
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


@pytest.mark.exigence("DEM-01", "UX-01")
def test_un_signalement_ne_s_appelle_pas_demande_ni_l_inverse(tout: Scene) -> None:
    natures = dict(Demande.objects.exclude(reference=None).values_list("reference", "nature"))
    lus = []
    for courriel in Courriel.objects.filter(message__startswith="signalements."):
        for reference in set(natures) & set(re.findall(r"2026-\d{3}-\w{6}", courriel.texte)):
            autre = r"\b[Dd]emande\b" if natures[reference] == "signalement" else "[Ss]ignalement"
            mots = f"{courriel.objet} {courriel.texte} {courriel.html}"
            assert re.search(autre, mots) is None, courriel.message
            lus.append(natures[reference])
    assert {"signalement", "etude", "contact", "document", "rendez_vous"} == set(lus)


@pytest.mark.exigence("RGPD-02", "DEM-09", "ORG-01")
@pytest.mark.parametrize(
    ("fuseau", "heure"),
    [("Europe/Paris", "à 12 h 00."), ("Indian/Reunion", "à 15 h 00 (heure de La Réunion).")],
)
def test_l_echeance_est_dite_a_l_heure_de_la_caisse(scene: Scene, fuseau: str, heure: str) -> None:
    scene.caisse.fuseau = fuseau
    scene.caisse.save(update_fields=["fuseau"])
    creer_transmise(scene, MIDI)
    for nom, attendu in (
        ("a_prendre_en_charge", "La prise en charge est attendue"),
        ("recepisse", "La caisse prend la situation en charge"),
    ):
        courriel = Courriel.objects.get(message=f"signalements.{nom}")
        texte = courriel.texte.replace("\xa0", " ")
        assert f"{attendu} au plus tard le dimanche 22 novembre 2026 {heure}" in texte
        assert "48 heures à partir de la transmission (Convention CPAM–CPTS, annexe 3)" in texte
        assert "48\N{NO-BREAK SPACE}heures" in courriel.texte
    assert Courriel.objects.get(message="signalements.a_prendre_en_charge").urgent


@pytest.mark.exigence("DEM-09", "NOV-03", "UX-01")
@pytest.mark.parametrize(
    ("regle", "faits", "heures", "dit"),
    [
        (Regle.DOSSIER_30J, (), 1, "Si rien ne manque, la réponse est attendue au plus tard le"),
        (Regle.DEMANDE_30J, (), 1, "La réponse est attendue au plus tard le dimanche 20 décembre 2026"),
        (Regle.RENDEZ_VOUS_30J, (), 1, "Une date de rendez-vous est attendue au plus tard le"),
        (Regle.MAS_48H, (), 49, "La prise en charge était attendue au plus tard le dimanche"),
        (Regle.MAS_48H, ("prise_en_charge",), 60, "Le délai est déjà arrêté : prise en charge"),
        (Regle.DOSSIER_30J, ("demande_de_pieces",), 1, "Aucun délai ne court pour l’instant"),
    ],
)
def test_chaque_courriel_dit_ou_en_est_le_delai(
    regle: Regle, faits: tuple[str, ...], heures: int, dit: str
) -> None:
    connus = [Fait(NatureFait.TRANSMISSION, MIDI, MIDI, regle.value)]
    connus += [Fait(fait, MIDI + timedelta(minutes=30)) for fait in faits]
    paris = ZoneInfo("Europe/Paris")
    horloge = calculer(regle, connus, paris, MIDI + timedelta(hours=heures))
    assert ou_en_est_le_delai(horloge, paris).replace("\xa0", " ").startswith(dit)


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
