"""The forms of a cut and of its end (CONV-15)."""

from django import forms

from espace_partenaires.web.formulaires import FormulairePortail


class CoupureForm(FormulairePortail):
    """Why the access of a whole partenaire is cut."""

    motif = forms.CharField(
        label="Motif",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Les comptes du partenaire le lisent sur leur page « Ma convention ». Aucune donnée d’un assuré.",
    )


class RetablissementForm(FormulairePortail):
    """Why it is given back."""

    motif = forms.CharField(
        label="Motif du rétablissement",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Il reste dans le dossier du partenaire. Aucune donnée d’un assuré.",
    )
