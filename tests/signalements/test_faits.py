"""Every life, written by the services: each act does what the table says, whatever the servers' clocks say."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from espace_partenaires.exceptions import RegleMetierRefusee
from signalements.enums import NatureFait
from signalements.models import Demande
from signalements.rules.cycle_de_vie import TRANSITIONS, transition, vie_de
from signalements.rules.rejeu import FAIT_DE_L_ACTION
from signalements.selectors.rejeu import ecart
from signalements.services.faits import avancer, consigner_fait
from tests.factories.demandes import creer_demande
from tests.factories.signalements import Scene

MIDI = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
NATURES = ("etude", "contact", "rendez_vous")
ACTES = sorted(
    {t.action for nature in NATURES for t in TRANSITIONS[vie_de(nature)]}
    & set(FAIT_DE_L_ACTION) - {"transmettre"}
)
JUGEMENTS = ("complete", "recevable")
# Zero and less: two acts of one moment, and a server whose clock is late.
ECARTS = st.sampled_from([-3600, -1, 0, 0, 1, 3600, 40 * 86400])


@pytest.mark.exigence("NOV-03", "DEM-09", "DEM-10", "DEM-22")
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    nature=st.sampled_from(NATURES),
    actes=st.lists(st.tuples(st.sampled_from([*ACTES, *JUGEMENTS]), ECARTS), max_size=12),
)
@example(nature="etude", actes=[("demander_pieces", 3600), ("completer", 0), ("complete", 0)])
@example(nature="etude", actes=[("juger_irrecevable", 3600), ("requalifier", -3600)])
def test_chaque_acte_fait_ce_que_dit_la_table_et_le_rejeu_le_retrouve(
    scene: Scene, nature: str, actes: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        demande, quand = creer_demande(scene, nature, MIDI), MIDI
        for acte, secondes in actes:
            quand += timedelta(seconds=secondes)
            demander(scene, demande, acte, quand)
            relue = Demande.objects.select_related("caisse").get(pk=demande.pk)
            assert ecart(relue) is None
            assert (relue.etat, relue.version) == (demande.etat, demande.version)
        moments = list(demande.evenements.order_by("id").values_list("survenu_le", flat=True))
        assert moments == sorted(moments)
        transaction.set_rollback(True)


def demander(scene: Scene, demande: Demande, acte: str, quand: datetime) -> None:
    """Do an act; refused, nothing moves; done, the demande is where the table leads."""
    avant, vie = demande.etat, vie_de(demande.nature)
    if acte in JUGEMENTS:
        consigner_fait(acteur=scene.agent, demande=demande, nature=NatureFait(acte), maintenant=quand)
        assert demande.etat in {avant, "complete"}
        return
    pas = transition(avant, acte, vie)
    try:
        avancer(acteur=scene.agent, demande=demande, action=acte, maintenant=quand)
    except RegleMetierRefusee:
        assert pas is None
        assert demande.etat == avant
    else:
        assert pas is not None
        assert demande.etat == pas.arrivee
