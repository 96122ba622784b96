"""Why one goes on although a demande is already open for the person (DEM-15)."""

from collections.abc import Sequence

from django import forms

from signalements.enums import RaisonDoublon
from signalements.models import Demande
from signalements.rules.doublons import CHAMP_RAISON, MESSAGE_RAISON, raison_du_brouillon


def champ_raison_doublon() -> forms.ChoiceField:
    """Make the field of the identity step; shown, and asked for, only when there are doubles."""
    return forms.ChoiceField(
        label="Pourquoi faire une nouvelle demande ?",
        choices=RaisonDoublon.choices,
        widget=forms.RadioSelect,
        required=False,
    )


def demander_raison(form: forms.Form, doublons: Sequence[Demande], demande: Demande) -> bool:
    """Ask for the reason on the identity step when there are doubles; say whether the author may go on.

    Called once the page is stored: the reason is read in the draft.

    Args:
        form: the identity step, already checked, with ``champ_raison_doublon()`` under ``raison_doublon``.
        doublons: from ``selectors.doublons.doublons_du_partenaire``.
        demande: the draft, as stored.

    Exigence: DEM-15, NOV-07 (P)
    """
    if doublons and not raison_du_brouillon(demande.saisie):
        form.add_error(CHAMP_RAISON, MESSAGE_RAISON)
        return False
    return True


def doublons_a_montrer(form: forms.Form, doublons: Sequence[Demande]) -> Sequence[Demande]:
    """Return the doubles, the reason marked as compulsory when there are any: for a page being drawn."""
    form.fields[CHAMP_RAISON].required = bool(doublons)
    return doublons


class LierForm(forms.Form):
    """Another demande of the caisse, by its reference."""

    reference = forms.CharField(label="Référence de l’autre demande", max_length=16)
