"""National reference data in Django admin: caisses and modèles; no convention, no state (acces.md)."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from conventions.models import Caisse, CaisseDepartement, Modele
from conventions.services.droits import preparer_groupes

if TYPE_CHECKING:
    _EnLigne = admin.TabularInline[CaisseDepartement, Caisse]
    _DesCaisses = admin.ModelAdmin[Caisse]
    _DesModeles = admin.ModelAdmin[Modele]
else:
    _EnLigne, _DesCaisses, _DesModeles = admin.TabularInline, admin.ModelAdmin, admin.ModelAdmin


class DepartementsDeLaCaisse(_EnLigne):
    """The départements that a caisse serves (ORG-01)."""

    model = CaisseDepartement
    extra = 1


@admin.register(Caisse)
class CaisseAdmin(_DesCaisses):
    """The caisses; a new one gets the groups of its agents at once (HAB-16)."""

    list_display = ("code", "libelle", "type", "fuseau")
    list_filter = ("type",)
    search_fields = ("code", "libelle")
    inlines = (DepartementsDeLaCaisse,)

    def save_model(self, request: HttpRequest, obj: Caisse, form: "ModelForm[Caisse]", change: bool) -> None:
        """Save the caisse and prepare its groups."""
        super().save_model(request, obj, form, change)
        preparer_groupes(obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep the code of an existing caisse: references and groups bear it."""
        del request
        return ("code",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Delete no caisse: everything refers to it."""
        del request, obj
        return False


@admin.register(Modele)
class ModeleAdmin(_DesModeles):
    """The modèles; changed by a new version, never in place (CONV-02)."""

    list_display = ("code", "version", "libelle", "nature", "duree_mois", "reconduction")
    list_filter = ("nature",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Change no version: conventions were signed under it."""
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Delete no version."""
        del request, obj
        return False
