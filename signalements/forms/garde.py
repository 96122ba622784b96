"""What every form with a free text shows: the CNIL's warning, and a tick once words on health were found."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django import forms

from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.web.formulaires import FormulairePortail
from signalements.services.garde import texte_admis

AVERTISSEMENT: Final = (
    "Écrivez seulement ce qui est utile à la demande\N{NO-BREAK SPACE}: ni numéro de sécurité sociale, "
    "ni information de santé, ni jugement sur la personne. Elle peut demander à lire ce texte."
)
CONFIRMATION: Final = (
    "J’ai relu : ce texte ne parle pas de la santé de la personne, ou ne peut pas se dire autrement."
)
CHAMP_RELU: Final = "relu"


class AvecGarde(FormulairePortail):
    """Base of the forms with free texts, alone or before another: ``class X(AvecGarde, Autre)``.

    ``champs_gardes`` maps each guarded field to the characters it may hold. Their texts pass ``texte_admis`` in
    ``clean``; a word on health adds the field ``relu`` (a tick) to the form, which a template shows with
    ``{% if form.relu %}{% champ form.relu %}{% endif %}``. Give ``form.confirme`` to the service, which asks again.

    Exigence: DEM-03, NOV-05 (S1u 5)
    """

    champs_gardes: ClassVar[Mapping[str, int]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom in self.champs_gardes:
            champ = self.fields[nom]
            champ.widget.attrs["data-garde"] = "oui"
            champ.help_text = f"{champ.help_text} {AVERTISSEMENT}".strip()
        if self.confirme:
            self.demander_relecture()

    @property
    def confirme(self) -> bool:
        """Tell whether the author ticked the confirmation."""
        return self.is_bound and self.data.get(self.add_prefix(CHAMP_RELU)) == "on"

    def clean(self) -> dict[str, Any]:
        """Hold each guarded text to the guard; all the fields are read, so that one sending says everything."""
        donnees: dict[str, Any] = super().clean() or self.cleaned_data
        for nom, longueur in self.champs_gardes.items():
            if donnees.get(nom):
                self._garder(donnees, nom, longueur)
        return donnees

    def refuser(self, nom: str, refus: RegleMetierRefusee, message: str = "") -> None:
        """Show beside a field what a service refused; a word on health shows the tick too.

        Args:
            nom: of the field.
            refus: what the service said.
            message: another way to say it.
        """
        if refus.code == "sante_a_confirmer":
            self.demander_relecture()
        self.add_error(nom, message or refus.message)

    def demander_relecture(self) -> None:
        """Add the tick to the form."""
        if CHAMP_RELU not in self.fields:
            self.fields[CHAMP_RELU] = forms.BooleanField(label=CONFIRMATION, required=False)

    def _garder(self, donnees: dict[str, Any], nom: str, longueur: int) -> None:
        try:
            donnees[nom] = texte_admis(donnees[nom], confirme=self.confirme, longueur=longueur)
        except RegleMetierRefusee as refus:
            self.refuser(nom, refus)
