"""Whatever the acts and their order: one clock, an end for ever, and what is stored is what replay gives."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.pieces.enums import EtatPiece
from signalements.models import Demande
from signalements.selectors import horloge_de
from signalements.selectors.rejeu import ecart
from signalements.services.consentements import joindre_formulaire, retirer_consentement
from signalements.services.echanges import ecrire_message
from signalements.services.traitement import (
    affecter_a_soi,
    annuler,
    clore,
    demarrer_accompagnement,
    prendre_en_charge,
)
from signalements.services.transmission import transmettre
from tests.factories.pieces import depot, pdf
from tests.factories.signalements import REPONSES_DE_CLOTURE, Scene
from tests.signalements.test_preuves import brouillon_signe, juger

MIDI = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
Geste = Callable[[Scene, Demande, datetime], object]
GESTES: dict[str, Geste] = {
    "transmettre": lambda s, d, q: transmettre(
        acteur=s.technicien, demande_id=d.pk, version=d.version, maintenant=q
    ),
    "prendre": lambda s, d, q: prendre_en_charge(acteur=s.agent, demande_id=d.pk, maintenant=q),
    "demarrer": lambda s, d, q: demarrer_accompagnement(acteur=s.agent, demande_id=d.pk, maintenant=q),
    "clore": lambda s, d, q: clore(acteur=s.agent, demande_id=d.pk, maintenant=q, **REPONSES_DE_CLOTURE),
    "annuler": lambda s, d, q: annuler(acteur=s.technicien, demande_id=d.pk, maintenant=q),
    "retirer": lambda s, d, q: retirer_consentement(acteur=s.technicien, demande_id=d.pk, maintenant=q),
    "message": lambda s, d, q: ecrire_message(acteur=s.agent, demande_id=d.pk, texte="Bonjour", maintenant=q),
    "affecter": lambda s, d, _: affecter_a_soi(acteur=s.agent, demande_id=d.pk),
    "infection": lambda _s, _d, _q: juger(EtatPiece.INFECTEE),
    "preuve": lambda s, d, q: joindre_formulaire(
        acteur=s.technicien, demande_id=d.pk, fichier=depot(pdf()), maintenant=q
    ),
}


@pytest.mark.exigence("NOV-03", "DEM-09", "DEM-17")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actes=st.lists(st.tuples(st.sampled_from(sorted(GESTES)), st.integers(-6, 60)), max_size=9))
def test_toute_suite_d_actes_garde_une_seule_horloge(scene: Scene, actes: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        demande = brouillon_signe(scene)
        quand, fin = MIDI, None
        for acte, heures in [("transmettre", 0), *actes]:
            quand += timedelta(hours=heures)
            try:
                with transaction.atomic():
                    GESTES[acte](scene, demande, quand)
            except RegleMetierRefusee:
                pass
            demande = Demande.objects.select_related("caisse").get(pk=demande.pk)
            fin = verifier(demande, fin)
        transaction.set_rollback(True)


def verifier(demande: Demande, fin: tuple[str, datetime] | None) -> tuple[str, datetime] | None:
    """Check what always holds; return where it ended, once it has."""
    assert ecart(demande) is None
    horloge = horloge_de(demande, MIDI + timedelta(days=30))
    assert sum(segment.fin is None and segment.compte for segment in horloge.segments) <= 1
    assert all(a.fin == b.debut for a, b in zip(horloge.segments, horloge.segments[1:], strict=False))
    if demande.echeance is not None:
        assert demande.echeance == MIDI + timedelta(hours=48)
    if demande.etat == "accompagnement" and fin is None:
        assert demande.evenements.filter(nature="debut_accompagnement").count() == 1
    if fin is not None:
        assert (demande.etat, demande.close_le) == fin
    if demande.close_le is None:
        assert demande.etat not in {"close", "annulee"}
        return None
    return demande.etat, demande.close_le
