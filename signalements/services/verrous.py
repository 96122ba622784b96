"""Locking a demande: the first step of every write; out of scope is the same as unknown."""

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.pieces.models import PieceJointe
from signalements.enums import EtatDemande
from signalements.models import Demande, PieceDemande
from signalements.permissions import peut_rediger
from signalements.services.refus import DemandeModifiee


def verrouiller(acteur: Acteur, demande_id: int) -> Demande:
    """Lock a demande of the actor's scope until the end of the transaction.

    Raises:
        HorsPortee: unknown, or out of scope (HAB-17).
    """
    demandes = Demande.objects.visibles_par(acteur).select_for_update(of=("self",))
    jointes = demandes.select_related("caisse", "partenaire", "auteur", "agent", "motif")
    demande: Demande | None = jointes.filter(pk=demande_id).first()
    if demande is None:
        raise HorsPortee
    return demande


def exiger_a_jour(demande: Demande, version: int | None) -> None:
    """Refuse an act prepared on an older page; what happened since is told, nothing is written (UX-05).

    Args:
        demande: locked.
        version: the one the page was opened with; ``None`` when the act does not depend on what was read.

    Raises:
        DemandeModifiee: with how many facts and messages came since.

    Exigence: UX-05, DEM-16
    """
    if version is not None and version != demande.version:
        raise DemandeModifiee(demande.version, max(0, demande.version - version))


def verrouiller_pieces(*demande_ids: int) -> None:
    """Lock the files of demandes, before the demandes themselves.

    The antivirus holds a file when it reaches for its demande: who needs both takes them in that order, or
    each would wait for the other.
    """
    jointes = PieceDemande.objects.filter(demande__in=demande_ids, retiree_le__isnull=True)
    list(PieceJointe.objects.select_for_update().filter(pk__in=jointes.values("piece")).order_by("pk"))


def verrouiller_brouillon(acteur: Acteur, demande_id: int) -> Demande:
    """Lock a draft of the actor's own.

    Raises:
        HorsPortee: not the author's.
        RegleMetierRefusee: ``deja_transmise``.
    """
    demande = verrouiller(acteur, demande_id)
    exiger(autorise=peut_rediger(acteur, demande))
    if demande.etat != EtatDemande.BROUILLON:
        raise RegleMetierRefusee(
            "deja_transmise",
            "Cette demande est déjà transmise : elle ne se modifie plus. Écrivez à la caisse.",
        )
    return demande
