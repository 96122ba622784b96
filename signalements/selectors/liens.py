"""Where the links of mails lead, and whether they still open."""

from typing import Final
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from django.utils import timezone

from espace_partenaires.comptes.acteur import acteur_de
from espace_partenaires.comptes.models import Utilisateur
from signalements.models import Demande

_PAGE_DE_L_AGENT: Final = "signalements:traiter_demande"


def lien_encore_lisible(compte: Utilisateur, lien: str) -> bool:
    """Tell whether an agent still reads the demande that a waiting mail leads to: it may have gone to another caisse.

    Any other link is another page's affair, and opens.

    Args:
        compte: who the mail is for.
        lien: the absolute address in it.

    Exigence: DEM-04, HAB-17, UX-07
    """
    try:
        page = resolve(urlsplit(lien).path)
    except Resolver404:
        return True
    if page.view_name != _PAGE_DE_L_AGENT:
        return True
    acteur = acteur_de(compte, timezone.now())
    return Demande.objects.visibles_par(acteur).filter(cle=page.kwargs["cle"]).exists()
