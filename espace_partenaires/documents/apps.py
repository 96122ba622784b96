"""The documents part, as a Django app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """PDFs in the portal's hand."""

    name = "espace_partenaires.documents"
    label = "documents"
    verbose_name = "Documents"
