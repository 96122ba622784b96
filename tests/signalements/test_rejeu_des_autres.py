"""The four kinds that are no signalement, by any acts at any moments: one clock, and what is stored is replayed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from conventions.enums import Service
from espace_partenaires.exceptions import RegleMetierRefusee
from signalements.models import Demande, Motif, PieceAttendue
from signalements.rules.cycle_de_vie import TRANSITIONS, vie_de
from signalements.rules.delais import echeance
from signalements.selectors import horloge_de
from signalements.selectors.pieces import dossier_de_pieces
from signalements.selectors.rejeu import ecart, projection
from signalements.selectors.rendez_vous import dernier_rendez_vous
from signalements.services.consentements import retirer_consentement
from signalements.services.decisions import terminer
from signalements.services.demandes_de_pieces import PieceVoulue, demander_pieces
from signalements.services.instruction import (
    instruire,
    juger_irrecevable,
    orienter_en_interne,
    requalifier_motif,
    requalifier_urgence,
)
from signalements.services.jugements import juger
from signalements.services.rendez_vous import constater
from signalements.services.rendez_vous_reponses import annuler_rendez_vous, confirmer, demander_autre_date
from signalements.services.reponses import corriger, envoyer_reponses, repondre_en_mots
from signalements.services.traitement import annuler
from signalements.services.transferts import transferer
from tests.conftest import role_de_base
from tests.factories.demandes import creer_demande
from tests.factories.habilitations import acteur_pour
from tests.factories.signalements import Scene
from tests.signalements.rendez_vous.outils import proposer_a
from tests.signalements.test_transferts import la_reunion

# Half past eleven in the evening in Paris, the day before clocks change there: already the day after in La Réunion.
DEPARTS: Final = (
    datetime(2026, 11, 20, 11, 0, tzinfo=UTC),
    datetime(2027, 3, 27, 22, 30, tzinfo=UTC),
    datetime(2027, 1, 31, 22, 59, 59, tzinfo=UTC),
)
Geste = Callable[[Scene, Demande, datetime], object]


def repondre(scene: Scene, demande: Demande, quand: datetime) -> None:
    """Answer what is asked, in words, and send; send all the same when nothing is asked."""
    for item in dossier_de_pieces(demande).a_repondre:
        repondre_en_mots(
            acteur=scene.technicien,
            demande_id=demande.pk,
            demandee_id=item.pk,
            texte="Elle n’en a pas.",
            maintenant=quand,
        )
    envoyer_reponses(acteur=scene.technicien, demande_id=demande.pk, maintenant=quand)


def changer_de_motif(scene: Scene, demande: Demande, quand: datetime) -> None:
    """Give the other motif of its kind."""
    autres = Motif.objects.filter(nature=demande.nature, sans_personne=False).order_by("ordre", "pk")
    code = next(autre.code for autre in autres if autre.pk != demande.motif_id)
    requalifier_motif(acteur=scene.agent, demande_id=demande.pk, code=code, maintenant=quand)


def finir(scene: Scene, demande: Demande, quand: datetime) -> None:
    """End it as its kind ends."""
    droit = demande.motif.droit if demande.motif else ""
    decisions: list[tuple[str, str]] = [(droit, "refus")] if demande.nature == Service.ETUDE else []
    fin: dict[str, Any] = {"remise": "adresse"} if demande.nature == Service.DOCUMENT else {}
    terminer(
        acteur=scene.agent,
        demande_id=demande.pk,
        decisions=decisions,
        reponse="La réponse.",
        maintenant=quand,
        **fin,
    )


def proposer(scene: Scene, demande: Demande, quand: datetime) -> None:
    """Propose ten in the morning of the third day, in Paris."""
    jour = (quand + timedelta(days=3)).replace(hour=9, minute=0, second=0)
    proposer_a(scene, demande, jour, quand, confirme=True)


def du_rendez_vous(geste: Callable[[Scene, int, datetime], object]) -> Geste:
    """Act on the meeting of the demande, when it has one."""

    def faire(scene: Scene, demande: Demande, quand: datetime) -> None:
        rendez_vous = dernier_rendez_vous(demande)
        if rendez_vous is not None:
            geste(scene, rendez_vous.pk, quand)

    return faire


def de_la_caisse(acte: Callable[..., object], **reponses: Any) -> Geste:
    """Make an act of the agent of the caisse that has the demande."""
    return lambda s, d, q: acte(acteur=s.agent, demande_id=d.pk, maintenant=q, **reponses)


def du_partenaire(acte: Callable[..., object], **reponses: Any) -> Geste:
    """Make an act of the technicien."""
    return lambda s, d, q: acte(acteur=s.technicien, demande_id=d.pk, maintenant=q, **reponses)


GESTES: Final[dict[str, Geste]] = {
    "pieces": de_la_caisse(demander_pieces, pieces=[PieceVoulue("absente", libelle="Une attestation")]),
    "repondre": repondre,
    "complet": de_la_caisse(juger, complet=True, recevable=False),
    "recevable": de_la_caisse(juger, complet=False, recevable=True),
    "irrecevable": de_la_caisse(juger_irrecevable, raison="autre_motif"),
    "corriger": du_partenaire(corriger, texte="Voici ce qui manquait."),
    "motif": changer_de_motif,
    "urgente": de_la_caisse(requalifier_urgence, raison="soin_proche"),
    "pas_urgente": de_la_caisse(requalifier_urgence, raison="droits_ouverts"),
    "instruire": de_la_caisse(instruire),
    "orienter": de_la_caisse(orienter_en_interne, vers="mediation"),
    "finir": finir,
    "annuler": du_partenaire(annuler),
    "retirer": du_partenaire(retirer_consentement),
    "proposer": proposer,
    "confirmer": du_rendez_vous(
        lambda s, cle, q: confirmer(acteur=s.technicien, rendez_vous_id=cle, maintenant=q)
    ),
    "autre_date": du_rendez_vous(
        lambda s, cle, q: demander_autre_date(
            acteur=s.technicien, rendez_vous_id=cle, demi_journees=[], maintenant=q
        )
    ),
    "decommander": du_rendez_vous(
        lambda s, cle, q: annuler_rendez_vous(
            acteur=s.agent, rendez_vous_id=cle, raison="erreur", maintenant=q
        )
    ),
    "tenu": du_rendez_vous(
        lambda s, cle, q: constater(acteur=s.agent, rendez_vous_id=cle, tenu=True, maintenant=q)
    ),
}
# The acts of the table, and those that belong to no table: they may come at any moment.
ACTES_DE_LA_TABLE: Final[dict[str, tuple[str, ...]]] = {
    "demander_pieces": ("pieces",),
    "completer": ("repondre",),
    "juger_complete": ("complet", "recevable"),
    "juger_irrecevable": ("irrecevable",),
    "corriger": ("corriger",),
    "requalifier": ("motif",),
    "instruire": ("instruire",),
    "terminer": ("finir",),
    "proposer": ("proposer",),
    "annuler": ("annuler", "retirer"),
}
HORS_TABLE: Final[dict[str, tuple[str, ...]]] = {
    Service.ETUDE: ("urgente", "pas_urgente"),
    Service.RENDEZ_VOUS: ("confirmer", "autre_date", "decommander", "tenu"),
}
FINS: Final = frozenset({"annuler", "retirer", "finir"})


def gestes_de(demande: Demande) -> list[str]:
    """Return what may be tried: mostly what can be done where the demande is, sometimes anything at all."""
    pas = [t.action for t in TRANSITIONS[vie_de(demande.nature)] if demande.etat in t.depart]
    possibles = {geste for action in pas for geste in ACTES_DE_LA_TABLE.get(action, ())}
    suites = [*sorted(possibles - FINS), *HORS_TABLE.get(demande.nature, ())]
    return [
        *suites,
        *suites,
        "transferer",
        "transferer",
        "orienter",
        *sorted(possibles & FINS),
        *sorted(GESTES)[::5],
    ]


@dataclass(frozen=True, slots=True)
class Monde:
    """The two caisses that the demande goes between, each with its agent."""

    scenes: dict[int, Scene]

    def faire(self, acte: str, demande: Demande, quand: datetime) -> None:
        """Do one act, by whoever may do it where the demande is."""
        ici = self.scenes[demande.caisse_id]
        if acte != "transferer":
            GESTES[acte](ici, demande, quand)
            return
        (autre,) = self.scenes.keys() - {demande.caisse_id}
        # The function of the transfer checks the scope of who calls it: under that of the agent only.
        with role_de_base("portail_web", ici.agent):
            transferer(acteur=ici.agent, demande_id=demande.pk, caisse_id=autre, maintenant=quand)


@pytest.fixture
def monde(scene: Scene) -> Monde:
    """Lyon and La Réunion, in force with the same structure."""
    caisse, agent = la_reunion(scene)
    technicien = acteur_pour(scene.compte_technicien)
    ici = replace(scene, technicien=technicien)
    compte = type(scene.compte_agent).objects.get(pk=agent.utilisateur_id)
    la_bas = replace(ici, caisse=caisse, agent=agent, compte_agent=compte)
    return Monde({scene.caisse.pk: ici, caisse.pk: la_bas})


@pytest.mark.exigence("NOV-03", "DEM-09", "DEM-10", "DEM-22", "DEM-26", "DEM-04", "DEM-13")
# Not shrunk: a story of ten acts is short enough to be read, and each one writes files and mails.
@settings(
    max_examples=8,
    phases=[Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    nature=st.sampled_from(
        [Service.ETUDE, Service.ETUDE, Service.RENDEZ_VOUS, Service.DOCUMENT, Service.CONTACT]
    ),
    quand=st.sampled_from(DEPARTS),
    # At the same moment, before it, weeks later: two servers' clocks, a late request, the end of a month.
    ecoules=st.lists(st.sampled_from([-5.0, 0.0, 0.5, 30.0, 400.0]), min_size=3, max_size=10),
    data=st.data(),
)
def test_toute_suite_d_actes_des_autres_natures_se_rejoue(
    monde: Monde, nature: str, quand: datetime, ecoules: list[float], data: st.DataObject
) -> None:
    with transaction.atomic():
        demande = creer_demande(next(iter(monde.scenes.values())), nature, quand)
        PieceAttendue.objects.update(obligatoire=False)
        fin = verifier(demande, quand, None)
        for heures in ecoules:
            quand += timedelta(hours=heures)
            acte = data.draw(st.sampled_from(gestes_de(relire(demande))))
            try:
                with transaction.atomic():
                    monde.faire(acte, relire(demande), quand)
            except RegleMetierRefusee:
                pass
            fin = verifier(relire(demande), quand, fin)
        transaction.set_rollback(True)


def relire(demande: Demande) -> Demande:
    """Read the row again, as a screen does."""
    return Demande.objects.select_related("caisse", "motif").get(pk=demande.pk)


def verifier(
    demande: Demande, quand: datetime, fin: tuple[str, datetime] | None
) -> tuple[str, datetime] | None:
    """Check what always holds; return where it ended, once it has."""
    faits = list(demande.evenements.all())
    assert projection(demande, reversed(faits)) == projection(demande, faits), "l’ordre ne compte pas"
    assert ecart(demande) is None
    envois = {fait.survenu_le for fait in faits if fait.nature in {"transmission", "depot"}}
    dernier = max(fait.survenu_le for fait in faits)
    for lu in (max(quand, dernier), dernier + timedelta(days=90)):
        horloge = horloge_de(demande, lu)
        assert sum(segment.fin is None and segment.compte for segment in horloge.segments) <= 1
        assert all(a.fin == b.debut for a, b in pairwise(horloge.segments))
        assert horloge.reste is None or horloge.reste >= timedelta(0)
        assert horloge.echeance == demande.echeance
        if horloge.debut is not None:
            # Never an agent's click, wherever the demande went; its last day is that of the caisse that has it.
            assert horloge.debut in envois
            fuseau = ZoneInfo(demande.caisse.fuseau)
            assert horloge.echeance == echeance(horloge.regle, horloge.debut, fuseau)
    assert fin is None or (demande.etat, demande.close_le) == fin
    return None if demande.close_le is None else (demande.etat, demande.close_le)
