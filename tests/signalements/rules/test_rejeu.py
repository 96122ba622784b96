"""Where a demande is, from its facts alone: every life, every order (DEM-10, DEM-22, NOV-03)."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signalements.rules.cycle_de_vie import ETATS_FINAUX, ETUDE, MAS, RENDEZ_VOUS, SIMPLE, VIES, transition
from signalements.rules.delais import Regle, vie_de_la_regle
from signalements.rules.faits import Fait
from signalements.rules.rejeu import FAIT_DE_L_ACTION, rejouer
from tests.signalements.rules.recits import DEPART, histoires, recits


def _suite(*natures: str) -> list[Fait]:
    return [Fait(nature, DEPART + timedelta(hours=rang)) for rang, nature in enumerate(natures)]


CAS = [
    (ETUDE, ["transmission"], "transmise", set()),
    (ETUDE, ["transmission", "complete"], "transmise", {"complete"}),
    (ETUDE, ["transmission", "complete", "recevable"], "complete", {"complete", "recevable"}),
    (ETUDE, ["transmission", "recevable", "demande_de_pieces"], "incomplete", set()),
    # What was judged before the dossier changed is to be judged again (DEM-22).
    (
        ETUDE,
        ["transmission", "recevable", "demande_de_pieces", "depot", "complete"],
        "completee",
        {"complete"},
    ),
    (ETUDE, ["transmission", "demande_de_pieces", "complete", "recevable"], "incomplete", set()),
    (ETUDE, ["transmission", "irrecevabilite", "depot"], "completee", set()),
    (ETUDE, ["transmission", "irrecevabilite", "changement_de_motif"], "transmise", set()),
    (ETUDE, ["transmission", "complete", "changement_de_motif", "recevable"], "transmise", {"recevable"}),
    (ETUDE, ["transmission", "instruction", "cloture"], "transmise", set()),
    (
        ETUDE,
        ["transmission", "complete", "recevable", "demande_de_pieces"],
        "complete",
        {"complete", "recevable"},
    ),
    (
        ETUDE,
        ["transmission", "complete", "recevable", "instruction", "cloture"],
        "terminee",
        {"complete", "recevable"},
    ),
    (SIMPLE, ["transmission", "instruction", "livraison", "cloture", "depot"], "terminee", set()),
    (SIMPLE, ["transmission", "complete", "recevable"], "transmise", set()),
    (RENDEZ_VOUS, ["transmission", "rendez_vous_propose", "rendez_vous_decline"], "en_instruction", set()),
    (RENDEZ_VOUS, ["transmission", "rendez_vous_confirme", "rendez_vous_tenu", "cloture"], "terminee", set()),
    (
        MAS,
        ["transmission", "demande_de_pieces", "prise_en_charge", "annulation", "cloture"],
        "annulee",
        set(),
    ),
    (MAS, ["cloture"], "brouillon", set()),
]


@pytest.mark.exigence("DEM-10", "DEM-17", "DEM-22")
@pytest.mark.parametrize(
    ("vie", "natures", "etat", "jugements"),
    CAS,
    ids=lambda cas: str(sorted(cas) if isinstance(cas, set) else cas)[:60],
)
def test_where_each_story_leads(vie: str, natures: list[str], etat: str, jugements: set[str]) -> None:
    rejoue = rejouer(vie, _suite(*natures))
    assert (rejoue.etat, set(rejoue.jugements)) == (etat, jugements)


@pytest.mark.exigence("DEM-10", "NOV-03")
@given(st.sampled_from(VIES), recits, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_come_changes_nothing(vie: str, faits: list[Fait], hasard: Random) -> None:
    autres = list(faits)
    hasard.shuffle(autres)
    assert rejouer(vie, autres) == rejouer(vie, faits)


@pytest.mark.exigence("DEM-10", "NOV-03")
@given(histoires())
def test_each_act_leads_where_the_table_says_and_an_end_is_for_ever(
    histoire: tuple[Regle, list[Fait]],
) -> None:
    regle, faits = histoire
    vie = vie_de_la_regle(regle)
    etats = [rejouer(vie, faits[:rang]).etat for rang in range(len(faits) + 1)]
    for avant, apres, fait in zip(etats[:-1], etats[1:], faits, strict=True):
        arrivees = {
            pas.arrivee
            for action, trace in FAIT_DE_L_ACTION.items()
            if trace.value == fait.nature and (pas := transition(avant, action, vie))
        }
        assert apres in (arrivees or {avant, "complete"})
    rejoue = rejouer(vie, faits)
    assert (rejoue.close_le is not None) == (rejoue.etat in ETATS_FINAUX)
    if rejoue.close_le is not None:
        plus_tard = [Fait(nature.value, DEPART + timedelta(days=900)) for nature in FAIT_DE_L_ACTION.values()]
        assert rejouer(vie, [*faits, *plus_tard]) == rejoue
