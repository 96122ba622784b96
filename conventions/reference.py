"""Reference data of this app, loaded by ``charger_reference``."""

from conventions.models import Caisse, Engagement, FluxNational, Modele, ThemePrioritaire
from conventions.services import reference
from conventions.services.reference_flux import charger_flux


def charger() -> list[str]:
    """Load caisses, départements, modèles, engagements and groups; safe to run twice.

    Returns:
        What is there, a line each.
    """
    reference.charger()
    charger_flux()
    return [
        f"{Caisse.objects.count()} caisses, {Modele.objects.count()} modèles de convention",
        f"{Engagement.objects.count()} engagements",
        f"{FluxNational.objects.count()} flux nationaux, {ThemePrioritaire.objects.count()} thèmes prioritaires",
    ]
