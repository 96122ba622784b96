"""Coded values of the outbox."""

from django.db.models import TextChoices


class EtatCourriel(TextChoices):
    """Where a mail is."""

    A_ENVOYER = "a_envoyer", "À envoyer"
    EN_ENVOI = "en_envoi", "En cours d’envoi"
    ENVOYE = "envoye", "Envoyé"
    ECHEC = "echec", "Non remis"
