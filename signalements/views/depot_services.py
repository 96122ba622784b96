"""Which services are open to a technicien, and with which caisses (ORG-04)."""

from typing import Final

from django.utils import timezone

from conventions.enums import Service
from conventions.models import Caisse
from conventions.selectors import services_ouverts
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.memoire import une_fois

# What leads somewhere: a service is shown once its form exists.
SERVICES_OFFERTS: Final = (Service.SIGNALEMENT,)


def est_technicien(acteur: Acteur) -> bool:
    """A technicien whose structure has rights: the only profile that makes demandes (HAB-01)."""
    return acteur.profil == Profil.TECHNICIEN and acteur.partenaire_id is not None and bool(acteur.caisse_ids)


def caisses_ouvrant(acteur: Acteur, service: Service) -> frozenset[int]:
    """Return the caisses that open a service to the technicien's structure now, on the day of each caisse.

    Args:
        acteur: a technicien; nothing is open to anybody else.
        service: the service.

    Exigence: ORG-01, ORG-04 (S1u 1.2)
    """
    if not est_technicien(acteur):
        return frozenset()
    partenaire_id = acteur.partenaire_id or 0
    return frozenset(
        caisse_id for caisse_id in acteur.caisse_ids if service in _services_ouverts(caisse_id, partenaire_id)
    )


def _services_ouverts(caisse_id: int, partenaire_id: int) -> frozenset[Service]:
    """Read them once per request: the menu, the home and the page all ask."""
    cle = ("services_ouverts", caisse_id, partenaire_id)
    return une_fois(cle, lambda: services_ouverts(caisse_id, partenaire_id, timezone.now()))


def caisses_du_service(acteur: Acteur, service: Service) -> list[Caisse]:
    """Return the same caisses, by name."""
    return list(Caisse.objects.filter(pk__in=caisses_ouvrant(acteur, service)).order_by("libelle"))


def peut_deposer_une_demande(acteur: Acteur) -> bool:
    """Tell whether one service at least leads to a form for this account."""
    return any(caisses_ouvrant(acteur, service) for service in SERVICES_OFFERTS)


def peut_lire_l_historique(acteur: Acteur) -> bool:
    """Tell whether a caisse opened the history to the structure of this account."""
    return bool(caisses_ouvrant(acteur, Service.HISTORIQUE))
