"""Rules of the routes of ``conventions``: records of partenaires, memberships, drafts (acces.md)."""

from tests.access.regle import Regle, pour

REGLES: dict[str, Regle] = {
    "conventions:corriger_partenaire": pour("conventions", objet="partenaire"),
    "conventions:nouvelle_adhesion": pour("conventions", objet="partenaire"),
    "conventions:finir_adhesion": pour("conventions", objet="partenaire"),
    "conventions:corriger_projet": pour("conventions", objet="projet"),
    "conventions:ajouter_partie": pour("conventions", objet="projet"),
    "conventions:retirer_partie": pour("conventions", objet="projet", methode="POST"),
}
