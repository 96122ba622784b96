"""Rules of the routes of ``conventions``: comités, work programme, evaluations, points sent up (acces.md)."""

from tests.access.regle import CAISSE, Regle, pour

# The gestionnaire of the world is a référent of the convention.
LISENT = (*CAISSE, "gestionnaire")
ANIMENT = ("conventions", "superviseur", "gestionnaire")

REGLES: dict[str, Regle] = {
    "conventions:lister_comites": pour(*LISENT, objet="convention"),
    "conventions:voir_comite": pour(*LISENT, objet="comite"),
    "conventions:planifier_comite": pour(*ANIMENT, objet="convention"),
    "conventions:modifier_comite": pour(*ANIMENT, objet="comite"),
    "conventions:ecrire_compte_rendu": pour(*ANIMENT, objet="comite"),
    "conventions:joindre_compte_rendu": pour(*ANIMENT, objet="comite"),
    "conventions:annuler_comite": pour(*ANIMENT, objet="comite"),
    "conventions:ajouter_participant": pour(*ANIMENT, objet="comite"),
    "conventions:retirer_participant": pour(*ANIMENT, objet="comite", methode="POST"),
    "conventions:transmettre_point": pour(*ANIMENT, objet="comite"),
    # Agents of the Cnam, référents of a convention cadre: none in this world.
    "conventions:lister_points_nationaux": pour(),
    "conventions:repondre_point": pour(objet="point"),
    "conventions:voir_programme": pour(*LISENT, objet="convention"),
    "conventions:ajouter_objectif": pour(*ANIMENT, objet="convention"),
    "conventions:reconduire_programme": pour(*ANIMENT, objet="convention", methode="POST"),
    "conventions:modifier_objectif": pour(*ANIMENT, objet="objectif"),
    "conventions:marquer_atteint": pour(*ANIMENT, objet="objectif", methode="POST"),
    "conventions:lister_evaluations": pour(*LISENT, objet="convention"),
    "conventions:ajouter_evaluation": pour(*ANIMENT, objet="convention"),
}
