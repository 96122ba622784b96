"""Rules of the routes of ``signalements.urls_echanges`` (acces.md)."""

from tests.access.regle import Regle, pour

_LECTEURS = ("instructeur", "superviseur")

# The agent of another caisse is a superviseur there: it has models of its own.
_SUPERVISEURS = ("superviseur", "agent_autre")

REGLES: dict[str, Regle] = {
    "signalements:lister_modeles": pour(*_SUPERVISEURS),
    "signalements:creer_modele": pour(*_SUPERVISEURS),
    "signalements:modifier_modele": pour("superviseur", objet="modele_reponse"),
    "signalements:proposer_modele": pour("superviseur", objet="modele_reponse", methode="POST"),
    "signalements:masquer_precisions": pour(*_LECTEURS, objet="etude"),
    "signalements:masquer_ecrit": pour(*_LECTEURS, objet="message", cles=(("genre", "messages"),)),
}
