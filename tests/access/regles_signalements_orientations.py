"""Rules of the routes of ``signalements.urls_orientations`` (acces.md)."""

from tests.access.regle import Regle, pour

_LECTEURS = ("instructeur", "superviseur")
# The agent of another caisse, the technicien of another structure have lists too: their own.
_BUREAUX = (*_LECTEURS, "agent_autre")


def _sur(objet: str, methode: str = "GET") -> Regle:
    return pour(*_LECTEURS, objet=objet, methode=methode)


REGLES: dict[str, Regle] = {
    "signalements:lister_orientations": pour(*_BUREAUX),
    "signalements:nouvelle_orientation": pour(*_BUREAUX),
    "signalements:retirer_orientation": _sur("orientation"),
    "signalements:orienter_la_personne": _sur("demande"),
    "signalements:transferer_demande": _sur("demande"),
    "signalements:remettre_document": _sur("demande_document"),
    "signalements:orientations_recues": pour("technicien", "technicien_autre"),
    "signalements:repondre_orientation": pour("technicien", objet="orientation", methode="POST"),
}
