"""Taking what is to send: one mail, or what waits for one person, under a lease that is ours alone (UX-07)."""

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from espace_partenaires.notifications.enums import EtatCourriel
from espace_partenaires.notifications.models import Courriel

DUREE_BAIL: Final = timedelta(minutes=2)
# A mail that lists more is not read; the others make the next one.
PAR_COURRIEL: Final = 30
# Any number, the same for all workers: « notifications: reservation ».
_VERROU: Final = 0x6E6F7469


def attente(*, urgent: bool) -> timedelta:
    """Return how long a message waits for others to leave with: none when urgent, or when nothing is grouped.

    Exigence: UX-07
    """
    return timedelta(0) if urgent else timedelta(seconds=settings.REGROUPEMENT_COURRIELS_S)


def reserver(courriel_id: uuid.UUID | None = None) -> list[Courriel]:
    """Take the lease of what leaves next: ours alone until ``bail_jusqu_a``.

    Args:
        courriel_id: the message to begin with; ``None`` takes the most urgent that is due.

    Returns:
        One message that leaves as itself; or several, not urgent, of one person, with the same ``groupe``,
        the oldest first; or nothing.

    Exigence: SEC-02, UX-07
    """
    maintenant = timezone.now()
    with transaction.atomic():
        # One reservation at a time: two workers must not share out the messages of one person.
        with connection.cursor() as curseur:
            curseur.execute("SELECT pg_advisory_xact_lock(%s)", [_VERROU])
        dus = _dus(maintenant) if courriel_id is None else _dus(maintenant).filter(pk=courriel_id)
        premier = _verrouilles(dus).order_by("-urgent", "prochaine_tentative_le").first()
        if premier is None:
            return []
        lot = _avec_lui(premier, maintenant)
        Courriel.objects.filter(pk__in=[courriel.pk for courriel in lot]).update(
            etat=EtatCourriel.EN_ENVOI,
            bail_jusqu_a=maintenant + DUREE_BAIL,
            tentatives=premier.tentatives + 1,
            groupe=lot[0].groupe,
        )
        for courriel in lot:
            courriel.etat, courriel.bail_jusqu_a = EtatCourriel.EN_ENVOI, maintenant + DUREE_BAIL
            courriel.tentatives = premier.tentatives + 1
    return lot


def _dus(maintenant: datetime) -> QuerySet[Courriel]:
    en_attente = Q(etat=EtatCourriel.A_ENVOYER, prochaine_tentative_le__lte=maintenant)
    abandonne_en_route = Q(etat=EtatCourriel.EN_ENVOI, bail_jusqu_a__lte=maintenant)
    return Courriel.objects.filter(en_attente | abandonne_en_route)


def _verrouilles(courriels: QuerySet[Courriel]) -> QuerySet[Courriel]:
    return courriels.select_related("destinataire").select_for_update(skip_locked=True, of=("self",))


def _avec_lui(premier: Courriel, maintenant: datetime) -> list[Courriel]:
    """Return the messages that leave in the same mail, this one included.

    A group once made stays the same at every attempt: its Message-ID says the same thing each time.
    """
    if premier.groupe is not None:
        meme_groupe = _verrouilles(_dus(maintenant).filter(groupe=premier.groupe))
        return list(meme_groupe.order_by("cree_le", "pk"))
    if not _se_groupe(premier):
        return [premier]
    en_attente = Courriel.objects.filter(
        etat=EtatCourriel.A_ENVOYER,
        urgent=False,
        tentatives=0,
        destinataire=premier.destinataire_id,
        adresse=premier.adresse,
    )
    # Without a link there is nothing to lead to: such a message leaves whole, alone.
    autres = en_attente.exclude(lien="").exclude(pk=premier.pk)
    lot = [premier, *_verrouilles(autres).order_by("cree_le", "pk")[: PAR_COURRIEL - 1]]
    if len(lot) > 1:
        groupe = uuid.uuid4()
        for courriel in lot:
            courriel.groupe = groupe
    return sorted(lot, key=lambda courriel: (courriel.cree_le, courriel.pk))


def _se_groupe(courriel: Courriel) -> bool:
    groupable = not courriel.urgent and bool(courriel.lien) and courriel.tentatives == 0
    return groupable and settings.REGROUPEMENT_COURRIELS_S > 0
