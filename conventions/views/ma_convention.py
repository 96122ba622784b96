"""What a partner's account reads: what is in force, with whom, for which services, until when (NOV-02)."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from conventions.enums import Service
from conventions.models import Caisse, Partenaire
from conventions.permissions import peut_lire_sa_convention
from conventions.selectors import FinDesDroits, effectif_declare, prochaine_fin, services_ouverts
from conventions.views.lectures import situations
from espace_partenaires.exceptions import exiger
from espace_partenaires.requetes import RequeteConnectee


@dataclass(frozen=True, slots=True)
class DroitsAvecUneCaisse:
    """What one caisse opens to the partenaire today."""

    caisse: Caisse
    services: list[Service]
    fin: FinDesDroits | None


@require_safe
def ma_convention(request: RequeteConnectee) -> HttpResponse:
    """Show the conventions of the account's partenaire."""
    acteur = request.acteur
    exiger(autorise=peut_lire_sa_convention(acteur))
    partenaire = get_object_or_404(Partenaire.objects.visibles_par(acteur))
    le = timezone.localdate()
    droits = []
    for caisse in Caisse.objects.visibles_par(acteur).order_by("code"):
        ouverts = services_ouverts(caisse.pk, partenaire.pk, le)
        services = [service for service in Service if service in ouverts]
        droits.append(DroitsAvecUneCaisse(caisse, services, prochaine_fin(caisse.pk, partenaire.pk, le)))
    contexte = {
        "partenaire": partenaire,
        "droits": droits,
        "effectif": effectif_declare(partenaire.pk, le),
        "situations": situations(acteur, le, partenaire),
    }
    return render(request, "conventions/ma_convention.html", contexte)
