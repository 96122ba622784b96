"""Services switched on or off per caisse × partenaire (ORG-04)."""

from django.db import transaction
from django.utils import timezone

from conventions.enums import Service
from conventions.models import ActivationService, Caisse, Partenaire
from conventions.permissions import peut_regler_services
from conventions.selectors import caisses_en_vigueur
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import exiger
from espace_partenaires.journal.services import consigner


def ouvrir_service(*, acteur: Acteur, caisse: Caisse, partenaire: Partenaire, service: Service) -> None:
    """Open a service to a partenaire; it shows there while a convention is in force.

    Raises:
        HorsPortee: when the actor may not set the services of this caisse, or no convention d'utilisation
            between it and the partenaire is in force.

    Exigence: ORG-04 (S1u 1.2)
    """
    _regler(acteur, caisse, partenaire, service, ouvert=True)


def fermer_service(*, acteur: Acteur, caisse: Caisse, partenaire: Partenaire, service: Service) -> None:
    """Close a service to a partenaire: gone from its menu and refused by the server; open demandes are finished.

    Raises:
        HorsPortee: when the actor may not set the services of this caisse, or no convention d'utilisation
            between it and the partenaire is in force.

    Exigence: ORG-04 (S1u 1.2, D)
    """
    _regler(acteur, caisse, partenaire, service, ouvert=False)


def _regler(
    acteur: Acteur, caisse: Caisse, partenaire: Partenaire, service: Service, *, ouvert: bool
) -> None:
    with transaction.atomic():
        # Two agents at the same switch: one after the other.
        Partenaire.objects.select_for_update(no_key=True).get(pk=partenaire.pk)
        en_vigueur = caisse.pk in caisses_en_vigueur(partenaire.pk, timezone.now())
        exiger(autorise=en_vigueur and peut_regler_services(acteur, caisse.pk))
        ActivationService.objects.update_or_create(
            caisse=caisse, partenaire=partenaire, service=service, defaults={"ouvert": ouvert}
        )
        consigner(
            acteur=acteur,
            action="conventions.ouvrir_service" if ouvert else "conventions.fermer_service",
            caisse_id=caisse.pk,
            partenaire_id=partenaire.pk,
            details={"service": Service(service).value},
        )
