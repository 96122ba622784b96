"""Rules of the routes of ``signalements.urls_motifs`` (acces.md)."""

from tests.access.regle import Regle, pour

_LECTEURS = ("instructeur", "superviseur")

REGLES: dict[str, Regle] = {
    "signalements:lier_demandes": pour(*_LECTEURS, objet="demande", methode="POST"),
    "signalements:delier_demandes": pour(*_LECTEURS, objet="demande", methode="POST"),
}
