"""The page of a demande for the partner: where it is, what is expected, the pieces, what was said."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from espace_partenaires.exceptions import exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.requetes import RequeteConnectee
from signalements.enums import EtatDemande
from signalements.forms.echanges import MessagePartenaireForm
from signalements.models import Demande
from signalements.querysets import DemandeQuerySet
from signalements.selectors.listes import pour_un_ecran
from signalements.views.depot_services import est_technicien, peut_lire_l_historique
from signalements.views.echanges_presentation import echanges_partenaire
from signalements.views.partenaire_pieces import formulaires_de
from signalements.views.suivi_dossier import (
    actes_de,
    consentement_de,
    la_demande,
    la_personne,
    reponses_de,
    suite_de,
)
from signalements.views.suivi_horloge import delai_de, qui_a_la_main
from signalements.views.suivi_presentation import est_urgente, nature_en_bref, objet_de, ou_en_est_on
from signalements.views.suivi_reprise import reprise_possible
from signalements.volets import volets_partenaire


def demandes_de_la_structure(request: RequeteConnectee) -> DemandeQuerySet:
    """Return the demandes that a technicien may read: its structure's, and its own drafts.

    Raises:
        HorsPortee: the account is no technicien; agents have pages of their own.
    """
    exiger(autorise=est_technicien(request.acteur))
    return Demande.objects.visibles_par(request.acteur)


def demande_suivie(request: RequeteConnectee, cle: UUID) -> Demande:
    """Return a transmitted demande of the structure, with what its page shows; anything else is unknown."""
    demandes = demandes_de_la_structure(request).exclude(etat=EtatDemande.BROUILLON)
    demande: Demande = get_object_or_404(pour_un_ecran(demandes, request.acteur), cle=cle)
    return demande


@require_safe
def voir_demande(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show a demande to the partner; each reading is written in the journal (RGPD-05)."""
    demande = demande_suivie(request, cle)
    return page_de(request, demande)


def page_de(
    request: RequeteConnectee, demande: Demande, message: MessagePartenaireForm | None = None
) -> HttpResponse:
    """Draw the page, with the message that was refused, if any: the text typed stays.

    Args:
        request: the technicien's.
        demande: from ``demande_suivie``.
        message: the form of the thread.
    """
    consigner(
        acteur=request.acteur,
        action="signalements.consulter",
        objet=demande,
        details={"reference": demande.reference},
    )
    maintenant, consentement = timezone.now(), consentement_de(demande)
    contexte = {
        "demande": demande,
        "historique": peut_lire_l_historique(request.acteur),
        "objet": objet_de(demande),
        "nature": nature_en_bref(demande),
        "urgente": est_urgente(demande),
        "etat": ou_en_est_on(demande),
        "delai": delai_de(demande, maintenant),
        "main": qui_a_la_main(demande, maintenant),
        "personne": la_personne(demande),
        "elements": la_demande(demande, consentement),
        "formulaires": formulaires_de(demande),
        "reponses": reponses_de(demande),
        "suite": suite_de(demande, request.acteur),
        "reprise": reprise_possible(request.acteur, demande),
        "actes": actes_de(demande, request.acteur, consentement),
        **echanges_partenaire(request.acteur, demande, message),
        "volets": volets_partenaire(request.acteur, demande, maintenant),
    }
    with timezone.override(ZoneInfo(demande.caisse.fuseau)):
        return render(request, "signalements/suivi/demande.html", contexte)
