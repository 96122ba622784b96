"""The delays of conventions: terms, notices, letters, and when data goes."""

from datetime import date, timedelta
from typing import Final

from conventions.rules.calendrier import ajouter_mois

MOIS_DE_CONSERVATION_ASSURE: Final = 18
JOURS_DE_FORCE_MAJEURE: Final = 30
_MOIS_PAR_TRIMESTRE: Final = 3


def dernier_jour(debut: date, mois: int) -> date:
    """Return the last day of a term: the eve of the anniversary, until 24:00.

    A term that starts on a day the last month lacks ends with that month: 29 February to 28 February.

    Args:
        debut: first day in force.
        mois: length of the term in months.

    Exigence: CONV-01, CONV-02 (S0 14.1, S1u 8.1)
    """
    anniversaire = ajouter_mois(debut, mois)
    return anniversaire if anniversaire.day < debut.day else anniversaire - timedelta(days=1)


def terme_suivant(terme: date, mois: int) -> date:
    """Return the last day of the term that follows another: it starts the day after, for the same duration.

    Args:
        terme: last day of the term that ends.
        mois: length of the next one in months.

    Exigence: CONV-04 (S0 14.1, S1m 9.2)
    """
    return dernier_jour(terme + timedelta(days=1), mois)


def terme_en_cours(debut: date, mois: int, le: date, terme_fixe: date | None = None) -> date:
    """Return the last day of the term that runs on a day, renewals taken to go on.

    Args:
        debut: first day in force.
        mois: length of a term in months, at least 1.
        le: the day; before ``debut``, the first term counts.
        terme_fixe: last day of a term that an act fixed, from which the next ones follow.

    Raises:
        ValueError: ``mois`` is below 1.

    Exigence: CONV-04 (S0 14.1, S1m 9.2, S3 6.2, S4 7)
    """
    if mois < 1:
        raise ValueError("A term lasts one month at least.")
    terme = terme_fixe or dernier_jour(debut, mois)
    while terme < le:
        terme = terme_suivant(terme, mois)
    return terme


def limite_de_preavis(fin: date, mois: int) -> date:
    """Return the last day on which a renewal notice may be received.

    Args:
        fin: last day of the term.
        mois: length of the notice in months.

    Exigence: CONV-04 (S0 14.1)
    """
    return ajouter_mois(fin, -mois)


def effet_en_fin_de_trimestre(recue_le: date) -> date:
    """Return when a unilateral end takes effect: the last day of the civil quarter after that of receipt.

    Args:
        recue_le: the day the registered letter was received.

    Exigence: CONV-02, CONV-05 (S4 7)
    """
    trimestre = (recue_le.month - 1) // _MOIS_PAR_TRIMESTRE
    premier_jour = date(recue_le.year, trimestre * _MOIS_PAR_TRIMESTRE + 1, 1)
    return ajouter_mois(premier_jour, 2 * _MOIS_PAR_TRIMESTRE) - timedelta(days=1)


def echeance_de_mise_en_demeure(depart: date, jours: int) -> date:
    """Return the last calendar day to mend what a mise en demeure names.

    Args:
        depart: the day that counts in the model: sending or receipt.
        jours: calendar days.

    Exigence: CONV-02, CONV-05 (S0 14.4.2, S1m 9.4, S1u 8.2)
    """
    return depart + timedelta(days=jours)


def resiliable_pour_force_majeure(notifiee_le: date) -> date:
    """Return the thirtieth day of a force majeure: the affected party may end the convention from the next one.

    Args:
        notifiee_le: the day the affected party notified it.

    Exigence: CONV-21 (S0 16)
    """
    return notifiee_le + timedelta(days=JOURS_DE_FORCE_MAJEURE)


def effacement_de_l_assure(fin: date) -> date:
    """Return the day on which the data of an assuré must be gone.

    Args:
        fin: end of the accompagnement, or of the demande.

    Exigence: RGPD-01 (S4 annexe 4)
    """
    return ajouter_mois(fin, MOIS_DE_CONSERVATION_ASSURE)
