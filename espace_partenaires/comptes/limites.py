"""The limits of a session, held at every request (SEC-01), and nothing lost when one is reached (UX-05)."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_protect

from espace_partenaires.comptes import reprise
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.comptes.services.sessions import suite_existante, terminer_session
from espace_partenaires.comptes.sessions import (
    COMPTE_D_AVANT,
    RAISON,
    RaisonDeFin,
    ResteDeSession,
    noter,
    phrase_de_fin,
    reste_de,
)

# What a page asks by itself, without anybody: it must not keep a session open.
EN_TETE_DE_FOND: Final = "X-Portail-Fond"
ATTRIBUT_RESTE: Final = "reste_de_session"
# Every five minutes is enough to tell « vue pour la dernière fois ».
PAS_DE_L_ACTIVITE_S: Final = 300
CLE_DE_L_ACTIVITE: Final = "activite_notee"
HTTP_NON_CONNECTE: Final = 401
HTTP_ERREUR: Final = 400
CONSERVE: Final = "Ce que vous avez envoyé ensuite est conservé trente minutes : reconnectez-vous avec le même compte pour le reprendre."
TROP_LONG: Final = (
    "Ce que vous avez envoyé n’a pas pu être conservé. Revenez à la page précédente de votre navigateur pour le "
    "retrouver, et copiez-le avant de vous reconnecter."
)


class LimitesDeSessionMiddleware:
    """End a session that nobody uses, or that is too old; keep what arrives just after."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in place of the view when the session is over, else go on."""
        maintenant = timezone.now()
        avant = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if isinstance(request.user, Utilisateur):
            reponse = _connecte(request, request.user, maintenant)
        else:
            reponse = _apres_la_fin(request, avant, maintenant)
        if reponse is None:
            chemin = request.get_full_path()
            reponse = self.get_response(request)
            _oublier_ce_qui_est_renvoye(request, chemin, reponse)
        _poser_temoin(request, reponse, avant)
        return reponse


def _connecte(request: HttpRequest, compte: Utilisateur, maintenant: datetime) -> HttpResponse | None:
    reste = reste_de(request.session, maintenant)
    if reste.raison is None:
        if EN_TETE_DE_FOND not in request.headers:
            noter(request.session, maintenant)
            _noter_appareil(request, maintenant)
            reste = reste_de(request.session, maintenant)
        setattr(request, ATTRIBUT_RESTE, reste)
        return _vers_la_reprise(request, compte)
    _terminer(request, compte, reste.raison, maintenant)
    return _finie(request, compte.pk, reste.raison, venait_de_finir=True)


def _noter_appareil(request: HttpRequest, maintenant: datetime) -> None:
    instant = int(maintenant.timestamp())
    if instant - int(request.session.get(CLE_DE_L_ACTIVITE, 0)) >= PAS_DE_L_ACTIVITE_S:
        UserSession.objects.create_from_request(request)
        request.session[CLE_DE_L_ACTIVITE] = instant


def _vers_la_reprise(request: HttpRequest, compte: Utilisateur) -> HttpResponse | None:
    """Lead to what was kept whoever arrives at the home by another way (conditions to accept, other tab)."""
    if reprise.CLE_DE_LA_SAISIE not in request.session:
        return None
    saisie = reprise.garder_pour(request.session, compte.pk)
    a_montrer = saisie is not None and not request.session.get(reprise.CLE_MONTREE)
    if a_montrer and request.method == "GET" and request.path == reverse("web:accueil"):
        return HttpResponseRedirect(reverse("comptes:reprise"))
    return None


def _terminer(request: HttpRequest, compte: Utilisateur, raison: RaisonDeFin, maintenant: datetime) -> None:
    request.session = terminer_session(
        acteur=Acteur(utilisateur_id=compte.pk, profil=compte.profil),
        utilisateur=compte,
        cle=request.session.session_key or "",
        raison=raison,
        maintenant=maintenant,
    )
    request.user = AnonymousUser()


def _apres_la_fin(request: HttpRequest, cle: str, maintenant: datetime) -> HttpResponse | None:
    """Recognise a browser whose session ended a moment ago, by its new session or by its old cookie."""
    if cle and request.session.session_key is None:
        suite = suite_existante(cle, maintenant)
        if suite is not None:
            request.session = suite
    compte_id = request.session.get(COMPTE_D_AVANT)
    if compte_id is None:
        return None
    return _finie(request, int(compte_id), str(request.session.get(RAISON, "")), venait_de_finir=False)


def _finie(
    request: HttpRequest, compte_id: int, raison: str, *, venait_de_finir: bool
) -> HttpResponse | None:
    """Answer a request that arrives after the end; None lets a page that is open to strangers answer."""
    route = reprise.route_de(request.path_info)
    publique = route is None or not getattr(route.func, "login_required", True)
    accueil = route is not None and route.view_name == "web:accueil"
    if publique and not (accueil and venait_de_finir):
        if route is not None and route.view_name == "account_login" and request.method == "GET":
            gardee = reprise.CLE_DE_LA_SAISIE in request.session
            messages.info(request, f"{phrase_de_fin(raison)} {CONSERVE if gardee else ''}".strip())
        return None
    if _est_automatique(request):
        corps = {"message": phrase_de_fin(raison), "connexion": reverse("account_login")}
        return JsonResponse(corps, status=HTTP_NON_CONNECTE)
    if request.method == "POST":
        return _retenir(compte_id)(request)
    return redirect_to_login(request.get_full_path())


def _est_automatique(request: HttpRequest) -> bool:
    """Tell what a script asks from what a person opens."""
    return (
        EN_TETE_DE_FOND in request.headers
        or request.headers.get("X-Requested-With") == "XMLHttpRequest"
        or request.headers.get("HX-Request") == "true"
    )


def _retenir(compte_id: int) -> Callable[[HttpRequest], HttpResponse]:
    """Return the view that keeps a form sent too late; a form of another site is refused as anywhere else."""

    @csrf_protect
    def retenir(request: HttpRequest) -> HttpResponse:
        if reprise.conserver(request, request.session, compte_id):
            return redirect_to_login(reverse("comptes:reprise"))
        messages.warning(request, TROP_LONG)
        return redirect_to_login(reverse("web:accueil"))

    return retenir


def _oublier_ce_qui_est_renvoye(request: HttpRequest, chemin: str, reponse: HttpResponse) -> None:
    """Erase what was kept once it has been sent again and the page has read it."""
    if request.method != "POST" or not isinstance(request.user, Utilisateur):
        return
    if reprise.CLE_DE_LA_SAISIE not in request.session or reponse.status_code >= HTTP_ERREUR:
        return
    saisie = reprise.saisie_de(request.session, request.user.pk)
    if saisie is not None and saisie.chemin == chemin:
        reprise.oublier(request.session)


def _poser_temoin(request: HttpRequest, reponse: HttpResponse, avant: str) -> None:
    """Give the browser the key of the session that follows, without writing that session again.

    Django sets the cookie only when it saves; saving here could undo what another request keeps meanwhile.
    """
    cle = request.session.session_key
    if not cle or cle == avant or COMPTE_D_AVANT not in request.session:
        return
    reponse.set_cookie(
        settings.SESSION_COOKIE_NAME,
        cle,
        path=settings.SESSION_COOKIE_PATH,
        domain=settings.SESSION_COOKIE_DOMAIN,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=settings.SESSION_COOKIE_HTTPONLY,
        samesite="Lax",  # as SESSION_COOKIE_SAMESITE
    )


def reste_de_la_requete(request: HttpRequest) -> ResteDeSession:
    """Return what is left of the session of somebody signed in, as the middleware computed it."""
    reste: ResteDeSession = getattr(request, ATTRIBUT_RESTE)
    return reste
