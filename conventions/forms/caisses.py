"""Forms of the caisse's own page."""

from django import forms

from espace_partenaires.web.formulaires import FormulairePortail


class CaisseForm(FormulairePortail):
    """What the partenaires of a caisse read of it."""

    adresse = forms.CharField(
        label="Adresse", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    directeur = forms.CharField(
        label="Directrice ou directeur",
        max_length=120,
        required=False,
        help_text="La personne qui signe les conventions, ou au nom de qui elles sont signées.",
    )
    nom_dpo = forms.CharField(
        label="Nom du délégué à la protection des données", max_length=120, required=False
    )
    courriel_dpo = forms.EmailField(
        label="Courriel du délégué à la protection des données",
        required=False,
        help_text="Les partenaires et les assurés y écrivent. Une adresse de service survit aux départs.",
    )
