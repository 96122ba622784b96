"""What a technicien sends on a transmitted demande: a new signed form; how it narrows its history."""

import re
from typing import Final

from django import forms

from espace_partenaires.pieces.formulaires import PieceField
from espace_partenaires.web.formulaires import FormulairePortail
from signalements.enums import EtatDemande
from signalements.selectors import Filtres

_BLANCS: Final = re.compile(r"\s+")
# « Prise en charge » holds what comes after it too: progress is told with the person's agreement only (DEM-23).
_ETATS: Final[dict[str, tuple[str, ...]]] = {
    "transmises": (EtatDemande.TRANSMISE,),
    "prises-en-charge": (EtatDemande.PRISE_EN_CHARGE, EtatDemande.ACCOMPAGNEMENT),
    "terminees": (EtatDemande.CLOSE,),
    "annulees": (EtatDemande.ANNULEE,),
}
_CHOIX: Final = (
    ("", "Toutes les demandes"),
    ("transmises", "Transmises, à prendre en charge"),
    ("prises-en-charge", "Prises en charge par la caisse"),
    ("terminees", "Terminées"),
    ("annulees", "Annulées"),
)


class PreuveForm(FormulairePortail):
    """The new signed form that a demande waits for."""

    fichier = PieceField(
        label="Nouveau formulaire signé",
        error_messages={"required": "Choisissez le formulaire signé à joindre."},
    )


class HistoriqueForm(FormulairePortail):
    """Narrow the history; nothing about a person is asked, since it would be in the address."""

    etat = forms.ChoiceField(label="Où en est-on", required=False, choices=_CHOIX)
    reference = forms.CharField(
        label="Référence",
        required=False,
        max_length=40,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "placeholder": "2026-691-K4T8QX"}
        ),
    )

    def filtres(self) -> Filtres:
        """Return what to keep; an answer that cannot be read keeps everything."""
        self.full_clean()
        etat = self.cleaned_data.get("etat", "")
        reference = _BLANCS.sub("", self.cleaned_data.get("reference", "")).upper()
        return Filtres(etats=tuple(map(str, _ETATS.get(etat, ()))), reference=reference)
