"""Where sessions are stored: Django's table, with how long a row outlives what it holds."""

from typing import Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db

from espace_partenaires.comptes.reprise import CLE_DE_LA_SAISIE, DUREE_DE_LA_SAISIE_S

# Whoever comes back the next morning to a form left open sends it to a session that is over: the row still
# tells which account it was, so that the text is kept for that account and no other.
SOUVENIR_S: Final = 12 * 3600


class SessionStore(db.SessionStore):
    """Session of the portal; the limits themselves are held by ``limites.LimitesDeSessionMiddleware``."""

    def get_session_cookie_age(self) -> int:
        """Return how long the row lives after it is written, in seconds.

        Exigence: SEC-01, UX-05, RGPD-01
        """
        duree: int = settings.SESSION_COOKIE_AGE
        if SESSION_KEY in self:
            return duree + SOUVENIR_S
        return DUREE_DE_LA_SAISIE_S if CLE_DE_LA_SAISIE in self else duree
