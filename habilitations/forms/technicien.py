"""Creation of a technicien: the person, then what the gestionnaire certifies (HAB-08)."""

from datetime import date
from typing import Any

from django import forms

from habilitations.forms.comptes import IdentiteForm, pas_dans_le_futur
from habilitations.rules.certifications import CERTIFICATIONS


class TechnicienForm(IdentiteForm):
    """All that S1u 2.2.1 asks of a technicien."""

    certifications = forms.MultipleChoiceField(
        label="Je certifie que cette personne",
        choices=list(CERTIFICATIONS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Certifiez chaque point : le compte ne peut être créé autrement."},
        help_text="Tous les points sont nécessaires. Le jour et votre compte sont conservés avec chacun.",
    )
    formation_detection_le = forms.DateField(
        label="Formée à la détection des situations de renoncement, le",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Sans cette date, le formulaire de signalement rappellera à la personne de se former.",
    )

    def clean_formation_detection_le(self) -> date | None:
        """Refuse a training that has not happened."""
        return pas_dans_le_futur(self.cleaned_data["formation_detection_le"])

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of ``creer_technicien``, actor and partenaire aside."""
        return {
            **self.identite(),
            "certifications": self.cleaned_data["certifications"],
            "formation_detection_le": self.cleaned_data["formation_detection_le"],
        }
