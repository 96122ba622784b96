"""What the catalogue shows: invented values, fixed dates, a form with and without errors."""

from datetime import UTC, datetime
from typing import Final

from django import forms

from espace_partenaires.web.composants import Segment
from espace_partenaires.web.formulaires import FormulairePortail

MOMENT: Final = datetime(2026, 11, 21, 13, 32, tzinfo=UTC)
CADRES: Final = [
    ("droits", "Difficultés d’accès aux droits"),
    ("soins", "Renoncement ou difficultés d’accès à des soins"),
    ("handicap", "Renoncement ou difficultés liés à un handicap"),
    ("numerique", "Fragilité face au numérique"),
]
ETATS: Final = [
    ("retard", "en retard de 3 h"),
    ("bientot", "reste 5 h 20"),
    ("fait", "acceptée"),
    ("neutre", "en instruction à la CPAM"),
    ("attente", "demain, fin de journée"),
    ("vous", "pièce attendue de vous"),
]


class ExempleForm(FormulairePortail):
    """One field of each sort."""

    nom = forms.CharField(label="Nom", max_length=80)
    courriel = forms.EmailField(
        label="Courriel professionnel", help_text="Celui de votre structure, pas une adresse personnelle."
    )
    telephone = forms.CharField(label="Téléphone", required=False)
    naissance = forms.DateField(label="Date de naissance", widget=forms.DateInput(attrs={"type": "date"}))
    departement = forms.ChoiceField(
        label="Département de résidence", choices=[("", "Choisir"), ("69", "Rhône (69)")]
    )
    cadres = forms.MultipleChoiceField(
        label="Pourquoi demandez-vous un accompagnement ?",
        choices=CADRES,
        widget=forms.CheckboxSelectMultiple,
        help_text="Plusieurs réponses possibles.",
    )
    urgence = forms.ChoiceField(
        label="La situation est-elle urgente ?",
        choices=[("oui", "Oui"), ("non", "Non")],
        widget=forms.RadioSelect,
    )
    message = forms.CharField(
        label="Votre message",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="N’écrivez ni numéro de sécurité sociale, ni information de santé.",
        required=False,
    )
    piece = forms.FileField(
        label="Avis d’imposition", required=False, help_text="PDF, JPEG ou PNG, 10 Mo au plus."
    )
    information = forms.BooleanField(label="La personne a été informée de cette demande.")


def segments_d_exemple() -> list[Segment]:
    """Return the ribbon of the third mock-up."""
    return [
        Segment("neutre", "CPAM", "6 jours", 6),
        Segment("vous", "vous", "depuis jeudi 19 novembre", 9),
        Segment("futur", "30 jours dès que le dossier est complet", poids=25),
    ]


def contexte_du_catalogue() -> dict[str, object]:
    """Return all that the page shows; the second form comes back with its errors and the text kept."""
    en_erreur = {"ex2-nom": "Diallo", "ex2-courriel": "awa.diallo", "ex2-cadres": ["soins"]}
    return {
        "etats": ETATS,
        "segments": segments_d_exemple(),
        "segments_retard": [Segment("neutre", "CPAM", "48 h", 48), Segment("retard", "en retard", "3 h", 3)],
        "formulaire": ExempleForm(prefix="ex1"),
        "formulaire_errone": ExempleForm(en_erreur, prefix="ex2"),
        "moment": MOMENT,
        "definitions": [
            ("Référence", "2026-691-K4T8QX"),
            ("Née le", "4 mars 1988"),
            ("Téléphone", ""),
            ("Réside dans", "Rhône (69)"),
        ],
        "adresse_longue": "service-d-accompagnement.des-personnes@centre-communal-d-action-sociale.example",
    }
