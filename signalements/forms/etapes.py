"""What each page of a draft shares: values kept as they were typed, and the sentences of the rules."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any, Final

from django import forms
from django.utils import timezone

from espace_partenaires.web.dates import date_simple
from espace_partenaires.web.formulaires import FormulairePortail
from signalements.mots_horloge import minuscule
from signalements.rules.mas import Manque, champs_manquants

_AUCUNE: Final = "rien"
Juge = Callable[[Mapping[str, object]], list[Manque]]


class EtapeForm(FormulairePortail):
    """One page of the draft. Whatever its shape, what was typed can be stored by ``saisie``.

    Args:
        aujourdhui: the day, in the caisse's time zone; the portal's when not given.
        juger: what a demande of this kind lacks, from what was typed; a signalement's rule when not given.
    """

    def __init__(
        self, *args: Any, aujourdhui: date | None = None, juger: Juge | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.aujourdhui = aujourdhui or timezone.localdate()
        self._juger: Juge = juger or partial(champs_manquants, aujourdhui=self.aujourdhui)
        # An empty form lacks everything: the rules say each thing in its own words, once.
        phrases = {manque.champ: manque.message for manque in self._juger({})}
        for nom, champ in self.fields.items():
            if nom in phrases:
                champ.error_messages |= {"required": phrases[nom], "invalid": phrases[nom]}

    def clean(self) -> dict[str, Any]:
        """Ask the rules what is missing on this page."""
        donnees: dict[str, Any] = super().clean() or self.cleaned_data
        for manque in self._juger(self.saisie()):
            if manque.champ in self.fields and manque.champ not in self.errors:
                self.add_error(manque.champ, manque.message)
        return donnees

    def ne_garder_que(self, *champs: str) -> None:
        """Forget the errors of the other fields: what is asked for now is not the whole page."""
        for nom in [nom for nom in self.errors if nom not in champs]:
            del self.errors[nom]

    def refuser(self, champ: str, message: str) -> None:
        """Show a refusal of a service beside its field, or above the page when it is about none."""
        self.add_error(champ if champ in self.fields else None, message)

    def saisie(self) -> dict[str, object]:
        """Return what was typed, raw: texts as they are, dates in ISO form when they can be read."""
        return {nom: self._brut(nom, champ) for nom, champ in self.fields.items() if self._se_garde(champ)}

    @staticmethod
    def _se_garde(champ: forms.Field) -> bool:
        return not isinstance(champ, forms.FileField)

    def _brut(self, nom: str, champ: forms.Field) -> object:
        valeur = champ.widget.value_from_datadict(self.data, self.files, self.add_prefix(nom))
        if isinstance(champ, forms.BooleanField):
            return bool(valeur)
        if isinstance(champ, forms.MultipleChoiceField):
            return list(valeur or [])
        if isinstance(champ.widget, forms.Textarea):
            # A browser sends two characters for a new line, and counts one.
            return str(valeur or "").replace("\r\n", "\n")
        return _en_iso(champ, valeur) if isinstance(champ, forms.DateField) else valeur or ""

    def en_mots(self, nom: str, valeur: object) -> str:
        """Return a raw value as a person reads it: to compare two versions of a draft.

        Args:
            nom: name of a field of this page.
            valeur: what ``saisie`` or the draft holds.
        """
        champ = self.fields[nom]
        if isinstance(champ, forms.BooleanField):
            return "oui" if valeur else "non"
        if isinstance(champ, forms.DateField):
            return _jour_en_mots(str(valeur or "")) or _AUCUNE
        codes = list(map(str, valeur)) if isinstance(valeur, list | tuple) else [str(valeur or "")]
        if isinstance(champ, forms.ChoiceField):
            libelles = _libelles(champ)
            mots = [libelles.get(code, code) for code in codes]
            codes = [*mots[:1], *map(minuscule, mots[1:])]
        return ", ".join(code for code in codes if code) or _AUCUNE


def _libelles(champ: forms.ChoiceField) -> Mapping[str, str]:
    """Return the words of each choice, the groups of a long list opened."""
    libelles: dict[str, str] = {}
    for code, libelle in champ.widget.choices:
        dedans = libelle if isinstance(libelle, list | tuple) else [(code, libelle)]
        libelles |= {str(cle): str(mot) for cle, mot in dedans}
    return libelles


def _en_iso(champ: forms.DateField, valeur: object) -> str:
    texte = str(valeur or "").strip()
    try:
        lue = champ.to_python(texte)
    except forms.ValidationError:
        return texte
    return lue.isoformat() if lue else ""


def _jour_en_mots(valeur: str) -> str:
    try:
        return date_simple(date.fromisoformat(valeur))
    except ValueError:
        return valeur


def champ_date(libelle: str, aide: str = "", *, required: bool = True) -> forms.DateField:
    """Make a field for a day, which a browser without calendar takes as « 04/03/1988 » too."""
    return forms.DateField(
        label=libelle,
        help_text=aide,
        required=required,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "off"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"],
    )
