"""Object permissions of agents on their caisse, held by groups (HAB-16): few rows, direct keys."""

from django.db import models
from guardian.models import GroupObjectPermissionBase

from conventions.models.organismes import Caisse, Partenaire


class CaisseGroupObjectPermission(GroupObjectPermissionBase):
    """A group's permission on a caisse; guardian finds this table by its foreign key."""

    content_object = models.ForeignKey(Caisse, on_delete=models.CASCADE)


class PartenaireGroupObjectPermission(GroupObjectPermissionBase):
    """A group's permission on a partenaire: which agents of a caisse follow it."""

    content_object = models.ForeignKey(Partenaire, on_delete=models.CASCADE)
