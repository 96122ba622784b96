"""The legal clock of a demande, computed from its facts and explained segment by segment."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from signalements.rules.delais import DELAIS, Delai, Regle, echeance
from signalements.rules.faits import Cote, Fait, FaitConnu, NatureFait, ordonner

__all__ = ["Cote", "Fait", "Horloge", "NatureFait", "Regle", "Segment", "calculer", "echeance"]


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
        echeance: when the answer is due (in the caisse's zone); ``None`` when void, cancelled or not started.
        segments: contiguous, from the transmission on.
        respectee: ``True`` met, ``False`` missed (even still running), ``None`` not known yet or without object.
        arretee_le: when the deadline stopped mattering, met or missed.
        reste: what is left, never negative; ``None`` unless the clock runs.
        retard: how late it is, or was when it stopped; zero otherwise.
        provisoire: the clock may still be void, the dossier not having been found complete and receivable.
        si_reponse_maintenant: due date if the partner answered now; ``None`` when nothing is expected of it.
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

    @property
    def court(self) -> bool:
        """Tell whether the clock runs."""
        return self.reste is not None


def calculer(regle: Regle, faits: Iterable[Fait], fuseau: ZoneInfo, maintenant: datetime) -> Horloge:
    """Replay the facts known at a moment and tell where the clock is.

    Only ``survenu_le`` counts: neither the order in which facts are given nor when they were recorded changes
    a deadline. A request for pieces voids the clock; the deposit that completes the dossier starts a new one,
    from that deposit. A requalification changes the rule, not the start.

    Args:
        regle: the clock of the demande as it was sent.
        faits: its facts, in any order; those after ``maintenant`` are not known yet.
        fuseau: the caisse's time zone.
        maintenant: the moment of the reading (aware).

    Raises:
        ValueError: ``maintenant`` has no time zone.

    Exigence: DEM-09, DEM-26, NOV-03 (S4 2.2, a2, a3)
    """
    if maintenant.tzinfo is None:
        raise ValueError("An instant needs its time zone.")
    rejeu = _Rejeu(regle, fuseau)
    for fait in ordonner(faits):
        if fait.survenu_le.astimezone(UTC) <= maintenant.astimezone(UTC):
            rejeu.appliquer(fait)
    return rejeu.conclure(maintenant)


class _Rejeu:
    """The replay: where the ball is, and since when, fact after fact."""

    def __init__(self, regle: Regle, fuseau: ZoneInfo) -> None:
        self.regle = regle
        self.fuseau = fuseau
        self.segments: list[Segment] = []
        self.debut: datetime | None = None
        self.arretee_le: datetime | None = None
        self.confirmee = False
        self.terminee = False

    @property
    def _commencee(self) -> bool:
        return bool(self.segments)

    @property
    def _chez_le_partenaire(self) -> bool:
        return self._commencee and self.segments[-1].cote is Cote.PARTENAIRE

    def appliquer(self, fait: FaitConnu) -> None:
        """Take one fact into account; one that has no meaning where the demande is changes nothing."""
        le = fait.survenu_le.astimezone(self.fuseau)
        if self.terminee or (not self._commencee and fait.nature is not NatureFait.TRANSMISSION):
            return
        if fait.nature is NatureFait.TRANSMISSION:
            if not self._commencee:
                self._demarrer(le)
        elif fait.nature in {NatureFait.ANNULATION, NatureFait.RETRAIT_CONSENTEMENT}:
            self._terminer(le)
            if self.arretee_le is None:
                self.debut = None
        elif fait.nature in {NatureFait.PRISE_EN_CHARGE, NatureFait.CLOTURE}:
            self._avancer(fait.nature, le)
        elif self.regle is not Regle.MAS_48H and self.arretee_le is None:
            self._instruire(fait, le)

    def _avancer(self, nature: NatureFait, le: datetime) -> None:
        """Stop the clock where its rule says so; a closing ends everything."""
        fin = nature is NatureFait.CLOTURE
        if self.arretee_le is None and self.debut is not None and (fin or nature is self._delai.arret):
            self.arretee_le = le
            if not fin:
                self._passer(le, Cote.CAISSE, "La caisse accompagne la personne", compte=False)
        if fin:
            self._terminer(le)

    def _instruire(self, fait: FaitConnu, le: datetime) -> None:
        """Follow an étude de dossier: void while incomplete, new start from the completing deposit."""
        if fait.nature is NatureFait.REQUALIFICATION and fait.regle:
            self.regle = Regle(fait.regle)
            dernier = self.segments[-1]
            self._passer(le, dernier.cote, dernier.motif, compte=dernier.compte)
        elif fait.nature is NatureFait.DEPOT and self._chez_le_partenaire:
            self._demarrer(le)
        elif fait.nature is NatureFait.COMPLET_ET_RECEVABLE and not self._chez_le_partenaire:
            self.confirmee = True
        elif fait.nature is NatureFait.DEMANDE_DE_PIECES:
            self._annuler_le_delai(le, "Des pièces sont attendues du partenaire")
        elif fait.nature is NatureFait.IRRECEVABILITE:
            self._annuler_le_delai(le, "La demande est à corriger par le partenaire")

    @property
    def _delai(self) -> Delai:
        return DELAIS[self.regle]

    def _demarrer(self, le: datetime) -> None:
        self.debut = le
        self.confirmee = False
        self._passer(le, Cote.CAISSE, self._delai.attente, compte=True)

    def _annuler_le_delai(self, le: datetime, motif: str) -> None:
        if not self._chez_le_partenaire:
            self.debut = None
            self.confirmee = False
            self._passer(le, Cote.PARTENAIRE, motif, compte=False)

    def _passer(self, le: datetime, cote: Cote, motif: str, *, compte: bool) -> None:
        self._fermer(le)
        self.segments.append(Segment(le, None, cote, motif, self._delai.article, compte))

    def _fermer(self, le: datetime) -> None:
        if self.segments:
            dernier = self.segments[-1]
            self.segments[-1] = replace(dernier, fin=le)

    def _terminer(self, le: datetime) -> None:
        self.terminee = True
        self._fermer(le)

    def conclure(self, maintenant: datetime) -> Horloge:
        """Compare the deadline with the moment of the reading, or with what stopped it."""
        due = None if self.debut is None else echeance(self.regle, self.debut, self.fuseau)
        court = due is not None and self.arretee_le is None
        reference = (self.arretee_le or maintenant).astimezone(UTC)
        ecart = timedelta(0) if due is None else due.astimezone(UTC) - reference
        # A calendar day lasts until midnight: its last second is not late.
        tolerance = timedelta(seconds=1) if self._delai.en_jours else timedelta(0)
        manquee = ecart <= -tolerance if tolerance else ecart < timedelta(0)
        respectee = None if due is None else (False if manquee else (None if court else True))
        repondre = self._chez_le_partenaire and not self.terminee
        return Horloge(
            regle=self.regle,
            debut=self.debut,
            echeance=due,
            segments=tuple(self.segments),
            respectee=respectee,
            arretee_le=self.arretee_le,
            reste=max(ecart, timedelta(0)) if court else None,
            retard=-ecart if manquee else timedelta(0),
            provisoire=court and self._delai.complet and not self.confirmee,
            si_reponse_maintenant=echeance(self.regle, maintenant, self.fuseau) if repondre else None,
        )
