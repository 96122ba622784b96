"""The only doors to rows of this app."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from habilitations.models import Habilitation


class HabilitationQuerySet(models.QuerySet["Habilitation"]):
    """Habilitations."""
