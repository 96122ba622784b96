"""Devices that have already signed in to an account: a signed cookie, nothing stored on the server."""

import secrets
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# What a browser says of itself, from the most precise: each of them also claims to be the next ones.
NAVIGATEURS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMES: Final = (
    ("iPhone", "un iPhone"),
    ("iPad", "un iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "un Chromebook"),
    ("Mac OS X", "un Mac"),
    ("Linux", "Linux"),
)
TEMOIN: Final = "appareil"
DUREE_S: Final = 180 * 24 * 3600


def _sel(identifiant: str) -> str:
    return f"appareil:{identifiant.lower()}"


def appareil_connu(request: HttpRequest, identifiant: str) -> str:
    """Return the mark of the device when it has already signed in to this account, else an empty text.

    Args:
        request: the request of the sign-in page.
        identifiant: the account that somebody tries to enter.
    """
    marque = request.get_signed_cookie(TEMOIN, default=None, salt=_sel(identifiant), max_age=DUREE_S)
    return marque or ""


def marquer_appareil(request: HttpRequest, reponse: HttpResponse, identifiant: str) -> None:
    """Give the device a mark that is worth something for this account only.

    Args:
        request: the request that signed in.
        reponse: its answer.
        identifiant: the account entered.
    """
    marque = appareil_connu(request, identifiant) or secrets.token_urlsafe(16)
    reponse.set_signed_cookie(
        TEMOIN,
        marque,
        salt=_sel(identifiant),
        max_age=DUREE_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def appareil_en_mots(agent: str) -> str:
    """Say which device a session was opened from: « Firefox sur Windows ».

    Args:
        agent: what the browser said of itself (``User-Agent``); not a proof, only a reminder.

    Exigence: SEC-01 (ASVS 7.5.2)
    """
    navigateur = next((mot for marque, mot in NAVIGATEURS if marque in agent), "Navigateur inconnu")
    systeme = next((mot for marque, mot in SYSTEMES if marque in agent), "")
    return f"{navigateur} sur {systeme}" if systeme else navigateur
