"""Exclusions: written down by the caisse, read by the structure, lifted by the caisse (HAB-12, S1u 4.1)."""

from collections.abc import Callable
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from conventions.models import Caisse
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.documents.reponses import reponse_pdf
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from habilitations.documents_exclusion import nom_du_fichier, notification
from habilitations.enums import EtatHabilitation
from habilitations.forms.incidents import ExclusionForm, LeveeForm
from habilitations.models import Exclusion, Habilitation
from habilitations.permissions import peut_demander, peut_gerer_gestionnaires, peut_traiter_incidents
from habilitations.rules.incidents import ARTICLE_ACCES
from habilitations.selectors import caisses_signataires
from habilitations.selectors_incidents import autres_comptes
from habilitations.services.exclusions import consigner_l_edition, exclure, lever_exclusion

SuiteDuCompte = Callable[[RequeteConnectee, Habilitation], HttpResponse]
Suite = Callable[[RequeteConnectee, Exclusion], HttpResponse]
# allauth is not typed.
exiger_le_mot_de_passe_pour_le_compte: Callable[[SuiteDuCompte], SuiteDuCompte] = reauthentication_required
exiger_le_mot_de_passe: Callable[[Suite], Suite] = reauthentication_required


@require_http_methods(["GET", "HEAD", "POST"])
def exclure_compte(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Write an exclusion down: the page says what happens, the password is asked again."""
    habilitation = Habilitation.objects.atteindre(request.acteur, cle)
    signataires = caisses_signataires(habilitation.partenaire_id)
    exiger(autorise=peut_gerer_gestionnaires(request.acteur, signataires))
    return _exclure(request, habilitation)


@exiger_le_mot_de_passe_pour_le_compte
def _exclure(request: RequeteConnectee, habilitation: Habilitation) -> HttpResponse:
    caisse = Caisse.objects.visibles_par(request.acteur).first()
    initiales = {"directeur": caisse.directeur if caisse else "", "decidee_le": timezone.localdate()}
    form = ExclusionForm(request.POST if request.method == "POST" else None, initial=initiales)
    if request.method == "POST" and form.is_valid():
        try:
            exclusion = exclure(acteur=request.acteur, cle=habilitation.cle, **form.cleaned_data)
        except RegleMetierRefusee as refus:
            form.montrer_refus(refus)
        else:
            messages.success(request, "L’exclusion est enregistrée. Imprimez maintenant sa notification.")
            return redirect("habilitations:voir_exclusion", cle=exclusion.cle)
    contexte = {
        "form": form,
        "habilitation": habilitation,
        "autres": autres_comptes(request.acteur, habilitation).filter(etat=EtatHabilitation.ACTIVE),
        "article": ARTICLE_ACCES,
        "retour": reverse("habilitations:voir_compte", kwargs={"cle": habilitation.cle}),
    }
    return render(request, "habilitations/exclusions/exclure.html", contexte)


@require_safe
def voir_exclusion(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show an exclusion: to the caisse, and to the gestionnaires of the structure it is notified to."""
    exclusion = _lisible(request.acteur, cle)
    contexte = {
        "exclusion": exclusion,
        "habilitation": exclusion.habilitation,
        "peut_lever": exclusion.levee_le is None and _gere(request.acteur, exclusion),
        "peut_imprimer": peut_traiter_incidents(request.acteur),
        "article": ARTICLE_ACCES,
    }
    return render(request, "habilitations/exclusions/exclusion.html", contexte)


@require_safe
def pdf_exclusion(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Give the notification to print and to send."""
    exiger(autorise=peut_traiter_incidents(request.acteur))
    exclusion = _lisible(request.acteur, cle)
    consigner_l_edition(acteur=request.acteur, exclusion=exclusion)
    return reponse_pdf(notification(exclusion), nom_du_fichier(exclusion))


@require_http_methods(["GET", "HEAD", "POST"])
def lever(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Lift an exclusion, with a reason; the password is asked again."""
    exclusion = _lisible(request.acteur, cle)
    exiger(autorise=_gere(request.acteur, exclusion))
    return _lever(request, exclusion)


@exiger_le_mot_de_passe
def _lever(request: RequeteConnectee, exclusion: Exclusion) -> HttpResponse:
    retour = reverse("habilitations:voir_exclusion", kwargs={"cle": exclusion.cle})
    form = LeveeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            lever_exclusion(acteur=request.acteur, cle=exclusion.cle, **form.cleaned_data)
        except RegleMetierRefusee as refus:
            form.montrer_refus(refus)
        else:
            messages.success(request, "L’exclusion est levée. Le compte peut être réactivé depuis sa page.")
            return redirect(retour)
    contexte = {
        "form": form,
        "titre": f"Lever l’exclusion de {exclusion.habilitation.utilisateur.nom_complet}",
        "consequences": [
            "Le compte reste inactivé\u00a0: il pourra être réactivé depuis sa page, dans les six mois qui suivent son inactivation.",
            "Un nouveau compte peut de nouveau être ouvert à cette personne.",
            "La personne et les gestionnaires de sa structure sont prévenus par courriel.",
        ],
        "action": "Lever l’exclusion",
        "variante": "principal",
        "annuler": retour,
    }
    return render(request, "components/page_confirmation.html", contexte)


def _gere(acteur: Acteur, exclusion: Exclusion) -> bool:
    return peut_gerer_gestionnaires(acteur, frozenset({exclusion.caisse_id}))


def _lisible(acteur: Acteur, cle: UUID) -> Exclusion:
    exiger(autorise=peut_traiter_incidents(acteur) or peut_demander(acteur))
    exclusion: Exclusion = get_object_or_404(
        Exclusion.objects.visibles_par(acteur).select_related(
            "caisse", "habilitation__utilisateur", "habilitation__partenaire"
        ),
        cle=cle,
    )
    return exclusion
