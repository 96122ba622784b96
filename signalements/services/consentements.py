"""Consent before transmission, its proof, its withdrawal (DEM-06)."""

from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile

from espace_partenaires.comptes.acteur import Acteur
from signalements.models import Demande, PieceDemande


def recueillir_consentement(
    *,
    acteur: Acteur,
    demande_id: int,
    mode: str,
    recueilli_le: date,
    version: int,
    reference_jugement: str = "",
    maintenant: datetime | None = None,
) -> Demande:
    """Record in the draft how and when the person agreed, and to which text (the one in force now).

    Kept in ``saisie["consentement"]``: ``mode``, ``recueilli_le`` (ISO date), ``texte`` (version),
    ``empreinte`` (SHA-256 of the text), ``reference_jugement``. The signed form is attached apart.

    Args:
        acteur: the author of the draft.
        demande_id: the draft.
        mode: ``ModeConsentement``: signature, distance or representant.
        recueilli_le: the day the person agreed, not in the future.
        version: as for ``enregistrer_saisie``.
        reference_jugement: required when a legal representative agrees.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: not the author's draft.
        SaisiePerimee: the draft changed since.
        RegleMetierRefusee: ``consentement_mode``, ``consentement_date``, ``consentement_jugement``, ``nir``.
    """
    raise NotImplementedError


def joindre_formulaire(
    *, acteur: Acteur, demande_id: int, fichier: UploadedFile, maintenant: datetime | None = None
) -> PieceDemande:
    """Attach the signed form to a draft, or the new proof that a transmitted demande waits for.

    The piece gets the next number of the demande; the form it replaces is withdrawn.

    Raises:
        HorsPortee: neither the author's draft nor a demande of the structure that waits for a proof.
        RegleMetierRefusee: the reasons of ``pieces.services.depots.deposer``; ``preuve_non_attendue``.
    """
    raise NotImplementedError


def retirer_formulaire(*, acteur: Acteur, demande_id: int, numero: int, maintenant: datetime | None = None) -> None:
    """Take an attached form out of a draft; its number is not given again.

    Raises:
        HorsPortee: not the author's draft, or no such piece.
    """
    raise NotImplementedError


def retirer_consentement(*, acteur: Acteur, demande_id: int, maintenant: datetime | None = None) -> Demande:
    """Record that the person withdraws: the accompagnement stops, the demande is ``annulee``, retention starts.

    Args:
        acteur: a technicien of the structure, or an instructeur of the caisse the person told.

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``transition``: the demande is a draft or already ended.
    """
    raise NotImplementedError
