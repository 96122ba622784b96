"""Rules of the routes of ``conventions``: référents, thread, uses of a name (acces.md)."""

from tests.access.regle import CAISSE, Regle, pour

REGLES: dict[str, Regle] = {
    "conventions:voir_referents": pour(*CAISSE, "gestionnaire", objet="convention"),
    # The gestionnaire of this world is a référent of the convention.
    "conventions:ecrire_message": pour(
        "conventions", "superviseur", "gestionnaire", objet="convention", methode="POST"
    ),
    # The partenaire is the second party: its gestionnaire names its own référents, not those of the caisse.
    "conventions:nommer_referent": pour(
        "conventions", "gestionnaire", objet="convention", cles=(("rang", "2"),)
    ),
    "conventions:remplacer_referent": pour("conventions", "gestionnaire", objet="referent"),
    "conventions:terminer_referent": pour("conventions", "gestionnaire", objet="referent"),
    "conventions:lister_usages": pour(*CAISSE, "gestionnaire", objet="convention"),
    "conventions:demander_usage": pour("conventions", "gestionnaire", objet="convention"),
    # The caisse asks, the partenaire answers.
    "conventions:repondre_usage": pour("gestionnaire", objet="usage"),
    "conventions:retirer_usage": pour("conventions", objet="usage"),
}
