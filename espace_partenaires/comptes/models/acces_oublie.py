"""What somebody who cannot sign in asked for, until a worker answers by mail."""

import uuid

from django.db import models

from espace_partenaires.comptes.enums import NatureOubli


class AccesOublie(models.Model):
    """One question of the public pages « identifiant oublié » and « mot de passe oublié ».

    The page writes the row and nothing else: neither its answer nor its time tells whether the account exists.
    The web role adds rows and reads none; the worker deletes the row with the answer.
    """

    id = models.UUIDField("clé", primary_key=True, default=uuid.uuid4, editable=False)
    nature = models.CharField("ce qui est oublié", max_length=12, choices=NatureOubli)
    saisie = models.CharField("adresse ou identifiant saisi", max_length=254)
    demande_le = models.DateTimeField("demandé le")

    class Meta:
        verbose_name = "accès oublié"
        verbose_name_plural = "accès oubliés"

    def __str__(self) -> str:
        return f"accès oublié {self.pk}"
