"""A person to entrust to a partenaire: four facts, and whom to (DEM-18)."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms

from conventions.enums import TypePartenaire
from conventions.models import Partenaire
from signalements.forms.garde import AvecGarde
from signalements.forms.instruction import choix_de
from signalements.rules.orientation import LONGUEUR, Confiee


class OrientationForm(AvecGarde):
    """Nothing else is asked about the person: no birth date, no reason, no health."""

    champs_gardes: ClassVar[Mapping[str, int]] = {"specialite": LONGUEUR}

    partenaire = forms.ChoiceField(label="À quel partenaire")
    nom = forms.CharField(label="Nom", max_length=LONGUEUR)
    prenom = forms.CharField(label="Prénom", max_length=LONGUEUR)
    telephone = forms.CharField(
        label="Téléphone", max_length=20, widget=forms.TextInput(attrs={"type": "tel"})
    )
    specialite = forms.CharField(
        label="Spécialité recherchée",
        max_length=LONGUEUR,
        required=False,
        help_text="Par exemple : médecin traitant, ophtalmologie.",
    )

    def __init__(
        self, *args: Any, partenaires: Iterable[Partenaire] = (), type_propose: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        connus = list(partenaires)
        proposes = [(str(p.cle), p.libelle) for p in connus if p.type == type_propose]
        autres = [(str(p.cle), p.libelle) for p in connus if p.type != type_propose]
        choix_de(self, "partenaire").choices = [
            ("", "Choisir un partenaire"),
            *([(TypePartenaire(type_propose).label, proposes)] if proposes else []),
            *([("Autres partenaires", autres)] if autres else []),
        ]
        if len(proposes) == 1:
            self.fields["partenaire"].initial = proposes[0][0]

    def confiee(self) -> Confiee:
        """Return the person, as the service takes it."""
        donnees = self.cleaned_data
        return Confiee(donnees["nom"], donnees["prenom"], donnees["telephone"], donnees["specialite"])

    def signaler(self, champ: str, message: str) -> None:
        """Show a refusal beside its field."""
        self.add_error(champ if champ in self.fields else None, message)
