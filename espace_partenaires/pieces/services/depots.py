"""Depositing a file: checked, stored under an opaque name, in quarantine."""

import logging

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.pieces.controles import TOUS_LES_TYPES, Contenu, controler, lire_depot
from espace_partenaires.pieces.enums import TypePiece
from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.permissions import peut_deposer
from espace_partenaires.pieces.stockage import StockageIndisponible, ranger, supprimer
from espace_partenaires.queueing import reveiller

_journal = logging.getLogger(__name__)


def deposer(
    *,
    acteur: Acteur,
    fichier: "UploadedFile[bytes]",
    caisse_id: int,
    partenaire_id: int | None,
    types: frozenset[TypePiece] = TOUS_LES_TYPES,
) -> PieceJointe:
    """Check an upload and put it in quarantine; nobody reads it before the antivirus has said OK.

    Args:
        acteur: who deposits.
        fichier: the upload; its name is never read.
        caisse_id: the caisse it is for.
        partenaire_id: the partenaire it comes from; None for an agent's own file.
        types: the types accepted here; a caisse may narrow them to PDF.

    Returns:
        The row, in quarantine. Its scan is asked for when the transaction commits.

    Raises:
        HorsPortee: the actor may not deposit for this caisse.
        PieceRefusee: the content is refused; nothing was stored.
        RegleMetierRefusee: ``stockage_indisponible``; nothing was stored.

    Should the caller's transaction be undone later, the content has no row left and the sweep erases it.

    Exigence: DOC-01, DOC-02, DOC-05 (S1u 3.1)
    """
    exiger(autorise=peut_deposer(acteur, caisse_id=caisse_id, partenaire_id=partenaire_id))
    octets, sha256 = lire_depot(fichier)
    contenu = controler(octets, sha256, types=types)
    maintenant = timezone.now()
    piece = PieceJointe(
        caisse_id=caisse_id,
        partenaire_id=partenaire_id,
        auteur_id=acteur.utilisateur_id,
        sha256=contenu.sha256,
        taille=len(contenu.octets),
        type_detecte=contenu.type_detecte,
        deposee_le=maintenant,
    )
    with transaction.atomic():
        piece.emplacement = _ranger(contenu, piece)
        try:
            piece.save()
            consigner(
                acteur=acteur,
                action="pieces.deposee",
                objet=piece,
                details={"type": contenu.type_detecte.name, "taille": piece.taille},
            )
        except BaseException:
            _retirer(piece.emplacement)
            raise
        reveiller("pieces.analyser", piece_id=piece.pk)
    return piece


def _ranger(contenu: Contenu, piece: PieceJointe) -> str:
    try:
        return ranger(contenu.octets, piece.deposee_le)
    except StockageIndisponible as erreur:
        _journal.exception("the storage of files does not answer")
        raise RegleMetierRefusee(
            "stockage_indisponible",
            "Le fichier n’a pas pu être enregistré. Rien n’est perdu de votre saisie : réessayez dans quelques minutes.",
        ) from erreur


def _retirer(emplacement: str) -> None:
    try:
        supprimer(emplacement)
    except StockageIndisponible:
        _journal.warning("a content without row stays in the storage until the next sweep")
