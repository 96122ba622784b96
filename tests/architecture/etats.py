"""The tables and drawings of states, generated: ``python -m tests.architecture.etats``."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from conventions.rules import assistance, avenants, fiches
from conventions.rules import cycle_de_vie as conventions
from espace_partenaires.transitions import Transition
from habilitations.rules import cycle_de_vie as habilitations
from habilitations.rules import demandes as demandes_habilitation
from habilitations.rules import incidents
from signalements.rules import cycle_de_vie as signalements
from signalements.rules import rendez_vous
from tests.architecture.maison import RACINE

FICHIER: Final = RACINE / "docs" / "etats.md"
ENTETE: Final = """\
# States

Written by `python -m tests.architecture.etats` from the tables of `<app>/rules/`; a stale file fails the
suite. A state is written by one service only, through its table.
"""
TABLES: Final[tuple[tuple[str, Iterable[Transition]], ...]] = (
    ("Convention", conventions.TRANSITIONS),
    ("Avenant", avenants.TRANSITIONS),
    ("Fiche action", fiches.TRANSITIONS),
    ("Dysfonctionnement signalé", assistance.TRANSITIONS),
    ("Habilitation", habilitations.TRANSITIONS),
    ("Demande d’habilitation", demandes_habilitation.TRANSITIONS),
    ("Compte compromis", incidents.TRANSITIONS),
    ("Demande : signalement (MAS)", signalements.TRANSITIONS[signalements.MAS]),
    ("Demande : étude de dossier", signalements.TRANSITIONS[signalements.ETUDE]),
    ("Demande : contact, document", signalements.TRANSITIONS[signalements.SIMPLE]),
    ("Demande : rendez-vous", signalements.TRANSITIONS[signalements.RENDEZ_VOUS]),
    ("Rendez-vous : une date", rendez_vous.TRANSITIONS),
)


def _section(titre: str, transitions: Iterable[Transition]) -> str:
    lignes = [f"\n## {titre}\n", "| from | action | to | by | on |", "|---|---|---|---|---|"]
    dessin = ["\n```mermaid", "stateDiagram-v2"]
    for pas in transitions:
        departs = sorted(str(etat) for etat in pas.depart)
        lignes.append(f"| {', '.join(departs)} | {pas.action} | {pas.arrivee} | {pas.qui} | {pas.article} |")
        dessin += [f"    {depart} --> {pas.arrivee} : {pas.action}" for depart in departs]
    return "\n".join([*lignes, *dessin, "```"]) + "\n"


def texte() -> str:
    """Return the whole document."""
    return ENTETE + "".join(_section(titre, transitions) for titre, transitions in TABLES)


def ecrire(fichier: Path = FICHIER) -> None:
    """Write the document."""
    fichier.write_text(texte())


if __name__ == "__main__":
    ecrire()
    sys.stdout.write(f"{FICHIER.name} written\n")
