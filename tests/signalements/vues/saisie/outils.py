"""What the tests of the deposit send and read."""

import re
from typing import Any, Final

from django.urls import reverse

from signalements.models import Demande
from tests.conftest import ClientDuPortail
from tests.signalements.vues.agent.outils import texte

NIR: Final = "1 88 03 69 123 456 59"
PERSONNE: Final = {
    "civilite": "mme",
    "nom": "Lemaire-Ozanne",
    "prenom": "Binta",
    "date_naissance": "1988-03-04",
    "departement": "69",
    "telephone": "06 12 34 56 78",
    "courriel": "",
}
SITUATION: Final = {"cadres": ["droits", "soins"], "actions_engagees": ["c2s"]}
ACCORD: Final = {
    "information_certifiee": "on",
    "mode": "distance",
    "recueilli_le": "2026-11-23",
    "reference_jugement": "",
    "regime_general": "on",
    "accord_suivi": "on",
}


def adresse(demande: Demande, etape: str) -> str:
    """Return the address of a page of the draft."""
    if etape in ("accord", "relecture"):
        return ouvre("donner_accord" if etape == "accord" else "relire", demande)
    return reverse("signalements:remplir_etape", args=[demande.cle, etape])


def adresse_autosave(demande: Demande, etape: str) -> str:
    """Return the address that stores a page while it is typed."""
    return reverse("signalements:enregistrer_etape", args=[demande.cle, etape])


def ouvre(nom: str, demande: Demande) -> str:
    """Return the address of another screen of the draft."""
    return reverse(f"signalements:{nom}", args=[demande.cle])


def page(navigateur: ClientDuPortail, lieu: str) -> str:
    """Open a page, redirections followed, and return it as it is read."""
    return texte(navigateur.get(lieu, follow=True))


def envoyer(navigateur: ClientDuPortail, demande: Demande, etape: str, **donnees: Any) -> Any:
    """Send a page of the draft on the version it has now, unless one is given."""
    demande.refresh_from_db()
    return navigateur.post(adresse(demande, etape), {"version": demande.version, **donnees})


def champ(contenu: str, nom: str) -> str:
    """Return the whole field of this name, its errors included, in a page."""
    blocs = re.split(r'(?=<(?:div|fieldset) class="champ[ "])', contenu)
    return next((bloc for bloc in blocs if f'name="{nom}"' in bloc), "")


def a_une_erreur(contenu: str, nom: str) -> bool:
    """Tell whether a field shows an error beside it."""
    return "errorlist" in champ(contenu, nom)
