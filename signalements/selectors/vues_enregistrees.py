"""The views that agents keep: their own, and those that colleagues share (DEM-16)."""

from typing import Final

from django.db.models import Q, QuerySet

from espace_partenaires.comptes.acteur import Acteur
from signalements.models import VueEnregistree
from signalements.permissions import peut_ouvrir_le_bureau

# The columns that a list may show, in their order; the reference always shows.
COLONNES: Final[dict[str, str]] = {
    "echeance": "Échéance",
    "objet": "Demande",
    "etat": "État",
    "partenaire": "Partenaire",
    "personne": "Personne",
    "transmise": "Transmise le",
    "departement": "Département",
    "agent": "Agent",
}
COLONNES_PAR_DEFAUT: Final = ("echeance", "objet", "partenaire", "personne", "agent")


def vues_de(acteur: Acteur) -> QuerySet[VueEnregistree]:
    """Return the views that an agent may open: its own, and those shared in its caisse, by name.

    Exigence: DEM-16, HAB-17
    """
    if not peut_ouvrir_le_bureau(acteur):
        return VueEnregistree.objects.none()
    lisibles = Q(partagee=True) | Q(agent=acteur.utilisateur_id)
    return VueEnregistree.objects.filter(lisibles, caisse__in=acteur.caisse_ids).order_by("libelle", "pk")
