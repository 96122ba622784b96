"""Blocks of the partner's page: how a demande ended, what the caisse handed over (DEM-10, DEM-12)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from signalements.enums import EtatDemande, NatureFait
from signalements.models import Demande
from signalements.rules.decisions import que_faire
from signalements.services.decisions import documents_remis
from signalements.services.instruction import se_dit
from signalements.services.livraisons import refus_de
from signalements.views.agent_details import decisions_de
from signalements.views.partenaire_pieces import suivre


def volet_fin(_acteur: Acteur, demande: Demande, _maintenant: datetime) -> Mapping[str, Any] | None:
    """Return how a demande ended, as far as the person agreed that it be told; nothing while it runs (DEM-23)."""
    dites = se_dit(demande)
    if demande.nature == Service.SIGNALEMENT:
        # The page already says how an accompagnement ended: only the decisions on rights are added.
        decidees = decisions_de(demande) if dites and demande.etat == EtatDemande.CLOSE else []
        return {"suite": decidees, "dite": True} if decidees else None
    decidees = decisions_de(demande) if dites else []
    if demande.etat != EtatDemande.TERMINEE:
        return {"suite": decidees, "dite": True, "en_cours": True} if decidees else None
    return {"suite": decidees, "dite": dites}


def volet_document(acteur: Acteur, demande: Demande, _maintenant: datetime) -> Mapping[str, Any] | None:
    """Return the files that the caisse hands over, each with its state; only a clean one is opened (DEM-12).

    The partner reads them while it may receive documents from this caisse (ORG-03).
    """
    if demande.nature != Service.DOCUMENT:
        return None
    fichiers = [suivre(jointe) for jointe in documents_remis(demande)]
    est_agent = acteur.profil == Profil.AGENT
    if fichiers and not est_agent and refus_de(demande):
        return None
    route = "ouvrir_formulaire_signe" if est_agent else "ouvrir_piece"
    return {"fichiers": fichiers, "cle": demande.cle, "route": f"signalements:{route}"} if fichiers else None


def volet_consigne(_acteur: Acteur, demande: Demande, _maintenant: datetime) -> Mapping[str, Any] | None:
    """Return what to do about the irrecevability that holds now, in a sentence (DEM-10, DEM-22)."""
    if demande.etat != EtatDemande.IRRECEVABLE:
        return None
    jugements = [fait for fait in demande.evenements.all() if fait.nature == NatureFait.IRRECEVABILITE]
    dernier = max(jugements, key=lambda fait: (fait.survenu_le, fait.pk), default=None)
    consigne = que_faire(dernier.motif) if dernier else ""
    return {"consigne": consigne} if consigne else None
