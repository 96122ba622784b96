"""Complete, receivable: two dated judgements of the agent (DEM-22)."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.pieces.enums import EtatPiece
from signalements.enums import EtatDemande, NatureFait, NaturePieceDemande
from signalements.models import Demande, EvenementDemande, PieceDemande
from signalements.permissions import peut_instruire
from signalements.rules.cycle_de_vie import vie_de
from signalements.rules.pieces import ARTICLE_COMPLET
from signalements.rules.rejeu import rejouer
from signalements.selectors import faits_de
from signalements.selectors.horloges import en_faits
from signalements.selectors.pieces import dossier_de_pieces
from signalements.services.actes import suivre
from signalements.services.annonces import annoncer_dossier_complet
from signalements.services.faits import consigner_fait, exiger_possible
from signalements.services.verrous import exiger_a_jour, verrouiller, verrouiller_pieces

_JUGEMENTS: Final = (NatureFait.COMPLETE, NatureFait.RECEVABLE)


def juger(
    *,
    acteur: Acteur,
    demande_id: int,
    complet: bool,
    recevable: bool,
    version: int | None = None,
    maintenant: datetime | None = None,
) -> Demande:
    """Record that the dossier is complete, that the demande is receivable, or both; each is a fact of its own.

    Once both hold, the demande is complete and the partner has a confirmation with the date of the answer, counted
    from the deposit that completed the dossier. Complete accepts every file not judged yet. A second click by
    the same agent changes nothing.

    Args:
        acteur: an instructeur or superviseur of the caisse.
        demande_id: an étude to be read.
        complet: every piece is there, each correctly and fully filled in.
        recevable: the kind fits the situation.
        version: of the page.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: not an instructeur or superviseur of the caisse.
        DemandeModifiee: the demande moved since the page was opened.
        RegleMetierRefusee: ``transition``; ``jugement_vide``; ``dossier_incomplet``, which says what is missing.

    Exigence: DEM-22, DEM-10, DEM-09, SEC-02 (S4 a2 § 3)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        verrouiller_pieces(demande_id)
        demande = verrouiller(acteur, demande_id)
        exiger(autorise=peut_instruire(acteur, demande))
        if complet and recevable and _deja_juge_par(acteur, demande):
            return demande
        exiger_a_jour(demande, version)
        suivre(acteur, demande)
        exiger_possible(demande, "juger_complete")
        _juger(acteur, demande, {"complete": complet, "recevable": recevable}, instant)
    return demande


def jugements_de(demande: Demande) -> frozenset[str]:
    """Return those of *complete* and *recevable* that hold since the dossier last changed (DEM-22)."""
    return rejouer(vie_de(demande.nature), en_faits(faits_de(demande))).jugements


def _juger(acteur: Acteur, demande: Demande, voulus: dict[str, bool], maintenant: datetime) -> None:
    tenus = jugements_de(demande)
    nouveaux = [nature for nature in _JUGEMENTS if voulus[nature.value] and nature.value not in tenus]
    if not nouveaux:
        raise RegleMetierRefusee(
            "jugement_vide",
            "Cochez ce que vous jugez\N{NO-BREAK SPACE}: complet, recevable, ou les deux.",
            ARTICLE_COMPLET,
        )
    if NatureFait.COMPLETE in nouveaux or NatureFait.COMPLETE.value in tenus:
        # Asked again when receivable comes second: a piece may have been refused in between.
        _exiger_complet(demande)
        _accepter_le_reste(acteur, demande, maintenant)
    for nature in nouveaux:
        fait = consigner_fait(acteur=acteur, demande=demande, nature=nature, maintenant=maintenant)
        consigner(
            acteur=acteur,
            action=f"signalements.juger_{nature.value}",
            objet=demande,
            details={"reference": demande.reference},
        )
    if demande.etat == EtatDemande.COMPLETE:
        annoncer_dossier_complet(demande, fait)


def _exiger_complet(demande: Demande) -> None:
    obstacles = dossier_de_pieces(demande).obstacles()
    if obstacles:
        raise RegleMetierRefusee(
            "dossier_incomplet",
            " ".join(["Le dossier ne peut pas encore être jugé complet.", *obstacles]),
            ARTICLE_COMPLET,
        )


def _accepter_le_reste(acteur: Acteur, demande: Demande, maintenant: datetime) -> None:
    """Complete means that each piece was read and is right: those not judged one by one are accepted now."""
    restantes = PieceDemande.objects.filter(
        demande=demande,
        nature=NaturePieceDemande.JUSTIFICATIF,
        retiree_le__isnull=True,
        acceptee__isnull=True,
        piece__etat=EtatPiece.SAINE,
    )
    restantes.update(acceptee=True, jugee_le=maintenant, jugee_par_id=acteur.utilisateur_id)


def _deja_juge_par(acteur: Acteur, demande: Demande) -> bool:
    if demande.etat != EtatDemande.COMPLETE:
        return False
    derniers = EvenementDemande.objects.filter(demande=demande, nature__in=_JUGEMENTS).order_by("-id")
    dernier = derniers.first()
    return dernier is not None and dernier.auteur_id == acteur.utilisateur_id
