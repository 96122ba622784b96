"""Rules of the routes of ``conventions`` (acces.md)."""

from tests.access.regle import CAISSE, Regle, pour

PARTENAIRES = ("technicien", "gestionnaire", "technicien_autre", "gestionnaire_autre")

REGLES: dict[str, Regle] = {
    # The agent of another caisse has a list too, its own.
    "conventions:lister_partenaires": pour(*CAISSE, "agent_autre"),
    "conventions:creer_partenaire": pour("conventions", "agent_autre"),
    "conventions:voir_partenaire": pour(*CAISSE, objet="partenaire"),
    "conventions:creer_convention": pour("conventions", objet="partenaire"),
    "conventions:regler_service": pour("conventions", "superviseur", objet="partenaire", methode="POST"),
    "conventions:regler_reception": pour("conventions", objet="partenaire", methode="POST"),
    "conventions:voir_convention": pour(*CAISSE, "gestionnaire", objet="convention"),
    "conventions:mettre_en_signature": pour("conventions", objet="convention", methode="POST"),
    "conventions:signer_partie": pour("conventions", objet="convention"),
    "conventions:abandonner": pour("conventions", objet="convention"),
    # Each account of a partenaire reads its own (NOV-02).
    "conventions:ma_convention": pour(*PARTENAIRES),
}
