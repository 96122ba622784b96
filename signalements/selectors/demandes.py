"""One demande: its clock, its thread, its proof; and the technicien's home."""

from dataclasses import dataclass
from datetime import datetime

from espace_partenaires.comptes.acteur import Acteur
from signalements.models import Demande, PieceDemande, TexteConsentement


@dataclass(frozen=True, slots=True)
class ElementDeFil:
    """One line of the story of a demande.

    Attributes:
        genre: ``fait``, ``message`` or ``note``.
        quand: when it happened.
        auteur: words for the screen: a person of the reader's own side by name, the other side by its structure.
        cote: ``caisse``, ``partenaire`` or empty for the portal itself.
        nature: ``NatureFait`` of a fact.
        texte: label of the fact, or text of the message or note.
    """

    genre: str
    quand: datetime
    auteur: str
    cote: str
    nature: str
    texte: str


@dataclass(frozen=True, slots=True)
class AccueilTechnicien:
    """The technicien's home (UX-06), each list bounded.

    Attributes:
        attendent: demandes where something is expected from the partner (new proof, unanswered message).
        brouillons: the actor's drafts, last touched first.
        en_cours: demandes that run at the caisse, by deadline.
    """

    attendent: list[Demande]
    brouillons: list[Demande]
    en_cours: list[Demande]


def accueil_technicien(acteur: Acteur, taille: int = 10) -> AccueilTechnicien:
    """Return what waits for the technicien, what it started, what runs (three queries)."""
    raise NotImplementedError


def fil(acteur: Acteur, demande: Demande) -> list[ElementDeFil]:
    """Return facts and messages of a demande in order; internal notes only for agents."""
    raise NotImplementedError


def texte_de_consentement(maintenant: datetime | None = None) -> TexteConsentement:
    """Return the text in force at this moment.

    Raises:
        RegleMetierRefusee: ``texte_absent`` when the reference data was never loaded.
    """
    raise NotImplementedError


def formulaire_joint(demande: Demande) -> PieceDemande | None:
    """Return the signed form that counts now (with its ``piece`` loaded), the withdrawn ones apart."""
    raise NotImplementedError


def preuve_en_ordre(demande: Demande) -> bool:
    """Tell whether the person may be called: no new proof of consent is waited for."""
    raise NotImplementedError
