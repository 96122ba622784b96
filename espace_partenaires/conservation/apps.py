from django.apps import AppConfig


class ConservationConfig(AppConfig):
    """What is kept how long, and what erases it."""

    name = "espace_partenaires.conservation"
    label = "conservation"
    verbose_name = "Conservation"
