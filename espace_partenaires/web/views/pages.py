"""Pages every public service shows (UX-04), open to all; and ``security.txt`` (RFC 9116)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

VALIDITE_SECURITY_TXT: Final = timedelta(days=180)

Vue = Callable[[HttpRequest], HttpResponse]


def page(gabarit: str) -> Vue:
    """Make the view of a page that is only text."""

    @login_not_required
    @require_safe
    def vue(request: HttpRequest) -> HttpResponse:
        return render(request, gabarit)

    return vue


accessibilite = page("web/accessibilite.html")
donnees_personnelles = page("web/donnees_personnelles.html")
plan_du_site = page("web/plan_du_site.html")
securite = page("web/securite.html")


@login_not_required
@require_safe
def mentions_legales(request: HttpRequest) -> HttpResponse:
    """Who publishes and hosts this installation, as its settings say (``MENTIONS_LEGALES``)."""
    return render(
        request, "web/mentions_legales.html", {"mentions": getattr(settings, "MENTIONS_LEGALES", {})}
    )


@login_not_required
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a vulnerability, for machines (RFC 9116)."""
    adresse = request.build_absolute_uri(reverse("web:securite"))
    contact = getattr(settings, "CONTACT_SECURITE", "")
    expire = (timezone.now() + VALIDITE_SECURITY_TXT).replace(microsecond=0)
    lignes = [
        *([f"Contact: {contact}"] if contact else []),
        f"Contact: {adresse}",
        f"Expires: {expire.isoformat()}",
        "Preferred-Languages: fr, en",
        f"Canonical: {request.build_absolute_uri(reverse('web:security_txt'))}",
        f"Policy: {adresse}",
    ]
    return HttpResponse("\n".join(lignes) + "\n", content_type="text/plain; charset=utf-8")
