"""The clock on an agent's page: a ribbon, one sentence, and each step with the text it rests on. No query."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from espace_partenaires.web.composants import Segment as SegmentDeRuban
from espace_partenaires.web.dates import date_et_heure, depuis, duree, reste
from signalements.models import Demande
from signalements.rules.delais import DELAIS
from signalements.rules.faits import Cote
from signalements.rules.horloge import Horloge, Segment
from signalements.selectors import horloge_de
from signalements.views.agent_presentation import prise_en_charge_en

_HEURE: Final = timedelta(hours=1)
# An accompagnement of weeks must not squeeze the 48 hours to nothing.
_POIDS_MAXIMAL: Final = 48.0


@dataclass(frozen=True, slots=True)
class Etape:
    """One step of the clock, in words.

    Attributes:
        qui: the side that everybody waits for.
        debut: since when, in full.
        fin: until when, in full; empty while it lasts.
        dure: how long, or how long so far.
        motif: why.
        article: the text it rests on.
        compte: whether the legal clock runs meanwhile.
    """

    qui: str
    debut: str
    fin: str
    dure: str
    motif: str
    article: str
    compte: bool


@dataclass(frozen=True, slots=True)
class Delai:
    """What the card of the clock shows.

    Attributes:
        regle: the delay in words.
        article: the text it rests on.
        ruban: segments to draw.
        phrase: where the deadline is, in one sentence.
        etapes: every step.
    """

    regle: str
    article: str
    ruban: list[SegmentDeRuban]
    phrase: str
    etapes: list[Etape]


def delai_de(demande: Demande, maintenant: datetime) -> Delai:
    """Explain the clock of a demande at a moment.

    Args:
        demande: with ``caisse`` loaded and ``evenements`` prefetched.
        maintenant: moment of the reading (aware).

    Exigence: NOV-03, DEM-09, UX-01 (S4 a3)
    """
    horloge, fuseau = horloge_de(demande, maintenant), ZoneInfo(demande.caisse.fuseau)
    delai = DELAIS[horloge.regle]
    return Delai(
        regle=delai.libelle,
        article=delai.article,
        ruban=_ruban(horloge, maintenant, fuseau),
        phrase=_phrase(horloge, maintenant, fuseau),
        etapes=[_etape(segment, maintenant, fuseau) for segment in horloge.segments],
    )


def _phrase(horloge: Horloge, maintenant: datetime, fuseau: ZoneInfo) -> str:
    if horloge.echeance is None:
        return "La demande s’est arrêtée avant la prise en charge : il n’y a plus d’échéance."
    limite = date_et_heure(horloge.echeance, fuseau)
    if horloge.arretee_le is not None:
        fait = prise_en_charge_en(horloge)
        return f"{fait.capitalize()}, {depuis(horloge.arretee_le, maintenant, fuseau)}. L’échéance était le {limite}."
    if horloge.retard:
        return f"À prendre en charge sans attendre : l’échéance était le {limite}, {reste(horloge.echeance, maintenant)}."
    return f"À prendre en charge au plus tard le {limite} : {reste(horloge.echeance, maintenant)}."


def _ruban(horloge: Horloge, maintenant: datetime, fuseau: ZoneInfo) -> list[SegmentDeRuban]:
    ruban: list[SegmentDeRuban] = []
    for segment in horloge.segments:
        ruban += _morceaux(segment, horloge, maintenant, fuseau)
    if horloge.reste and horloge.echeance:
        ruban.append(
            SegmentDeRuban("futur", reste(horloge.echeance, maintenant), poids=horloge.reste / _HEURE)
        )
    return ruban


def _morceaux(
    segment: Segment, horloge: Horloge, maintenant: datetime, fuseau: ZoneInfo
) -> list[SegmentDeRuban]:
    """Draw one segment; what ran past the deadline is set apart."""
    ecoule = (segment.fin or maintenant) - segment.debut
    precision = f"depuis {_sans_article(segment.debut, maintenant, fuseau)}" if segment.fin is None else ""
    if not segment.compte:
        return [SegmentDeRuban("neutre", f"accompagnement · {duree(ecoule)}", precision, _poids(ecoule))]
    dans_le_delai = ecoule - horloge.retard
    genre = "fait" if horloge.respectee else "neutre"
    libelle = f"caisse · {duree(dans_le_delai)}"
    morceaux = [SegmentDeRuban(genre, libelle, precision, _poids(dans_le_delai))]
    if horloge.retard:
        mots = f"{duree(horloge.retard)} de retard"
        morceaux.append(SegmentDeRuban("retard", mots, poids=_poids(horloge.retard)))
    return morceaux


def _sans_article(instant: datetime, maintenant: datetime, fuseau: ZoneInfo) -> str:
    """Say since when: « depuis hier à 9 h 05 », « depuis le 3 mai », « depuis 12 minutes »."""
    mots = depuis(instant, maintenant, fuseau)
    return mots.removeprefix("il y a ").replace("à l’instant", "un instant")


def _poids(ecoule: timedelta) -> float:
    return min(_POIDS_MAXIMAL, max(1.0, ecoule / _HEURE))


def _etape(segment: Segment, maintenant: datetime, fuseau: ZoneInfo) -> Etape:
    return Etape(
        qui="la caisse" if segment.cote is Cote.CAISSE else "le partenaire",
        debut=date_et_heure(segment.debut, fuseau),
        fin=date_et_heure(segment.fin, fuseau) if segment.fin else "",
        dure=duree((segment.fin or maintenant) - segment.debut),
        motif=segment.motif,
        article=segment.article,
        compte=segment.compte,
    )
