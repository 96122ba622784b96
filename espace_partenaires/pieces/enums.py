"""Coded values of uploaded files."""

from django.db.models import TextChoices


class EtatPiece(TextChoices):
    """Life of a file (DOC-02, DOC-03)."""

    QUARANTAINE = "quarantaine", "En quarantaine"
    EN_ANALYSE = "en_analyse", "En cours d’analyse"
    SAINE = "saine", "Analysée, saine"
    INFECTEE = "infectee", "Infectée, supprimée"
    REFUSEE = "refusee", "Refusée, supprimée"
    EFFACEE = "effacee", "Effacée"


class TypePiece(TextChoices):
    """Types accepted, read from the content (DOC-01)."""

    PDF = "application/pdf", "PDF"
    JPEG = "image/jpeg", "JPEG"
    PNG = "image/png", "PNG"
