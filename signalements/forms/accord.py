"""The page of the agreement: how the person agreed, when, the signed form, what the author certifies."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms

from espace_partenaires.pieces.formulaires import PieceField
from signalements.enums import ModeConsentement
from signalements.forms.etapes import EtapeForm, champ_date

# Field of this page ← key of what is missing, as the services name it.
_CHAMPS_DES_MANQUES: Final[Mapping[str, str]] = {
    "consentement": "mode",
    "consentement_mode": "mode",
    "consentement_texte": "mode",
    "consentement_date": "recueilli_le",
    "consentement_jugement": "reference_jugement",
    "consentement_piece": "fichier",
    "nir": "reference_jugement",
    "regime_general": "regime_general",
    "information_certifiee": "information_certifiee",
}
_DU_CONSENTEMENT: Final = ("mode", "recueilli_le", "reference_jugement")


class AccordForm(EtapeForm):
    """The agreement of the person (DEM-06) and the declarations of the author (DEM-01, DEM-23).

    Args:
        suite: what the partner would be told of.
        destinataire: the caisse that receives and answers for the data.
    """

    information_certifiee = forms.BooleanField(label="")
    mode = forms.ChoiceField(
        label="Comment la personne a-t-elle donné son accord ?",
        choices=ModeConsentement.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez comment l’accord a été donné."},
    )
    recueilli_le = champ_date("Date de l’accord")
    reference_jugement = forms.CharField(
        label="Référence du jugement",
        required=False,
        max_length=80,
        help_text="Seulement quand un représentant légal donne l’accord. N’écrivez pas de numéro de sécurité sociale.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "max_length": "La référence du jugement dépasse 80\N{NO-BREAK SPACE}caractères : abrégez-la."
        },
    )
    fichier = PieceField(label="Fichier du formulaire signé", required=False)
    regime_general = forms.BooleanField(
        label="Je déclare que la personne relève du régime général de la Sécurité sociale.",
    )
    accord_suivi = forms.BooleanField(label="", required=False)

    def __init__(
        self, *args: Any, suite: str = "son accompagnement", destinataire: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["information_certifiee"].label = (
            "Je certifie avoir informé la personne, avec le texte ci-dessus, de ce qui est transmis, à qui "
            f"({destinataire}, responsable du traitement), et de ses droits."
        )
        self.fields["accord_suivi"].label = f"La personne accepte que la caisse vous dise où en est {suite}."

    def saisie(self) -> dict[str, object]:
        """Return the boxes; the consent has a proof of its own (``consentement``)."""
        return {nom: valeur for nom, valeur in super().saisie().items() if nom not in _DU_CONSENTEMENT}

    def consentement(self) -> dict[str, str]:
        """Return mode, day and judgment as they were typed."""
        brut = super().saisie()
        return {nom: str(brut[nom]) for nom in _DU_CONSENTEMENT}

    def jour_de_l_accord(self) -> date | None:
        """Return the day of the agreement, when it can be read."""
        try:
            return date.fromisoformat(self.consentement()["recueilli_le"])
        except ValueError:
            return None

    def signaler(self, manques: Mapping[str, str]) -> None:
        """Show what is missing beside the field of this page that it is about.

        Args:
            manques: key of what is missing → what to do.
        """
        for cle, message in manques.items():
            champ = champ_du_manque(cle)
            if champ and champ not in self.errors:
                self.add_error(champ, message)


def champ_du_manque(cle: str) -> str:
    """Return the field of this page that something missing or refused is about; empty for another page's."""
    return _CHAMPS_DES_MANQUES.get(cle, "")


def valeurs_initiales(saisie: Mapping[str, Any], aujourdhui: date) -> dict[str, Any]:
    """Return what the page shows of a draft; the day is proposed, never stored before one says so."""
    tenu = saisie.get("consentement")
    consentement = tenu if isinstance(tenu, dict) else {"recueilli_le": aujourdhui.isoformat()}
    return {**saisie, **consentement}
