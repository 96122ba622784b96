"""Stories of demandes for property tests: any facts in any order, and those that people can really write."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from signalements.enums import NatureFait as NatureStockee
from signalements.rules.cycle_de_vie import TRANSITIONS
from signalements.rules.delais import Regle, vie_de_la_regle
from signalements.rules.faits import Fait
from signalements.rules.rejeu import FAIT_DE_L_ACTION, Marche

ZONES = ["Europe/Paris", "America/Guadeloupe", "America/Cayenne", "Indian/Reunion", "Indian/Mayotte"]
DEPART = datetime(2027, 2, 26, 10, 0, tzinfo=UTC)

instants = st.datetimes(
    min_value=datetime.fromisoformat("2026-01-01"),
    max_value=datetime.fromisoformat("2028-12-31"),
    timezones=st.just(UTC),
)
zones = st.sampled_from(ZONES).map(ZoneInfo)
regles = st.sampled_from(list(Regle))
# A coarse grid, so that several facts often share one moment; some are another day where the caisse is, and the
# grid crosses the end of a month and the change of hour.
moments = st.builds(
    lambda jours, heures: DEPART + timedelta(days=jours, hours=heures),
    st.integers(0, 45),
    st.sampled_from([0.0, 0.0, 12.5, 16.0]),
)
_un_fait = st.builds(
    Fait,
    nature=st.sampled_from([nature.value for nature in NatureStockee]),
    survenu_le=moments,
    consigne_le=st.none() | instants,
    regle=st.sampled_from(["", "URGENT_14J", "DOSSIER_30J", "MAS_48H"]),
)
# Nothing makes sense before a transmission: most stories begin with one.
recits = st.builds(
    lambda suite, transmise: [*suite, *([Fait("transmission", DEPART)] if transmise else [])],
    st.lists(_un_fait, max_size=14),
    st.booleans() | st.just(value=True),
)


@st.composite
def histoires(draw: st.DrawFn) -> tuple[Regle, list[Fait]]:
    """Draw what people can write: each act possible from where the demande is, moments that never go back."""
    regle = draw(regles)
    marche, faits, quand = Marche(vie_de_la_regle(regle)), [], DEPART
    for _ in range(draw(st.integers(1, 14))):
        pas = [t for t in TRANSITIONS[marche.vie] if marche.etat in t.depart]
        possibles = [FAIT_DE_L_ACTION[t.action].value for t in pas if t.action in FAIT_DE_L_ACTION]
        if any(t.action == "juger_complete" for t in pas):
            possibles += ["complete", "recevable"]
        if not possibles:
            break
        fait = Fait(draw(st.sampled_from(sorted(set(possibles)))), quand)
        marche.avancer(fait)
        faits.append(fait)
        quand += timedelta(hours=draw(st.integers(1, 400)))
    return regle, faits
