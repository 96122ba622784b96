"""The only doors to rows of this app: ``visibles_par`` and ``en_vigueur``."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from conventions.models import Caisse, Convention, Partenaire


class CaisseQuerySet(models.QuerySet["Caisse"]):
    """Caisses."""


class PartenaireQuerySet(models.QuerySet["Partenaire"]):
    """Partenaires."""


class ConventionQuerySet(models.QuerySet["Convention"]):
    """Conventions."""
