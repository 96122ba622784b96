"""The signed form attached to a draft, as its author sees it: number, state, what to do next."""

from dataclasses import dataclass
from typing import Final

from espace_partenaires.pieces.enums import EtatPiece, TypePiece
from signalements.enums import NaturePieceDemande
from signalements.models import Demande, PieceDemande

_PASTILLES: Final[dict[str, tuple[str, str]]] = {
    EtatPiece.QUARANTAINE: ("attente", "en quarantaine"),
    EtatPiece.EN_ANALYSE: ("attente", "en cours d’analyse"),
    EtatPiece.SAINE: ("fait", "analysée, saine"),
    EtatPiece.INFECTEE: ("retard", "infectée, supprimée"),
    EtatPiece.REFUSEE: ("retard", "refusée, supprimée"),
}
_ATTENTE: Final = frozenset({EtatPiece.QUARANTAINE, EtatPiece.EN_ANALYSE})
_SUITES: Final[dict[str, str]] = {
    EtatPiece.QUARANTAINE: "l’antivirus va l’analyser",
    EtatPiece.EN_ANALYSE: "l’antivirus l’analyse",
    EtatPiece.INFECTEE: "l’antivirus l’a écartée\N{NO-BREAK SPACE}: joignez un autre fichier",
    EtatPiece.REFUSEE: "elle n’a pas pu être vérifiée\N{NO-BREAK SPACE}: joignez un autre fichier",
}


@dataclass(frozen=True, slots=True)
class FormulaireJoint:
    """The last signed form of a draft.

    Attributes:
        libelle: what the piece is.
        numero: what the screen calls it.
        format_fichier: its type.
        genre: kind of badge.
        mot: its state.
        suite: what follows.
        en_attente: the antivirus has not judged it.
        retirable: the author may take it out.
    """

    libelle: str
    numero: int
    format_fichier: str
    genre: str
    mot: str
    suite: str
    en_attente: bool
    retirable: bool


def formulaire_montre(demande: Demande) -> FormulaireJoint | None:
    """Return the last signed form, the one that the antivirus dismissed included: its author must know (DOC-03)."""
    jointes = PieceDemande.objects.filter(demande=demande, nature=NaturePieceDemande.CONSENTEMENT)
    jointe = jointes.select_related("piece").order_by("-numero").first()
    if jointe is None or jointe.piece.etat not in _PASTILLES:
        return None
    etat = jointe.piece.etat
    genre, mot = _PASTILLES[etat]
    return FormulaireJoint(
        libelle=str(NaturePieceDemande.CONSENTEMENT.label),
        numero=jointe.numero,
        format_fichier=str(TypePiece(jointe.piece.type_detecte).label),
        genre=genre,
        mot=mot,
        suite=_SUITES.get(etat, ""),
        en_attente=etat in _ATTENTE,
        retirable=jointe.retiree_le is None,
    )
