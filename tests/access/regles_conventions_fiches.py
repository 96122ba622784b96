"""Rules of the routes of ``conventions``: fiches action, flows, the register (acces.md)."""

from tests.access.regle import CAISSE, Regle, pour

ANIME = ("conventions", "superviseur", "gestionnaire")

REGLES: dict[str, Regle] = {
    "conventions:lister_fiches": pour(*CAISSE, "gestionnaire", objet="convention"),
    "conventions:flux_nationaux": pour(*CAISSE, "gestionnaire", objet="convention"),
    "conventions:creer_fiche": pour(*ANIME, objet="convention"),
    "conventions:voir_fiche": pour(*CAISSE, "gestionnaire", objet="fiche"),
    "conventions:modifier_fiche": pour(*ANIME, objet="fiche"),
    "conventions:demarrer_fiche": pour(*ANIME, objet="fiche", methode="POST"),
    # The fiche of this world is still a project: it has no end to give.
    "conventions:terminer_fiche": pour(objet="fiche"),
    "conventions:abandonner_fiche": pour(*ANIME, objet="fiche"),
    "conventions:analyser_fiche": pour("dpo", objet="fiche"),
    "conventions:inscrire_fiche": pour("dpo", objet="fiche"),
    # The agent of another caisse has a register too, its own.
    "conventions:registre_des_echanges": pour(*CAISSE, "agent_autre"),
}
