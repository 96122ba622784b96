"""The retention registry: which data of persons is kept, until when, and what erases it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Declaration:
    """One line of the retention table.

    Attributes:
        modele: label of the model (``comptes.Utilisateur``), or ``table:<name>`` for a table without model.
        champs: the fields that hold data of a person.
        terme: when it is erased, in French, with its source.
        efface_par: the task, the service or the cascade that erases it.
    """

    modele: str
    champs: tuple[str, ...]
    terme: str
    efface_par: str


@dataclass(frozen=True, slots=True)
class SansDonnees:
    """A model that holds no data of a person, and why one may say so."""

    modele: str
    raison: str


_declarations: dict[str, Declaration] = {}
_sans_donnees: dict[str, SansDonnees] = {}


def declarer(modele_label: str, *, champs: Sequence[str], terme: str, efface_par: str) -> None:
    """Declare a model that holds data of persons.

    Args:
        modele_label: ``app.Model``, as ``model._meta.label``; or ``table:<name>``.
        champs: names of its fields that hold such data (foreign keys to a person included).
        terme: when it is erased, in French.
        efface_par: what erases it: name of a task, ``Cascade de <modèle>``, or a function.

    Raises:
        ValueError: when the model is declared twice differently, or a part is missing.

    Exigence: RGPD-01 (S4 annexe 4)
    """
    if not (champs and terme and efface_par):
        raise ValueError(f"La déclaration de {modele_label} est incomplète.")
    declaration = Declaration(modele_label, tuple(champs), terme, efface_par)
    if modele_label in _sans_donnees or _declarations.setdefault(modele_label, declaration) != declaration:
        raise ValueError(f"{modele_label} est déjà déclaré autrement.")


def sans_donnees_personnelles(modele_label: str, raison: str) -> None:
    """Declare a model that holds no data of any person.

    Args:
        modele_label: ``app.Model``, as ``model._meta.label``; or ``table:<name>``.
        raison: why, in French; printed in the table.

    Raises:
        ValueError: when the model is declared twice differently, or the reason is missing.

    Exigence: RGPD-01 (S4 annexe 4)
    """
    if not raison:
        raise ValueError(f"Pourquoi {modele_label} ne contient-il aucune donnée personnelle ?")
    declaration = SansDonnees(modele_label, raison)
    if modele_label in _declarations or _sans_donnees.setdefault(modele_label, declaration) != declaration:
        raise ValueError(f"{modele_label} est déjà déclaré autrement.")


def declarations() -> list[Declaration]:
    """Return the models that hold data of persons, by label."""
    return [_declarations[label] for label in sorted(_declarations)]


def modeles_sans_donnees() -> list[SansDonnees]:
    """Return the models declared without data of persons, by label."""
    return [_sans_donnees[label] for label in sorted(_sans_donnees)]


def est_declare(modele_label: str) -> bool:
    """Tell whether the registry knows this model."""
    return modele_label in _declarations or modele_label in _sans_donnees
