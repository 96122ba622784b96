"""The request as our views receive it."""

from django.http import HttpRequest

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur


class RequeteConnectee(HttpRequest):
    """A request whose account is signed in (views are closed by default) and whose actor is known."""

    user: Utilisateur  # type-narrowing only: the middleware puts it there
    acteur: Acteur
