"""Joining supporting documents: in the draft, in the answers to the caisse, in a correction (NOV-04, DEM-07)."""

from datetime import datetime

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from signalements.enums import EtatDemande, NaturePieceDemande
from signalements.models import Demande, PieceAttendue, PieceDemande, PieceDemandee
from signalements.permissions import peut_agir_pour_le_partenaire, peut_rediger
from signalements.rules.pieces import ARTICLE_PIECES, LIBRE
from signalements.selectors.pieces import dossier_de_pieces
from signalements.services.fichiers import ecarter, ranger_fichier
from signalements.services.verrous import verrouiller, verrouiller_pieces


def joindre_piece(
    *,
    acteur: Acteur,
    demande_id: int,
    fichier: "UploadedFile[bytes]",
    code: str = LIBRE,
    remplacer: bool = False,
    maintenant: datetime | None = None,
) -> PieceDemande:
    """Attach a supporting document to a draft, or to a demande that is to be corrected.

    Args:
        acteur: the author of the draft; any technicien of the structure on a correction.
        demande_id: a draft, or an irrecevable demande.
        fichier: the upload; its name is never read.
        code: which document of the motif it is; ``LIBRE`` for another one, on a correction only.
        remplacer: the files already there for this document, and not yet sent, are withdrawn.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: out of scope, or the motif asks for no such document.
        PieceRefusee: the content is refused, with what to do.
        RegleMetierRefusee: ``transition``; ``trop_de_pieces``; ``stockage_indisponible``.

    Exigence: DEM-07, DOC-01, DOC-05, NOV-04 (S1u 1.2, 3.1)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        verrouiller_pieces(demande_id)
        demande = verrouiller(acteur, demande_id)
        _exiger_modifiable(acteur, demande)
        attendue = _attendue(demande, code)
        anciennes = _a_remplacer(demande, code) if remplacer else []
        jointe = ranger_piece(acteur, demande, fichier, attendue=attendue)
        for ancienne in anciennes:
            ecarter(ancienne, instant)
        _journaliser(acteur, "signalements.joindre_piece", demande, jointe.numero)
        _toucher(demande, instant)
    return jointe


def retirer_piece(
    *, acteur: Acteur, demande_id: int, numero: int, maintenant: datetime | None = None
) -> None:
    """Take back a file that was not sent yet; its number is not given again.

    Args:
        acteur: the author of the draft; any technicien of the structure on answers under way.
        demande_id: a draft, or a demande that waits for the partner.
        numero: of the file.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: out of scope, or no such file.
        RegleMetierRefusee: ``transition``: the caisse has it.

    Exigence: NOV-04
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        verrouiller_pieces(demande_id)
        demande = verrouiller(acteur, demande_id)
        if demande.etat == EtatDemande.INCOMPLETE:
            exiger(autorise=peut_agir_pour_le_partenaire(acteur, demande))
        else:
            _exiger_modifiable(acteur, demande)
        jointe = _a_soi(demande, numero)
        ecarter(jointe, instant)
        _journaliser(acteur, "signalements.retirer_piece", demande, numero)
        _toucher(demande, instant)


def ajuster_au_motif(*, acteur: Acteur, demande: Demande, maintenant: datetime) -> None:
    """Keep of a draft's files what its motif asks for: called by who changes the motif, or transmits.

    A document of the same code stays, whatever the motif it was joined for; the others are withdrawn.

    Args:
        acteur: the author.
        demande: the locked draft (its files locked before it), its motif chosen.
        maintenant: moment of the act (aware).

    Exigence: NOV-04, DEM-01
    """
    dossier = dossier_de_pieces(demande)
    attendues = {attendue.code: attendue for attendue in dossier.attendues}
    for jointe in dossier.comptees:
        attendue = attendues.get(dossier.code_de(jointe))
        if attendue is None:
            ecarter(jointe, maintenant)
            _journaliser(acteur, "signalements.retirer_piece", demande, jointe.numero)
        elif jointe.attendue_id != attendue.pk:
            jointe.attendue = attendue
            jointe.save(update_fields=["attendue"])


def ranger_piece(
    acteur: Acteur,
    demande: Demande,
    fichier: "UploadedFile[bytes]",
    *,
    attendue: PieceAttendue | None = None,
    repond_a: PieceDemandee | None = None,
) -> PieceDemande:
    """Put a supporting document in quarantine and link it to a locked demande that has room for it.

    Raises:
        PieceRefusee: the content is refused.
        RegleMetierRefusee: ``trop_de_pieces``; ``stockage_indisponible``.
    """
    exiger_de_la_place(demande)
    nature = NaturePieceDemande.JUSTIFICATIF
    return ranger_fichier(acteur, demande, fichier, nature, attendue=attendue, repond_a=repond_a)


def exiger_de_la_place(demande: Demande) -> None:
    """Refuse one more file on a locked demande that bears as many as it can.

    Raises:
        RegleMetierRefusee: ``trop_de_pieces``.

    Exigence: DOC-01
    """
    portees = PieceDemande.objects.filter(demande=demande, retiree_le__isnull=True)
    if portees.count() >= settings.NOMBRE_MAX_PIECES:
        raise RegleMetierRefusee(
            "trop_de_pieces",
            f"Cette demande porte déjà {settings.NOMBRE_MAX_PIECES} fichiers, le plus qu’elle peut. "
            "Réunissez plusieurs pages dans un seul PDF.",
        )


def _exiger_modifiable(acteur: Acteur, demande: Demande) -> None:
    if demande.etat == EtatDemande.BROUILLON:
        exiger(autorise=peut_rediger(acteur, demande))
        return
    exiger(autorise=peut_agir_pour_le_partenaire(acteur, demande))
    if demande.etat != EtatDemande.IRRECEVABLE:
        raise RegleMetierRefusee(
            "transition",
            "Cette demande est à la caisse\N{NO-BREAK SPACE}: ses pièces ne changent plus. Écrivez-lui un message.",
            ARTICLE_PIECES,
        )


def _attendue(demande: Demande, code: str) -> PieceAttendue | None:
    """Return the document of the motif that has this code; a correction may bring another one."""
    if code == LIBRE and demande.etat == EtatDemande.IRRECEVABLE:
        return None
    attendue = PieceAttendue.objects.filter(motif=demande.motif_id, code=code, actif=True).first()
    if attendue is None:
        raise HorsPortee
    return attendue


def _a_remplacer(demande: Demande, code: str) -> list[PieceDemande]:
    dossier = dossier_de_pieces(demande)
    return [
        jointe
        for jointe in dossier.comptees
        if dossier.code_de(jointe) == code
        and (demande.etat == EtatDemande.BROUILLON or dossier.non_envoyee(jointe))
    ]


def _a_soi(demande: Demande, numero: int) -> PieceDemande:
    """Return a file that the caisse does not have yet."""
    dossier = dossier_de_pieces(demande)
    jointe = next((j for j in dossier.comptees if j.numero == numero), None)
    if jointe is None:
        raise HorsPortee
    if demande.etat != EtatDemande.BROUILLON and not dossier.non_envoyee(jointe):
        raise RegleMetierRefusee(
            "transition",
            "La caisse a déjà cette pièce\N{NO-BREAK SPACE}: elle ne se retire plus.",
            ARTICLE_PIECES,
        )
    return jointe


def _toucher(demande: Demande, maintenant: datetime) -> None:
    """A draft that one works on does not age (DEM-20)."""
    if demande.etat == EtatDemande.BROUILLON:
        demande.modifiee_le = maintenant
        demande.save(update_fields=["modifiee_le"])


def _journaliser(acteur: Acteur, action: str, demande: Demande, numero: int) -> None:
    consigner(acteur=acteur, action=action, objet=demande, details={"numero": numero})
