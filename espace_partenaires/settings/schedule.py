"""Periodic tasks: in the repository, seen in review. Each is a sweep that is safe to run twice."""

from typing import Final

CALENDRIER_DES_TACHES: Final[dict[str, dict[str, object]]] = {
    "pieces-balayer": {"task": "pieces.balayer", "schedule": 30.0},
    "notifications-balayer": {"task": "notifications.balayer", "schedule": 30.0},
    "journal-sceller": {"task": "journal.sceller", "schedule": 60.0},
    "habilitations-balayer-invitations": {"task": "habilitations.balayer_invitations", "schedule": 600.0},
    "signalements-effacer-brouillons": {"task": "signalements.effacer_brouillons", "schedule": 3600.0},
}
