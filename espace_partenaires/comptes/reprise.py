"""What was typed and sent after the session ended: kept for the same account, half an hour at most (UX-05)."""

import json
import re
from dataclasses import dataclass
from typing import Final

from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone

from espace_partenaires.coffre import coffre

_USAGE: Final = "saisies-conservees"
CLE_DE_LA_SAISIE: Final = "saisie_conservee"
CLE_MONTREE: Final = "saisie_montree"
DUREE_DE_LA_SAISIE_S: Final = 30 * 60
TAILLE_MAX: Final = 100_000
CHAMPS_MAX: Final = 1000
# Nothing of these is ever kept: secrets are typed there.
PREFIXES_EXCLUS: Final = ("account_", "mfa_", "usersessions_", "comptes:", "mot_de_passe_", "connexion_")
CHAMP_SECRET: Final = re.compile(r"passe|password|csrf|credential|secret|jeton|token|^code$", re.IGNORECASE)
LONGUEUR_D_UNE_PHRASE: Final = 20


@dataclass(frozen=True, slots=True)
class Saisie:
    """A form that was sent too late.

    Attributes:
        compte_id: whose session had ended; nobody else sees it.
        chemin: where it was going, a path of the portal with its parameters.
        champs: names and values, in order; neither files nor secrets.
        fichiers: whether files were joined, which must be chosen again.
        recue_le: seconds since 1970.
    """

    compte_id: int
    chemin: str
    champs: tuple[tuple[str, str], ...]
    fichiers: bool
    recue_le: int

    @property
    def phrases(self) -> list[str]:
        """The texts long enough to be worth copying by hand, should the page refuse them."""
        return [valeur for _, valeur in self.champs if len(valeur) >= LONGUEUR_D_UNE_PHRASE and " " in valeur]


def route_de(chemin: str) -> ResolverMatch | None:
    """Return the route behind a path of the portal, None when there is none."""
    try:
        return resolve(chemin)
    except Resolver404:
        return None


def conserver(request: HttpRequest, session: SessionBase, compte_id: int) -> bool:
    """Keep the fields of a form that arrives after its session, encrypted, for that account only.

    Args:
        request: a POST whose CSRF token was checked.
        session: the anonymous session that follows.
        compte_id: the account whose session ended.

    Returns:
        Whether it was kept: not for pages where secrets are typed, nor beyond ``TAILLE_MAX`` bytes.

    Exigence: UX-05, SEC-01
    """
    route = route_de(request.path_info)
    if route is None or route.view_name.startswith(PREFIXES_EXCLUS):
        return False
    champs = [
        (nom, str(valeur))
        for nom, valeurs in request.POST.lists()
        if not CHAMP_SECRET.search(nom)
        for valeur in valeurs
    ]
    instant = int(timezone.now().timestamp())
    saisie = {
        "compte": compte_id,
        "chemin": request.get_full_path(),
        "champs": champs,
        "fichiers": bool(request.FILES),
        "recue_le": instant,
    }
    clair = json.dumps(saisie).encode()
    if not champs or len(champs) > CHAMPS_MAX or len(clair) > TAILLE_MAX:
        return False
    session[CLE_DE_LA_SAISIE] = coffre(_USAGE).encrypt_at_time(clair, instant).decode()
    return True


def saisie_de(session: SessionBase, compte_id: int) -> Saisie | None:
    """Return what this account had typed; None when there is nothing, it is too old or another account's."""
    chiffre = session.get(CLE_DE_LA_SAISIE)
    if not chiffre:
        return None
    instant = int(timezone.now().timestamp())
    try:
        clair = coffre(_USAGE).decrypt_at_time(str(chiffre).encode(), DUREE_DE_LA_SAISIE_S, instant)
    except InvalidToken:
        return None
    lu = json.loads(clair)
    if lu["compte"] != compte_id:
        return None
    champs = tuple((str(nom), str(valeur)) for nom, valeur in lu["champs"])
    return Saisie(lu["compte"], lu["chemin"], champs, lu["fichiers"], lu["recue_le"])


def oublier(session: SessionBase) -> None:
    """Erase what was kept."""
    session.pop(CLE_DE_LA_SAISIE, None)
    session.pop(CLE_MONTREE, None)


def garder_pour(session: SessionBase, compte_id: int) -> Saisie | None:
    """Return what was kept for this account; erase it if it is another's, or too old.

    Exigence: UX-05, HAB-17
    """
    saisie = saisie_de(session, compte_id)
    if saisie is None:
        oublier(session)
    return saisie
