"""What each app adds to the pages of the platform: help, other ways in an outage (fed from ``navigation.py``)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.template.loader import render_to_string

AIDE: Final = "aide"
SECOURS: Final = "secours"


@dataclass(frozen=True, slots=True)
class BlocDePage:
    """One block of a page that everybody may open, signed in or not.

    Attributes:
        page: ``AIDE`` or ``SECOURS``.
        cle: unique key within the page.
        gabarit: template of the block, with its ``h2``.
        ordre: position; steps of ten leave room.
        contexte: what the template shows for this request; ``None`` leaves the block out.
    """

    page: str
    cle: str
    gabarit: str
    ordre: int
    contexte: Callable[[HttpRequest], dict[str, object] | None]


_blocs: dict[tuple[str, str], BlocDePage] = {}


def enregistrer_bloc_de_page(bloc: BlocDePage) -> None:
    """Add a block to a page.

    Raises:
        ValueError: when another block of the page already has this key.
    """
    if _blocs.setdefault((bloc.page, bloc.cle), bloc) != bloc:
        raise ValueError(f"La page {bloc.page} a déjà un bloc {bloc.cle}.")


def blocs_de_page(page: str, request: HttpRequest) -> list[str]:
    """Return the blocks of a page, drawn for this request, in order."""
    de_la_page = sorted(
        (bloc for bloc in _blocs.values() if bloc.page == page), key=lambda b: (b.ordre, b.cle)
    )
    return [
        render_to_string(bloc.gabarit, contexte, request)
        for bloc in de_la_page
        if (contexte := bloc.contexte(request)) is not None
    ]
