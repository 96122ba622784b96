"""Rules of the agents' routes of ``signalements`` (acces.md): instructeurs and superviseurs of the caisse."""

from tests.access.regle import Regle, pour

_LECTEURS = ("instructeur", "superviseur")
# The agent of another caisse has a work list too: its own.
_BUREAUX = (*_LECTEURS, "agent_autre")


def _sur_la_demande(methode: str = "GET") -> Regle:
    return pour(*_LECTEURS, objet="demande", methode=methode)


REGLES: dict[str, Regle] = {
    "signalements:lister_demandes": pour(*_BUREAUX),
    "signalements:traiter_demande": _sur_la_demande(),
    "signalements:prendre_en_charge": _sur_la_demande("POST"),
    # acces.md: an instructeur assigns to itself; a superviseur assigns to others.
    "signalements:s_affecter": pour("instructeur", objet="demande", methode="POST"),
    "signalements:confier_demande": pour("superviseur", objet="demande"),
    "signalements:demarrer_accompagnement": _sur_la_demande("POST"),
    "signalements:repondre": _sur_la_demande("POST"),
    "signalements:ajouter_note": _sur_la_demande("POST"),
    "signalements:retirer_accord": _sur_la_demande(),
    "signalements:clore_demande": _sur_la_demande(),
    # The file of the world is a row without content: reading it is proved with the screens.
    "signalements:ouvrir_formulaire_signe": pour(*_LECTEURS, objet="piece_demande"),
}
