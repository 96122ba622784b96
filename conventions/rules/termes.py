"""The terms of a convention as they stood on any day, and the term that a new duration gives."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from conventions.rules.delais import dernier_jour, terme_suivant

# What an avenant can write: numbers, coded values, keys of engagements; nothing that JSON would change.
Valeur = int | str | bool | None | list[int]
Termes = Mapping[str, Valeur]


@dataclass(frozen=True, slots=True)
class Changement:
    """What one avenant in force changed.

    Attributes:
        numero: its number, which orders avenants of the same day.
        effet_le: first day of the new terms.
        avant: the terms it replaced, by name.
        apres: what it replaced them with, by the same names.
    """

    numero: int
    effet_le: date
    avant: Termes
    apres: Termes


@dataclass(frozen=True, slots=True)
class ActeDeTerme:
    """Something that fixed the last day of a term, in the order of recording.

    Attributes:
        le: day it took effect.
        terme_le: last day of the term it fixed.
        duree_mois: length of the terms that follow; ``None`` for a renewal, which changes none.
    """

    le: date
    terme_le: date
    duree_mois: int | None = None


def _dans_l_ordre(changements: Iterable[Changement]) -> list[Changement]:
    return sorted(changements, key=lambda changement: (changement.effet_le, changement.numero))


def termes_au(actuels: Termes, changements: Iterable[Changement], le: date) -> dict[str, Valeur]:
    """Return the terms as they stood on a day: today's, from which each later avenant is taken away.

    Args:
        actuels: the terms of the convention's row, in force after the last avenant.
        changements: what each avenant in force changed, in any order.
        le: the day; that of its effect already has the new terms.

    Exigence: CONV-07 (S1u 8.3, S0 14.3, S1m 9.3)
    """
    termes = dict(actuels)
    for changement in reversed(_dans_l_ordre(changements)):
        if changement.effet_le > le:
            termes.update(changement.avant)
    return termes


def rejouer(a_la_signature: Termes, changements: Iterable[Changement]) -> dict[str, Valeur]:
    """Return the terms of signature once every avenant has changed them, in order: those of the row.

    Args:
        a_la_signature: the terms before the first avenant.
        changements: what each avenant in force changed, in any order.

    Exigence: CONV-07 (S1u 8.3, S0 14.3)
    """
    termes = dict(a_la_signature)
    for changement in _dans_l_ordre(changements):
        termes.update(changement.apres)
    return termes


def debut_du_terme(debut: date, duree_mois: int, actes: Iterable[ActeDeTerme], le: date) -> date:
    """Return the first day of the term that runs on a day, or of the last one that was fixed after it.

    A renewal recorded before the end of a term opens the next one: that one is then the term in question. Between
    two acts, terms follow one another for the duration of the moment (tacite).

    Args:
        debut: first day in force.
        duree_mois: length of a term at signature, in months, at least 1.
        actes: renewals and avenants on the duration, in the order of recording.
        le: the day.

    Exigence: CONV-04, CONV-07 (S0 14.1, 14.3)
    """
    depart, fin, duree = debut, dernier_jour(debut, duree_mois), duree_mois
    for acte in actes:
        if acte.duree_mois is None:
            depart, fin = fin + timedelta(days=1), acte.terme_le
            continue
        depart, fin = _derouler(depart, fin, duree, acte.le)
        fin, duree = acte.terme_le, acte.duree_mois
    return _derouler(depart, fin, duree, le)[0]


def _derouler(depart: date, fin: date, duree_mois: int, le: date) -> tuple[date, date]:
    while fin < le:
        depart, fin = fin + timedelta(days=1), terme_suivant(fin, duree_mois)
    return depart, fin


def terme_avec_duree(depart: date, duree_mois: int) -> date:
    """Return the last day of a term counted from its start with a new duration.

    Args:
        depart: first day of the term (``debut_du_terme``).
        duree_mois: the new length, in months.

    Exigence: CONV-07 (S0 14.1, 14.3)
    """
    return dernier_jour(depart, duree_mois)
