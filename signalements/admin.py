"""Motifs of the nation in Django admin: their words and what each needs; what a caisse offers is its own affair (DEM-01)."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from signalements.models import Motif, PieceAttendue

if TYPE_CHECKING:
    _EnLigne = admin.StackedInline[PieceAttendue, Motif]
    _DesMotifs = admin.ModelAdmin[Motif]
    _FormulaireDePiece = forms.ModelForm[PieceAttendue]
else:
    _EnLigne = admin.StackedInline
    _DesMotifs = admin.ModelAdmin
    _FormulaireDePiece = forms.ModelForm


class PieceAttendueForm(_FormulaireDePiece):
    """A document: its code never changes, drafts and demandes bear it."""

    formulaire = forms.URLField(
        label="Formulaire à télécharger", max_length=200, required=False, assume_scheme="https"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = self.instance.pk is not None


class PiecesAttendues(_EnLigne):
    """What a motif needs (NOV-04); one that is no longer needed is put out of force."""

    model = PieceAttendue
    form = PieceAttendueForm
    extra = 0
    can_delete = False


@admin.register(Motif)
class MotifAdmin(_DesMotifs):
    """The motifs: the words change, the code and the service never do; none is deleted, demandes refer to them."""

    list_display = ("libelle", "nature", "code", "propose", "actif", "ordre")
    list_filter = ("nature", "actif", "propose")
    search_fields = ("libelle", "code")
    inlines = (PiecesAttendues,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep the code and the service of an existing motif."""
        del request
        return ("nature", "code") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Delete no motif: put it out of force."""
        del request, obj
        return False
