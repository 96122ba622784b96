"""What the caisse does of a signalement, and what both sides say (DEM-11, DEM-17)."""

from collections.abc import Collection
from datetime import datetime

from espace_partenaires.comptes.acteur import Acteur
from signalements.models import Demande, Message, NoteInterne


def prendre_en_charge(*, acteur: Acteur, demande_id: int, maintenant: datetime | None = None) -> Demande:
    """Take a signalement in charge: the 48-hour clock stops, met or missed for ever.

    The agent becomes the one who follows it. A second click returns the demande unchanged when the same
    agent holds it.

    Raises:
        HorsPortee: not an instructeur or superviseur of the caisse.
        RegleMetierRefusee: ``transition``.
    """
    raise NotImplementedError


def demarrer_accompagnement(*, acteur: Acteur, demande_id: int, maintenant: datetime | None = None) -> Demande:
    """Say that the accompagnement has begun (the person was reached).

    Raises:
        HorsPortee: not an instructeur or superviseur of the caisse.
        RegleMetierRefusee: ``transition``; ``preuve_attendue``: nobody calls before the new proof.
    """
    raise NotImplementedError


def ecrire_message(*, acteur: Acteur, demande_id: int, texte: str, maintenant: datetime | None = None) -> Message:
    """Write in the thread that both sides read; the other side is told by mail (reference and link only).

    Raises:
        HorsPortee: out of scope, or a draft.
        RegleMetierRefusee: ``message_vide``, ``message_trop_long`` (4 000 characters), ``nir``, ``demande_terminee``.
    """
    raise NotImplementedError


def ajouter_note(*, acteur: Acteur, demande_id: int, texte: str, maintenant: datetime | None = None) -> NoteInterne:
    """Add a note that only agents of the caisse read.

    Raises:
        HorsPortee: not an instructeur or superviseur of the caisse.
        RegleMetierRefusee: ``message_vide``, ``message_trop_long``, ``nir``.
    """
    raise NotImplementedError


def clore(
    *,
    acteur: Acteur,
    demande_id: int,
    actions: Collection[str],
    soins_realises: bool | None,
    aide_droits: bool | None,
    aide_financiere: bool | None,
    orientation_parcours: bool | None,
    issue_sans_soins: str = "",
    maintenant: datetime | None = None,
) -> Demande:
    """Close the accompagnement with its coded actions and independent axes; the partner is told.

    Args:
        actions: ``ActionMas`` codes, any number.
        soins_realises: axis; ``None`` when the frame does not concern care.
        aide_droits: axis.
        aide_financiere: axis.
        orientation_parcours: axis.
        issue_sans_soins: ``IssueSansSoins`` code when it ends without care.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: not an instructeur or superviseur of the caisse.
        RegleMetierRefusee: ``transition``; the reasons of ``rules.mas``.
    """
    raise NotImplementedError


def affecter_a_soi(*, acteur: Acteur, demande_id: int) -> Demande:
    """Become the agent who follows the demande; changes no clock.

    Raises:
        HorsPortee: not an instructeur of the caisse.
        RegleMetierRefusee: ``demande_terminee``.
    """
    raise NotImplementedError


def annuler(*, acteur: Acteur, demande_id: int, maintenant: datetime | None = None) -> Demande:
    """Cancel a transmitted demande, by a technicien of the structure.

    Raises:
        HorsPortee: not a technicien of the structure.
        RegleMetierRefusee: ``transition``.
    """
    raise NotImplementedError
