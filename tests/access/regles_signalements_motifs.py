"""Rules of the routes of ``signalements.urls_motifs`` (acces.md)."""

from tests.access.regle import Regle, pour

_LECTEURS = ("instructeur", "superviseur")

# The agent of the other caisse has motifs to set too: its own.
_REGLEURS = ("conventions", "superviseur", "agent_autre")

REGLES: dict[str, Regle] = {
    "signalements:lister_motifs": pour(*_REGLEURS),
    "signalements:regler_motif": pour(*_REGLEURS, cles=(("nature", "etude"), ("code", "c2s_sans"))),
    "signalements:lier_demandes": pour(*_LECTEURS, objet="demande", methode="POST"),
    "signalements:delier_demandes": pour(*_LECTEURS, objet="demande", methode="POST"),
}
