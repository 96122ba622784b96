"""The pages of the demandes that are no signalement: why, the text and the coded answers, what is certified."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms

from signalements.enums import BesoinAcces, DemiJournee, Fragilite, ModeRendezVous, SituationRendezVous
from signalements.forms.etapes import EtapeForm
from signalements.forms.garde import AVERTISSEMENT, CHAMP_RELU, CONFIRMATION
from signalements.forms.mas import PersonneForm
from signalements.models import Motif
from signalements.rules.depot import LONGUEUR_PRECISIONS
from signalements.services.garde import mots_cites

_PLUSIEURS: Final = "Plusieurs réponses possibles."
SANTE_CONFIRMEE: Final = "sante_confirmee"
PRECISIONS: Final = "precisions"


class MotifForm(EtapeForm):
    """Why the demande is made: one of the motifs that this caisse offers (DEM-01).

    Args:
        motifs: what the caisse offers, in order.
    """

    motif = forms.ChoiceField(label="Motif de la demande", choices=[], widget=forms.RadioSelect)

    def __init__(self, *args: Any, motifs: Sequence[Motif] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields["motif"]
        if isinstance(champ, forms.ChoiceField):
            champ.choices = [(motif.code, _avec_aide(motif)) for motif in motifs]
            champ.error_messages["invalid_choice"] = (
                "Votre caisse ne propose pas ce motif : choisissez-en un autre."
            )


def _avec_aide(motif: Motif) -> str:
    return f"{motif.libelle} — {motif.aide}" if motif.aide else motif.libelle


class PersonneDeLaDemandeForm(PersonneForm):
    """Who the person is; the caisse has no need to call at once: a phone helps and is not compulsory (DEM-02)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["courriel"]
        telephone = self.fields["telephone"]
        telephone.required = False
        telephone.help_text = "Utile si la caisse doit joindre la personne. Celui d’un proche convient."


class PrecisionsForm(EtapeForm):
    """The one free text of a demande, guarded (DEM-02, DEM-03): a tick appears once words on health were found."""

    precisions = forms.CharField(
        label="Précisions",
        required=False,
        max_length=LONGUEUR_PRECISIONS,
        widget=forms.Textarea(attrs={"rows": 5, "data-garde": "oui"}),
        error_messages={
            "max_length": "Ce texte dépasse 2\N{NO-BREAK SPACE}000 caractères : abrégez-le.",
        },
    )
    libelle_du_texte = ""
    aide_du_texte = ""

    def __init__(self, *args: Any, texte_exige: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields[PRECISIONS]
        champ.required = texte_exige
        champ.label = self.libelle_du_texte or champ.label
        champ.help_text = f"{self.aide_du_texte} {AVERTISSEMENT}".strip()
        if mots_cites(self.texte_montre()):
            self.demander_relecture()

    def texte_montre(self) -> str:
        """Return the text that this page shows: what was sent, or what the draft holds."""
        return str((self.data if self.is_bound else self.initial).get(PRECISIONS) or "")

    @property
    def relu(self) -> bool:
        """Tell whether the author ticked the confirmation."""
        return CHAMP_RELU in self.fields and bool(self._brut(CHAMP_RELU, self.fields[CHAMP_RELU]))

    def demander_relecture(self) -> None:
        """Add the tick, as the draft holds it when nothing was sent."""
        if CHAMP_RELU not in self.fields:
            tenue = PRECISIONS in (self.initial.get(SANTE_CONFIRMEE) or [])
            self.fields[CHAMP_RELU] = forms.BooleanField(label=CONFIRMATION, required=False, initial=tenue)

    def saisie(self) -> dict[str, object]:
        """Return what was typed; the tick becomes the list of the fields confirmed."""
        brut = super().saisie()
        brut.pop(CHAMP_RELU, None)
        return brut | {SANTE_CONFIRMEE: [PRECISIONS] if self.relu else []}

    def clean(self) -> dict[str, Any]:
        """Ask to mend or confirm words that look like health."""
        donnees = super().clean()
        texte = donnees.get(PRECISIONS) or ""
        mots = mots_cites(texte)
        if mots and not self.relu and PRECISIONS not in self.errors:
            self.add_error(PRECISIONS, message_de_sante(mots))
        return donnees


def message_de_sante(mots: Sequence[str]) -> str:
    """Say which words to write otherwise, or to confirm."""
    cites = ", ".join(f"«\N{NO-BREAK SPACE}{mot}\N{NO-BREAK SPACE}»" for mot in mots)
    return (
        f"Ce texte semble parler de santé ({cites}). Écrivez-le autrement ; "
        "s’il n’en parle pas, cochez la case qui suit le texte."
    )


class ContactForm(PrecisionsForm):
    """« Contacter votre organisme d’Assurance Maladie »: a question."""

    libelle_du_texte = "Votre question"


class DocumentForm(PrecisionsForm):
    """« Demander un document »: the document is the motif; a word may be added."""

    aide_du_texte = "La période voulue, par exemple."


class EtudeForm(PrecisionsForm):
    """« Soumettre une demande d’étude de dossier »: emergency certified, social fragilities coded (DEM-08, DEM-25).

    Args:
        urgence_possible: the motif may be urgent.
    """

    urgence = forms.BooleanField(
        label="Je certifie que la situation de soins de la personne s’aggraverait sans traitement rapide du dossier.",
        required=False,
        help_text="Aucun détail médical. La caisse répond alors en 14\N{NO-BREAK SPACE}jours au lieu de "
        "30, à partir d’un dossier complet et recevable.",
    )
    fragilites = forms.MultipleChoiceField(
        label="Ce qui fragilise la personne",
        choices=Fragilite.choices,
        required=False,
        help_text=f"{_PLUSIEURS} Ces cases suffisent\N{NO-BREAK SPACE}: n’écrivez pas de détail.",
        widget=forms.CheckboxSelectMultiple,
    )
    aide_du_texte = "Ce que la caisse doit savoir pour étudier le dossier."
    field_order = ("urgence", "fragilites", PRECISIONS)

    def __init__(self, *args: Any, urgence_possible: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not urgence_possible:
            del self.fields["urgence"]


class RendezVousForm(PrecisionsForm):
    """« Demander un rendez-vous pour un assuré »: why, how, when, what it needs (DEM-13)."""

    situation = forms.ChoiceField(
        label="Pourquoi un rendez-vous", choices=SituationRendezVous.choices, widget=forms.RadioSelect
    )
    modes = forms.MultipleChoiceField(
        label="Comment la personne peut rencontrer la caisse",
        choices=ModeRendezVous.choices,
        help_text=_PLUSIEURS,
        widget=forms.CheckboxSelectMultiple,
    )
    demi_journees = forms.MultipleChoiceField(
        label="Demi-journées qui conviennent",
        choices=DemiJournee.choices,
        required=False,
        help_text="Ne cochez rien si toutes conviennent.",
        widget=forms.CheckboxSelectMultiple,
    )
    besoins = forms.MultipleChoiceField(
        label="Ce qu’il faut pour que la rencontre soit possible",
        choices=BesoinAcces.choices,
        required=False,
        help_text=_PLUSIEURS,
        widget=forms.CheckboxSelectMultiple,
    )
    aide_du_texte = "Ce dont il sera question, les pièces que la personne peut apporter."
    field_order = ("situation", "modes", "demi_journees", "besoins", PRECISIONS)


class CertificationForm(EtapeForm):
    """What the author certifies, and what the person agrees to be told (DEM-01, DEM-23).

    Args:
        destinataire: the caisse that receives and answers for the data.
    """

    information_certifiee = forms.BooleanField(label="")
    regime_general = forms.BooleanField(
        label="Je déclare que la personne relève du régime général de la Sécurité sociale.",
    )
    accord_suivi = forms.BooleanField(
        label="La personne accepte que la caisse vous dise où en est sa demande.",
        required=False,
        help_text="Sans cet accord, la caisse vous dira seulement qu’elle a reçu la demande, et ce qu’il y manque.",
    )

    def __init__(self, *args: Any, destinataire: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["information_certifiee"].label = (
            "Je certifie avoir informé la personne de ce qui est transmis, à qui "
            f"({destinataire}, responsable du traitement), et de ses droits."
        )
