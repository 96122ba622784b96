"""Sessions of an account: ended one by one or all at once, by somebody or by themselves (SEC-01)."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.magasin import SOUVENIR_S, SessionStore
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.comptes.sessions import COMPTE_D_AVANT, RAISON, RaisonDeFin, cle_de_la_suite
from espace_partenaires.journal.services import consigner


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


def fermer_une_session(*, acteur: Acteur, session: UserSession) -> None:
    """End one session of the account that acts: its next request finds nobody signed in.

    Args:
        acteur: the account.
        session: one of its own sessions.

    Exigence: SEC-01 (ASVS 7.4.4)
    """
    with transaction.atomic():
        session.end()
        consigner(acteur=acteur, action="comptes.session_fermee", details={"nombre": 1})


def fermer_les_autres(*, acteur: Acteur, utilisateur: Utilisateur, courante: str) -> int:
    """End every session of the account that acts but the one it acts from; return how many.

    Args:
        acteur: the account.
        utilisateur: the same, as a row.
        courante: key of the session to keep.

    Exigence: SEC-01 (ASVS 7.4.4)
    """
    with transaction.atomic():
        nombre = fermer_sessions(utilisateur, sauf=courante)
        if nombre:
            consigner(acteur=acteur, action="comptes.session_fermee", details={"nombre": nombre})
    return nombre


def terminer_session(
    *, acteur: Acteur, utilisateur: Utilisateur, cle: str, raison: RaisonDeFin, maintenant: datetime
) -> SessionStore:
    """Erase a session that reached a limit, and open the anonymous one that follows.

    Two requests that arrive together end it once: one line in the journal, the same session that follows.

    Args:
        acteur: the account whose session it was.
        utilisateur: the same, as a row.
        cle: key of the session.
        raison: the limit reached.
        maintenant: the moment of the request.

    Exigence: SEC-01 (ASVS 7.3), UX-05
    """
    suite = cle_de_la_suite(cle)
    contenu = SessionStore().encode({COMPTE_D_AVANT: utilisateur.pk, RAISON: raison.value})
    with transaction.atomic():
        UserSession.objects.filter(session_key=cle).delete()
        effacees, _ = Session.objects.filter(session_key=cle).delete()
        if effacees:
            details = {"raison": raison.value}
            consigner(acteur=acteur, action="comptes.session_expiree", objet=utilisateur, details=details)
        Session.objects.get_or_create(
            session_key=suite,
            defaults={"session_data": contenu, "expire_date": maintenant + timedelta(seconds=SOUVENIR_S)},
        )
    return SessionStore(suite)


def suite_existante(cle: str, maintenant: datetime) -> SessionStore | None:
    """Return the session that follows one that ended a moment ago, None when there is none.

    Args:
        cle: key of the session, as the browser still sends it.
        maintenant: the moment of the request.
    """
    suite = cle_de_la_suite(cle)
    vivante = Session.objects.filter(session_key=suite, expire_date__gt=maintenant).exists()
    return SessionStore(suite) if vivante else None
