"""What the tests of supporting documents prepare."""

from datetime import UTC, datetime
from typing import Any, Final

from django.utils import timezone

from conventions.enums import Service
from espace_partenaires.pieces.enums import EtatPiece
from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.signals import piece_jugee
from signalements.models import Demande, PieceDemande, PieceDemandee
from signalements.services.demandes_de_pieces import PieceVoulue, demander_pieces
from signalements.services.jugements import juger
from signalements.services.pieces_jointes import ranger_piece
from signalements.services.reponses import envoyer_reponses, repondre_en_mots
from tests.factories.demandes import creer_demande, motif
from tests.factories.pieces import depot, pdf
from tests.factories.signalements import Scene

# Friday 20 November 2026, noon in Paris.
MIDI: Final = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
FORMULAIRE, AVIS = "s3711", "avis_impot"


def brouillon_d_etude(scene: Scene, code: str = "c2s_sans") -> Demande:
    """Make a draft of étude whose motif is chosen: it needs a form and a tax notice."""
    instant = timezone.now()
    return Demande.objects.create(
        nature=Service.ETUDE,
        caisse=scene.caisse,
        partenaire=scene.partenaire,
        auteur=scene.compte_technicien,
        motif=motif(Service.ETUDE, code),
        saisie={"motif": code},
        cree_le=instant,
        modifiee_le=instant,
    )


def etude(scene: Scene, *codes: str, **options: Any) -> Demande:
    """Make a transmitted étude with a clean file for each of these documents."""
    demande = creer_demande(scene, maintenant=timezone.now(), **options)
    for code in codes:
        joindre(scene, demande, code)
    return demande


def joindre(scene: Scene, demande: Demande, code: str, *, saine: bool = True, **liens: Any) -> PieceDemande:
    """Put one file into a demande, found clean unless told otherwise."""
    attendue = demande.motif.pieces_attendues.get(code=code) if demande.motif and code else None
    jointe = ranger_piece(scene.technicien, demande, depot(pdf()), attendue=attendue, **liens)
    if saine:
        verdict(jointe, EtatPiece.SAINE)
    return jointe


def verdict(jointe: PieceDemande, etat: EtatPiece) -> None:
    """Give the verdict of the antivirus on a file, as the workers do."""
    piece = PieceJointe.objects.get(pk=jointe.piece_id)
    piece.etat = etat
    if etat == EtatPiece.SAINE:
        piece.analysee_le, piece.version_signatures = timezone.now(), "ClamAV 1.4.6"
    else:
        piece.emplacement = None
    piece.save()
    piece_jugee.send(sender=PieceJointe, piece=piece, etat=etat)


def demander(scene: Scene, demande: Demande, *pieces: PieceVoulue, **options: Any) -> list[PieceDemandee]:
    """Ask the partner for pieces, as the agent of the scene."""
    fait = demander_pieces(acteur=scene.agent, demande_id=demande.pk, pieces=pieces, **options)
    demande.refresh_from_db()
    return list(PieceDemandee.objects.filter(fait=fait))


def avis_manquant() -> PieceVoulue:
    """The tax notice, which is missing."""
    return PieceVoulue(raison="absente", code=AVIS)


def tout_demander(scene: Scene) -> None:
    """Do every act on pieces that tells somebody something."""
    demande = etude(scene, FORMULAIRE)
    verdict(joindre(scene, demande, AVIS, saine=False), EtatPiece.INFECTEE)
    (item,) = demander(scene, demande, avis_manquant())
    repondre_en_mots(
        acteur=scene.technicien, demande_id=demande.pk, demandee_id=item.pk, texte="Confidence sur l’avis."
    )
    envoyer_reponses(acteur=scene.technicien, demande_id=demande.pk)
    juger(acteur=scene.agent, demande_id=demande.pk, complet=True, recevable=True)
