"""One transaction per request, around view and rendering, that carries who acts."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from espace_partenaires.comptes.acteur import ATTRIBUT_ACTEUR, Acteur, acteur_de
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.isolation.portee import poser_portee
from espace_partenaires.memoire import memoire_de_requete

HTTP_ERREUR_SERVEUR = 500
MARQUE_D_ECHEC = "_portail_echec"


class PorteeMiddleware:
    """Open the transaction, compute the actor, set the scope; undo everything when the view fails.

    A ``TemplateResponse`` renders inside ``get_response``: lazy lists are read under the same scope.
    Mails and tasks wait for the commit (SEC-02).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run the request inside its transaction."""
        with memoire_de_requete(), transaction.atomic():
            acteur = self._acteur(request)
            # The attribute that views read under the type ``RequeteConnectee``.
            setattr(request, ATTRIBUT_ACTEUR, acteur)
            poser_portee(acteur)
            response = self.get_response(request)
            if response.status_code >= HTTP_ERREUR_SERVEUR or hasattr(request, MARQUE_D_ECHEC):
                transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, _exception: Exception) -> None:
        """A view that raises has written nothing (404 and refused permission included).

        Only noted here: the error page may still read, under the same scope.
        """
        setattr(request, MARQUE_D_ECHEC, True)

    @staticmethod
    def _acteur(request: HttpRequest) -> Acteur | None:
        utilisateur = request.user
        if not isinstance(utilisateur, Utilisateur):
            return None
        # A partner's habilitation is itself read under the policy « its own row ».
        poser_portee(Acteur(utilisateur_id=utilisateur.pk, profil=utilisateur.profil))
        return acteur_de(utilisateur, timezone.now())
