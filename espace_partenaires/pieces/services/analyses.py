"""Scanning: a lease taken in PostgreSQL, a verdict written once, what fails goes back to quarantine."""

import logging
import re
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME
from espace_partenaires.conservation.garde import ressemble_a_un_nir
from espace_partenaires.journal.services import consigner
from espace_partenaires.pieces.antivirus import AntivirusIndisponible
from espace_partenaires.pieces.enums import EtatPiece
from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.services.decisions import Decision, decider
from espace_partenaires.pieces.signals import piece_jugee
from espace_partenaires.pieces.stockage import StockageIndisponible, lire, supprimer

# Longer than the antivirus's own deadline: a worker that lives and works does not lose its lease.
DUREE_BAIL: Final = timedelta(seconds=60)
REPRISE_INITIALE: Final = timedelta(seconds=15)
REPRISE_MAX: Final = timedelta(minutes=30)
_HORS_CODE: Final = re.compile(r"[^A-Za-z0-9_.:/+-]+")
_journal = logging.getLogger(__name__)


def analyser(*, piece_id: int) -> EtatPiece | None:
    """Scan one file, if it is due and nobody else holds it; safe to call as often as one likes.

    Args:
        piece_id: number of the PieceJointe.

    Returns:
        The state it is left in; None when there was nothing to do.

    Exigence: DOC-02, DOC-03 (S1u 3.1)
    """
    piece = prendre_bail(piece_id=piece_id, maintenant=timezone.now())
    if piece is None or piece.emplacement is None:
        return None
    try:
        decision = decider(piece, lire(piece.emplacement))
    except (AntivirusIndisponible, StockageIndisponible) as erreur:
        _journal.warning("piece %s goes back to quarantine: %s", piece.pk, erreur)
        return rendre_bail(piece=piece, maintenant=timezone.now())
    return prononcer(piece=piece, decision=decision, maintenant=timezone.now())


def prendre_bail(*, piece_id: int, maintenant: datetime) -> PieceJointe | None:
    """Take the lease of a file to scan, committed before the scan begins.

    Returns:
        The row, whose ``tentatives`` tells this lease from any later one; None when somebody else holds
        it, when it is put off until later, or when its fate is settled.

    Exigence: DOC-02
    """
    with transaction.atomic():
        prenables = PieceJointe.objects.prenables(maintenant).filter(pk=piece_id)
        piece = prenables.select_for_update(skip_locked=True).first()
        if piece is None:
            return None
        piece.etat = EtatPiece.EN_ANALYSE
        piece.bail_jusqu_a = maintenant + DUREE_BAIL
        piece.tentatives = min(piece.tentatives + 1, 30_000)
        piece.save(update_fields=["etat", "bail_jusqu_a", "tentatives"])
    return piece


def rendre_bail(*, piece: PieceJointe, maintenant: datetime) -> EtatPiece | None:
    """Put a file back in quarantine, to be taken up again after a delay that doubles each time.

    Args:
        piece: the row as ``prendre_bail`` returned it.
        maintenant: now.

    Exigence: DOC-02
    """
    delai = min(REPRISE_INITIALE * 2 ** min(piece.tentatives - 1, 10), REPRISE_MAX)
    with transaction.atomic():
        tenue = _encore_tenue(piece)
        if tenue is None:
            return None
        tenue.etat = EtatPiece.QUARANTAINE
        tenue.bail_jusqu_a = maintenant + delai
        tenue.save(update_fields=["etat", "bail_jusqu_a"])
    return EtatPiece.QUARANTAINE


def prononcer(*, piece: PieceJointe, decision: Decision, maintenant: datetime) -> EtatPiece | None:
    """Write the verdict, tell it, and erase a content that is set aside once the verdict is committed.

    A worker that was so slow that its lease was given to another writes nothing.

    Args:
        piece: the row as ``prendre_bail`` returned it.
        decision: what was decided.
        maintenant: now.

    Exigence: DOC-02, DOC-03 (S1u 3.1)
    """
    with transaction.atomic():
        tenue = _encore_tenue(piece)
        if tenue is None:
            return None
        ecarte = tenue.emplacement if decision.etat != EtatPiece.SAINE else None
        tenue.etat = decision.etat
        tenue.motif = decision.motif
        tenue.version_signatures = decision.signatures
        tenue.analysee_le = maintenant
        tenue.bail_jusqu_a = None
        if ecarte:
            tenue.emplacement = None
        tenue.save()
        _consigner_verdict(tenue, decision)
        piece_jugee.send(sender=PieceJointe, piece=tenue, etat=decision.etat)
        if ecarte:
            transaction.on_commit(partial(supprimer, ecarte), robust=True)
    return decision.etat


def _encore_tenue(piece: PieceJointe) -> PieceJointe | None:
    return (
        PieceJointe.objects.select_for_update()
        .filter(
            pk=piece.pk,
            etat=EtatPiece.EN_ANALYSE,
            tentatives=piece.tentatives,
            bail_jusqu_a=piece.bail_jusqu_a,
        )
        .first()
    )


def _consigner_verdict(piece: PieceJointe, decision: Decision) -> None:
    if decision.etat == EtatPiece.INFECTEE:
        details = {"menace": _en_code(decision.code), "signatures": _en_code(decision.signatures)}
        consigner(acteur=ACTEUR_SYSTEME, action="pieces.infectee", objet=piece, details=details)
    elif decision.etat == EtatPiece.REFUSEE:
        consigner(
            acteur=ACTEUR_SYSTEME,
            action="pieces.refusee",
            objet=piece,
            details={"motif": _en_code(decision.code)},
        )


def _en_code(texte: str) -> str:
    """Bring what the antivirus said to what the journal accepts; its wording must never block a verdict."""
    code = _HORS_CODE.sub("_", texte)[:80]
    return "non_retenu" if ressemble_a_un_nir(code) else code
