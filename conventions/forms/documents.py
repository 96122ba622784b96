"""The form that deposits a paper of a convention."""

from typing import Any

from django import forms

from conventions.enums import NatureDocument
from conventions.forms.partenaires import ChoixUnique, limiter
from conventions.models import Avenant, Comite, Convention, Courrier, Partie
from conventions.services.documents import A_PRECISER
from espace_partenaires.pieces.formulaires import PieceField
from espace_partenaires.web.dates import date_simple
from espace_partenaires.web.formulaires import FormulairePortail


class _ChoixDePartie(ChoixUnique):
    def label_from_instance(self, obj: Any) -> str:
        """Name the caisse or the partenaire."""
        return str(obj.libelle)


class _ChoixDAvenant(ChoixUnique):
    def label_from_instance(self, obj: Any) -> str:
        """Say its number and what it is about."""
        return f"Avenant n° {obj.numero} : {obj.objet}"


class _ChoixDeLettre(ChoixUnique):
    def label_from_instance(self, obj: Any) -> str:
        """Say its nature and the day it was sent."""
        return f"{obj.get_nature_display()}, envoyée le {date_simple(obj.envoye_le)}"


class _ChoixDeComite(ChoixUnique):
    def label_from_instance(self, obj: Any) -> str:
        """Say its day."""
        return f"Comité du {date_simple(obj.date)}"


class DocumentForm(FormulairePortail):
    """A scan, what it is, and what it is about."""

    nature = forms.ChoiceField(label="Nature du document", choices=NatureDocument.choices)
    fichier = PieceField(label="Document numérisé")
    partie = _ChoixDePartie(
        label="Partie",
        queryset=Partie.objects.none(),
        required=False,
        empty_label="Aucune en particulier",
        help_text="Pour un pouvoir de signer ou une attestation.",
    )
    avenant = _ChoixDAvenant(
        label="Avenant", queryset=Avenant.objects.none(), required=False, empty_label="Aucun"
    )
    courrier = _ChoixDeLettre(
        label="Lettre recommandée", queryset=Courrier.objects.none(), required=False, empty_label="Aucune"
    )
    comite = _ChoixDeComite(
        label="Comité de pilotage", queryset=Comite.objects.none(), required=False, empty_label="Aucun"
    )

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choix = {
            "partie": convention.parties.select_related("caisse", "partenaire").order_by("pk"),
            "avenant": convention.avenants.order_by("-numero"),
            "courrier": convention.courriers.order_by("-envoye_le", "-pk"),
            "comite": convention.comites.order_by("-date", "-pk"),
        }
        for champ, lignes in choix.items():
            limiter(self, champ, lignes)
            if not lignes.exists():
                # An empty list would be one more question without an answer.
                del self.fields[champ]
        nature = self.fields["nature"]
        if isinstance(nature, forms.ChoiceField):
            nature.choices = [
                (valeur, mots)
                for valeur, mots in NatureDocument.choices
                if A_PRECISER.get(valeur, ("partie", ""))[0] in self.fields
            ]
