"""The receipt shown once a demande is sent: its reference, what happens next, what is left to do."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from conventions.enums import Service
from espace_partenaires.requetes import RequeteConnectee
from signalements.enums import EtatDemande
from signalements.models import Consentement
from signalements.rules.consentement import lettre_due
from signalements.selectors.recu import delai_du_recu
from signalements.selectors.rendez_vous import creneaux_libres
from signalements.views.partenaire_pieces import formulaires_de
from signalements.views.suivi_demande import demande_suivie


@require_safe
def voir_recu(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show the receipt of a demande of the structure; it says nothing about the person (DEM-21)."""
    demande = demande_suivie(request, cle)
    consentement = Consentement.objects.filter(demande=demande).first()
    contexte = {
        "demande": demande,
        "recu": delai_du_recu(demande),
        "est_un_signalement": demande.nature == Service.SIGNALEMENT,
        "lettre": consentement is not None
        and consentement.retire_le is None
        and lettre_due(consentement.mode),
        "formulaires": formulaires_de(demande),
        "creneaux": demande.nature == Service.RENDEZ_VOUS
        and demande.etat == EtatDemande.TRANSMISE
        and creneaux_libres(request.acteur, demande.caisse_id).exists(),
    }
    with timezone.override(ZoneInfo(demande.caisse.fuseau)):
        return render(request, "signalements/partenaire/recu.html", contexte)
