"""What both sides write on a demande: messages with or without a file, notes among agents."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms

from espace_partenaires.pieces.formulaires import PieceField
from signalements.forms.garde import AvecGarde
from signalements.models import ModeleReponse
from signalements.services.echanges import LONGUEUR_MAX


class _TexteForm(AvecGarde):
    """A text, kept on the screen when it is refused."""

    champs_gardes: ClassVar[Mapping[str, int]] = {"texte": LONGUEUR_MAX}

    texte = forms.CharField(label="Texte", widget=forms.Textarea(attrs={"rows": 4}))


class MessageForm(_TexteForm):
    """A message of an agent to the partner; it may start from a reply model of the caisse."""

    prefix = "message"

    def __init__(self, *args: Any, modeles: Iterable[ModeleReponse] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["texte"].label = "Votre message au partenaire"
        self.fields["texte"].error_messages["required"] = "Écrivez votre message avant de l’envoyer."
        choix = [(str(modele.cle), modele.libelle) for modele in modeles]
        if choix:
            self.fields["modele"] = forms.ChoiceField(
                label="Partir d’un modèle de réponse",
                required=False,
                choices=[("", "Choisir un modèle"), *choix],
            )


class NoteForm(_TexteForm):
    """An internal note."""

    prefix = "note"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["texte"].label = "Votre note"
        self.fields["texte"].error_messages["required"] = "Écrivez votre note avant de l’ajouter."
        self.fields["texte"].widget.attrs["rows"] = 3


class MessagePartenaireForm(_TexteForm):
    """A message to the caisse, with one file at most; none on a signalement (S4 annexe 5)."""

    fichier = PieceField(label="Joindre un fichier", required=False)

    def __init__(self, *args: Any, avec_fichier: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["texte"].label = "Votre message"
        self.fields["texte"].error_messages["required"] = "Écrivez votre message avant de l’envoyer."
        if not avec_fichier:
            del self.fields["fichier"]
