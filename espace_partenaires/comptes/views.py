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
from espace_partenaires.comptes.selectors import autres_comptes, etapes_de
from espace_partenaires.comptes.services.cgu import accepter_cgu, reste_a_accepter, version_en_vigueur
from espace_partenaires.comptes.services.invitations import activer_compte, invitation_vivante
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.isolation.portee import poser_portee
from espace_partenaires.requetes import RequeteConnectee

LIEN_EN_SESSION = "lien_d_activation"


@login_not_required
@never_cache
@require_GET
def suivre_lien(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the secret out of the address before anything is shown or logged with it (HAB-05)."""
    request.session[LIEN_EN_SESSION] = secret
    return redirect("comptes:activer")


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def activer(request: HttpRequest) -> HttpResponse:
    """Let the person behind a one-time link choose a password (HAB-05)."""
    secret = str(request.session.get(LIEN_EN_SESSION, ""))
    # Opening an account is the act of nobody signed in, even in the browser of somebody who is.
    poser_portee(None)
    try:
        invitation = invitation_vivante(secret=secret)
        compte = invitation.utilisateur
        # A closing for security takes the password away, not the fact that the account was opened once.
        deja_ouvert = compte.has_usable_password() or compte.mots_de_passe_choisis.exists()
        contexte = {"compte": compte, "deja_ouvert": deja_ouvert}
        form = ActivationForm(request.POST or None, compte=compte)
        if request.method == "POST" and form.is_valid():
            activer_compte(secret=secret, mot_de_passe=form.cleaned_data["mot_de_passe"])
            del request.session[LIEN_EN_SESSION]
            return render(request, "comptes/compte_ouvert.html", contexte)
    except RegleMetierRefusee as refus:
        return render(request, "comptes/lien_invalide.html", {"refus": refus})
    except ValidationError as erreur:
        form.add_error("mot_de_passe", erreur)
    return render(request, "comptes/activer.html", {"form": form, **contexte})


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
    contexte = {
        "second_facteur": is_mfa_enabled(request.user),
        "renouvellement": etapes_de(request.user.pk, timezone.now()).mot_de_passe,
        "autres_comptes": autres_comptes(request.user),
    }
    return render(request, "comptes/profil.html", contexte)


@login_not_required
def vers_connexion(_request: HttpRequest) -> HttpResponseRedirect:
    """Send Django admin's own sign-in page to the one door of the portal."""
    return redirect("account_login")


def vers_mot_de_passe(_request: HttpRequest) -> HttpResponseRedirect:
    """Send Django admin's own page to ours: the same limits, the same journal."""
    return redirect("account_change_password")
