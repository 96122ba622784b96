"""Keys that may be seen in an address."""

import uuid

from django.db import models


class AvecCle(models.Model):
    """A model whose address bears a random key, never its sequential number."""

    cle = models.UUIDField("clé publique", default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True
