"""The thread as each side reads it: bubbles with their files and what was masked; old ones folded."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.urls import reverse

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.web.dates import date_longue
from signalements.enums.textes import RaisonMasquage
from signalements.forms.echanges import MessageForm, MessagePartenaireForm, NoteForm
from signalements.models import Demande, Masquage, PieceDemande
from signalements.permissions import peut_instruire
from signalements.selectors import fil
from signalements.selectors.demandes import ElementDeFil
from signalements.selectors.echanges import masquages_de, modeles_proposes, pieces_des_messages
from signalements.selectors.suivi import histoire_de
from signalements.services.echanges import accepte_des_fichiers
from signalements.views.partenaire_pieces import FormulaireSuivi, suivre

# Beyond that many lines, the first ones are folded: the last exchange is what one comes for.
_DEPLIES: Final = 12
_ROUTE_PIECE_AGENT: Final = "signalements:ouvrir_formulaire_signe"
_ROUTE_PIECE_PARTENAIRE: Final = "signalements:ouvrir_piece"


@dataclass(frozen=True, slots=True)
class PieceDeMessage:
    """A file of a message: where it is, and its address once it may be opened."""

    suivi: FormulaireSuivi
    href: str


@dataclass(frozen=True, slots=True)
class Ligne:
    """One line of the thread.

    Attributes:
        element: what happened, or was said.
        pieces: files of the message.
        masquages: one sentence for each passage masked in it.
        masquer: address of the page that masks a passage of it; empty when this reader may not.
    """

    element: ElementDeFil
    pieces: list[PieceDeMessage] = field(default_factory=list)
    masquages: list[str] = field(default_factory=list)
    masquer: str = ""


def echanges_agent(
    acteur: Acteur, demande: Demande, message: MessageForm | None = None, note: NoteForm | None = None
) -> dict[str, Any]:
    """Return what « Échanges » and « Notes internes » show to an agent.

    Args:
        acteur: an agent, in whose scope the demande is.
        demande: with ``caisse`` and ``partenaire`` loaded.
        message: the form of the thread that was refused, if any: the text typed stays.
        note: the form of the notes that was refused, if any.

    Exigence: DEM-11, NOV-05 (S4 a2)
    """
    elements = fil(acteur, demande)
    lignes = _lignes(
        demande, [element for element in elements if element.genre != "note"], _ROUTE_PIECE_AGENT
    )
    if peut_instruire(acteur, demande):
        lignes = [_masquable(demande, ligne) for ligne in lignes]
    return {
        **_plier(lignes),
        "notes": [element for element in elements if element.genre == "note"],
        "message_form": message or MessageForm(modeles=modeles_proposes(acteur, demande)),
        "note_form": note or NoteForm(),
        "fil_ouvert": demande.close_le is None or message is not None,
    }


def echanges_partenaire(
    acteur: Acteur, demande: Demande, message: MessagePartenaireForm | None = None
) -> dict[str, Any]:
    """Return what « Échanges avec la caisse » shows to a technicien, as far as the person agreed (DEM-23).

    Args:
        acteur: a technicien, in whose scope the demande is.
        demande: with ``caisse`` and ``partenaire`` loaded.
        message: the form that was refused, if any: the text typed stays.

    Exigence: DEM-11, DEM-23 (S4 a5)
    """
    lignes = _lignes(demande, histoire_de(acteur, demande), _ROUTE_PIECE_PARTENAIRE)
    return {
        **_plier(lignes),
        "message_form": message or MessagePartenaireForm(avec_fichier=accepte_des_fichiers(demande)),
        "fil_ouvert": demande.close_le is None or message is not None,
    }


def phrases_de_masquage(masquages: Sequence[Masquage]) -> list[str]:
    """Say what was masked, when and why; never what it was.

    Args:
        masquages: of one text.
    """
    return [
        f"Passage masqué par la caisse le {date_longue(masquage.masque_le)} : "
        f"{RaisonMasquage(masquage.raison).label.lower()}. Il est effacé, et son auteur a été prévenu."
        for masquage in masquages
    ]


def _lignes(demande: Demande, elements: list[ElementDeFil], route: str) -> list[Ligne]:
    pieces, masquages = pieces_des_messages(demande), masquages_de(demande)
    return [
        Ligne(
            element,
            [_piece(demande, jointe, route) for jointe in pieces.get(element.pk, ())],
            phrases_de_masquage(masquages.get(element.pk, ())),
        )
        for element in elements
    ]


def _piece(demande: Demande, jointe: PieceDemande, route: str) -> PieceDeMessage:
    suivi = suivre(jointe)
    return PieceDeMessage(suivi, reverse(route, args=[demande.cle, jointe.numero]) if suivi.lisible else "")


def _masquable(demande: Demande, ligne: Ligne) -> Ligne:
    if not ligne.element.pk:
        return ligne
    adresse = reverse("signalements:masquer_ecrit", args=[demande.cle, "messages", ligne.element.pk])
    return Ligne(ligne.element, ligne.pieces, ligne.masquages, adresse)


def _plier(lignes: list[Ligne]) -> dict[str, list[Ligne]]:
    if len(lignes) <= _DEPLIES + 1:
        return {"echanges_plies": [], "echanges": lignes}
    return {"echanges_plies": lignes[:-_DEPLIES], "echanges": lignes[-_DEPLIES:]}
