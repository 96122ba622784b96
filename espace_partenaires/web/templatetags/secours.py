"""The phone paths of what cannot wait for the portal; they read the settings only, so they show in an outage."""

from django import template
from django.conf import settings

register = template.Library()


@register.inclusion_tag("components/voies_telephoniques.html")
def voies_telephoniques(code: str = "") -> dict[str, object]:
    """The national phone paths (ORG-07): all of them, or the one of this code (``VOIES_TELEPHONIQUES``)."""
    return {"voies": [voie for voie in settings.VOIES_TELEPHONIQUES if code in ("", voie["code"])]}
