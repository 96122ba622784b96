"""Keeps the address of the request where the journal finds it."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from espace_partenaires.journal.contexte import ADRESSE_COURANTE


class AdresseMiddleware:
    """Remember where the request comes from, for as long as it lasts.

    Behind proxies, only the part of ``X-Forwarded-For`` written by our own is believed: their number is
    the setting that rate limits use too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run the request with its address known."""
        jeton = ADRESSE_COURANTE.set(adresse_de(request))
        try:
            return self.get_response(request)
        finally:
            ADRESSE_COURANTE.reset(jeton)


def adresse_de(request: HttpRequest) -> str | None:
    """Return the address of the browser, or None when it cannot be known (a socket, a malformed header).

    Exigence: RGPD-05 (CNIL)
    """
    mandataires: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    candidat = request.META.get("REMOTE_ADDR", "")
    if mandataires:
        relais = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        candidat = relais[-mandataires].strip() if len(relais) >= mandataires else ""
    try:
        return str(ip_address(candidat))
    except ValueError:
        return None
