"""What every page knows: the menu, who is signed in, the public banner."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Civilite, Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.web.navigation import LienDuCompte, bandeaux_le, entrees_pour, liens_du_compte

_FEMININ: Final = {
    "technicien": "technicienne",
    "instructeur": "instructrice",
    "superviseur": "superviseuse",
    "administrateur": "administratrice nationale",
}
_MASCULIN: Final = {
    "dpo": "DPO",
    "gestionnaire_conventions": "conventions",
    "administrateur": "administrateur national",
}
_ORDRE_DES_ROLES: Final = ("instructeur", "superviseur", "gestionnaire_conventions", "dpo")


@dataclass(frozen=True, slots=True)
class LienMenu:
    """An entry of the menu, ready to be shown."""

    libelle: str
    url: str
    courant: bool
    compte: int | None
    action_accueil: bool


@dataclass(frozen=True, slots=True)
class Connexion:
    """Who is signed in, in words."""

    nom: str
    fonction: str
    structure: str
    caisse: str


@dataclass(frozen=True, slots=True)
class Navigation:
    """What the frame of a page shows."""

    liens: tuple[LienMenu, ...]
    connexion: Connexion | None
    bandeaux: tuple[str, ...]

    @property
    def liens_du_compte(self) -> list[LienDuCompte]:
        """Return the pages about one's own account that the apps offer."""
        return liens_du_compte()


def _au_genre(mot: str, utilisateur: Utilisateur) -> str:
    if utilisateur.civilite == Civilite.MME and mot in _FEMININ:
        return _FEMININ[mot]
    return _MASCULIN.get(mot, mot)


def connexion_de(acteur: Acteur, utilisateur: Utilisateur) -> Connexion:
    """Say who is signed in: an agent by roles and caisse, a partner by profile and structure."""
    if acteur.profil == Profil.AGENT:
        roles = [_au_genre(role, utilisateur) for role in _ORDRE_DES_ROLES if role in acteur.roles]
        fonction = ", ".join(roles) or "agent sans rôle ouvert"
        return Connexion(utilisateur.nom_complet, fonction, "", acteur.structure)
    return Connexion(utilisateur.nom_complet, _au_genre(acteur.profil, utilisateur), acteur.structure, "")


def _url(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def _longueur_commune(request: HttpRequest, chemins: Iterable[str]) -> int:
    """Return how long the longest of these addresses is that the page's own address starts with; 0 without one."""
    accueil = _url("web:accueil")
    return max(
        (
            len(chemin)
            for chemin in chemins
            if chemin and (request.path == chemin or (chemin != accueil and request.path.startswith(chemin)))
        ),
        default=0,
    )


def liens_pour(request: HttpRequest, acteur: Acteur) -> tuple[LienMenu, ...]:
    """Compute the menu of this actor on this page; the entry whose address says most of the page's is marked."""
    entrees = [
        (entree, url, _longueur_commune(request, (url, *map(_url, entree.aussi))))
        for entree in entrees_pour(acteur)
        if (url := _url(entree.route))
    ]
    plus_longue = max((longueur for _, _, longueur in entrees), default=0)
    return tuple(
        LienMenu(
            libelle=entree.libelle,
            url=url,
            courant=0 < longueur == plus_longue,
            compte=(entree.compteur(acteur) or None) if entree.compteur else None,
            action_accueil=entree.action_accueil,
        )
        for entree, url, longueur in entrees
    )


def construire(request: HttpRequest) -> Navigation:
    """Compute the frame of the page; an anonymous visitor has a banner and no menu."""
    bandeaux = tuple(bandeaux_le(timezone.now()))
    acteur: Acteur | None = getattr(request, "acteur", None)
    utilisateur = getattr(request, "user", None)
    if acteur is None or not isinstance(utilisateur, Utilisateur):
        return Navigation(liens=(), connexion=None, bandeaux=bandeaux)
    return Navigation(
        liens=liens_pour(request, acteur), connexion=connexion_de(acteur, utilisateur), bandeaux=bandeaux
    )


def navigation(request: HttpRequest) -> dict[str, object]:
    """Context processor; computed only by the pages that show it."""
    return {"navigation": SimpleLazyObject(lambda: construire(request))}
