"""A partner reports an account of its structure, or its own (HAB-12, S1u 4.1)."""

from collections.abc import Callable
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from conventions.selectors_assistance import support_des_caisses
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from habilitations.enums import EtatHabilitation, EtatIncident
from habilitations.forms.incidents import ConstatForm
from habilitations.models import Habilitation, Incident
from habilitations.permissions import peut_signaler
from habilitations.rules.incidents import ARTICLE_ACCES, gele_aussitot, reference
from habilitations.services.incidents import signaler

Suite = Callable[[RequeteConnectee, Habilitation], HttpResponse]
# allauth is not typed.
exiger_le_mot_de_passe: Callable[[Suite], Suite] = reauthentication_required


@require_http_methods(["GET", "HEAD", "POST"])
def signaler_mon_compte(request: RequeteConnectee) -> HttpResponse:
    """Report one's own account: no password is asked, since every minute counts."""
    habilitation = get_object_or_404(
        Habilitation.objects.visibles_par(request.acteur).select_related("utilisateur", "partenaire"),
        utilisateur=request.acteur.utilisateur_id,
    )
    exiger(autorise=peut_signaler(request.acteur, habilitation))
    return _page(request, habilitation)


@require_http_methods(["GET", "HEAD", "POST"])
def signaler_compte(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Report an account of the structure; whoever closes another's account gives the password again."""
    habilitation = Habilitation.objects.atteindre(request.acteur, cle)
    exiger(autorise=peut_signaler(request.acteur, habilitation))
    if habilitation.utilisateur_id == request.acteur.utilisateur_id:
        return _page(request, habilitation)
    return _d_un_autre(request, habilitation)


@exiger_le_mot_de_passe
def _d_un_autre(request: RequeteConnectee, habilitation: Habilitation) -> HttpResponse:
    return _page(request, habilitation)


def _page(request: RequeteConnectee, habilitation: Habilitation) -> HttpResponse:
    sien = habilitation.utilisateur_id == request.acteur.utilisateur_id
    initiales = {"constate_le": timezone.localdate()}
    form = ConstatForm(request.POST if request.method == "POST" else None, initial=initiales)
    if request.method == "POST" and form.is_valid():
        try:
            incident = signaler(acteur=request.acteur, cle=habilitation.cle, **form.cleaned_data)
        except RegleMetierRefusee as refus:
            form.montrer_refus(refus)
        else:
            return _fermee(request, incident) if sien else _signale(request, incident, habilitation)
    retour = reverse("comptes:profil") if sien else _compte(habilitation)
    contexte = {
        "form": form,
        "habilitation": habilitation,
        "sien": sien,
        "aussitot": habilitation.etat == EtatHabilitation.ACTIVE
        and gele_aussitot(son_compte=sien, technicien=habilitation.profil == Profil.TECHNICIEN),
        "article": ARTICLE_ACCES,
        "retour": retour,
    }
    return render(request, "habilitations/incidents/signaler.html", contexte)


def _fermee(request: RequeteConnectee, incident: Incident) -> HttpResponse:
    """Sign the person out and say, on the same answer, what happens next and whom to call."""
    contexte = {
        "reference": reference(incident.cle),
        "supports": support_des_caisses(request.acteur),
        "article": ARTICLE_ACCES,
    }
    logout(request)
    return render(request, "habilitations/incidents/compte_ferme.html", contexte)


def _signale(request: RequeteConnectee, incident: Incident, habilitation: Habilitation) -> HttpResponse:
    suite = (
        "Le compte est inactivé et ses connexions sont fermées."
        if incident.etat == EtatIncident.GELE
        else "La caisse est prévenue tout de suite : c’est elle qui inactive ce compte."
    )
    messages.success(request, f"Le signalement {reference(incident.cle)} est transmis. {suite}")
    return redirect(_compte(habilitation))


def _compte(habilitation: Habilitation) -> str:
    return reverse("habilitations:voir_compte", kwargs={"cle": habilitation.cle})
