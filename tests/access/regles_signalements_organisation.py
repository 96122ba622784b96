"""Rules of the routes of ``signalements.urls_organisation`` (acces.md): instructeurs and superviseurs."""

from tests.access.regle import Regle, pour

_LECTEURS = ("instructeur", "superviseur")
# The agent of another caisse has a desk too: its own.
_BUREAUX = (*_LECTEURS, "agent_autre")
# Drawn at random: nobody has made such a search, who may search is told so.
_RECHERCHE = (("cle", "6f1d4f0e-8f3a-4b57-9d0c-2f6f5a1f0b11"),)

REGLES: dict[str, Regle] = {
    "signalements:agir_en_lot": pour(*_BUREAUX, methode="POST"),
    "signalements:chercher_demande": pour(*_BUREAUX, methode="POST"),
    "signalements:chercher_par_nom": pour(*_BUREAUX),
    "signalements:voir_recherche": pour(*_BUREAUX, cles=_RECHERCHE),
    "signalements:lister_vues": pour(*_BUREAUX),
    "signalements:garder_vue": pour(*_BUREAUX, methode="POST"),
    # A shared view is opened by colleagues, changed by its author only.
    "signalements:changer_vue": pour("instructeur", objet="vue"),
    "signalements:oublier_vue": pour("instructeur", objet="vue", methode="POST"),
    "signalements:gerer_absences": pour(*_BUREAUX),
    # One's own absence, or, for a superviseur, that of any agent of the caisse.
    "signalements:supprimer_absence": pour(*_LECTEURS, objet="absence", methode="POST"),
    "signalements:superviser": pour("superviseur", "agent_autre"),
    "signalements:signaler_presence": pour(*_LECTEURS, objet="demande", methode="POST"),
}
