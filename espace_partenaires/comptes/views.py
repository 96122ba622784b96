"""Pages of accounts that are ours: activation, conditions of use, profile. The rest is allauth's."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.forms import AcceptationForm, ActivationForm
from espace_partenaires.comptes.services.cgu import accepter_cgu, reste_a_accepter, version_en_vigueur
from espace_partenaires.comptes.services.invitations import activer_compte, invitation_vivante
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def activer(request: HttpRequest, secret: str) -> HttpResponse:
    """Let the person behind a one-time link choose a password (HAB-05)."""
    try:
        invitation = invitation_vivante(secret=secret)
        form = ActivationForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            utilisateur = activer_compte(secret=secret, mot_de_passe=form.cleaned_data["mot_de_passe"])
            return render(request, "comptes/compte_ouvert.html", {"identifiant": utilisateur.identifiant})
    except RegleMetierRefusee as refus:
        # Answered 200: Django logs the address of every 4xx, and this one bears a secret.
        return render(request, "comptes/lien_invalide.html", {"refus": refus})
    except ValidationError as erreur:
        form.add_error("mot_de_passe", erreur)
    return render(request, "comptes/activer.html", {"form": form, "compte": invitation.utilisateur})


@login_not_required
@require_http_methods(["GET", "POST"])
def cgu(request: HttpRequest) -> HttpResponse:
    """Show the conditions of use to anybody, and the acceptance to who has not accepted them yet."""
    version = version_en_vigueur(timezone.now())
    acteur: Acteur | None = getattr(request, "acteur", None)
    a_accepter = acteur is not None and reste_a_accepter(acteur.utilisateur_id, timezone.now())
    form = AcceptationForm(request.POST or None, initial={"numero": version.numero if version else ""})
    if request.method == "POST" and acteur is not None and form.is_valid():
        try:
            accepter_cgu(acteur=acteur, numero=form.cleaned_data["numero"])
        except RegleMetierRefusee as refus:
            form = AcceptationForm(initial={"numero": version.numero if version else ""})
            messages.warning(request, refus.message)
        else:
            return redirect("web:accueil")
    return render(request, "comptes/cgu.html", {"version": version, "form": form, "a_accepter": a_accepter})


@require_GET
def profil(request: RequeteConnectee) -> HttpResponse:
    """Show a person her own account: who she is here, and what protects it."""
    return render(request, "comptes/profil.html", {"second_facteur": is_mfa_enabled(request.user)})


@login_not_required
def vers_connexion(_request: HttpRequest) -> HttpResponseRedirect:
    """Send Django admin's own sign-in page to the one door of the portal."""
    return redirect("account_login")
