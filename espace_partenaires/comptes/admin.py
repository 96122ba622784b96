"""National reference data of accounts: the versions of the conditions of use."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from espace_partenaires.comptes.models import VersionCGU


@admin.register(VersionCGU)
class VersionCGUAdmin(admin.ModelAdmin[VersionCGU]):
    """Write the next version; one already in force was accepted by people, and does not change."""

    list_display = ("numero", "en_vigueur_le")
    fields = ("numero", "en_vigueur_le", "texte")

    def has_change_permission(self, request: HttpRequest, obj: VersionCGU | None = None) -> bool:
        """Change a version only until it comes into force."""
        a_venir = obj is None or obj.en_vigueur_le > timezone.now()
        return a_venir and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: VersionCGU | None = None) -> bool:
        """Remove a version only until it comes into force."""
        a_venir = obj is None or obj.en_vigueur_le > timezone.now()
        return a_venir and super().has_delete_permission(request, obj)
