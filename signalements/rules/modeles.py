"""Reply models: a few known names between braces, replaced by plain text; nothing is ever executed."""

import re
from collections.abc import Mapping
from typing import Final

# name → what it becomes, in words, for the page where models are written
VARIABLES: Final[dict[str, str]] = {
    "reference": "la référence de la demande",
    "caisse": "le nom de votre caisse",
    "structure": "le nom de la structure partenaire",
    "service": "le service demandé",
    "date_limite": "la date limite de réponse, en toutes lettres",
    "agent": "le nom de l’agent qui répond",
}
_VARIABLE: Final = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_ACCOLADE: Final = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")


def variables_inconnues(texte: str) -> tuple[str, ...]:
    """Return the names between braces that mean nothing, each once, in order.

    Args:
        texte: of a model.

    Exigence: DEM-16
    """
    noms = dict.fromkeys(nom for nom in _VARIABLE.findall(texte) if nom not in VARIABLES)
    return tuple(noms)


def accolades_seules(texte: str) -> bool:
    """Tell whether braces are left that open or close nothing, or belong to another language.

    Args:
        texte: of a model.
    """
    return _ACCOLADE.search(_VARIABLE.sub("", texte)) is not None


def rendre(texte: str, valeurs: Mapping[str, str]) -> str:
    """Return a model with its names replaced, in one pass: a value that holds braces is left as it is.

    Args:
        texte: of a model.
        valeurs: name → text; a missing or empty one leaves a mark to complete.

    Exigence: DEM-16
    """

    def valeur(trouve: re.Match[str]) -> str:
        nom = trouve[1]
        return valeurs.get(nom) or f"[{VARIABLES.get(nom, nom)} : à compléter]"

    return _VARIABLE.sub(valeur, texte)
