"""The warnings of the calendar: which are due on a day, and never one that has become useless."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from conventions.enums import CodeAvertissement
from conventions.rules.calendrier import ajouter_mois
from conventions.rules.faits_calendrier import CodeJalon, Jalon

MOIS_AVANT_LE_TERME: Final = 4
MOIS_AVANT_LA_FIN: Final = 1
JOURS_AVANT_LA_LIMITE: Final = 7
# What is told after the fact is told within six months: older, it is history.
MOIS_UTILES: Final = 6

_A_SA_DATE: Final = {
    CodeJalon.EVALUATION_DUE: CodeAvertissement.EVALUATION,
    CodeJalon.COMITE_DU: CodeAvertissement.COMITE,
    CodeJalon.BILAN: CodeAvertissement.BILAN,
    CodeJalon.FIN: CodeAvertissement.FIN,
}
Du = tuple[CodeAvertissement, date]


def avertissements_dus(jalons: Sequence[Jalon], le: date) -> list[Du]:
    """Return the warnings due on a day, each with the date it announces.

    Before an end: of those whose day has come and which still announce something, the last one only, so that after a
    stop nobody receives two that say the same. At a date (evaluation, comité, bilan, end): from that date, for six
    months.

    Args:
        jalons: milestones of a convention on that day (``rules.jalons.jalons``).
        le: the day, in the caisse's time zone.

    Exigence: CONV-04, CONV-09, CONV-17 (S0 4, 14.1, 14.3, S1m 5, 9.2, S3 4, 6)
    """
    dus = {*_avant_une_fin(jalons, le, (CodeJalon.TERME, CodeJalon.LIMITE))}
    dus |= {*_avant_une_fin(jalons, le, (CodeJalon.FIN,))}
    dus |= {du for jalon in jalons if (du := _a_sa_date(jalon, le))}
    return sorted(dus, key=lambda du: (du[1], du[0]))


def jalon_annonce(jalons: Sequence[Jalon], du: Du) -> Jalon:
    """Return the milestone that a warning announces.

    Args:
        jalons: those the warning was found in.
        du: the warning.

    Raises:
        LookupError: when none of them is at that date.
    """
    code, echeance = du
    memes = [jalon for jalon in jalons if jalon.le == echeance and jalon.code in _ANNONCES[code]]
    if not memes:
        raise LookupError(f"Nothing is announced by {code} at {echeance}.")
    return memes[-1]


_ANNONCES: Final[dict[CodeAvertissement, frozenset[CodeJalon]]] = {
    CodeAvertissement.QUATRE_MOIS: frozenset({CodeJalon.TERME, CodeJalon.FIN}),
    CodeAvertissement.UN_MOIS: frozenset({CodeJalon.TERME, CodeJalon.FIN}),
    CodeAvertissement.SEMAINE_AVANT_PREAVIS: frozenset({CodeJalon.LIMITE}),
    **{avertissement: frozenset({jalon}) for jalon, avertissement in _A_SA_DATE.items()},
}


def _avant_une_fin(jalons: Sequence[Jalon], le: date, codes: tuple[CodeJalon, ...]) -> list[Du]:
    """Return the last warning of an end whose day has come, while what it announces has not."""
    trouves: list[tuple[date, Du]] = []
    for jalon in jalons:
        if jalon.code not in codes or jalon.le < le:
            continue
        if jalon.code == CodeJalon.LIMITE:
            semaine = jalon.le - timedelta(days=JOURS_AVANT_LA_LIMITE)
            trouves.append((semaine, (CodeAvertissement.SEMAINE_AVANT_PREAVIS, jalon.le)))
        else:
            quatre, un = (ajouter_mois(jalon.le, -mois) for mois in (MOIS_AVANT_LE_TERME, MOIS_AVANT_LA_FIN))
            trouves.append((quatre, (CodeAvertissement.QUATRE_MOIS, jalon.le)))
            trouves.append((un, (CodeAvertissement.UN_MOIS, jalon.le)))
    arrives = [trouve for trouve in trouves if trouve[0] <= le]
    return [max(arrives)[1]] if arrives else []


def _a_sa_date(jalon: Jalon, le: date) -> Du | None:
    code = _A_SA_DATE.get(jalon.code)
    if code is None:
        return None
    # The last day of a convention counts: its end is told once it is past.
    depuis = jalon.le + timedelta(days=1) if jalon.code == CodeJalon.FIN else jalon.rappel_le or jalon.le
    return (code, jalon.le) if depuis <= le <= ajouter_mois(jalon.le, MOIS_UTILES) else None
