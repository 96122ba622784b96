"""Erasing a content when its time has come, or when its author takes it back."""

from functools import partial

from django.db import transaction

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.pieces.enums import EtatPiece
from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.permissions import peut_effacer
from espace_partenaires.pieces.stockage import supprimer


def effacer(*, acteur: Acteur, piece: PieceJointe) -> None:
    """Erase a content for good; the row stays, without it. Nothing happens when it is already gone.

    Args:
        acteur: its author, or the system (retention).
        piece: the file.

    Raises:
        HorsPortee: the actor may not erase it.

    Exigence: RGPD-01 (S4 annexe 4)
    """
    with transaction.atomic():
        tenue = PieceJointe.objects.select_for_update().get(pk=piece.pk)
        exiger(autorise=peut_effacer(acteur, tenue))
        if tenue.emplacement is None:
            return
        transaction.on_commit(partial(supprimer, tenue.emplacement), robust=True)
        tenue.etat = EtatPiece.EFFACEE
        tenue.emplacement = None
        tenue.bail_jusqu_a = None
        tenue.save(update_fields=["etat", "emplacement", "bail_jusqu_a"])
        consigner(acteur=acteur, action="pieces.effacee", objet=tenue)
