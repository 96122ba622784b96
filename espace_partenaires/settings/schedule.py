"""Periodic tasks: in the repository, seen in review. Each is a sweep that is safe to run twice."""

from typing import Final

from celery.schedules import crontab

from espace_partenaires.settings.env import env

# How long a row whose wake-up was lost waits for the sweep, in seconds.
PERIODE_BALAYAGE_S: Final = env.float("PERIODE_BALAYAGE_S", default=30.0)
UN_JOUR_S: Final = 86400.0

CALENDRIER_DES_TACHES: Final[dict[str, dict[str, object]]] = {
    "pieces-balayer": {"task": "pieces.balayer", "schedule": PERIODE_BALAYAGE_S},
    "notifications-balayer": {"task": "notifications.balayer", "schedule": PERIODE_BALAYAGE_S},
    "notifications-effacer": {"task": "notifications.effacer", "schedule": UN_JOUR_S},
    "comptes-balayer-oublis": {"task": "comptes.balayer_oublis", "schedule": PERIODE_BALAYAGE_S},
    "journal-sceller": {"task": "journal.sceller", "schedule": 60.0},
    "journal-effacer": {"task": "journal.effacer", "schedule": UN_JOUR_S},
    "conservation-effacer-sessions": {"task": "conservation.effacer_sessions", "schedule": 3600.0},
    "conservation-effacer-traces-admin": {"task": "conservation.effacer_traces_admin", "schedule": UN_JOUR_S},
    "habilitations-balayer-invitations": {"task": "habilitations.balayer_invitations", "schedule": 600.0},
    "signalements-effacer-brouillons": {"task": "signalements.effacer_brouillons", "schedule": 3600.0},
    "signalements-effacer-orientations": {"task": "signalements.effacer_orientations", "schedule": UN_JOUR_S},
    "signalements-balayer-departs": {"task": "signalements.balayer_departs", "schedule": 600.0},
    "signalements-effacer-absences": {"task": "signalements.effacer_absences", "schedule": UN_JOUR_S},
    "signalements-effacer-presences": {"task": "signalements.effacer_presences", "schedule": 3600.0},
    # Mornings begin on the hour where caisses are (DEM-19).
    "signalements-envoyer-recapitulatifs": {
        "task": "signalements.envoyer_recapitulatifs",
        "schedule": crontab(minute="12"),
    },
    # Days end on the hour where caisses are: accounts follow within minutes (HAB-13).
    "conventions-balayer": {"task": "conventions.balayer_conventions", "schedule": crontab(minute="2")},
    "conventions-relancer": {"task": "conventions.relancer_attestations", "schedule": UN_JOUR_S},
    "conventions-effacer-dysfonctionnements": {
        "task": "conventions.effacer_dysfonctionnements",
        "schedule": UN_JOUR_S,
    },
    "conventions-effacer-personnes": {"task": "conventions.effacer_personnes", "schedule": UN_JOUR_S},
    # After the sweep of conventions: what it missed, and memberships that ended.
    "habilitations-balayer-annonces": {"task": "habilitations.balayer_annonces", "schedule": 300.0},
    # Days begin on the hour where caisses are: a departure is done, or reminded of, within minutes (HAB-10).
    "habilitations-executer-demandes": {
        "task": "habilitations.executer_demandes",
        "schedule": crontab(minute="9"),
    },
    "habilitations-balayer-fins": {"task": "habilitations.balayer_fins", "schedule": crontab(minute="6")},
    # Hourly: days end where each caisse is, and a notice counts in full days (NOV-09).
    "habilitations-balayer-revues": {
        "task": "habilitations.balayer_revues",
        "schedule": crontab(minute="21"),
    },
    # A compromised account cannot wait: the same rhythm as mails and files (HAB-12).
    "habilitations-reprendre-declarations": {
        "task": "habilitations.reprendre_declarations",
        "schedule": PERIODE_BALAYAGE_S,
    },
    "habilitations-balayer-alertes": {
        "task": "habilitations.balayer_alertes",
        "schedule": PERIODE_BALAYAGE_S,
    },
    # Early, in Paris: the day has begun in the Indian Ocean; west of it, the next sweep erases (HAB-14).
    "habilitations-effacer-comptes": {
        "task": "habilitations.effacer_comptes",
        "schedule": crontab(hour="4", minute="40"),
    },
    "habilitations-avertir-des-effacements": {
        "task": "habilitations.avertir_des_effacements",
        "schedule": crontab(hour="6", minute="10"),
    },
    # Hourly: the day before a meeting begins where each caisse is (DEM-13).
    "signalements-rappeler-rendez-vous": {
        "task": "signalements.rappeler_rendez_vous",
        "schedule": crontab(minute="24"),
    },
    "signalements-effacer-permanences": {"task": "signalements.effacer_permanences", "schedule": UN_JOUR_S},
}
