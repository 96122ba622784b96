"""The legal clock of a demande, computed from its facts and explained segment by segment."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from signalements.rules.cycle_de_vie import EN_INSTRUCTION, IRRECEVABLE
from signalements.rules.delais import (
    DELAIS,
    REGLES_D_UN_DOSSIER,
    Delai,
    Regle,
    echeance,
    est_depassee,
    vie_de_la_regle,
)
from signalements.rules.faits import Cote, Fait, FaitConnu, NatureFait, ordonner
from signalements.rules.rejeu import Marche

__all__ = ["Cote", "Fait", "Horloge", "NatureFait", "Regle", "Segment", "calculer", "echeance"]

_PIECES: Final = "Des pièces sont attendues du partenaire"
_CORRECTION: Final = "La demande est à corriger par le partenaire"
_AUTRE_DATE: Final = "La caisse cherche une autre date"
_RENDEZ_VOUS: Final = {
    NatureFait.RENDEZ_VOUS_PROPOSE: (Cote.PARTENAIRE, "Un rendez-vous proposé attend une réponse"),
    NatureFait.RENDEZ_VOUS_DEPLACE: (Cote.PARTENAIRE, "Une autre date proposée attend une réponse"),
    NatureFait.RENDEZ_VOUS_CONFIRME: (Cote.CAISSE, "Le rendez-vous est fixé"),
    NatureFait.RENDEZ_VOUS_DECLINE: (Cote.CAISSE, _AUTRE_DATE),
    NatureFait.RENDEZ_VOUS_ANNULE: (Cote.CAISSE, _AUTRE_DATE),
    NatureFait.RENDEZ_VOUS_MANQUE: (Cote.CAISSE, "La caisse décide de la suite"),
    NatureFait.RENDEZ_VOUS_TENU: (Cote.CAISSE, "Le rendez-vous a eu lieu"),
}
_ABANDONS: Final = {NatureFait.ANNULATION, NatureFait.RETRAIT_CONSENTEMENT}
# What an agent reads, then what the partner reads, where the words differ.
_POUR_LE_PARTENAIRE: Final = {
    _PIECES: "Des pièces sont attendues de vous",
    _CORRECTION: "La demande est à corriger par vous",
    "Un rendez-vous proposé attend une réponse": "Un rendez-vous proposé attend votre réponse",
    "Une autre date proposée attend une réponse": "Une autre date proposée attend votre réponse",
}


@dataclass(frozen=True, slots=True)
class Segment:
    """Who the ball is with, since when, why.

    Attributes:
        debut: first moment (in the caisse's zone).
        fin: moment it passed to the other side; ``None`` while it lasts.
        cote: the side that everybody waits for.
        motif: why, in plain words.
        article: reference of the text.
        compte: whether the legal clock runs meanwhile.
    """

    debut: datetime
    fin: datetime | None
    cote: Cote
    motif: str
    article: str
    compte: bool


@dataclass(frozen=True, slots=True)
class Horloge:
    """What a demande's clock says at one moment.

    Attributes:
        regle: the clock, after any requalification.
        debut: what the running or stopped clock started from; ``None`` when void or not started.
        echeance: when the answer is due (in the caisse's zone); ``None`` when void, cancelled in time or not started.
        segments: contiguous, from the transmission on.
        respectee: ``True`` met, ``False`` missed (even still running), ``None`` not known yet or without object.
        arretee_le: when the deadline stopped mattering, met or missed.
        reste: what is left, never negative; ``None`` unless the clock runs.
        retard: how late it is, or was when it stopped; zero otherwise.
        provisoire: the clock may still be void, the dossier not having been found complete and receivable.
        si_reponse_maintenant: due date if the partner answered now; ``None`` when nothing is expected of it.
        depassements: deadlines already past when something was asked of the partner: void, and still counted (DEM-19).
    """

    regle: Regle
    debut: datetime | None
    echeance: datetime | None
    segments: tuple[Segment, ...]
    respectee: bool | None
    arretee_le: datetime | None
    reste: timedelta | None
    retard: timedelta
    provisoire: bool
    si_reponse_maintenant: datetime | None
    depassements: tuple[datetime, ...] = ()

    @property
    def court(self) -> bool:
        """Tell whether the clock runs."""
        return self.reste is not None


def calculer(regle: Regle, faits: Iterable[Fait], fuseau: ZoneInfo, maintenant: datetime) -> Horloge:
    """Replay the facts known at a moment and tell where the clock is.

    Only ``survenu_le`` counts: neither the order in which facts are given nor when they were recorded changes
    a deadline. A request for pieces voids the clock; the deposit that completes the dossier starts a new one,
    from that deposit. A requalification changes the rule, not the start. A fact that means nothing where the
    demande is (``rules.rejeu``) changes nothing: nobody has a pause that the table of acts does not give.
    A deadline that was missed stays missed, even if the demande is cancelled or sent back afterwards.

    Args:
        regle: the clock of the demande as it was sent.
        faits: its facts, in any order; those after ``maintenant`` are not known yet.
        fuseau: the caisse's time zone.
        maintenant: the moment of the reading (aware).

    Raises:
        ValueError: ``maintenant`` has no time zone.

    Exigence: DEM-09, DEM-19, DEM-26, NOV-03 (S4 2.2, a2, a3)
    """
    if maintenant.tzinfo is None:
        raise ValueError("An instant needs its time zone.")
    rejeu = _Rejeu(regle, fuseau)
    for fait in ordonner(faits):
        if fait.survenu_le.astimezone(UTC) <= maintenant.astimezone(UTC):
            rejeu.appliquer(fait)
    return rejeu.conclure(maintenant)


def motif_lu_par_le_partenaire(segment: Segment) -> str:
    """Return why the ball is there, in the words of the one who asked.

    Args:
        segment: of a clock.

    Exigence: NOV-03, UX-01
    """
    return _POUR_LE_PARTENAIRE.get(segment.motif, segment.motif)


class _Rejeu:
    """The replay: where the ball is, and since when, fact after fact."""

    def __init__(self, regle: Regle, fuseau: ZoneInfo) -> None:
        self.regle = regle
        self.fuseau = fuseau
        self.marche = Marche(vie_de_la_regle(regle))
        self.segments: list[Segment] = []
        self.debut: datetime | None = None
        self.arretee_le: datetime | None = None
        self.dernier_depot: datetime | None = None
        # By what each started from: the same clock taken up again is one miss, not two.
        self.depassements: dict[datetime, datetime] = {}

    @property
    def _finie(self) -> bool:
        return self.marche.close_le is not None

    @property
    def _chez_le_partenaire(self) -> bool:
        return bool(self.segments) and self.segments[-1].cote is Cote.PARTENAIRE

    def appliquer(self, fait: FaitConnu) -> None:
        """Take one fact into account; one that has no meaning where the demande is changes nothing."""
        le, avant, finie = fait.survenu_le.astimezone(self.fuseau), self.marche.etat, self._finie
        compte = self.marche.avancer(fait)
        if finie or not (self.segments or compte):
            return
        if fait.nature is NatureFait.REQUALIFICATION:
            self._requalifier(fait.regle, le)
        elif fait.nature in _RENDEZ_VOUS:
            self._suivre_le_rendez_vous(fait.nature, le)
        elif not compte:
            return
        elif fait.nature in _ABANDONS:
            self._abandonner(le)
        elif fait.nature in {NatureFait.PRISE_EN_CHARGE, NatureFait.CLOTURE}:
            self._avancer(fait.nature, le)
        else:
            self._instruire(fait.nature, avant, le)

    def _avancer(self, nature: NatureFait, le: datetime) -> None:
        """Stop the clock where its rule says so; a closing ends everything."""
        if self.arretee_le is None and self.debut is not None and nature in self._delai.arrets:
            self.arretee_le = le
            if not self._finie:
                self._passer(le, Cote.CAISSE, self._delai.ensuite, compte=False)
        if self._finie:
            self._fermer(le)

    def _abandonner(self, le: datetime) -> None:
        """End without verdict, unless the deadline was missed already: that stays (DEM-19)."""
        self._fermer(le)
        if self.arretee_le is not None:
            return
        if self._manquee(le):
            self.arretee_le = le
        else:
            self.debut = None

    def _suivre_le_rendez_vous(self, nature: NatureFait, le: datetime) -> None:
        """Follow who is waited for around a meeting; the first date given meets the deadline."""
        if self.regle is not Regle.RENDEZ_VOUS_30J or self.marche.etat != EN_INSTRUCTION:
            return
        if self.arretee_le is None:
            self.arretee_le = le
        cote, motif = _RENDEZ_VOUS[nature]
        self._passer(le, cote, motif, compte=False)

    def _requalifier(self, regle: str, le: datetime) -> None:
        """Change the rule, never the start; the one who has the ball keeps it (DEM-26)."""
        if self.regle not in REGLES_D_UN_DOSSIER or regle not in REGLES_D_UN_DOSSIER - {self.regle}:
            return
        self.regle = Regle(regle)
        dernier = self.segments[-1]
        self._passer(le, dernier.cote, dernier.motif, compte=dernier.compte)

    def _instruire(self, nature: NatureFait, avant: str, le: datetime) -> None:
        """Start, void while something is asked of the partner, start anew from what it sends."""
        if nature in {NatureFait.TRANSMISSION, NatureFait.DEPOT}:
            self.dernier_depot = le
            self._courir(le, le)
        elif nature is NatureFait.CHANGEMENT_DE_MOTIF and avant == IRRECEVABLE:
            # The caisse mends its own judgement: the days since the last deposit were its own.
            self._courir(le, self.dernier_depot or le)
        elif nature is NatureFait.DEMANDE_DE_PIECES:
            self._attendre(le, _PIECES)
        elif nature is NatureFait.IRRECEVABILITE:
            self._attendre(le, _CORRECTION)

    @property
    def _delai(self) -> Delai:
        return DELAIS[self.regle]

    def _manquee(self, instant: datetime) -> bool:
        """Tell whether the deadline is past at this moment."""
        return self._due is not None and est_depassee(self.regle, self._due, instant)

    @property
    def _due(self) -> datetime | None:
        return None if self.debut is None else echeance(self.regle, self.debut, self.fuseau)

    def _courir(self, le: datetime, debut: datetime) -> None:
        self.debut = debut
        self._passer(le, Cote.CAISSE, self._delai.attente, compte=True)

    def _attendre(self, le: datetime, motif: str) -> None:
        """Void the clock; a caisse that asks too late does not undo its miss by asking (DEM-19)."""
        if self.debut is not None and self._due is not None and self._manquee(le):
            self.depassements[self.debut] = self._due
        self.debut = None
        self._passer(le, Cote.PARTENAIRE, motif, compte=False)

    def _passer(self, le: datetime, cote: Cote, motif: str, *, compte: bool) -> None:
        self._fermer(le)
        # Two facts of one moment: what lasted no time at all is not told.
        if self.segments and self.segments[-1].debut == le:
            self.segments.pop()
        self.segments.append(Segment(le, None, cote, motif, self._delai.article, compte))

    def _fermer(self, le: datetime) -> None:
        if self.segments:
            self.segments[-1] = replace(self.segments[-1], fin=le)

    def conclure(self, maintenant: datetime) -> Horloge:
        """Compare the deadline with the moment of the reading, or with what stopped it."""
        due, reference = self._due, self.arretee_le or maintenant
        court, manquee = due is not None and self.arretee_le is None, self._manquee(reference)
        ecart = timedelta(0) if due is None else due.astimezone(UTC) - reference.astimezone(UTC)
        respectee = None if due is None else (False if manquee else (None if court else True))
        repondre = self._chez_le_partenaire and not self._finie and self.arretee_le is None
        return Horloge(
            regle=self.regle,
            debut=self.debut,
            echeance=due,
            segments=tuple(self.segments),
            respectee=respectee,
            arretee_le=self.arretee_le,
            reste=max(ecart, timedelta(0)) if court else None,
            retard=-ecart if manquee else timedelta(0),
            provisoire=court and self._delai.complet and not self.marche.confirmee,
            si_reponse_maintenant=echeance(self.regle, maintenant, self.fuseau) if repondre else None,
            depassements=tuple(due for debut, due in self.depassements.items() if debut != self.debut),
        )
