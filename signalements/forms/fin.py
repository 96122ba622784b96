"""How a demande ends: one line of decision for each right, then what its kind asks."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django import forms

from conventions.enums import Service
from signalements.enums import Droit, Remise, Sens
from signalements.forms.instruction import ActeForm, champ_texte
from signalements.rules.decisions import NON_REMIS
from signalements.services.mots import LONGUEUR

_SANS_DECISION: Final = ("", "Pas de décision")
_REMISES: Final = [
    (Remise.ADRESSE.value, Remise.ADRESSE.label),
    (NON_REMIS, "Le document n’est pas remis"),
]
_REPONSES: Final[dict[str, tuple[str, str]]] = {
    Service.CONTACT: (
        "La réponse au partenaire",
        "Nécessaire tant que la caisse ne lui a pas répondu. Il la lit dans le fil de la demande.",
    ),
    Service.DOCUMENT: ("Un mot au partenaire", "Nécessaire si le document n’est pas remis."),
    Service.RENDEZ_VOUS: ("Un mot au partenaire", "Nécessaire si aucun rendez-vous n’a eu lieu."),
    Service.ETUDE: ("Un mot au partenaire", ""),
}


def champ_de_decision(droit: str) -> str:
    """Return the name of the field of a right."""
    return f"droit_{droit}"


class DecisionsForm(ActeForm):
    """A decision on each right; that of the motif comes first, the others are added at will."""

    def __init__(self, *args: Any, droit: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.droit = droit
        for code in sorted(Droit.values, key=lambda code: code != droit):
            self.fields[champ_de_decision(code)] = forms.ChoiceField(
                label=Droit(code).label,
                choices=[_SANS_DECISION, *Sens.choices],
                required=False,
            )

    @property
    def decision_principale(self) -> forms.BoundField | None:
        """Return the right of the motif, to be shown first."""
        return self[champ_de_decision(self.droit)] if self.droit else None

    @property
    def autres_decisions(self) -> list[forms.BoundField]:
        """Return the other rights."""
        return [self[champ_de_decision(code)] for code in Droit.values if code != self.droit]

    @property
    def autres_ouvertes(self) -> bool:
        """Tell whether one of the other rights is decided, or must be seen."""
        return any(champ.value() or champ.errors for champ in self.autres_decisions)

    def decisions(self) -> tuple[tuple[str, str], ...]:
        """Return the pairs (``Droit``, ``Sens``), the right of the motif first."""
        codes = sorted(Droit.values, key=lambda code: code != self.droit)
        lues = ((code, self.cleaned_data.get(champ_de_decision(code), "")) for code in codes)
        return tuple((code, sens) for code, sens in lues if sens)


class FinForm(DecisionsForm):
    """The end of a demande that is no signalement."""

    champs_gardes: ClassVar[Mapping[str, int]] = {"reponse": LONGUEUR}

    reponse = champ_texte("Un mot au partenaire")

    def __init__(self, *args: Any, nature: str = "", livree: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reponse"].label, aide = _REPONSES[nature]
        self.fields["reponse"].help_text = f"{aide} {self.fields['reponse'].help_text}".strip()
        if nature == Service.ETUDE and self.droit:
            self.fields[champ_de_decision(self.droit)] = forms.ChoiceField(
                label=Droit(self.droit).label,
                choices=Sens.choices,
                widget=forms.RadioSelect,
                error_messages={"required": "Dites ce qui a été décidé."},
            )
        if nature == Service.DOCUMENT and not livree:
            self.fields["remise"] = forms.ChoiceField(
                label="Le document",
                choices=_REMISES,
                widget=forms.RadioSelect,
                error_messages={"required": "Dites comment le document a été remis, ou qu’il ne l’est pas."},
            )

    def arguments(self) -> dict[str, Any]:
        """Return the answers under the names that ``services.decisions.terminer`` takes."""
        donnees = self.cleaned_data
        return {
            "decisions": self.decisions(),
            "reponse": donnees["reponse"],
            "remise": donnees.get("remise", ""),
            "confirme": self.confirme,
            "version": donnees["version"],
        }

    def signaler(self, champ: str, message: str) -> None:
        """Show a refusal beside its question; about decisions, beside that of the motif."""
        if champ == "decisions" and self.droit:
            champ = champ_de_decision(self.droit)
        self.add_error(champ if champ in self.fields else None, message)

    def relecture(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return what was answered, in words, to read again before the end."""
        relues: list[tuple[str, tuple[str, ...]]] = [
            (Droit(droit).label, (Sens(sens).label,)) for droit, sens in self.decisions()
        ]
        remise = self.cleaned_data.get("remise", "")
        if remise:
            relues.append(("Le document", (str(dict(_REMISES)[remise]),)))
        if self.cleaned_data["reponse"]:
            relues.append((str(self.fields["reponse"].label), (self.cleaned_data["reponse"],)))
        return relues or [("Vos réponses", ("aucune",))]
