"""Which agents of a caisse follow a partenaire (HAB-16)."""

from collections.abc import Iterable
from typing import Any

from django import forms

from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.web.formulaires import FormulairePortail


class SuiviForm(FormulairePortail):
    """The active agents of the caisse, to tick; nobody is an answer too."""

    agents = forms.MultipleChoiceField(
        label="Agents qui suivent ce partenaire",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Sans personne, tous les agents de la caisse qui ont le rôle voulu sont prévenus.",
    )

    def __init__(self, *args: Any, agents: Iterable[Utilisateur], **kwargs: Any) -> None:
        """Offer the agents of the caisse.

        Args:
            args: those of a form.
            agents: who may be chosen.
            kwargs: those of a form.
        """
        super().__init__(*args, **kwargs)
        choix = [(str(agent.pk), f"{agent.nom_complet} ({agent.identifiant})") for agent in agents]
        champ = self.fields["agents"]
        if isinstance(champ, forms.MultipleChoiceField):
            champ.choices = choix

    def choisis(self) -> list[int]:
        """Return the accounts ticked."""
        return [int(numero) for numero in self.cleaned_data["agents"]]
