"""The pages of the MAS form: the person, why, which care (S4 annexe 4). Coded answers, no free text on care."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms

from conventions.departements import DEPARTEMENTS
from espace_partenaires.comptes.enums import Civilite
from signalements.enums import ActionEngagee, Anciennete, Cadre, Cause, SoinNonRealise
from signalements.forms.doublons import champ_raison_doublon
from signalements.forms.etapes import EtapeForm, champ_date

_SANS_MEMOIRE: Final = {"autocomplete": "off", "spellcheck": "false"}
_PLUSIEURS: Final = "Plusieurs réponses possibles."
_NOM_LONG: Final = {"max_length": "Ce nom dépasse 80\N{NO-BREAK SPACE}caractères : abrégez-le."}
RAISON: Final = "raison_doublon"
_Choix = list[tuple[str, Any]]


def _choix_de_departements(premiers: Iterable[str]) -> _Choix:
    """Return the départements, those of the caisse first: nearly always the right ones, never guessed."""
    devant = [code for code in premiers if code in DEPARTEMENTS]
    lignes = [(code, f"{nom} ({code})") for code, nom in DEPARTEMENTS.items()]
    if not devant:
        return [("", "Choisir un département"), *lignes]
    return [
        ("", "Choisir un département"),
        ("Autour de votre caisse", [ligne for ligne in lignes if ligne[0] in devant]),
        ("Autres départements", [ligne for ligne in lignes if ligne[0] not in devant]),
    ]


class PersonneForm(EtapeForm):
    """Who the person is, and the number the caisse will call (DEM-02, DEM-05).

    Args:
        departements: codes that the caisse serves, offered first.
    """

    civilite = forms.ChoiceField(label="Civilité", choices=Civilite.choices, widget=forms.RadioSelect)
    nom = forms.CharField(
        label="Nom", max_length=80, widget=forms.TextInput(attrs=_SANS_MEMOIRE), error_messages=_NOM_LONG
    )
    prenom = forms.CharField(
        label="Prénom", max_length=80, widget=forms.TextInput(attrs=_SANS_MEMOIRE), error_messages=_NOM_LONG
    )
    date_naissance = champ_date("Date de naissance")
    departement = forms.ChoiceField(label="Département de résidence", choices=[])
    telephone = forms.CharField(
        label="Téléphone",
        max_length=40,
        help_text="La caisse appellera ce numéro. Celui d’un proche convient si la personne n’en a pas.",
        widget=forms.TextInput(attrs={"type": "tel", "class": "court", **_SANS_MEMOIRE}),
        error_messages={"max_length": "Ce numéro est trop long : écrivez un seul numéro."},
    )
    telephone_de_proche = forms.BooleanField(label="C’est le numéro d’un proche", required=False)
    courriel = forms.EmailField(
        label="Courriel",
        required=False,
        widget=forms.EmailInput(attrs=_SANS_MEMOIRE),
        error_messages={"invalid": "Corrigez l’adresse électronique, ou laissez ce champ vide."},
    )

    raison_doublon = champ_raison_doublon()

    def __init__(self, *args: Any, departements: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields["departement"]
        if isinstance(champ, forms.ChoiceField):
            champ.choices = _choix_de_departements(departements)

    def saisie(self) -> dict[str, object]:
        """Return what was typed; the reason for a double only when it was asked."""
        brut = super().saisie()
        if RAISON not in self.data:
            brut.pop(RAISON, None)
        return brut


class SituationForm(EtapeForm):
    """Why the accompagnement is asked for, and what was already engaged."""

    cadres = forms.MultipleChoiceField(
        label="Ce qui est difficile",
        choices=Cadre.choices,
        help_text=_PLUSIEURS,
        widget=forms.CheckboxSelectMultiple,
    )
    actions_engagees = forms.MultipleChoiceField(
        label="Démarches que vous avez déjà engagées",
        choices=ActionEngagee.choices,
        help_text=_PLUSIEURS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class SoinsForm(EtapeForm):
    """Which care was not received, since when, why: asked for two frames only, and never compulsory."""

    soins = forms.MultipleChoiceField(
        label="Soins qui n’ont pas pu être faits",
        choices=SoinNonRealise.choices,
        help_text=_PLUSIEURS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    anciennete = forms.ChoiceField(
        label="Depuis quand", choices=Anciennete.choices, required=False, widget=forms.RadioSelect
    )
    causes = forms.MultipleChoiceField(
        label="Pour quelles raisons",
        choices=Cause.choices,
        help_text=_PLUSIEURS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
