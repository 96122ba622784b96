"""The form of a message between référents."""

from uuid import uuid4

from django import forms

from conventions.services.fil import LONGUEUR_MESSAGE
from espace_partenaires.web.formulaires import FormulairePortail


class TexteLibre(forms.CharField):
    """A text of several lines: browsers send two characters for the one they count at the end of a line."""

    widget = forms.Textarea

    def to_python(self, value: object) -> str:
        """Return the text as it was counted while it was written."""
        return str(super().to_python(value) or "").replace("\r\n", "\n")


class MessageForm(FormulairePortail):
    """A message; its token is drawn when the page is shown, so that sent twice it makes one message."""

    jeton = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    texte = TexteLibre(
        label="Votre message",
        max_length=LONGUEUR_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Aucune donnée d’un assuré : ni nom, ni numéro de sécurité sociale, ni situation. 4 000 caractères au plus.",
    )
