"""Filters of the documents that are signed."""

from django import template

register = template.Library()


@register.filter
def lignes_en_ligne(texte: str) -> str:
    """Write several lines as one, for an address within a sentence.

    An empty line leaves nothing behind.
    """
    return ", ".join(ligne.strip(" ,") for ligne in texte.splitlines() if ligne.strip(" ,"))
