"""Configuration of the app."""

from django.apps import AppConfig


class PiecesConfig(AppConfig):
    """Uploaded files: checked, quarantined, scanned, served only when found clean."""

    name = "espace_partenaires.pieces"
    label = "pieces"
    verbose_name = "Pièces jointes"
