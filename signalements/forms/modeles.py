"""Writing a reply model."""

from collections.abc import Mapping
from typing import ClassVar, Final

from django import forms

from conventions.enums import Service
from signalements.forms.garde import AvecGarde
from signalements.services.modeles_de_reponse import LONGUEUR_LIBELLE, LONGUEUR_MAX

# The history is read: nobody answers it.
_NATURES: Final = [(service.value, service.label) for service in Service if service != Service.HISTORIQUE]


class ModeleForm(AvecGarde):
    """Its name, its text, the service it is for."""

    champs_gardes: ClassVar[Mapping[str, int]] = {"texte": LONGUEUR_MAX}

    libelle = forms.CharField(
        label="Nom du modèle",
        max_length=LONGUEUR_LIBELLE,
        help_text="Celui que vos collègues choisissent dans la liste.",
        error_messages={"max_length": "Raccourcissez ce nom : 80 caractères au plus."},
    )
    nature = forms.ChoiceField(
        label="Proposé pour", required=False, choices=[("", "Toutes les demandes"), *_NATURES]
    )
    texte = forms.CharField(
        label="Texte",
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": "Écrivez le texte du modèle."},
    )
