"""Coded values of a rendez-vous (DEM-13)."""

from django.db.models import TextChoices


class SituationRendezVous(TextChoices):
    """When a rendez-vous may be asked for through the portal (DEM-13, S1u 1.2)."""

    NON_AUTONOME = "non_autonome", "La personne n’est pas autonome et n’a pas de compte ameli"
    COMPLEXE = "complexe", "La situation est complexe"


class ModeRendezVous(TextChoices):
    """How people meet (DEM-13)."""

    SITE = "site", "Sur place"
    TELEPHONE = "telephone", "Par téléphone"
    VISIO = "visio", "En visioconférence"


class DemiJournee(TextChoices):
    """Half-days that suit the person (DEM-13)."""

    LUNDI_MATIN = "lundi_matin", "Lundi matin"
    LUNDI_APRES_MIDI = "lundi_apres_midi", "Lundi après-midi"
    MARDI_MATIN = "mardi_matin", "Mardi matin"
    MARDI_APRES_MIDI = "mardi_apres_midi", "Mardi après-midi"
    MERCREDI_MATIN = "mercredi_matin", "Mercredi matin"
    MERCREDI_APRES_MIDI = "mercredi_apres_midi", "Mercredi après-midi"
    JEUDI_MATIN = "jeudi_matin", "Jeudi matin"
    JEUDI_APRES_MIDI = "jeudi_apres_midi", "Jeudi après-midi"
    VENDREDI_MATIN = "vendredi_matin", "Vendredi matin"
    VENDREDI_APRES_MIDI = "vendredi_apres_midi", "Vendredi après-midi"


class BesoinAcces(TextChoices):
    """What the meeting needs to be possible; a need, never a diagnosis (DEM-13)."""

    PLAIN_PIED = "plain_pied", "Un lieu de plain-pied"
    INTERPRETE = "interprete", "Un interprète dans une autre langue"
    LANGUE_DES_SIGNES = "langue_des_signes", "Un interprète en langue des signes"
    ACCOMPAGNANT = "accompagnant", "La présence d’un accompagnant"
    LECTURE = "lecture", "De l’aide pour lire et écrire"


class EtatRendezVous(TextChoices):
    """Where a rendez-vous is (DEM-13)."""

    PROPOSE = "propose", "Proposé"
    CONFIRME = "confirme", "Confirmé"
    DECLINE = "decline", "Décliné"
    DEPLACE = "deplace", "Remplacé par un autre"
    ANNULE = "annule", "Annulé"
    TENU = "tenu", "Tenu"
    ABSENT = "absent", "Personne absente"


class RaisonRendezVous(TextChoices):
    """Why a rendez-vous or a permanence is cancelled: coded, so that nothing is said of the person (DEM-13)."""

    AGENT_INDISPONIBLE = "agent_indisponible", "L’agent n’est pas disponible"
    LIEU_INDISPONIBLE = "lieu_indisponible", "Le lieu n’est pas disponible"
    PERSONNE_INDISPONIBLE = "personne_indisponible", "La personne n’est pas disponible"
    REGLE = "regle", "La situation est réglée, ou ne demande plus de rendez-vous"
    ERREUR = "erreur", "Le rendez-vous a été fixé par erreur"
