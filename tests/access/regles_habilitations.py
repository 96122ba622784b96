"""Rules of the routes of ``habilitations`` (acces.md)."""

from tests.access.regle import CAISSE, Regle, pour

REGLES: dict[str, Regle] = {
    # Every gestionnaire has its own list: the neighbour's shows the neighbour's accounts.
    "habilitations:lister_comptes": pour("gestionnaire", "gestionnaire_autre"),
    "habilitations:creer_technicien": pour("gestionnaire", "gestionnaire_autre"),
    "habilitations:voir_compte": pour("gestionnaire", *CAISSE, objet="habilitation"),
    "habilitations:renvoyer_invitation": pour("gestionnaire", objet="invitation"),
    "habilitations:annuler_invitation": pour("gestionnaire", objet="invitation"),
    "habilitations:renvoyer_mot_de_passe": pour("gestionnaire", objet="habilitation"),
    "habilitations:simuler_effectif": pour("gestionnaire", *CAISSE, objet="partenaire"),
    "habilitations:habiliter_gestionnaire": pour("conventions", objet="partenaire"),
    "habilitations:accepter_courriel": pour("conventions", objet="partenaire"),
}
