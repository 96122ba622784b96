"""What becomes of a demande when the antivirus dismisses one of its files (DOC-03, DEM-06)."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME
from espace_partenaires.journal.services import consigner
from espace_partenaires.pieces.enums import EtatPiece
from espace_partenaires.pieces.models import PieceJointe
from signalements.enums import EtatDemande, NatureFait, NaturePieceDemande
from signalements.models import Consentement, Demande, PieceDemande
from signalements.notifications import PREUVE_DEMANDEE
from signalements.selectors import preuve_en_ordre
from signalements.services.annonces import (
    annoncer_fichier_ecarte,
    annoncer_piece_ecartee,
    prevenir_partenaire,
)
from signalements.services.faits import consigner_fait

_ECARTEE: Final = frozenset({EtatPiece.INFECTEE, EtatPiece.REFUSEE})


def apprendre_le_verdict(*, piece: PieceJointe, etat: str, maintenant: datetime | None = None) -> None:
    """Draw the consequence of a verdict, in its own transaction (the antivirus acts, not a person).

    A clean file changes nothing. In a draft, the piece is dropped and its author told. Once transmitted,
    the demande stands: for the signed form a new proof is asked for, and nobody calls the person before it;
    any other file is shown as dismissed to both sides, and who sent it is told.

    Args:
        piece: the file judged.
        etat: ``EtatPiece``: saine, infectee or refusee.
        maintenant: moment of the verdict (aware).

    Exigence: DOC-03, DEM-06 (S1u 3.1)
    """
    if etat not in _ECARTEE:
        return
    instant = maintenant or timezone.now()
    with transaction.atomic():
        jointe = PieceDemande.objects.filter(piece=piece, retiree_le__isnull=True).first()
        if jointe is None:
            return
        demande = _verrouiller(jointe.demande_id)
        jointe.retiree_le = instant
        jointe.save(update_fields=["retiree_le"])
        du_consentement = jointe.nature == NaturePieceDemande.CONSENTEMENT
        consigner(
            acteur=ACTEUR_SYSTEME,
            action=f"signalements.ecarter_{'formulaire' if du_consentement else 'piece'}",
            objet=demande,
            details={"numero": jointe.numero, "etat": str(etat)},
        )
        if demande.etat == EtatDemande.BROUILLON:
            annoncer_piece_ecartee(demande, jointe)
        elif not du_consentement:
            annoncer_fichier_ecarte(demande, jointe, piece.auteur_id)
        elif demande.close_le is None and _prouve(demande, piece) and preuve_en_ordre(demande):
            _demander_une_preuve(demande, instant)


def _verrouiller(demande_id: int) -> Demande:
    demandes = Demande.objects.select_for_update(of=("self",))
    demande: Demande = demandes.select_related("caisse", "partenaire", "auteur", "agent").get(pk=demande_id)
    return demande


def _prouve(demande: Demande, piece: PieceJointe) -> bool:
    return Consentement.objects.filter(demande=demande, piece=piece).exists()


def _demander_une_preuve(demande: Demande, maintenant: datetime) -> None:
    fait = consigner_fait(
        acteur=ACTEUR_SYSTEME, demande=demande, nature=NatureFait.PREUVE_DEMANDEE, maintenant=maintenant
    )
    consigner(
        acteur=ACTEUR_SYSTEME,
        action="signalements.demander_preuve",
        objet=demande,
        details={"reference": demande.reference},
    )
    prevenir_partenaire(demande, PREUVE_DEMANDEE, fait)
