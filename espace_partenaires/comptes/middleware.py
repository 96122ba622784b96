"""What a signed-in account must have done before anything else opens: second factor, password, CGU."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import ResolverMatch, reverse
from django.utils import timezone

from espace_partenaires.comptes.acteur import ATTRIBUT_ACTEUR, Acteur
from espace_partenaires.comptes.selectors import etapes_de

# Pages that stay open meanwhile: the steps themselves, sign-out, and what everybody may read.
ROUTES_DES_ETAPES: Final = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_edit_webauthn",
        "mfa_reauthenticate_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "comptes:cgu",
        "comptes:session",
        "comptes:prolonger_session",
    }
)


class EtapesObligatoiresMiddleware:
    """Send a signed-in account to what is missing (HAB-05, HAB-06, HAB-07).

    allauth has no setting that requires a second factor: this is our own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on with the request."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _arguments: object, _options: object
    ) -> HttpResponse | None:
        """Redirect to the missing step, unless the page is open to everybody or is the step."""
        acteur: Acteur | None = getattr(request, ATTRIBUT_ACTEUR, None)
        route = request.resolver_match
        if acteur is None or route is None:
            return None
        manquante = _etape_manquante(request, acteur)
        if manquante is None:
            return None
        if route.view_name in {manquante, *ROUTES_DES_ETAPES} or _est_publique(view, route):
            # The page opens, but says nothing of what waits behind the missing step.
            setattr(request, ATTRIBUT_ACTEUR, replace(acteur, roles=frozenset(), caisse_ids=frozenset()))
            return None
        return HttpResponseRedirect(reverse(manquante))


def _etape_manquante(request: HttpRequest, acteur: Acteur) -> str | None:
    """Return the route of the first step that this account has still to take."""
    if acteur.second_facteur_exige and not is_mfa_enabled(request.user):
        return "mfa_index"
    etapes = etapes_de(acteur.utilisateur_id, timezone.now())
    if etapes.mot_de_passe.a_faire:
        return "account_change_password"
    return "comptes:cgu" if etapes.cgu_a_accepter else None


def _est_publique(view: Callable[..., HttpResponse], route: ResolverMatch) -> bool:
    # The home is public for strangers, but shows a signed-in person what waits: it takes the steps first.
    return not getattr(view, "login_required", True) and route.view_name != "web:accueil"
