"""Facts and the projections they give: the only writer of a state."""

from datetime import datetime

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from signalements.enums import NatureFait
from signalements.models import Demande, EvenementDemande
from signalements.rules.cycle_de_vie import transition, verifier, vie_de
from signalements.selectors import faits_de
from signalements.selectors.rejeu import FAIT_DE_L_ACTION, projection


def inscrire(*, acteur: Acteur, demande: Demande, action: str, maintenant: datetime) -> EvenementDemande:
    """Record the fact of an act and set, without saving it, the state it gives to the locked demande.

    Args:
        acteur: who acts.
        demande: locked, with ``caisse`` loaded.
        action: code of ``rules.cycle_de_vie``.
        maintenant: moment of the act (aware).

    Raises:
        RegleMetierRefusee: ``transition``: not possible from where the demande is.

    Exigence: DEM-10, DEM-17, NOV-03 (S4 a2, a3)
    """
    refus = verifier(demande.etat, action, vie_de(demande.nature))
    if refus is not None:
        raise RegleMetierRefusee("transition", refus, _article(demande, action))
    fait = consigner_fait(
        acteur=acteur, demande=demande, nature=FAIT_DE_L_ACTION[action], maintenant=maintenant
    )
    # Never computed here: what is stored is what replay gives.
    projetee = projection(demande, faits_de(demande))
    demande.etat, demande.echeance, demande.close_le = projetee.etat, projetee.echeance, projetee.close_le
    return fait


def avancer(*, acteur: Acteur, demande: Demande, action: str, maintenant: datetime) -> EvenementDemande:
    """Record the fact of an act and save the state it gives.

    Raises:
        RegleMetierRefusee: as ``inscrire``.
    """
    fait = inscrire(acteur=acteur, demande=demande, action=action, maintenant=maintenant)
    demande.save(update_fields=["etat", "echeance", "close_le"])
    return fait


def consigner_fait(
    *, acteur: Acteur, demande: Demande, nature: NatureFait, maintenant: datetime, motif: str = ""
) -> EvenementDemande:
    """Add one fact to a locked demande; never before the facts already there, whatever the servers' clocks say."""
    dernier = EvenementDemande.objects.filter(demande=demande).order_by("-survenu_le").first()
    survenu_le = maintenant if dernier is None else max(maintenant, dernier.survenu_le)
    return EvenementDemande.objects.create(
        demande=demande,
        nature=nature,
        survenu_le=survenu_le,
        consigne_le=maintenant,
        auteur_id=acteur.utilisateur_id or None,
        motif=motif,
    )


def _article(demande: Demande, action: str) -> str:
    for etat in ("transmise", "prise_en_charge", "accompagnement"):
        possible = transition(etat, action, vie_de(demande.nature))
        if possible is not None:
            return possible.article
    return ""
