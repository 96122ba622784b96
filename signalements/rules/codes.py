"""Coded answers as a form types them: what the lists do not know is dropped."""

from enum import Enum


def code_connu(valeur: object, choix: type[Enum]) -> str:
    """Return a code when the list knows it, else an empty text.

    Args:
        valeur: as typed; anything but a text is dropped.
        choix: the list.

    Exigence: DEM-01, DEM-05 (S1u 1.2)
    """
    connus = {str(membre.value) for membre in choix}
    return valeur if isinstance(valeur, str) and valeur in connus else ""


def codes_connus(valeur: object, choix: type[Enum]) -> tuple[str, ...]:
    """Return the known codes once each, in the order of the list.

    Args:
        valeur: as typed; anything but a list of texts is dropped.
        choix: the list.

    Exigence: DEM-01, DEM-05 (S1u 1.2)
    """
    donnes = {v for v in valeur if isinstance(v, str)} if isinstance(valeur, list | tuple) else set()
    return tuple(str(membre.value) for membre in choix if membre.value in donnes)
