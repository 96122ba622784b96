"""Reporting a malfunction, answering it, sending it up, raising it again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from conventions.forms.partenaires import ChoixUnique, limiter
from conventions.models import Caisse
from espace_partenaires.web.formulaires import FormulairePortail

SANS_DONNEE = "Aucune donnée d’un assuré : ni nom, ni numéro, ni rien sur sa situation."


def _texte(libelle: str, aide: str = "") -> forms.CharField:
    return forms.CharField(
        label=libelle, help_text=aide, max_length=4_000, widget=forms.Textarea(attrs={"rows": 5})
    )


class DysfonctionnementForm(FormulairePortail):
    """What happened, where and when; the browser and the account are known already."""

    caisse = ChoixUnique(
        label="Caisse à prévenir", queryset=Caisse.objects.none(), empty_label="Choisir", to_field_name="code"
    )
    description = _texte("Que s’est-il passé ?", "Ce que vous faisiez, et ce que le portail a répondu.")
    page = forms.CharField(
        label="Sur quelle page ?",
        max_length=400,
        required=False,
        help_text="L’adresse de la page, ou quelques mots.",
    )
    survenu_le = forms.DateTimeField(
        label="Quand ?",
        help_text="À l’heure de la caisse.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": "Indiquez le jour et l’heure.",
            "invalid": "Indiquez un jour et une heure.",
        },
    )

    def __init__(self, *args: Any, caisses: Sequence[Caisse], maintenant: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limiter(
            self,
            "caisse",
            Caisse.objects.filter(pk__in=[caisse.pk for caisse in caisses]).order_by("libelle"),
        )
        if len(caisses) == 1:
            self.fields["caisse"].initial = caisses[0]
            self.fields["caisse"].widget = forms.HiddenInput()
        zone = ZoneInfo(caisses[0].fuseau)
        # The widget writes it in the current zone: that of the caisse's clock is put in its place.
        self.fields["survenu_le"].initial = maintenant.astimezone(zone).replace(
            tzinfo=None, second=0, microsecond=0
        )

    def clean(self) -> dict[str, Any]:
        """Read the hour on the clock of the caisse."""
        lues: dict[str, Any] = super().clean() or self.cleaned_data
        caisse, moment = lues.get("caisse"), lues.get("survenu_le")
        if caisse is not None and moment is not None:
            lues["survenu_le"] = moment.replace(tzinfo=ZoneInfo(caisse.fuseau))
        return lues


class ReponseForm(FormulairePortail):
    """The answer of the support."""

    texte = _texte("Votre réponse", SANS_DONNEE)


class EscaladeForm(FormulairePortail):
    """Why a malfunction goes up to the national support."""

    motif = _texte("Pourquoi le transmettre", SANS_DONNEE)


class RelanceForm(FormulairePortail):
    """What still does not work."""

    texte = _texte("Que se passe-t-il encore ?", SANS_DONNEE)
