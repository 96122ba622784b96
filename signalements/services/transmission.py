"""Transmission: the moment the clock starts (DEM-06, DEM-09, DEM-23)."""

from datetime import datetime

from espace_partenaires.comptes.acteur import Acteur
from signalements.models import Demande


def transmettre(*, acteur: Acteur, demande_id: int, version: int, maintenant: datetime | None = None) -> Demande:
    """Send the draft to the caisse: reference, facts, deadline, receipt; once, whatever the clicks.

    Called again on a demande already transmitted, it returns it unchanged.

    Args:
        acteur: the author of the draft.
        demande_id: the draft.
        version: the version the review page showed (what is sent is what was read).
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: not the author's draft.
        SaisiePerimee: the draft changed since the review page.
        DossierIncomplet: what is missing, field by field (consent, information and régime général included).
        RegleMetierRefusee: ``service_ferme``, ``nir``.
    """
    raise NotImplementedError
