"""Forms of the register of registered letters."""

from typing import TYPE_CHECKING, Any, Final

from django import forms

from conventions.enums import FinUnilaterale, NatureCourrier
from conventions.forms.conventions import ChoixDePartie, champ_date
from conventions.forms.partenaires import ChoixUnique, limiter
from conventions.models import Convention, Courrier, Partie
from espace_partenaires.web.dates import date_simple
from espace_partenaires.web.formulaires import FormulairePortail

if TYPE_CHECKING:
    ChoixMultiple = forms.ModelMultipleChoiceField[Any]
else:
    ChoixMultiple = forms.ModelMultipleChoiceField

NUMERO: Final = "numero_"
_TEXTES: Final = {
    NatureCourrier.MISE_EN_DEMEURE: (
        "Ce qui est reproché",
        "Tel qu’écrit dans la lettre, sans donnée d’un assuré.",
    ),
    NatureCourrier.FORCE_MAJEURE: ("Événement notifié", "Tel qu’écrit dans la lettre."),
    NatureCourrier.RESILIATION: (
        "Plan de clôture convenu",
        "Ce qui est mené à bien et ce qui prend le relais. Obligatoire après une mise en demeure.",
    ),
}
# Who it is not sent to; any other letter goes to every party but its sender.
_A_QUI: Final = {
    NatureCourrier.MISE_EN_DEMEURE: "À remplir pour la seule partie défaillante.",
    NatureCourrier.RESILIATION: "Vide si la lettre ne lui est pas adressée.",
}


def zone_de_texte(libelle: str, aide: str = "", *, requis: bool = True) -> forms.CharField:
    """Return a field of several lines."""
    return forms.CharField(
        label=libelle,
        help_text=aide,
        required=requis,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PartiesAuChoix(ChoixMultiple):
    """Parties to tick, by name."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """Name the party."""
        return str(obj.libelle)


class ChoixDeCourrier(ChoixUnique):
    """A choice among letters of the register."""

    def label_from_instance(self, obj: Any) -> str:
        """Say what it is, from whom, and when."""
        return (
            f"{obj.get_nature_display()} de {obj.expediteur.libelle}, envoyée le {date_simple(obj.envoye_le)}"
        )


def parties_de(convention: Convention) -> Any:
    """Return the parties of a convention, with their names."""
    return convention.parties.select_related("caisse", "partenaire").order_by("pk")


class CourrierForm(FormulairePortail):
    """A registered letter that was sent: one number per addressee."""

    expediteur = ChoixDePartie(label="Expéditeur", queryset=Partie.objects.none(), empty_label="Choisir")
    envoye_le = champ_date("Date d’envoi", "Celle du bordereau de dépôt.")

    def __init__(self, *args: Any, convention: Convention, nature: NatureCourrier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties = parties_de(convention)
        limiter(self, "expediteur", parties)
        self.destinataires = list(parties)
        self._ajouter_les_numeros(nature)
        if nature in _TEXTES:
            libelle, aide = _TEXTES[nature]
            self.fields["reproche"] = zone_de_texte(
                libelle, aide, requis=nature != NatureCourrier.RESILIATION
            )
        choisit_sa_date = convention.fin_unilaterale == FinUnilaterale.A_TOUT_MOMENT
        if nature == NatureCourrier.RESILIATION or (
            nature == NatureCourrier.FIN_UNILATERALE and choisit_sa_date
        ):
            self.fields["effet_demande_le"] = champ_date(
                "Date d’effet fixée par la lettre", "Vide : la réception. Elle n’avance jamais l’effet."
            )
            self.fields["effet_demande_le"].required = False
        if nature == NatureCourrier.RESILIATION:
            self._ajouter_la_suite(convention, parties)

    def _ajouter_les_numeros(self, nature: NatureCourrier) -> None:
        for partie in self.destinataires:
            self.fields[f"{NUMERO}{partie.pk}"] = forms.CharField(
                label=f"Numéro de recommandé pour {partie.libelle}",
                max_length=40,
                required=False,
                help_text=_A_QUI.get(nature, "À remplir pour chaque partie, sauf l’expéditeur."),
            )

    def _ajouter_la_suite(self, convention: Convention, parties: Any) -> None:
        suivables = Courrier.objects.filter(
            convention=convention, nature__in=[NatureCourrier.MISE_EN_DEMEURE, NatureCourrier.FORCE_MAJEURE]
        )
        self.fields["suite_de"] = ChoixDeCourrier(
            label="Fait suite à",
            queryset=suivables.select_related("expediteur__caisse", "expediteur__partenaire"),
            required=False,
            empty_label="Une fin déjà décidée",
        )
        if convention.seconde_lettre:
            # It can only follow a mise en demeure: the only one is chosen already.
            if len(suivables) == 1:
                self.initial.setdefault("suite_de", suivables[0].pk)
            self.fields["accords"] = PartiesAuChoix(
                label="Autres parties d’accord pour résilier",
                queryset=parties,
                required=False,
                help_text="L’expéditeur l’est déjà. Toutes doivent l’être, hors la partie défaillante.",
            )

    def clean(self) -> dict[str, Any] | None:
        """Gather the numbers by addressee."""
        propres = super().clean() or {}
        propres["numeros"] = {
            partie.pk: numero
            for partie in self.destinataires
            if (numero := propres.pop(f"{NUMERO}{partie.pk}", "") or "")
        }
        return propres


class ReceptionForm(FormulairePortail):
    """A receipt."""

    destinataire = ChoixDePartie(label="Destinataire", queryset=Partie.objects.none(), empty_label="Choisir")
    recue_le = champ_date("Date de réception", "Celle de l’avis de réception.")

    def __init__(self, *args: Any, courrier: Courrier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attendues = courrier.remises.filter(recue_le__isnull=True).values("destinataire")
        parties = parties_de(courrier.convention).filter(pk__in=attendues)
        limiter(self, "destinataire", parties)
        if len(parties) == 1:
            self.initial.setdefault("destinataire", parties[0].pk)


class ReparationForm(FormulairePortail):
    """What a mise en demeure named was mended."""

    reparee_le = champ_date("Manquement réparé le")
    motif = zone_de_texte("Comment il l’a été")
