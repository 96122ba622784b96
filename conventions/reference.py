"""Reference data of this app, loaded by ``charger_reference``."""

from conventions.models import Caisse, Engagement, Modele
from conventions.services import reference


def charger() -> list[str]:
    """Load caisses, départements, modèles, engagements and groups; safe to run twice.

    Returns:
        What is there, a line each.
    """
    reference.charger()
    return [
        f"{Caisse.objects.count()} caisses, {Modele.objects.count()} modèles de convention",
        f"{Engagement.objects.count()} engagements",
    ]
