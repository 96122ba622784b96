"""Forms of supporting documents: a file, an answer, a request (NOV-04)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, Final

from django import forms

from espace_partenaires.pieces.formulaires import PieceField
from espace_partenaires.web.formulaires import FormulairePortail
from signalements.enums import RaisonPiece
from signalements.forms.garde import AvecGarde
from signalements.forms.mas import PersonneForm
from signalements.rules.pieces import LONGUEUR_REPONSE
from signalements.services.demandes_de_pieces import LONGUEUR_LIBELLE, LONGUEUR_PRECISION, PieceVoulue
from signalements.services.identites import CHAMPS
from signalements.services.reponses import LONGUEUR_CORRECTION

LIBRES: Final = 3
_AUTRE: Final = "autre"
_CHOISIR_UN_FICHIER: Final = "Choisissez d’abord un fichier, puis joignez-le."
_RAISONS: Final = [("", "Choisissez une raison"), *RaisonPiece.choices]


class Ensemble:
    """Several forms of one page, for one summary of what is to mend: ``{% resume_erreurs ensemble %}``."""

    def __init__(self, *formulaires: forms.BaseForm) -> None:
        self._formulaires = formulaires

    @property
    def en_ordre(self) -> bool:
        """Tell whether everything that was sent can be kept."""
        return all(form.is_valid() for form in self._formulaires if form.is_bound)

    def non_field_errors(self) -> list[str]:
        """Return what is about no field."""
        return [str(message) for form in self._formulaires for message in form.non_field_errors()]

    def __iter__(self) -> Iterator[forms.BoundField]:
        for form in self._formulaires:
            yield from form


class FichierForm(FormulairePortail):
    """One file, for one document."""

    fichier = PieceField(label="Fichier", error_messages={"required": _CHOISIR_UN_FICHIER})

    def __init__(self, *args: Any, nom: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if nom:
            self.fields["fichier"].label = f"Fichier\N{NO-BREAK SPACE}: {nom}"


class ReponseForm(AvecGarde):
    """The answer to one item, in words."""

    champs_gardes: ClassVar[Mapping[str, int]] = {"texte": LONGUEUR_REPONSE}
    texte = forms.CharField(
        label="Ou répondez en quelques mots",
        required=False,
        help_text="Par exemple si la personne n’a pas ce document.",
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGUEUR_REPONSE}),
    )


class CorrectionForm(AvecGarde):
    """What was mended of an irrecevable demande."""

    champs_gardes: ClassVar[Mapping[str, int]] = {"texte": LONGUEUR_CORRECTION}
    texte = forms.CharField(
        label="Ce que vous avez corrigé, ou ce que la caisse doit savoir",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class PieceCorrigeeForm(FormulairePortail):
    """One file joined to a correction, and which document it is: the page has one form, so one file at a time.

    Args:
        pieces: code and words of the documents of the motif.
    """

    piece = forms.ChoiceField(
        label="Quelle pièce joignez-vous\N{NO-BREAK SPACE}?", choices=[], initial=_AUTRE
    )
    fichier = PieceField(label="Fichier", error_messages={"required": _CHOISIR_UN_FICHIER})

    def __init__(self, *args: Any, pieces: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields["piece"]
        if isinstance(champ, forms.ChoiceField):
            champ.choices = [*pieces, (_AUTRE, "Autre pièce")]

    @property
    def code(self) -> str:
        """Return the code of the document, empty for another one."""
        choisie = str(self.cleaned_data["piece"])
        return "" if choisie == _AUTRE else choisie


class IdentiteForm(PersonneForm):
    """The identity that the caisse could not find, as it was sent: to be mended (DEM-10)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom in set(self.fields) - set(CHAMPS):
            del self.fields[nom]


class JugementForm(FormulairePortail):
    """Two judgements, each recorded when it is ticked (DEM-22)."""

    complet = forms.BooleanField(
        label="Le dossier est complet\N{NO-BREAK SPACE}: chaque pièce est là, remplie en entier et comme il faut",
        required=False,
    )
    recevable = forms.BooleanField(
        label="La demande est recevable\N{NO-BREAK SPACE}: elle correspond à la situation", required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class RefusForm(FormulairePortail):
    """The ready reason of a refusal."""

    raison = forms.ChoiceField(label="Raison du refus", choices=_RAISONS)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ItemForm(AvecGarde):
    """One item of a request: a refused file, a document of the motif, or a free one.

    Args:
        remplace: number of the refused file.
        code: of the document of the motif.
        nom: words of the item; a free one asks for them.
        raison_connue: the reason that the file was refused for.
    """

    champs_gardes: ClassVar[Mapping[str, int]] = {
        "libelle": LONGUEUR_LIBELLE,
        "precision": LONGUEUR_PRECISION,
    }
    demander = forms.BooleanField(required=False)
    libelle = forms.CharField(label="Quelle pièce", required=False, max_length=LONGUEUR_LIBELLE)
    raison = forms.ChoiceField(label="Pourquoi", choices=RaisonPiece.choices)
    precision = forms.CharField(
        label="Précision pour le partenaire",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGUEUR_PRECISION}),
    )

    def __init__(
        self,
        *args: Any,
        remplace: int | None = None,
        code: str = "",
        nom: str = "",
        raison_connue: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.remplace, self.code, self.nom = remplace, code, nom
        self.libre = remplace is None and not code
        self.fields["demander"].label = nom
        # The warning is said once, above the items.
        self.fields["precision"].help_text = self.fields["libelle"].help_text = ""
        if self.libre:
            del self.fields["demander"]
        else:
            del self.fields["libelle"]
        self.initial.setdefault("demander", remplace is not None)
        self.initial.setdefault("raison", raison_connue or RaisonPiece.ABSENTE)

    def voulu(self) -> bool:
        """Tell whether this item is to be asked for."""
        donnees = self.cleaned_data
        return bool(donnees.get("libelle", "").strip() if self.libre else donnees.get("demander"))

    def clean(self) -> dict[str, Any]:
        """A free item that says something has a name."""
        donnees = super().clean()
        sans_nom = self.libre and not donnees.get("libelle") and "libelle" not in self.errors
        if sans_nom and donnees.get("precision"):
            self.add_error("libelle", "Nommez la pièce demandée, ou effacez sa précision.")
        return donnees

    def piece(self) -> PieceVoulue:
        """Return the item for the service."""
        return PieceVoulue(
            raison=self.cleaned_data["raison"],
            remplace=self.remplace,
            code=self.code,
            libelle=self.cleaned_data.get("libelle", ""),
            precision=self.cleaned_data["precision"],
        )
