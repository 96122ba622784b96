"""The signed form as the partner follows it: waiting, clean, or dismissed with what to do."""

from dataclasses import dataclass
from typing import Final

from espace_partenaires.pieces.enums import EtatPiece, TypePiece
from signalements.enums import NaturePieceDemande
from signalements.models import Demande, PieceDemande

_EN_COURS: Final = frozenset({EtatPiece.QUARANTAINE, EtatPiece.EN_ANALYSE})
_ECARTEES: Final = frozenset({EtatPiece.INFECTEE, EtatPiece.REFUSEE})
# (kind of badge, word of the badge, what it means)
_MOTS: Final[dict[str, tuple[str, str, str]]] = {
    EtatPiece.QUARANTAINE: (
        "attente",
        "en quarantaine",
        "elle attend l’antivirus, personne ne peut l’ouvrir",
    ),
    EtatPiece.EN_ANALYSE: ("attente", "en cours d’analyse", "l’antivirus la lit, personne ne peut l’ouvrir"),
    EtatPiece.SAINE: ("fait", "saine", "analysée par l’antivirus"),
    EtatPiece.INFECTEE: ("retard", "infectée, effacée", "l’antivirus y a trouvé un virus"),
    EtatPiece.REFUSEE: ("retard", "refusée, effacée", "l’antivirus n’a pas pu la lire en entier"),
    EtatPiece.EFFACEE: ("neutre", "effacée", ""),
}


@dataclass(frozen=True, slots=True)
class FormulaireSuivi:
    """A signed form and where it is.

    Attributes:
        numero: its number in the demande.
        format_fichier: type read in its content.
        genre: kind of badge.
        mot: its state, in a word.
        suite: what the state means.
        en_cours: the antivirus has not answered yet.
        ecartee: erased by the antivirus: another one must be joined.
        lisible: it may be opened.
        motif: what the antivirus said, in a sentence.
    """

    numero: int
    format_fichier: str
    genre: str
    mot: str
    suite: str
    en_cours: bool
    ecartee: bool
    lisible: bool
    motif: str


def suivre(jointe: PieceDemande) -> FormulaireSuivi:
    """Say where a file is.

    Args:
        jointe: with ``piece`` loaded.

    Exigence: DOC-02, DOC-03 (S1u 3.1)
    """
    piece = jointe.piece
    genre, mot, suite = _MOTS[piece.etat]
    return FormulaireSuivi(
        numero=jointe.numero,
        format_fichier=TypePiece(piece.type_detecte).label,
        genre=genre,
        mot=mot,
        suite=suite,
        en_cours=piece.etat in _EN_COURS,
        ecartee=piece.etat in _ECARTEES,
        lisible=piece.etat == EtatPiece.SAINE and jointe.retiree_le is None,
        motif=piece.motif if piece.etat == EtatPiece.REFUSEE else "",
    )


def formulaires_de(demande: Demande) -> list[FormulaireSuivi]:
    """Return the forms that count, and the last one when the antivirus dismissed it: the newest first."""
    jointes = PieceDemande.objects.filter(demande=demande, nature=NaturePieceDemande.CONSENTEMENT)
    lues = list(jointes.select_related("piece").order_by("-numero"))
    return [
        suivre(jointe)
        for rang, jointe in enumerate(lues)
        if jointe.retiree_le is None or (rang == 0 and jointe.piece.etat in _ECARTEES)
    ]


def formulaire_du_brouillon(demande: Demande) -> FormulaireSuivi | None:
    """Return the signed form to show in a draft: the one attached, or the one that must be replaced."""
    return next(iter(formulaires_de(demande)), None)
