"""Forms about comités and the points they send up."""

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError

from conventions.forms.conventions import ChoixDePartie, champ_date
from conventions.forms.partenaires import limiter
from conventions.models import Comite, Convention, ParticipantComite, Partie
from espace_partenaires.conservation.garde import ressemble_a_un_nir
from espace_partenaires.pieces.formulaires import PieceField
from espace_partenaires.web.formulaires import FormulairePortail

LONGUEUR_MAX: Final = 20_000
NIR_REFUSE: Final = (
    "Ce texte ressemble à un numéro de sécurité sociale : retirez-le. Ce qui s’écrit ici se partage entre "
    "organismes et ne porte aucune donnée d’une personne accompagnée."
)

if TYPE_CHECKING:
    ChoixMultiple = forms.ModelMultipleChoiceField[Any]
else:
    ChoixMultiple = forms.ModelMultipleChoiceField


def sans_nir(texte: str) -> None:
    """Refuse a NIR beside the field where it was typed; the text stays in the form (RGPD-05)."""
    if ressemble_a_un_nir(texte):
        raise ValidationError(NIR_REFUSE, code="nir")


def ligne(libelle: str, longueur: int, *, requis: bool = False, aide: str = "") -> forms.CharField:
    """Return a one-line text shared between organisations."""
    return forms.CharField(
        label=libelle, max_length=longueur, required=requis, help_text=aide, validators=[sans_nir]
    )


def paragraphe(libelle: str, *, requis: bool = False, aide: str = "", lignes: int = 4) -> forms.CharField:
    """Return a longer text shared between organisations."""
    return forms.CharField(
        label=libelle,
        max_length=LONGUEUR_MAX,
        required=requis,
        help_text=aide,
        validators=[sans_nir],
        widget=forms.Textarea(attrs={"rows": lignes}),
    )


def champ_version() -> forms.CharField:
    """Return the hidden mark of the text the form was filled from."""
    return forms.CharField(required=False, max_length=32, widget=forms.HiddenInput())


class ComiteForm(FormulairePortail):
    """What is planned: a date, a place, an agenda."""

    le = champ_date("Date du comité")
    lieu = ligne("Lieu, ou lien de la visioconférence", 200)
    ordre_du_jour = paragraphe("Ordre du jour", requis=True, lignes=6)


class ComiteModifieForm(ComiteForm):
    """The same, changed."""

    version = champ_version()


class ParticipantForm(FormulairePortail):
    """Somebody who comes beside the référents."""

    nom = ligne("Prénom et nom", 120, requis=True)
    fonction = ligne("Fonction", 120)
    partie = ChoixDePartie(
        label="Organisme",
        queryset=Partie.objects.none(),
        required=False,
        empty_label="Aucune des parties : personne invitée",
    )

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties = convention.parties.select_related("caisse", "partenaire").order_by("pk")
        limiter(self, "partie", parties)


class ChoixDeParticipants(ChoixMultiple):
    """Names, functions and organisations of those who were expected."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """Name the person, and whom the person comes for."""
        de = [obj.fonction, obj.partie.libelle if obj.partie else ""]
        return ", ".join([obj.nom, *(mot for mot in de if mot)])


class CompteRenduForm(FormulairePortail):
    """The minutes, and who came."""

    presents = ChoixDeParticipants(label="Personnes présentes", queryset=ParticipantComite.objects.none())
    compte_rendu = paragraphe("Compte rendu", requis=True, lignes=14)
    version = champ_version()

    def __init__(self, *args: Any, comite: Comite, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        participants = comite.participants.select_related("partie__caisse", "partie__partenaire")
        champ = self.fields["presents"]
        if isinstance(champ, forms.ModelMultipleChoiceField):
            champ.queryset = participants.order_by("partie", "nom", "pk")


class AnnulationForm(FormulairePortail):
    """Why a comité is cancelled."""

    motif = ligne("Motif de l’annulation", 200, requis=True)


class ScanForm(FormulairePortail):
    """The scan of the signed minutes."""

    fichier = PieceField(label="Compte rendu signé")


class PointForm(FormulairePortail):
    """A point to be treated at national level."""

    texte = paragraphe(
        "Point à traiter au niveau national",
        requis=True,
        lignes=6,
        aide="Sans aucune information sur une personne accompagnée.",
    )


class ReponseForm(FormulairePortail):
    """The answer of a national référent."""

    reponse = paragraphe(
        "Votre réponse",
        requis=True,
        lignes=6,
        aide="Toutes les parties de la convention locale la liront. Une réponse envoyée ne se modifie plus.",
    )
