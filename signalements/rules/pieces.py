"""Supporting documents: what is missing, what keeps a dossier from being complete, what still waits (NOV-04)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from espace_partenaires.pieces.enums import EtatPiece

ARTICLE_PIECES: Final = "Convention CPAM–CPTS, annexe 2, § 4.1"
ARTICLE_COMPLET: Final = "Convention CPAM–CPTS, annexe 2, § 3"
LIBRE: Final = ""
# Characters of an answer in words.
LONGUEUR_REPONSE: Final = 500
_EN_ATTENTE: Final = frozenset({EtatPiece.QUARANTAINE.value, EtatPiece.EN_ANALYSE.value})
_COMPTE: Final = _EN_ATTENTE | {EtatPiece.SAINE.value}


@dataclass(frozen=True, slots=True)
class Attendue:
    """A document that the motif needs: its code, its words, whether the dossier is complete without it."""

    code: str
    libelle: str
    obligatoire: bool


@dataclass(frozen=True, slots=True)
class Fichier:
    """A file as the rules see it.

    Attributes:
        numero: its number in the demande.
        code: of the expected document it is; ``LIBRE`` when it answers a free item.
        etat: ``EtatPiece``.
        acceptee: the agent's judgement, ``None`` before it.
        demandee: it answers an item that the caisse asked for.
    """

    numero: int
    code: str
    etat: str
    acceptee: bool | None = None
    demandee: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a request.

    Attributes:
        code: of the expected document; ``LIBRE`` for a free item.
        libelle: what was asked for.
        numeros: the files that answer it, those that count.
        en_mots: it was answered in words.
        remplace: number of the refused file it replaces, if any.
    """

    code: str
    libelle: str
    numeros: tuple[int, ...] = ()
    en_mots: bool = False
    remplace: int | None = None

    @property
    def repondu(self) -> bool:
        """Tell whether it has an answer, a file or words: never both needed."""
        return bool(self.numeros) or self.en_mots


def compte(etat: str) -> bool:
    """Tell whether a file counts: one that waits for the antivirus does, one that it dismissed does not.

    Args:
        etat: ``EtatPiece``.

    Exigence: DOC-02, NOV-04 (S1u 3.1)
    """
    return etat in _COMPTE


def en_attente(etat: str) -> bool:
    """Tell whether a file still waits for the antivirus.

    Exigence: DOC-02
    """
    return etat in _EN_ATTENTE


def manquantes(
    attendues: Iterable[Attendue], fichiers: Iterable[Fichier], items: Iterable[Item] = ()
) -> list[Attendue]:
    """Return the obligatory documents that nothing answers: neither a file that counts, nor words.

    A refused file is no answer. Words given to a request are one: the document may not exist for this
    person, and the agent judges what was written.

    Args:
        attendues: of the motif, in order.
        fichiers: of the demande, withdrawn ones apart.
        items: of the requests that were answered.

    Exigence: DEM-07, DEM-22, NOV-04 (S1u 1.2, S4 a2 § 3)
    """
    presents = {f.code for f in fichiers if compte(f.etat) and f.acceptee is not False}
    dits = {item.code for item in items if item.en_mots and item.code != LIBRE}
    return [a for a in attendues if a.obligatoire and a.code not in presents | dits]


def refusees(fichiers: Iterable[Fichier], items: Iterable[Item] = ()) -> list[Fichier]:
    """Return the refused files that nothing has replaced yet: they reopen, the accepted ones stay closed.

    Args:
        fichiers: of the demande, withdrawn ones apart.
        items: of the requests that were answered.

    Exigence: NOV-04, DEM-22 (S4 a2 § 3)
    """
    remplacees = {item.remplace for item in items if item.repondu}
    return [f for f in fichiers if f.acceptee is False and compte(f.etat) and f.numero not in remplacees]


def demandable(code: str, fichiers: Iterable[Fichier]) -> bool:
    """Tell whether an expected document may be asked for: no file of it stands, accepted or still to be judged.

    Args:
        code: of the document.
        fichiers: of the demande, withdrawn ones apart.

    Exigence: NOV-04
    """
    return not any(f.code == code and compte(f.etat) and f.acceptee is not False for f in fichiers)


def obstacles_au_complet(
    attendues: Sequence[Attendue], fichiers: Sequence[Fichier], items: Sequence[Item] = ()
) -> list[str]:
    """Say why a dossier cannot be judged complete yet, a sentence for each reason; empty when it can be.

    Every obligatory document is there, none of those needed stands refused, and the antivirus has read all.

    Args:
        attendues: of the motif, in order.
        fichiers: of the demande, withdrawn ones apart.
        items: of the requests that were answered.

    Exigence: DEM-22, NOV-04, DOC-02 (S4 a2 § 3)
    """
    obligatoires = {a.code for a in attendues if a.obligatoire}
    ouvertes = [f for f in refusees(fichiers, items) if f.demandee or f.code in obligatoires]
    # Said once: a document whose only file is refused is refused, not missing.
    refuses = {f.code for f in ouvertes}
    absentes = [a for a in manquantes(attendues, fichiers, items) if a.code not in refuses]
    libelles = {a.code: a.libelle for a in attendues}
    return [
        *(f"Il manque\N{NO-BREAK SPACE}: {a.libelle}." for a in absentes),
        *(
            f"La pièce n°\N{NO-BREAK SPACE}{f.numero} ({libelles.get(f.code, 'demandée')}) est refusée et n’est pas remplacée."
            for f in ouvertes
        ),
        *(
            f"La pièce n°\N{NO-BREAK SPACE}{f.numero} attend encore l’antivirus."
            for f in fichiers
            if en_attente(f.etat)
        ),
    ]


def sans_reponse(items: Iterable[Item]) -> list[Item]:
    """Return the items of a request that still wait: the answers are sent together once none does.

    Args:
        items: of the last request.

    Exigence: DEM-10, NOV-04 (S4 a2)
    """
    return [item for item in items if not item.repondu]
