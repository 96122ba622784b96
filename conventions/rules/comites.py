"""When the comité de pilotage must meet, when the first year is evaluated, and what that opens."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from conventions.enums import Evaluation, RythmeComite
from conventions.rules.calendrier import ajouter_mois

MOIS_PAR_AN: Final = 12
_JANVIER, _FEVRIER, _AVRIL = 1, 2, 4


@dataclass(frozen=True, slots=True)
class Fenetre:
    """The days on which the next comité is due.

    Attributes:
        ouvre_le: first day that suits.
        limite: last day; the comité is late from the next one.
    """

    ouvre_le: date
    limite: date

    def en_retard(self, le: date) -> bool:
        """Tell whether the comité is late on a day."""
        return le > self.limite


def prochain_comite(rythme: str, debut: date, dernier_tenu: date | None = None) -> Fenetre | None:
    """Return when the next comité is due; ``None`` where the text has none.

    Once a year at least: within a year of the last one held, or of the start. National: in February or March of
    the year after the last one held; before any, of the year of the start when it was in January, else of the next.

    Args:
        rythme: ``RythmeComite`` of the convention.
        debut: first day in force.
        dernier_tenu: day of the last comité held, if any; one held before the start counts for nothing.

    Exigence: CONV-09 (S0 4, S1m 5, S2 5, S3 4, 11)
    """
    depuis = dernier_tenu if dernier_tenu and dernier_tenu >= debut else None
    if rythme == RythmeComite.ANNUEL:
        reference = depuis or debut
        return Fenetre(reference, ajouter_mois(reference, MOIS_PAR_AN))
    if rythme == RythmeComite.FEVRIER_MARS:
        return _fenetre_nationale(depuis.year + 1 if depuis else debut.year + (debut.month > _JANVIER))
    return None


def _fenetre_nationale(annee: int) -> Fenetre:
    """Return February and March of a year."""
    return Fenetre(date(annee, _FEVRIER, 1), date(annee, _AVRIL, 1) - timedelta(days=1))


def echeance_de_l_evaluation(debut: date) -> date:
    """Return the day on which the first year is to be evaluated: twelve months after the start.

    A start on a 29 February is evaluated on the 28th.

    Args:
        debut: first day in force.

    Exigence: CONV-17 (S0 14.3, S1m 9.2, S3 6.2)
    """
    return ajouter_mois(debut, MOIS_PAR_AN)


def evalue_la_premiere_annee(tenue_le: date, debut: date) -> bool:
    """Tell whether an evaluation was held within the first year, its last day included.

    Args:
        tenue_le: the day it was held.
        debut: first day in force.

    Exigence: CONV-17 (S0 14.3, S1m 9.2, S3 6.2)
    """
    return debut <= tenue_le <= echeance_de_l_evaluation(debut)


def evaluation_en_retard(evaluation: str, debut: date, premiere_tenue: date | None, le: date) -> bool:
    """Tell whether the evaluation of the first year is missing on a day, once its date has passed.

    Args:
        evaluation: ``Evaluation`` of the convention.
        debut: first day in force.
        premiere_tenue: day of the first evaluation held, if any.
        le: the day.

    Exigence: CONV-17 (S0 14.3, S1m 9.2, S3 6.2)
    """
    attendue = evaluation != Evaluation.AUCUNE and premiere_tenue is None
    return attendue and le > echeance_de_l_evaluation(debut)


def droit_ouvert(evaluation: str, premiere_tenue: date | None) -> Evaluation:
    """Return what the evaluation held opens: an avenant, an update at renewal, or nothing.

    Args:
        evaluation: ``Evaluation`` of the convention.
        premiere_tenue: day of the first evaluation held, if any; before it nothing is open.

    Exigence: CONV-17 (S0 14.3, S1m 9.2, S3 6.2)
    """
    return Evaluation.AUCUNE if premiere_tenue is None else Evaluation(evaluation)


def empreinte(*textes: object) -> str:
    """Return the mark of a stored text, that a form gives back so that nobody overwrites what was not read.

    Args:
        textes: the stored values, in order.

    Exigence: CONV-09 (S0 4)
    """
    entier = "\x1f".join("" if texte is None else str(texte) for texte in textes)
    return hashlib.sha256(entier.encode()).hexdigest()[:32]
