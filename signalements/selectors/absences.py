"""Who is away today, and who answers meanwhile: derived from the days of absence, nothing is moved (DEM-16)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.db import connection
from django.db.models import QuerySet

from conventions.models import Caisse
from conventions.selectors import jour_de_la_caisse
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from signalements.models import Absence
from signalements.permissions import peut_ouvrir_le_bureau

_UN_JOUR = timedelta(days=1)


def absences_visibles(acteur: Acteur) -> QuerySet[Absence]:
    """Return the absences of the agents of the actor's caisse: its instructeurs and superviseurs only.

    Exigence: HAB-16, HAB-17
    """
    if not peut_ouvrir_le_bureau(acteur):
        return Absence.objects.none()
    return Absence.objects.filter(caisse__in=acteur.caisse_ids).select_related(
        "caisse", "agent", "remplacant"
    )


def _autour(absences: QuerySet[Absence], maintenant: datetime) -> QuerySet[Absence]:
    """Narrow to the days that any time zone may call today."""
    jour = maintenant.astimezone(UTC).date()
    return absences.filter(du__lte=jour + _UN_JOUR, au__gte=jour - _UN_JOUR)


def _en_cours(absences: Iterable[Absence], maintenant: datetime) -> list[Absence]:
    return [a for a in absences if a.du <= jour_de_la_caisse(a.caisse, maintenant) <= a.au]


def absences_en_cours(acteur: Acteur, maintenant: datetime) -> list[Absence]:
    """Return who is away today in the actor's caisse, by the day it is there (one query)."""
    return _en_cours(_autour(absences_visibles(acteur), maintenant), maintenant)


def agents_remplaces(acteur: Acteur, maintenant: datetime) -> tuple[int, ...]:
    """Return the agents the actor stands in for today (one query)."""
    siennes = absences_visibles(acteur).filter(remplacant=acteur.utilisateur_id)
    return tuple(sorted({a.agent_id for a in _en_cours(_autour(siennes, maintenant), maintenant)}))


def absences_a_venir(acteur: Acteur, maintenant: datetime) -> list[Absence]:
    """Return the absences of the caisse that are not over, the nearest first (one query)."""
    jour = maintenant.astimezone(UTC).date()
    absences = absences_visibles(acteur).filter(au__gte=jour - _UN_JOUR).order_by("du", "pk")
    return [a for a in absences if a.au >= jour_de_la_caisse(a.caisse, maintenant)]


def qui_se_recouvrent(absences: QuerySet[Absence], du: date, au: date) -> QuerySet[Absence]:
    """Keep the absences that share a day with these ones, both ends included."""
    return absences.filter(du__lte=au, au__gte=du)


def remplacants_du_jour(agent_id: int, caisse: Caisse, maintenant: datetime) -> list[Utilisateur]:
    """Return the active agents who answer today for this one, whoever asks.

    A partner never reads who is away: only this question is answered, by a function of the database, and
    what it says serves to address a mail.

    Args:
        agent_id: who follows a demande.
        caisse: the one whose day counts.
        maintenant: the moment (aware).

    Exigence: DEM-16, HAB-17
    """
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT * FROM signalements_remplacants(%s, %s, %s)",
            [agent_id, caisse.pk, jour_de_la_caisse(caisse, maintenant)],
        )
        cles = [ligne[0] for ligne in curseur.fetchall()]
    if not cles:
        return []
    return list(Utilisateur.objects.filter(pk__in=cles, is_active=True).order_by("pk"))
