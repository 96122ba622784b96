"""The ribbon of a clock and its steps, drawn for one reader: who has the ball, since when, why, on which text."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from espace_partenaires.web.composants import Segment as SegmentDeRuban
from espace_partenaires.web.dates import date_et_heure
from signalements.mots_horloge import (
    depassement,
    depassement_garde,
    depuis_quand,
    duree_courte,
    moment_du,
    reste_en_mots,
)
from signalements.rules.cycle_de_vie import LECTEUR_PARTENAIRE
from signalements.rules.delais import DELAIS, Regle
from signalements.rules.faits import Cote
from signalements.rules.horloge import Horloge, Segment, motif_lu_par_le_partenaire
from signalements.views.agent_presentation import Pastille

_HEURE: Final = timedelta(hours=1)
_PROVISOIRE: Final = (
    "Cette date est provisoire : elle devient sûre quand la caisse a trouvé le dossier complet et recevable."
)
_QUI: Final = {"agent": {Cote.CAISSE: "la caisse", Cote.PARTENAIRE: "le partenaire"}}
_QUI_PARTENAIRE: Final = {Cote.CAISSE: "la caisse", Cote.PARTENAIRE: "vous"}


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
        provisoire: that the deadline may still change, in one sentence; empty otherwise.
        verdict: met or missed, once it is known.
        depassement: that a deadline was past when the demande was sent back; empty otherwise.
    """

    regle: str
    article: str
    ruban: list[SegmentDeRuban]
    phrase: str
    etapes: list[Etape]
    provisoire: str
    verdict: Pastille | None
    depassement: str = ""


@dataclass(frozen=True, slots=True)
class Lecture:
    """A clock, read at a moment by one side.

    Attributes:
        horloge: the clock.
        maintenant: moment of the reading (aware).
        fuseau: the caisse's time zone.
        lecteur: ``rules.cycle_de_vie.LECTEUR_PARTENAIRE`` or ``LECTEUR_AGENT``.
    """

    horloge: Horloge
    maintenant: datetime
    fuseau: ZoneInfo
    lecteur: str

    @property
    def regle(self) -> Regle:
        """The clock that applies now."""
        return self.horloge.regle

    def qui(self, cote: Cote) -> str:
        """Name a side, as the reader does."""
        noms = _QUI_PARTENAIRE if self.lecteur == LECTEUR_PARTENAIRE else _QUI["agent"]
        return noms[cote]

    def motif(self, segment: Segment) -> str:
        """Say why the ball is there, to this reader."""
        return motif_lu_par_le_partenaire(segment) if self.lecteur == LECTEUR_PARTENAIRE else segment.motif


def delai_lu(lecture: Lecture, phrase: str) -> Delai:
    """Explain a clock to one reader.

    Args:
        lecture: the clock, the moment, the reader.
        phrase: where the deadline is, in the reader's words.

    Exigence: NOV-03, DEM-09, UX-01 (S4 a3)
    """
    delai, horloge = DELAIS[lecture.regle], lecture.horloge
    return Delai(
        regle=delai.libelle,
        article=delai.article,
        ruban=_ruban(lecture),
        phrase=phrase,
        etapes=[_etape(segment, lecture) for segment in horloge.segments],
        provisoire=_PROVISOIRE if horloge.provisoire else "",
        verdict=_verdict(horloge),
        depassement=depassement_garde(horloge, lecture.fuseau),
    )


def _verdict(horloge: Horloge) -> Pastille | None:
    if horloge.respectee is None:
        return None
    return Pastille("fait", "délai tenu") if horloge.respectee else Pastille("retard", "délai dépassé")


def _etape(segment: Segment, lecture: Lecture) -> Etape:
    fuseau = lecture.fuseau
    return Etape(
        qui=lecture.qui(segment.cote),
        debut=date_et_heure(segment.debut, fuseau),
        fin=date_et_heure(segment.fin, fuseau) if segment.fin else "",
        dure=duree_courte((segment.fin or lecture.maintenant) - segment.debut, lecture.regle),
        motif=lecture.motif(segment),
        article=segment.article,
        compte=segment.compte,
    )


def _ruban(lecture: Lecture) -> list[SegmentDeRuban]:
    horloge = lecture.horloge
    premier = _debut_du_dernier_delai(horloge)
    ruban: list[SegmentDeRuban] = []
    for rang, segment in enumerate(horloge.segments):
        ruban += _morceaux(segment, lecture, compte_encore=rang >= premier)
    return [*ruban, *_futur(lecture)]


def _debut_du_dernier_delai(horloge: Horloge) -> int:
    """Return the rank of the first segment of the clock that counts in the end; those before were void."""
    comptes = [rang for rang, segment in enumerate(horloge.segments) if segment.compte]
    if horloge.debut is None or not comptes:
        return len(horloge.segments)
    rang = comptes[-1]
    while rang - 1 in comptes:
        rang -= 1
    return rang


def _morceaux(segment: Segment, lecture: Lecture, *, compte_encore: bool) -> list[SegmentDeRuban]:
    """Draw one segment; what ran past the deadline is set apart."""
    fin, qui = (
        segment.fin or lecture.maintenant,
        lecture.qui(segment.cote).removeprefix("la ").removeprefix("le "),
    )
    precision = ""
    if segment.fin is None and fin - segment.debut >= _HEURE:
        # Before, the length says it already: « 12 minutes depuis 12 minutes ».
        precision = depuis_quand(segment.debut, lecture.maintenant, lecture.fuseau)
    if not segment.compte:
        genre = "vous" if segment.cote is Cote.PARTENAIRE else "neutre"
        if lecture.regle is Regle.MAS_48H:
            qui = "accompagnement"
        return [_morceau(genre, qui, fin - segment.debut, lecture, precision)]
    limite = lecture.horloge.echeance
    retard = timedelta(0)
    if compte_encore and limite is not None and lecture.horloge.retard:
        retard = max(timedelta(0), fin - max(segment.debut, limite))
    genre = "fait" if compte_encore and lecture.horloge.respectee else "neutre"
    a_temps = fin - segment.debut - retard
    morceaux = [_morceau(genre, qui, a_temps, lecture, precision)] if a_temps or not retard else []
    if retard and limite is not None:
        mots = f"{depassement(limite, fin, lecture.regle, lecture.fuseau)} de retard"
        morceaux.append(SegmentDeRuban("retard", mots, poids=_poids(retard, lecture.regle)))
    return morceaux


def _morceau(genre: str, qui: str, ecoule: timedelta, lecture: Lecture, precision: str) -> SegmentDeRuban:
    mots = f"{qui} · {duree_courte(ecoule, lecture.regle)}"
    return SegmentDeRuban(genre, mots, precision, _poids(ecoule, lecture.regle))


def _futur(lecture: Lecture) -> list[SegmentDeRuban]:
    """Draw what is left, or what an answer of the partner would start."""
    horloge, delai = lecture.horloge, DELAIS[lecture.regle]
    if horloge.reste and horloge.echeance:
        mots = reste_en_mots(horloge, lecture.maintenant, lecture.fuseau)
        precision = (
            f"le {moment_du(horloge.echeance, lecture.regle, lecture.fuseau)}" if delai.en_jours else ""
        )
        return [SegmentDeRuban("futur", mots, precision, _poids(horloge.reste, lecture.regle))]
    if horloge.si_reponse_maintenant is not None:
        envoi = "votre envoi" if lecture.lecteur == LECTEUR_PARTENAIRE else "l’envoi du partenaire"
        mots = f"{duree_courte(delai.duree, lecture.regle)} à partir de {envoi}"
        return [SegmentDeRuban("futur", mots, poids=_poids(delai.duree, lecture.regle))]
    return []


def _poids(ecoule: timedelta, regle: Regle) -> float:
    # An accompagnement of weeks must not squeeze the delay itself to nothing.
    return min(DELAIS[regle].duree / _HEURE, max(1.0, ecoule / _HEURE))
