"""Sessions of an account: ended one by one or all at once (SEC-01)."""

from allauth.usersessions.models import UserSession

from espace_partenaires.comptes.models import Utilisateur


def fermer_sessions(utilisateur: Utilisateur, *, sauf: str = "") -> int:
    """End the sessions of an account, in the transaction of the act that demands it.

    Args:
        utilisateur: the account.
        sauf: key of a session to keep, the one of whoever acts; by default none is.

    Returns:
        How many were ended.

    Exigence: HAB-12, SEC-01 (ASVS 7.4)
    """
    sessions = list(UserSession.objects.filter(user=utilisateur).exclude(session_key=sauf))
    for session in sessions:
        session.end()
    return len(sessions)
