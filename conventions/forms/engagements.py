"""The form that chooses what the parties take beyond the common ground."""

from itertools import groupby
from typing import Any

from django import forms

from conventions.models import Convention, Engagement
from espace_partenaires.web.formulaires import FormulairePortail


def champ_engagements(convention: Convention) -> forms.TypedMultipleChoiceField:
    """Return checkboxes of the engagements at choice of a convention's modèle, by heading, with who carries each."""
    au_choix = Engagement.objects.filter(modele=convention.modele_id, optionnel=True)
    groupes = [
        (rubrique, [(e.pk, f"{e.get_porteur_display()} · {e.texte}") for e in engagements])
        for rubrique, engagements in groupby(au_choix, key=lambda engagement: engagement.rubrique)
    ]
    return forms.TypedMultipleChoiceField(
        label="Engagements au choix",
        choices=groupes,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class EngagementsForm(FormulairePortail):
    """The engagements at choice, ticked when they are taken."""

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["engagements"] = champ_engagements(convention)
