"""Coded values of demandes. The codes of the MAS form are those of the reference data."""

from signalements.enums.dossier import (
    Droit,
    EtatOrientation,
    Fragilite,
    Orienteur,
    RaisonDoublon,
    RaisonIrrecevable,
    RaisonPiece,
    RaisonUrgence,
    Remise,
    Sens,
)
from signalements.enums.etats import (
    Cote,
    EtatDemande,
    NatureFait,
    NaturePieceDemande,
)
from signalements.enums.mas import (
    ActionEngagee,
    ActionMas,
    Anciennete,
    Cadre,
    Cause,
    IssueSansSoins,
    ModeConsentement,
    SoinNonRealise,
)
from signalements.enums.rendez_vous import (
    BesoinAcces,
    DemiJournee,
    EtatRendezVous,
    ModeRendezVous,
    RaisonRendezVous,
    SituationRendezVous,
)

__all__ = [
    "ActionEngagee",
    "ActionMas",
    "Anciennete",
    "BesoinAcces",
    "Cadre",
    "Cause",
    "Cote",
    "DemiJournee",
    "Droit",
    "EtatDemande",
    "EtatOrientation",
    "EtatRendezVous",
    "Fragilite",
    "IssueSansSoins",
    "ModeConsentement",
    "ModeRendezVous",
    "NatureFait",
    "NaturePieceDemande",
    "Orienteur",
    "RaisonDoublon",
    "RaisonIrrecevable",
    "RaisonPiece",
    "RaisonRendezVous",
    "RaisonUrgence",
    "Remise",
    "Sens",
    "SituationRendezVous",
    "SoinNonRealise",
]
