"""Help, and what to do when the portal does not answer: read by all, without any session (ORG-05, ORG-07)."""

import sys
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe
from django.views.defaults import server_error

from espace_partenaires.web.blocs import AIDE, SECOURS, blocs_de_page

HTTP_INDISPONIBLE: Final = 503
REESSAYER_APRES_S: Final = "120"


@login_not_required
@require_safe
def aide(request: HttpRequest) -> HttpResponse:
    """Show the help; for an account, whom to call (ORG-05)."""
    return render(request, "web/aide.html", {"blocs": blocs_de_page(AIDE, request)})


@login_not_required
@require_safe
def secours(request: HttpRequest) -> HttpResponse:
    """Show the other ways to reach the services in an outage (ORG-07)."""
    return render(request, "web/secours.html", {"blocs": blocs_de_page(SECOURS, request)})


def panne(request: HttpRequest) -> HttpResponse:
    """Answer a failure; without its database the portal is unavailable, and says whom to call meanwhile.

    The page reads nothing: no session, no database (ORG-07).
    """
    if not isinstance(sys.exception(), OperationalError | InterfaceError):
        return server_error(request)
    return HttpResponse(
        render_to_string("503.html"), status=HTTP_INDISPONIBLE, headers={"Retry-After": REESSAYER_APRES_S}
    )
