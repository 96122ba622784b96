"""Demandes of a person, found by equality of folded names: what an index serves under row-level security (DEM-16)."""

from typing import Final

from django.db.models import Q

from espace_partenaires.comptes.acteur import Acteur
from signalements.models import Demande
from signalements.rules.recherche import Criteres, lectures
from signalements.selectors.listes import pour_un_ecran
from signalements.selectors.pages import Page, page_par_cle


def demandes_de_la_personne(acteur: Acteur, criteres: Criteres, curseur: str = "", taille: int = 25) -> Page:
    """Return one page of the demandes whose person has this name, the latest first.

    Accents, case, hyphens and apostrophes make no difference; each name is whole.

    Args:
        acteur: an instructeur or superviseur.
        criteres: who is looked for.
        curseur: ``suivant`` or ``precedent`` of a former page.
        taille: rows on a page.

    Exigence: DEM-16, HAB-17 (P)
    """
    condition = _AUCUNE
    for nom, prenom in lectures(criteres):
        condition |= Q(nom_plie=nom, prenom_plie=prenom) if prenom else Q(nom_plie=nom)
    demandes = Demande.objects.visibles_par(acteur).filter(condition).exclude(nom_plie="")
    if criteres.date_naissance is not None:
        demandes = demandes.filter(date_naissance=criteres.date_naissance)
    return page_par_cle(pour_un_ecran(demandes, acteur), "-transmise_le", curseur, taille)


_AUCUNE: Final = Q(pk__in=[])
