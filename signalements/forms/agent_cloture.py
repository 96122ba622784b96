"""How an accompagnement ends: coded actions, each axis answered on its own, a reason when nothing came out."""

from collections.abc import Collection
from typing import Any, Final

from django import forms

from signalements.enums import ActionMas, Droit, IssueSansSoins, Sens
from signalements.forms.fin import DecisionsForm, champ_de_decision
from signalements.rules.cloture import Cloture, verifier_cloture
from signalements.rules.mas import soins_concernes

_OUI: Final = "oui"
_OUI_NON: Final = [(_OUI, "Oui"), ("non", "Non")]
_SANS_OBJET: Final = ("", "Sans objet : l’accompagnement a abouti")


def _axe(libelle: str, aide: str = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=libelle,
        help_text=aide,
        choices=_OUI_NON,
        coerce=lambda valeur: valeur == _OUI,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Répondez par oui ou par non."},
    )


class ClotureForm(DecisionsForm):
    """The answers of a closing: axes, then rights decided; that of care only when a frame is about care."""

    actions = forms.MultipleChoiceField(
        label="Ce qui a été fait",
        choices=ActionMas.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Cochez tout ce qui a été mené, même sans résultat.",
    )
    soins_realises = _axe("Les soins ont-ils été réalisés ?")
    aide_droits = _axe("La personne a-t-elle été aidée pour ses droits ?")
    aide_financiere = _axe("A-t-elle reçu une aide financière ?")
    orientation_parcours = _axe("A-t-elle été orientée dans le parcours de soins ?")
    issue_sans_soins = forms.ChoiceField(
        label="Si rien n’a abouti, ou si les soins n’ont pas eu lieu, pourquoi ?",
        choices=[_SANS_OBJET, *IssueSansSoins.choices],
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )

    def __init__(self, *args: Any, cadres: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cadres = cadres
        if not soins_concernes(cadres):
            del self.fields["soins_realises"]

    def clean(self) -> dict[str, Any]:
        """Ask the rule what is missing or contradicts itself, once each question was answered."""
        donnees: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            for manque in verifier_cloture(Cloture(**self.reponses()), self.cadres):
                self.signaler(manque.champ, manque.message)
        return donnees

    def signaler(self, champ: str, message: str) -> None:
        """Show a refusal beside its question, or above the form when this page does not ask it."""
        self.add_error(champ if champ in self.fields else None, message)

    def reponses(self) -> dict[str, Any]:
        """Return the answers under the names that ``services.traitement.clore`` takes."""
        donnees = self.cleaned_data
        return {
            "actions": tuple(donnees["actions"]),
            "soins_realises": donnees.get("soins_realises"),
            "aide_droits": donnees["aide_droits"],
            "aide_financiere": donnees["aide_financiere"],
            "orientation_parcours": donnees["orientation_parcours"],
            "issue_sans_soins": donnees["issue_sans_soins"],
        }

    @property
    def questions(self) -> list[forms.BoundField]:
        """Return the questions of the accompagnement, the rights and the version apart."""
        a_part = {"version", *map(champ_de_decision, Droit.values)}
        return [champ for champ in self if champ.name not in a_part]

    def relecture(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return each question with the words of its answers, to read again before closing."""
        relues = []
        for champ in self.questions:
            cochees = tuple(str(choix.data["label"]) for choix in champ if choix.data.get("selected"))
            relues.append((str(champ.label), cochees or ("rien",)))
        decidees = tuple(
            f"{Droit(droit).label} : {Sens(sens).label.lower()}" for droit, sens in self.decisions()
        )
        return [*relues, ("Décisions sur des droits", decidees or ("aucune",))]
