"""Rules of the routes of ``conventions``: avenants, engagements, documents (acces.md)."""

from tests.access.regle import CAISSE, Regle, pour

REGLES: dict[str, Regle] = {
    # A gestionnaire reads its own; a gestionnaire de conventions of a caisse that is party writes.
    "conventions:voir_termes": pour(*CAISSE, "gestionnaire", objet="convention"),
    "conventions:choisir_engagements": pour("conventions", objet="projet"),
    "conventions:creer_avenant": pour("conventions", objet="convention"),
    "conventions:voir_avenant": pour(*CAISSE, "gestionnaire", objet="avenant"),
    "conventions:modifier_avenant": pour("conventions", objet="avenant"),
    "conventions:mettre_avenant_en_signature": pour("conventions", objet="avenant", methode="POST"),
    "conventions:signer_avenant": pour("conventions", objet="avenant"),
    "conventions:abandonner_avenant": pour("conventions", objet="avenant"),
    "conventions:lister_documents": pour(*CAISSE, "gestionnaire", objet="convention"),
    "conventions:joindre_document": pour("conventions", objet="convention"),
    "conventions:ouvrir_document": pour(*CAISSE, "gestionnaire", objet="document"),
}
