"""Health for the machines that watch: is it alive, can it serve."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from espace_partenaires.web import sondes


@login_not_required
@require_safe
def vivant(_request: HttpRequest) -> JsonResponse:
    """Answer that the process runs; nothing else is asked."""
    return JsonResponse({"etat": "vivant"})


@login_not_required
@require_safe
def pret(_request: HttpRequest) -> JsonResponse:
    """Answer whether requests can be served.

    Only the database is indispensable. Redis or the antivirus away is « dégradé », still 200, since nothing
    is lost; which one is written in the log, never told to strangers.
    """
    if not sondes.base_repond():
        return JsonResponse({"etat": "indisponible"}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    muettes = [nom for nom, sonde in sondes.SONDES_SECONDAIRES.items() if not sonde()]
    return JsonResponse({"etat": "degrade" if muettes else "pret"})
