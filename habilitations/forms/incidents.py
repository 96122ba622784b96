"""What is asked about a compromised account, and about an exclusion: short, and in plain words."""

from collections.abc import Iterable
from typing import Any

from django import forms

from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.web.formulaires import FormulairePortail
from habilitations.enums import ConclusionIncident, NatureIncident
from habilitations.models import Habilitation
from habilitations.services.declarations import Declaration

# Beside which field a refusal is shown; elsewhere it comes above the form.
_CHAMPS_DES_REFUS = {"date_future": ("constate_le", "decidee_le"), "conclusion": ("conclusion",)}
_SANS_ASSURE = (
    "N’écrivez ni mot de passe, ni numéro de sécurité sociale, ni rien sur une personne accompagnée."
)


class FormulaireAvecRefus(FormulairePortail):
    """A form that shows a refusal beside the field it is about; what was typed stays."""

    def montrer_refus(self, refus: RegleMetierRefusee) -> None:
        """Show a refusal."""
        champs = [champ for champ in _CHAMPS_DES_REFUS.get(refus.code, ()) if champ in self.fields]
        self.add_error(champs[0] if champs else None, refus.message)


class ConstatForm(FormulaireAvecRefus):
    """What happened to an account, and since when."""

    nature = forms.ChoiceField(
        label="Que s’est-il passé ?", choices=NatureIncident.choices, widget=forms.RadioSelect
    )
    constate_le = forms.DateField(
        label="Quand l’avez-vous constaté ?",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Si vous n’êtes pas sûr du jour, indiquez le plus ancien.",
    )
    recit = forms.CharField(
        label="Racontez en quelques mots",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_SANS_ASSURE,
    )


class DeclarationForm(ConstatForm):
    """The public form: whoever cannot sign in any more."""

    caisse = forms.ChoiceField(
        label="Avec quelle caisse votre structure travaille-t-elle ?",
        help_text="Les caisses sont rangées par numéro de département : tapez le vôtre pour y aller directement.",
    )
    identifiant = forms.CharField(
        label="Identifiant du compte",
        max_length=60,
        required=False,
        help_text="Il figure dans le courriel d’invitation, par exemple « t-0491-pnom ». Laissez vide si vous ne le retrouvez pas.",
    )
    structure = forms.CharField(
        label="Votre structure", max_length=160, help_text="Par exemple : CCAS de votre commune."
    )
    nom = forms.CharField(label="Vos prénom et nom", max_length=160)
    telephone = forms.CharField(
        label="Votre téléphone", max_length=20, help_text="La caisse peut vous rappeler pour vérifier."
    )
    courriel = forms.EmailField(
        label="Votre courriel", max_length=254, help_text="Un accusé de réception y est envoyé."
    )
    field_order = (
        "nature",
        "constate_le",
        "recit",
        "caisse",
        "structure",
        "identifiant",
        "nom",
        "telephone",
        "courriel",
    )

    def __init__(self, *arguments: Any, caisses: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        choix = self.fields["caisse"]
        if isinstance(choix, forms.ChoiceField):
            choix.choices = [("", "Choisir"), *caisses]

    def declaration(self) -> Declaration:
        """Return what was typed."""
        champs = {nom: valeur for nom, valeur in self.cleaned_data.items() if nom != "caisse"}
        return Declaration(**champs)


class RechercheDeCompteForm(FormulairePortail):
    """An account to find again."""

    q = forms.CharField(
        label="Identifiant, nom de la personne ou nom de la structure", max_length=80, required=False
    )


class RattachementForm(FormulaireAvecRefus):
    """The account that a public report is about."""

    compte = forms.ChoiceField(label="De quel compte s’agit-il ?", widget=forms.RadioSelect)

    def __init__(self, *arguments: Any, comptes: Iterable[Habilitation], **options: Any) -> None:
        super().__init__(*arguments, **options)
        choix = self.fields["compte"]
        if isinstance(choix, forms.ChoiceField):
            choix.choices = [
                (
                    str(compte.cle),
                    f"{compte.utilisateur.identifiant} · {compte.utilisateur.nom_complet} · {compte.partenaire.libelle}",
                )
                for compte in comptes
            ]


class ClotureForm(FormulaireAvecRefus):
    """How a report ended."""

    conclusion = forms.ChoiceField(label="Conclusion", widget=forms.RadioSelect)
    suite = forms.CharField(
        label="Ce qui a été fait",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Les gestionnaires de la structure le lisent sur le portail. " + _SANS_ASSURE,
    )

    def __init__(self, *arguments: Any, possibles: Iterable[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        choix = self.fields["conclusion"]
        if isinstance(choix, forms.ChoiceField):
            choix.choices = [(code, ConclusionIncident(code).label) for code in possibles]


class ExclusionForm(FormulaireAvecRefus):
    """A decision of the director."""

    directeur = forms.CharField(
        label="Décision prise par",
        max_length=120,
        help_text="Nom et qualité de la directrice ou du directeur de la caisse.",
    )
    decidee_le = forms.DateField(
        label="Date de la décision", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    motif = forms.CharField(
        label="Motif notifié",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Il figure dans la notification et s’affiche aux gestionnaires de la structure. Des faits, sans jugement. "
        "Aucune donnée d’un assuré.",
    )


class LeveeForm(FormulaireAvecRefus):
    """Why an exclusion ends."""

    motif = forms.CharField(
        label="Motif de la levée",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Il reste dans le dossier du compte. Aucune donnée d’un assuré.",
    )
