"""The legal clock of a demande, computed from its facts and explained segment by segment."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from signalements.rules.delais import DELAIS, Delai, Regle, echeance
from signalements.rules.faits import Cote, Fait, FaitConnu, NatureFait, ordonner

__all__ = ["Cote", "Fait", "Horloge", "NatureFait", "Regle", "Segment", "calculer", "echeance"]

_JUGEMENTS: Final = {NatureFait.COMPLETE, NatureFait.RECEVABLE}
_AUTRE_DATE: Final = "La caisse cherche une autre date"
_RENDEZ_VOUS: Final = {
    NatureFait.RENDEZ_VOUS_PROPOSE: (Cote.PARTENAIRE, "Un rendez-vous proposé attend une réponse"),
    NatureFait.RENDEZ_VOUS_DEPLACE: (Cote.PARTENAIRE, "Une autre date proposée attend une réponse"),
    NatureFait.RENDEZ_VOUS_CONFIRME: (Cote.CAISSE, "Le rendez-vous est fixé"),
    NatureFait.RENDEZ_VOUS_DECLINE: (Cote.CAISSE, _AUTRE_DATE),
    NatureFait.RENDEZ_VOUS_ANNULE: (Cote.CAISSE, _AUTRE_DATE),
    NatureFait.RENDEZ_VOUS_MANQUE: (Cote.CAISSE, "La caisse décide de la suite"),
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
        self.dernier_depot: datetime | None = None
        self.jugements: set[NatureFait] = set()
        self.terminee = False

    @property
    def confirmee(self) -> bool:
        """Tell whether the dossier was found complete, and receivable, since it last changed (DEM-22)."""
        return self.jugements == _JUGEMENTS

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
        elif fait.nature in _RENDEZ_VOUS:
            self._suivre_le_rendez_vous(fait.nature, le)
        elif fait.nature in {NatureFait.PRISE_EN_CHARGE, NatureFait.CLOTURE}:
            self._avancer(fait.nature, le)
        elif self.regle is not Regle.MAS_48H and self.arretee_le is None:
            self._instruire(fait, le)

    def _avancer(self, nature: NatureFait, le: datetime) -> None:
        """Stop the clock where its rule says so; a closing ends everything."""
        fin = nature is NatureFait.CLOTURE
        if self.arretee_le is None and self.debut is not None and nature in self._delai.arrets:
            self.arretee_le = le
            if not fin:
                self._passer(le, Cote.CAISSE, self._delai.ensuite, compte=False)
        if fin:
            self._terminer(le)

    def _suivre_le_rendez_vous(self, nature: NatureFait, le: datetime) -> None:
        """Follow who is waited for around a meeting; the first date given meets the deadline."""
        if self.regle is not Regle.RENDEZ_VOUS_30J:
            return
        if nature in self._delai.arrets and self.arretee_le is None and self.debut is not None:
            self.arretee_le = le
        if self.arretee_le is not None:
            cote, motif = _RENDEZ_VOUS[nature]
            self._passer(le, cote, motif, compte=False)

    def _instruire(self, fait: FaitConnu, le: datetime) -> None:
        """Follow an étude de dossier: void while incomplete, new start from the completing deposit."""
        if fait.nature is NatureFait.REQUALIFICATION and fait.regle:
            self.regle = Regle(fait.regle)
            dernier = self.segments[-1]
            self._passer(le, dernier.cote, dernier.motif, compte=dernier.compte)
        elif fait.nature is NatureFait.DEPOT and self._chez_le_partenaire:
            self._demarrer(le)
        elif fait.nature in _JUGEMENTS and not self._chez_le_partenaire:
            self.jugements.add(fait.nature)
        elif fait.nature is NatureFait.CHANGEMENT_DE_MOTIF and self._chez_le_partenaire:
            # The caisse mends its own judgement: the days since the last deposit were its own.
            self._reprendre(le)
        elif fait.nature is NatureFait.DEMANDE_DE_PIECES:
            self._annuler_le_delai(le, "Des pièces sont attendues du partenaire")
        elif fait.nature is NatureFait.IRRECEVABILITE:
            self._annuler_le_delai(le, "La demande est à corriger par le partenaire")

    @property
    def _delai(self) -> Delai:
        return DELAIS[self.regle]

    def _demarrer(self, le: datetime) -> None:
        self.debut = le
        self.dernier_depot = le
        self.jugements.clear()
        self._passer(le, Cote.CAISSE, self._delai.attente, compte=True)

    def _reprendre(self, le: datetime) -> None:
        self.debut = self.dernier_depot
        self.jugements.clear()
        self._passer(le, Cote.CAISSE, self._delai.attente, compte=True)

    def _annuler_le_delai(self, le: datetime, motif: str) -> None:
        if not self._chez_le_partenaire:
            self.debut = None
            self.jugements.clear()
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
        repondre = self._chez_le_partenaire and not self.terminee and self.arretee_le is None
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
