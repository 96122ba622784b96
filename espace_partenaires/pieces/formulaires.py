"""The form field for one file."""

from collections.abc import Collection
from typing import Any, Final

from django import forms
from django.conf import settings

from espace_partenaires.pieces.controles import TOUS_LES_TYPES
from espace_partenaires.pieces.controles.refus import MESSAGES, taille_en_clair
from espace_partenaires.pieces.enums import TypePiece

_EXTENSIONS: Final = {TypePiece.PDF: ".pdf", TypePiece.JPEG: ".jpg,.jpeg", TypePiece.PNG: ".png"}


class PieceField(forms.FileField):
    """One file: says what is accepted, refuses at once what is empty or too large.

    What the content really is, ``services.depots.deposer`` says; its sentence is shown beside the field.

    Args:
        types: the types accepted here.
    """

    def __init__(self, *, types: Collection[TypePiece] = TOUS_LES_TYPES, **options: Any) -> None:
        acceptes = [type_accepte for type_accepte in TypePiece if type_accepte in types]
        noms = " ou ".join(", ".join(str(accepte.label) for accepte in acceptes).rsplit(", ", 1))
        options.setdefault("help_text", f"{noms}, {taille_en_clair(settings.TAILLE_MAX_PIECE)} au plus.")
        super().__init__(**options)
        choix = ",".join(f"{_EXTENSIONS[accepte]},{accepte.value}" for accepte in acceptes)
        self.widget.attrs["accept"] = choix
        self.error_messages["empty"] = MESSAGES["vide"]

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse an empty or oversized file before anything is read."""
        fichier = super().clean(data, initial)
        if fichier and fichier.size > settings.TAILLE_MAX_PIECE:
            raise forms.ValidationError(
                MESSAGES["trop_lourd"].format(limite=taille_en_clair(settings.TAILLE_MAX_PIECE)),
                code="trop_lourd",
            )
        return fichier
