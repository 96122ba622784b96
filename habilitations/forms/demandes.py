"""What a gestionnaire writes to its caisse, and what the caisse answers (HAB-04, HAB-09, HAB-10)."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django import forms

from conventions.models import Caisse
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.web.dates import date_simple
from espace_partenaires.web.formulaires import FormulairePortail
from habilitations.enums import NatureDemande
from habilitations.forms.comptes import CHAMPS_DES_REFUS, IdentiteForm
from habilitations.models import DemandeHabilitation, Habilitation
from habilitations.rules.demandes import CHAMPS_MODIFIABLES, reference
from habilitations.services.decisions import LONGUEUR_DU_MOTIF
from habilitations.services.ouverture import Identite
from habilitations.services.releves import Releve

NOUVELLE_PERSONNE: Final = "nouvelle"
_CHAMPS: Final = {
    **CHAMPS_DES_REFUS,
    "preavis": "souhaitee_le",
    "dernier_gestionnaire": "releve",
    "releve": "releve",
}
# Sentences that say what to do; the agent completes them.
MOTIFS_PRETS: Final[dict[str, tuple[str, ...]]] = {
    NatureDemande.HABILITER: (
        "L’adresse n’est pas une adresse professionnelle de la structure : donnez-en une autre.",
        "La personne n’est pas un membre du personnel de la structure : proposez une autre personne.",
        "Les places de gestionnaire sont prises : demandez d’abord l’inactivation d’un compte.",
    ),
    NatureDemande.MODIFIER: (
        "L’adresse n’est pas une adresse professionnelle de la structure : donnez-en une autre.",
        "Le changement de nom demande un justificatif : transmettez-le à votre interlocuteur.",
    ),
    NatureDemande.INACTIVER: (
        "Aucun successeur n’est connu : donnez les coordonnées d’un nouveau gestionnaire.",
        "La personne indique qu’elle reste en fonction : vérifiez auprès d’elle, puis écrivez-nous.",
    ),
}


class AuneCaisse(FormulairePortail):
    """Which caisse is asked: said only where there are several, and free words to it."""

    caisse = forms.ChoiceField(label="Caisse à qui vous demandez", widget=forms.RadioSelect)
    precision = forms.CharField(
        label="Précision pour la caisse",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce qui aide la caisse à décider. N’écrivez rien sur une personne accompagnée.",
    )

    def __init__(self, *args: Any, caisses: Sequence[Caisse], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._caisses = {str(caisse.cle): caisse for caisse in caisses}
        champ = self.fields["caisse"]
        if isinstance(champ, forms.ChoiceField):
            champ.choices = [(cle, f"La {caisse.libelle}") for cle, caisse in self._caisses.items()]
        if len(self._caisses) == 1:
            del self.fields["caisse"]

    def caisse_choisie(self) -> Caisse:
        """Return the caisse that is asked: the one chosen, or the only one."""
        return self._caisses[self.cleaned_data.get("caisse") or next(iter(self._caisses))]

    def montrer_refus(self, refus: RegleMetierRefusee) -> None:
        """Show a refusal beside the field it is about; what was typed stays."""
        champ = _CHAMPS.get(refus.code)
        self.add_error(champ if champ in self.fields else None, refus.message)


class DemandeGestionnaireForm(AuneCaisse, IdentiteForm):
    """Somebody to habilitate."""

    field_order = ("caisse", *CHAMPS_MODIFIABLES, "precision")


class DemandeModificationForm(AuneCaisse, IdentiteForm):
    """The account as it should be."""

    field_order = ("caisse", *CHAMPS_MODIFIABLES, "precision")

    def __init__(self, *args: Any, habilitation: Habilitation, **kwargs: Any) -> None:
        actuels = {champ: getattr(habilitation.utilisateur, champ) for champ in CHAMPS_MODIFIABLES}
        super().__init__(*args, initial=actuels, **kwargs)
        self.fields["courriel"].help_text = "L’adresse nominative donnée par la structure."


class DemandeInactivationForm(AuneCaisse, IdentiteForm):
    """When, and who takes over; the person's coordinates where it is somebody new."""

    souhaitee_le = forms.DateField(
        label="Date souhaitée",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Indiquez une date."},
    )
    releve = forms.ChoiceField(
        label="Qui prend la suite ?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "C’est le dernier gestionnaire de votre structure : dites qui prend la suite, et donnez "
            "ses coordonnées si la personne n’a pas encore de compte."
        },
    )
    field_order = ("caisse", "souhaitee_le", "releve", *CHAMPS_MODIFIABLES, "precision")

    def __init__(
        self,
        *args: Any,
        releves: tuple[list[Habilitation], list[DemandeHabilitation]],
        dernier: bool,
        premiere: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for champ in CHAMPS_MODIFIABLES:
            self.fields[champ].required = False
        self.fields[
            "souhaitee_le"
        ].help_text = f"Au plus tôt le {date_simple(premiere)}, quinze jours après l’annonce."
        self.fields["souhaitee_le"].widget.attrs["min"] = premiere.isoformat()
        champ_releve = self.fields["releve"]
        champ_releve.required = dernier
        if isinstance(champ_releve, forms.ChoiceField):
            champ_releve.choices = _choix(*releves, dernier=dernier)

    def clean(self) -> dict[str, Any]:
        """Ask for every coordinate of a new person, and for none otherwise."""
        valeurs: dict[str, Any] = super().clean() or self.cleaned_data
        if valeurs.get("releve") == NOUVELLE_PERSONNE:
            for champ in CHAMPS_MODIFIABLES:
                if not valeurs.get(champ) and champ not in self.errors:
                    self.add_error(champ, self.fields[champ].error_messages["required"])
        return valeurs

    def releve_choisie(self) -> Releve:
        """Return who takes over, as the service takes it."""
        choix = self.cleaned_data.get("releve") or ""
        if choix == NOUVELLE_PERSONNE:
            return Releve(personne=Identite(**self.identite()))
        nature, _, cle = choix.partition(":")
        if nature == "compte":
            return Releve(compte=uuid.UUID(cle))
        return Releve(demande=uuid.UUID(cle)) if nature == "demande" else Releve()


def _choix(
    comptes: Sequence[Habilitation], demandes: Sequence[DemandeHabilitation], *, dernier: bool
) -> list[tuple[str, str]]:
    choix = [
        (f"compte:{compte.cle}", f"{compte.utilisateur.nom_complet} ({compte.utilisateur.identifiant})")
        for compte in comptes
    ]
    choix += [
        (
            f"demande:{demande.cle}",
            f"{demande.prenom} {demande.nom}, dont la demande {reference(demande.cle)} attend",
        )
        for demande in demandes
    ]
    choix.append((NOUVELLE_PERSONNE, "Une personne qui n’a pas encore de compte : je donne ses coordonnées"))
    return choix if dernier else [*choix, ("", "Personne : un autre gestionnaire reste actif")]


class AcceptationForm(FormulairePortail):
    """Why an address outside the domains is accepted, if it is."""

    exception_domaine = forms.CharField(
        label="Raison d’accepter une adresse hors des domaines du partenaire",
        max_length=200,
        required=False,
        help_text="À remplir seulement si l’adresse n’appartient pas aux domaines déclarés. La raison est conservée.",
    )


class RefusForm(FormulairePortail):
    """Why the caisse refuses: a ready sentence, free words, or both."""

    motif_pret = forms.ChoiceField(label="Motif prêt à l’emploi", widget=forms.RadioSelect, required=False)
    motif = forms.CharField(
        label="Motif, en vos mots",
        max_length=LONGUEUR_DU_MOTIF,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Le partenaire le lit tel quel. Dites-lui ce qu’il peut faire.",
    )

    def __init__(self, donnees: Mapping[str, Any] | None = None, *, nature: str) -> None:
        super().__init__(donnees)
        champ = self.fields["motif_pret"]
        if isinstance(champ, forms.ChoiceField):
            champ.choices = [
                *((phrase, phrase) for phrase in MOTIFS_PRETS[nature]),
                ("", "Aucun de ceux-là : je l’écris ci-dessous"),
            ]

    def clean(self) -> dict[str, Any]:
        """Put both together; one of them is needed, and the whole must be kept."""
        valeurs: dict[str, Any] = super().clean() or self.cleaned_data
        entier = " ".join(filter(None, (valeurs.get("motif_pret"), valeurs.get("motif"))))
        if not entier.strip():
            self.add_error("motif", "Choisissez un motif, ou écrivez-le : le partenaire le lit.")
        elif len(entier) > LONGUEUR_DU_MOTIF:
            self.add_error(
                "motif", f"Le motif entier dépasse {LONGUEUR_DU_MOTIF} caractères : raccourcissez-le."
            )
        return {**valeurs, "entier": entier}
