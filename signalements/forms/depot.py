"""Starting a demande: towards which caisse, when the structure works with several."""

from collections.abc import Sequence
from typing import Any

from django import forms

from conventions.models import Caisse
from espace_partenaires.web.formulaires import FormulairePortail


class ChoixCaisseForm(FormulairePortail):
    """The caisse of the person; not asked when there is only one.

    Args:
        caisses: those that opened the service to the structure.
    """

    caisse = forms.ChoiceField(
        label="Caisse de la personne",
        choices=[],
        widget=forms.RadioSelect,
        help_text="Celle qui la rembourse.",
    )

    def __init__(self, *args: Any, caisses: Sequence[Caisse], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields["caisse"]
        if isinstance(champ, forms.ChoiceField):
            champ.choices = [(str(caisse.cle), caisse.libelle) for caisse in caisses]
        self.caisses = {str(caisse.cle): caisse for caisse in caisses}
        if len(caisses) == 1:
            champ.widget = forms.HiddenInput()
            champ.initial = str(caisses[0].cle)

    def choisie(self) -> Caisse:
        """Return the caisse chosen."""
        return self.caisses[self.cleaned_data["caisse"]]
