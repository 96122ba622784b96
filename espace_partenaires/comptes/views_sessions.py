"""Pages of a person's own sessions, and of what was kept when one ended (SEC-01, UX-05)."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from espace_partenaires.comptes import reprise
from espace_partenaires.comptes.appareils import appareil_en_mots
from espace_partenaires.comptes.magasin import SessionStore
from espace_partenaires.comptes.services.sessions import fermer_les_autres, fermer_une_session
from espace_partenaires.comptes.sessions import OUVERTE_LE, noter, reste_de
from espace_partenaires.requetes import RequeteConnectee


@dataclass(frozen=True, slots=True)
class Appareil:
    """One open session, as its owner reads it."""

    pk: int
    mots: str
    adresse: str
    ouverte_le: datetime
    vue_le: datetime
    courante: bool


def _etat(request: RequeteConnectee) -> JsonResponse:
    """Tell what is left, for whom, and the token a page opened before the sign-in must now send."""
    reste = reste_de(request.session, timezone.now())
    return JsonResponse(
        {
            "inactivite": reste.inactivite,
            "totale": reste.totale,
            "compte": request.user.pk,
            "jeton": get_token(request),
        }
    )


@never_cache
@require_GET
def session(request: RequeteConnectee) -> HttpResponse:
    """Tell how long the session still lasts; asking does not make it last longer (header of the script)."""
    return _etat(request)


@never_cache
@require_POST
def prolonger(request: RequeteConnectee) -> HttpResponse:
    """Keep the session open: the person said so (RGAA 13.1)."""
    noter(request.session, timezone.now(), tout_de_suite=True)
    return _etat(request)


def _appareils(request: RequeteConnectee) -> list[Appareil]:
    """List the sessions of the account that are still open, the current one first."""
    maintenant = timezone.now()
    ouvertes = []
    for ligne in UserSession.objects.purge_and_list(request.user):
        magasin = SessionStore(ligne.session_key)
        if OUVERTE_LE in magasin and reste_de(magasin, maintenant).raison is not None:
            continue
        courante = ligne.session_key == request.session.session_key
        ouvertes.append(
            Appareil(
                pk=ligne.pk,
                mots=appareil_en_mots(ligne.user_agent),
                adresse=ligne.ip,
                ouverte_le=ligne.created_at,
                vue_le=maintenant if courante else ligne.last_seen_at,
                courante=courante,
            )
        )
    return sorted(ouvertes, key=lambda appareil: (not appareil.courante, -appareil.vue_le.timestamp()))


@never_cache
@require_http_methods(["GET", "POST"])
def appareils(request: RequeteConnectee) -> HttpResponse:
    """Show where the account is open; a POST ends every session but this one."""
    if request.method == "POST":
        courante = request.session.session_key or ""
        fermer_les_autres(acteur=request.acteur, utilisateur=request.user, courante=courante)
        messages.success(request, "Toutes les autres connexions sont fermées.")
        return redirect("usersessions_list")
    return render(request, "usersessions/usersession_list.html", {"appareils": _appareils(request)})


@require_POST
def fermer(request: RequeteConnectee, pk: int) -> HttpResponse:
    """End one of the account's other sessions; somebody else's does not exist."""
    autres = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    fermer_une_session(acteur=request.acteur, session=get_object_or_404(autres, pk=pk))
    messages.success(request, "Cette connexion est fermée.")
    return redirect("usersessions_list")


@never_cache
@require_GET
def reprendre(request: RequeteConnectee) -> HttpResponse:
    """Show that what was sent too late is kept, and offer to send it again."""
    saisie = reprise.garder_pour(request.session, request.user.pk)
    if saisie is None:
        return redirect("web:accueil")
    request.session[reprise.CLE_MONTREE] = True
    return render(request, "comptes/reprise.html", {"saisie": saisie})


@require_POST
def abandonner(request: RequeteConnectee) -> HttpResponse:
    """Erase what was kept."""
    reprise.oublier(request.session)
    messages.info(request, "Votre saisie est effacée.")
    return redirect("web:accueil")
