"""National flows and priority themes, loaded in the base. Safe to run twice."""

from django.db import transaction

from conventions.flux_nationaux import FLUX, THEMES
from conventions.models import FluxNational, ThemePrioritaire


def charger_flux() -> None:
    """Load the six national flows and the five priority themes; what an admin changed since stays.

    Exigence: CONV-11 (S0 10, annexe 2 § 3, annexe 4)
    """
    with transaction.atomic():
        for ordre, flux in enumerate(FLUX, start=1):
            champs = {nom: valeur for nom, valeur in flux.items() if nom != "code"}
            FluxNational.objects.get_or_create(code=flux["code"], defaults={"ordre": ordre, **champs})
        for ordre, (code, libelle) in enumerate(THEMES.items(), start=1):
            ThemePrioritaire.objects.get_or_create(code=code, defaults={"libelle": libelle, "ordre": ordre})
