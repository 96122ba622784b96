"""Caisses, partenaires and the conventions between them."""

from conventions.models.activation import ActivationService, RetraitReception
from conventions.models.convention import Convention, EvenementConvention, Partie
from conventions.models.droits import CaisseGroupObjectPermission
from conventions.models.modele import Modele
from conventions.models.organismes import Adhesion, Caisse, CaisseDepartement, DomaineCourriel, Partenaire

__all__ = [
    "ActivationService",
    "Adhesion",
    "Caisse",
    "CaisseDepartement",
    "CaisseGroupObjectPermission",
    "Convention",
    "DomaineCourriel",
    "EvenementConvention",
    "Modele",
    "Partenaire",
    "Partie",
    "RetraitReception",
]
