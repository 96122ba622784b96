"""Links that the apps above add to the pages open to all."""

from django import template

from espace_partenaires.web.navigation import LienPublic
from espace_partenaires.web.navigation import liens_publics as liens_de

register = template.Library()


@register.simple_tag
def liens_publics(endroit: str) -> list[LienPublic]:
    """Return the links of a page: ``connexion``, ``securite`` or ``aide``."""
    return liens_de(endroit)
