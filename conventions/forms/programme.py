"""Forms about the common work programme."""

from typing import Any

from django import forms

from conventions.forms.comites import champ_version, ligne, paragraphe
from conventions.forms.conventions import champ_date
from conventions.services.programme import ContenuObjectif
from espace_partenaires.web.formulaires import FormulairePortail


def champ_date_facultatif(libelle: str, aide: str = "") -> forms.DateField:
    """Return a date field that may stay empty."""
    champ = champ_date(libelle, aide)
    champ.required = False
    return champ


class ObjectifForm(FormulairePortail):
    """A new line of the programme."""

    objectif = ligne("Objectif", 300, requis=True)
    resultat_attendu = paragraphe("Résultat attendu", requis=True, lignes=3)
    indicateur = ligne("Indicateur", 200, aide="Ce qui se compte ou se constate.")
    echeance = champ_date_facultatif("Échéance")
    livrable = ligne("Livrable", 200, aide="Ce qui est remis : un guide, une formation, un rapport…")

    def contenu(self) -> ContenuObjectif:
        """Return what the line says."""
        return ContenuObjectif(
            **{nom: valeur for nom, valeur in self.cleaned_data.items() if nom != "version"}
        )


class ObjectifSuiviForm(ObjectifForm):
    """A line already there: its words, where one stands, whether it was reached."""

    avancement = paragraphe("Où en est-on", lignes=4)
    atteint_le = champ_date_facultatif("Atteint le", "Laissez vide tant que l’objectif n’est pas atteint.")
    version = champ_version()


class AnneeForm(FormulairePortail):
    """The year of a programme."""

    annee = forms.TypedChoiceField(label="Année", coerce=int, widget=forms.Select(attrs={"class": "court"}))

    def __init__(self, *args: Any, annees: range, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields["annee"]
        if isinstance(champ, forms.ChoiceField):
            champ.choices = [(str(annee), str(annee)) for annee in annees]
