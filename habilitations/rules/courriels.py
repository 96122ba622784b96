"""Which mail addresses an account may have: professional, attached to the structure."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

# Mailboxes that anyone opens for oneself: never attached to a structure.
GRAND_PUBLIC: Final = frozenset(
    {
        "aol.com", "aol.fr", "bbox.fr", "cegetel.net", "club-internet.fr", "free.fr", "freesbee.fr", "gmail.com",
        "gmx.com", "gmx.fr", "googlemail.com", "hotmail.com", "hotmail.fr", "icloud.com", "ik.me",
        "laposte.net", "libertysurf.fr", "live.com", "live.fr", "mac.com", "mail.com", "mailo.com", "me.com",
        "msn.com", "neuf.fr", "noos.fr", "numericable.fr", "orange.fr", "outlook.com", "outlook.fr", "proton.me",
        "protonmail.com", "sfr.fr", "tutanota.com", "voila.fr", "wanadoo.fr", "yahoo.com", "yahoo.fr", "ymail.com",
    }
)  # fmt: skip
LONGUEUR_MAXIMALE: Final = 254
_LOCAL: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
_ETIQUETTE: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class RefusCourriel:
    """Why an address is refused.

    Attributes:
        code: stable identifier of the refusal.
        message: the reason and what to do, in French.
    """

    code: str
    message: str


def domaine_normalise(domaine: str) -> str | None:
    """Return a mail domain in the one form that is compared, or ``None`` when it is not one.

    Case, full-width letters and a last dot go; an accented domain takes its ASCII form.

    Args:
        domaine: what follows the @.

    Exigence: HAB-08 (S1u 2.2.1)
    """
    plat = unicodedata.normalize("NFKC", domaine).strip().casefold().removesuffix(".")
    try:
        ascii_seul = plat.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    etiquettes = ascii_seul.split(".")
    correct = len(etiquettes) > 1 and all(_ETIQUETTE.fullmatch(etiquette) for etiquette in etiquettes)
    return ascii_seul if correct else None


def domaine_du_courriel(courriel: str) -> str | None:
    """Return the domain of an address, in the form that is compared; ``None`` when it is not an address.

    Args:
        courriel: the address as typed.

    Exigence: HAB-08 (S1u 2.2.1)
    """
    nu = courriel.strip()
    local, arobase, domaine = nu.rpartition("@")
    if not arobase or len(nu) > LONGUEUR_MAXIMALE or not _LOCAL.fullmatch(local):
        return None
    return domaine_normalise(domaine)


def verifier_courriel(
    courriel: str, domaines: Collection[str], *, exception: bool = False
) -> RefusCourriel | None:
    """Return why an address is refused for an account of a partenaire, or ``None``.

    The domain must be one of those declared, exactly: a sub-domain is another domain (D). A mailbox open to
    anyone is refused even if it was declared. The caisse may allow an address, with a reason.

    Args:
        courriel: the address as typed.
        domaines: domains declared for the partenaire.
        exception: the caisse allowed this address.

    Exigence: HAB-08 (S1u 2.2.1)
    """
    domaine = domaine_du_courriel(courriel)
    if domaine is None:
        return RefusCourriel(
            "courriel_invalide", "Cette adresse n’est pas complète : elle s’écrit nom@domaine, sans espace."
        )
    if exception:
        return None
    if domaine in GRAND_PUBLIC:
        return RefusCourriel(
            "courriel_grand_public",
            f"« {domaine} » est une messagerie personnelle. Donnez l’adresse professionnelle de la personne dans "
            "votre structure ; si elle n’en a pas, demandez à votre caisse d’autoriser cette adresse.",
        )
    declares = {domaine_normalise(declare) for declare in domaines}
    if domaine in declares:
        return None
    if not declares:
        return RefusCourriel(
            "courriel_sans_domaine",
            "Aucun domaine de messagerie n’est déclaré pour votre structure. Demandez à votre caisse de déclarer "
            f"« {domaine} », en précisant qu’il appartient à votre structure.",
        )
    liste = ", ".join(f"« {declare} »" for declare in sorted(filter(None, declares)))
    return RefusCourriel(
        "courriel_hors_domaine",
        f"« {domaine} » n’est pas un domaine de votre structure ({liste}). Donnez une adresse de votre structure, "
        "ou demandez à votre caisse de déclarer ce domaine ou d’autoriser cette adresse.",
    )
