"""Rules of the routes of ``conventions``: the caisse, its contacts, malfunctions (acces.md)."""

from tests.access.regle import CAISSE, Regle, pour

# Those who set their own caisse; the agent of another one sets another.
_REGLENT = ("conventions", "superviseur", "agent_autre")
_PARTENAIRES = ("technicien", "gestionnaire", "technicien_autre", "gestionnaire_autre")
_TOUS = (*_PARTENAIRES, *CAISSE, "agent_autre")
# The malfunction of the world was reported by the gestionnaire.
_SUIVENT = (*CAISSE, "gestionnaire")

REGLES: dict[str, Regle] = {
    "conventions:ma_caisse": pour(*CAISSE, "agent_autre"),
    "conventions:modifier_caisse": pour(*_REGLENT),
    "conventions:regler_second_facteur": pour(*_REGLENT),
    "conventions:regler_revue_sans_reponse": pour(*_REGLENT),
    "conventions:regler_canal": pour(*_REGLENT, cles=(("service", "signalement"),)),
    "conventions:ajouter_interlocuteur_caisse": pour(*_REGLENT),
    "conventions:interlocuteurs": pour(*_PARTENAIRES),
    "conventions:ajouter_interlocuteur": pour("gestionnaire", "gestionnaire_autre"),
    "conventions:modifier_interlocuteur": pour("conventions", "superviseur", objet="interlocuteur"),
    "conventions:retirer_interlocuteur": pour(
        "conventions", "gestionnaire", objet="interlocuteur_partenaire"
    ),
    "conventions:ajouter_interlocuteur_partenaire": pour("conventions", objet="partenaire"),
    "conventions:interlocuteurs_convention": pour(*CAISSE, "gestionnaire", objet="convention"),
    "conventions:lister_dysfonctionnements": pour(*_TOUS),
    "conventions:signaler_dysfonctionnement": pour(*_TOUS),
    "conventions:voir_dysfonctionnement": pour(*_SUIVENT, objet="dysfonctionnement"),
    "conventions:repondre_dysfonctionnement": pour(
        "conventions", "superviseur", objet="dysfonctionnement", methode="POST"
    ),
    "conventions:escalader_dysfonctionnement": pour(
        "conventions", "superviseur", objet="dysfonctionnement", methode="POST"
    ),
    "conventions:relancer_dysfonctionnement": pour("gestionnaire", objet="dysfonctionnement", methode="POST"),
}
