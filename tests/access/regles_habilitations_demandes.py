"""Rules of the routes of ``habilitations.urls_demandes`` (acces.md)."""

from tests.access.regle import Regle, pour

DEMANDE = "demande_habilitation"
BUREAU = ("conventions", "superviseur", "dpo")

REGLES: dict[str, Regle] = {
    # Every gestionnaire asks for its own structure, and reads its own requests.
    "habilitations:demander_gestionnaire": pour("gestionnaire", "gestionnaire_autre"),
    "habilitations:lister_demandes": pour("gestionnaire", "gestionnaire_autre"),
    "habilitations:demander_modification": pour("gestionnaire", objet="habilitation_gestionnaire"),
    "habilitations:demander_inactivation": pour("gestionnaire", objet="habilitation_gestionnaire"),
    "habilitations:voir_demande": pour("gestionnaire", objet=DEMANDE),
    "habilitations:annuler_demande": pour("gestionnaire", objet=DEMANDE),
    # Every caisse has its own list; one decides, two read.
    "habilitations:bureau_habilitations": pour(*BUREAU, "agent_autre"),
    "habilitations:traiter_demande": pour(*BUREAU, objet=DEMANDE),
    "habilitations:accepter_inactivation": pour("conventions", objet="demande_inactivation"),
    "habilitations:inactiver_avant_la_date": pour("conventions", objet="demande_inactivation"),
}
