"""Handing a document over through the portal, to who may receive it, and to nobody else (DEM-12)."""

from datetime import datetime
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from conventions.selectors import est_habilite_a_recevoir
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.journal.services import consigner
from espace_partenaires.pieces.enums import EtatPiece
from espace_partenaires.pieces.models import PieceJointe
from signalements.enums import NaturePieceDemande, Remise
from signalements.models import Demande, PieceDemande
from signalements.notifications import LIVRAISON
from signalements.rules.livraison import ARTICLE_LIVRAISON, ETATS, refus_de_livrer
from signalements.services.actes import ouvrir_l_acte
from signalements.services.annonces import annoncer_livraison
from signalements.services.decisions import consigner_remise, documents_remis
from signalements.services.fichiers import ranger_fichier
from signalements.services.verrous import verrouiller_pieces

DEJA_REMIS: Final = "Un document est déjà déposé pour cette demande."


def refus_de(demande: Demande) -> str:
    """Return why no file may leave by the portal for this demande, in a sentence; empty when it may.

    Args:
        demande: with ``partenaire`` and ``motif`` loaded.

    Exigence: DEM-11, DEM-12 (S1u 1.3)
    """
    return refus_de_livrer(
        nature=demande.nature,
        livrable=demande.motif is not None and demande.motif.livrable,
        habilite=est_habilite_a_recevoir(demande.partenaire, demande.caisse_id),
    )


def deposer_document(
    *,
    acteur: Acteur,
    demande_id: int,
    fichier: "UploadedFile[bytes]",
    version: int | None = None,
) -> PieceDemande:
    """Put the document asked for in quarantine; found clean, it is delivered, and the partner told.

    Args:
        acteur: an instructeur or superviseur of the caisse.
        demande_id: a demande for a document that the portal delivers, of a partenaire habilité.
        fichier: the upload; its name is never read.
        version: of the page.

    Raises:
        HorsPortee: not an instructeur or superviseur of the caisse.
        RegleMetierRefusee: ``demande_modifiee``, ``livraison_refusee``, ``transition``, ``deja_remis``, the reasons
            of ``pieces.services.depots.deposer``.

    Exigence: DEM-12, DOC-02 (S1u 1.3)
    """
    with transaction.atomic():
        verrouiller_pieces(demande_id)
        demande = ouvrir_l_acte(acteur, demande_id, version)
        _exiger_livrable(demande)
        jointe = ranger_fichier(acteur, demande, fichier, NaturePieceDemande.SORTANTE)
        consigner(
            acteur=acteur,
            action="signalements.deposer_document",
            objet=demande,
            details={"reference": demande.reference, "numero": jointe.numero},
        )
    return jointe


def _exiger_livrable(demande: Demande) -> None:
    refus = refus_de(demande)
    if refus:
        raise RegleMetierRefusee("livraison_refusee", refus, ARTICLE_LIVRAISON)
    if demande.etat not in ETATS:
        raise RegleMetierRefusee(
            "transition", "Ce n’est pas possible à ce stade : la demande n’est pas à lire par vous."
        )
    if documents_remis(demande):
        raise RegleMetierRefusee("deja_remis", DEJA_REMIS)


def livrer_si_sain(*, piece: PieceJointe, etat: str, maintenant: datetime | None = None) -> None:
    """Deliver a document found clean: the fact, and the mail to the partner. Any other verdict is told elsewhere.

    Args:
        piece: the file judged.
        etat: ``EtatPiece``: saine, infectee or refusee.
        maintenant: moment of the verdict (aware).

    Exigence: DEM-12, DOC-02 (S1u 1.3, 3.1)
    """
    if etat != EtatPiece.SAINE:
        return
    instant = maintenant or timezone.now()
    with transaction.atomic():
        sortantes = PieceDemande.objects.filter(piece=piece, nature=NaturePieceDemande.SORTANTE)
        jointe = sortantes.filter(retiree_le__isnull=True).first()
        if jointe is None:
            return
        demandes = Demande.objects.select_for_update(of=("self",))
        jointes = demandes.select_related("caisse", "partenaire", "auteur", "agent", "motif")
        demande = jointes.get(pk=jointe.demande_id)
        if demande.close_le is None:
            consigner_remise(ACTEUR_SYSTEME, demande, Remise.PORTAIL, instant)
            annoncer_livraison(demande, jointe, LIVRAISON)
