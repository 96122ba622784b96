"""Links that the apps above add to pages of the platform."""

from django import template
from django.template.context import Context

from espace_partenaires.comptes.acteur import ATTRIBUT_ACTEUR
from espace_partenaires.web.navigation import LienPublic
from espace_partenaires.web.navigation import liens_publics as liens_de

register = template.Library()


@register.simple_tag(takes_context=True)
def liens_publics(context: Context, endroit: str) -> list[LienPublic]:
    """Return the links of a page: ``connexion``, ``securite``, ``aide`` or ``compte``."""
    return liens_de(endroit, getattr(context.get("request"), ATTRIBUT_ACTEUR, None))
