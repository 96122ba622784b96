"""The other channel of a service."""

from django import forms

from conventions.forms.interlocuteurs import ChampTelephone
from espace_partenaires.web.formulaires import FormulairePortail


class CanalForm(FormulairePortail):
    """By what else the caisse guarantees a service; all empty, there is none any more."""

    telephone = ChampTelephone(label="Téléphone", required=False)
    courriel = forms.EmailField(
        label="Courriel",
        required=False,
        help_text="Pour prendre contact seulement : aucune donnée d’un assuré ne part par courriel.",
    )
    consigne = forms.CharField(
        label="Consigne",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce qu’il faut faire, en une ou deux phrases : heures d’appel, accueil, ce qu’il faut préparer.",
    )
