"""Forms of meetings and permanences, both sides."""

from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms

from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.web.formulaires import FormulairePortail
from signalements.enums import DemiJournee, ModeRendezVous, RaisonRendezVous
from signalements.rules.permanences import DUREES_DE_CRENEAU, Ouverture
from signalements.rules.rendez_vous import Plage, plage_du_jour
from signalements.services.rendez_vous import LONGUEUR_A_APPORTER, LONGUEUR_LIEU
from signalements.services.rendez_vous_communs import Proposition

_AVERTISSEMENT: Final = "N’écrivez ni nom, ni numéro de sécurité sociale, ni information de santé."
_RAISONS_DE_L_AGENT: Final = (
    "agent_indisponible",
    "lieu_indisponible",
    "personne_indisponible",
    "regle",
    "erreur",
)
_RAISONS_DU_PARTENAIRE: Final = ("personne_indisponible", "regle", "erreur")
_RAISONS_D_UNE_PERMANENCE: Final = ("agent_indisponible", "lieu_indisponible", "erreur")


def _jour(libelle: str, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=libelle,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Écrivez une date, par exemple 15/01/2027."},
        **options,
    )


def _heure(libelle: str) -> forms.TimeField:
    return forms.TimeField(
        label=libelle,
        widget=forms.TimeInput(attrs={"type": "time", "autocomplete": "off"}, format="%H:%M"),
        error_messages={
            "required": "Indiquez une heure.",
            "invalid": "Écrivez une heure, par exemple 14:30.",
        },
    )


class _AvecConfirmation(FormulairePortail):
    """A form whose warnings may be read, then kept: the box comes with the first refusal."""

    confirme = forms.BooleanField(label="J’ai lu ces avertissements et je garde ce choix", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.data.get(self.add_prefix("confirme")):
            self.fields["confirme"].widget = forms.HiddenInput()

    def demander_confirmation(self) -> None:
        """Show the box: what was refused may be kept."""
        self.fields["confirme"].widget = forms.CheckboxInput()
        # Read name by name: unpacked, what a browser sent would be lists.
        self.data = {nom: self.data[nom] for nom in self.data if nom != self.add_prefix("confirme")}

    @property
    def est_confirme(self) -> bool:
        """Whether the warnings were read."""
        return bool(self.cleaned_data.get("confirme"))


class PropositionForm(_AvecConfirmation):
    """A date, hours, a way of meeting, a place, what to bring, who receives."""

    mode = forms.ChoiceField(
        label="Comment la personne est reçue", choices=ModeRendezVous.choices, widget=forms.RadioSelect
    )
    jour = _jour("Jour")
    debut = _heure("Début")
    fin = _heure("Fin")
    lieu = forms.CharField(
        label="Lieu, ou façon de se joindre",
        max_length=LONGUEUR_LIEU,
        required=False,
        help_text=f"Nécessaire, sauf par téléphone&nbsp;: la caisse appelle. {_AVERTISSEMENT}",
    )
    a_apporter = forms.CharField(
        label="Pièces à apporter",
        max_length=LONGUEUR_A_APPORTER,
        required=False,
        help_text=f"Imprimées sur la fiche remise à la personne. {_AVERTISSEMENT}",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    agent = forms.TypedChoiceField(label="Agent qui reçoit", coerce=int)
    fixe = forms.BooleanField(
        label="Cette date est déjà convenue avec la structure",
        required=False,
        help_text="Le rendez-vous est alors fixé tout de suite, sans attendre de réponse.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ("mode", "jour", "debut", "fin", "lieu", "a_apporter", "agent", "fixe", "confirme")

    def __init__(
        self, *args: Any, agents: Iterable[Utilisateur], demi_journees: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _choisir(self, "agent", agents)
        if demi_journees:
            self.fields["jour"].help_text = f"Conviennent à la personne&nbsp;: {demi_journees}."

    def proposition(self, fuseau: ZoneInfo) -> Proposition:
        """Return what is proposed, its hours read where the caisse is.

        Args:
            fuseau: the caisse's time zone.
        """
        donnees = self.cleaned_data
        return Proposition(
            mode=donnees["mode"],
            plage=self.plage(fuseau),
            agent_id=donnees["agent"],
            lieu=donnees["lieu"],
            a_apporter=donnees["a_apporter"],
            fixe=donnees["fixe"],
        )

    def plage(self, fuseau: ZoneInfo) -> Plage:
        """Return the hours."""
        donnees = self.cleaned_data
        return plage_du_jour(donnees["jour"], donnees["debut"], donnees["fin"], fuseau)


class PermanenceForm(_AvecConfirmation):
    """A day, hours, slots, a place, perhaps each week."""

    partenaire = forms.TypedChoiceField(label="Chez quel partenaire", coerce=int)
    lieu = forms.CharField(label="Lieu", max_length=LONGUEUR_LIEU, help_text=_AVERTISSEMENT)
    jour = _jour("Premier jour")
    debut = _heure("Début")
    fin = _heure("Fin")
    minutes = forms.TypedChoiceField(
        label="Durée d’un créneau",
        coerce=int,
        choices=[(minutes, f"{minutes} minutes") for minutes in DUREES_DE_CRENEAU],
        initial=30,
    )
    jusqu_au = _jour(
        "Chaque semaine, jusqu’au",
        required=False,
        help_text="Six mois au plus. Les jours fériés sont laissés de côté. Vide&nbsp;: un seul jour.",
    )
    agent = forms.TypedChoiceField(label="Agent qui reçoit", coerce=int)
    field_order = ("partenaire", "lieu", "jour", "debut", "fin", "minutes", "jusqu_au", "agent", "confirme")

    def __init__(
        self, *args: Any, agents: Iterable[Utilisateur], partenaires: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _choisir(self, "agent", agents)
        _offrir(self, "partenaire", [("", "Choisir un partenaire"), *partenaires])

    def ouverture(self) -> Ouverture:
        """Return what is opened."""
        donnees = self.cleaned_data
        jour: date = donnees["jour"]
        debut: time = donnees["debut"]
        return Ouverture(jour, debut, donnees["fin"], donnees["minutes"], donnees["jusqu_au"])


def _choisir(form: forms.Form, nom: str, agents: Iterable[Utilisateur]) -> None:
    _offrir(form, nom, [(agent.pk, agent.nom_complet) for agent in agents])


def _offrir(form: forms.Form, nom: str, choix: Sequence[tuple[Any, Any]]) -> None:
    champ = form.fields[nom]
    if isinstance(champ, forms.ChoiceField):
        champ.choices = choix


class RaisonForm(FormulairePortail):
    """Why a meeting or a permanence is cancelled: coded, nothing is said of the person."""

    raison = forms.ChoiceField(label="Pourquoi ?", widget=forms.RadioSelect)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, raisons: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offrir(self, "raison", [(raison, RaisonRendezVous(raison).label) for raison in raisons])

    @classmethod
    def de_l_agent(cls, *args: Any, **kwargs: Any) -> "RaisonForm":
        """Return the form of the caisse."""
        return cls(*args, raisons=_RAISONS_DE_L_AGENT, **kwargs)

    @classmethod
    def du_partenaire(cls, *args: Any, **kwargs: Any) -> "RaisonForm":
        """Return the form of the structure."""
        return cls(*args, raisons=_RAISONS_DU_PARTENAIRE, **kwargs)

    @classmethod
    def d_une_permanence(cls, *args: Any, **kwargs: Any) -> "RaisonForm":
        """Return the form of a permanence."""
        form = cls(*args, raisons=_RAISONS_D_UNE_PERMANENCE, **kwargs)
        _offrir(
            form, "raison", [(raison, _mot_d_une_permanence(raison)) for raison in _RAISONS_D_UNE_PERMANENCE]
        )
        return form


def _mot_d_une_permanence(raison: str) -> str:
    """Say a reason as it is of a permanence: nobody fixed a meeting by mistake."""
    par_erreur = raison == RaisonRendezVous.ERREUR
    return "La permanence a été ouverte par erreur" if par_erreur else str(RaisonRendezVous(raison).label)


class IssueForm(FormulairePortail):
    """How a meeting went."""

    issue = forms.ChoiceField(
        label="Comment s’est passé ce rendez-vous ?",
        choices=[("tenu", "Il a eu lieu"), ("absent", "La personne n’est pas venue, ou n’a pas répondu")],
        widget=forms.RadioSelect,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AutreDateForm(FormulairePortail):
    """Half-days that suit the person."""

    demi_journees = forms.MultipleChoiceField(
        label="Demi-journées qui conviennent à la personne",
        choices=DemiJournee.choices,
        widget=forms.CheckboxSelectMultiple,
    )


class CreneauForm(FormulairePortail):
    """One slot among those that are free."""

    creneau = forms.TypedChoiceField(
        label="Créneau",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez un créneau.",
            "invalid_choice": "Ce créneau vient d’être pris. Choisissez-en un autre.",
        },
    )

    def __init__(
        self, *args: Any, creneaux: Sequence[tuple[str, list[tuple[int, str]]]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _offrir(self, "creneau", creneaux)
