"""Being away, and who answers meanwhile: days and a name, nothing is moved (DEM-16)."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from conventions.models import Caisse
from conventions.rules.calendrier import ajouter_mois
from conventions.selectors import jour_de_la_caisse
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from habilitations.enums import RoleAgent
from habilitations.selectors import agents_de_la_caisse
from signalements.models import Absence
from signalements.permissions import peut_gerer_l_absence_de, peut_ouvrir_le_bureau
from signalements.selectors.absences import absences_visibles, qui_se_recouvrent

DUREE_MAX: Final = timedelta(days=366)
CONSERVATION_MOIS: Final = 3
LOT: Final = 500


def declarer_absence(
    *,
    acteur: Acteur,
    agent_id: int,
    du: date,
    au: date,
    remplacant_id: int | None = None,
    maintenant: datetime | None = None,
) -> Absence:
    """Say that an agent is away, both days included, and who stands in.

    Args:
        acteur: the agent itself, or a superviseur of its caisse.
        agent_id: who is away: an active instructeur or superviseur of the caisse.
        du: first day.
        au: last day.
        remplacant_id: another active instructeur or superviseur of the caisse; ``None``: nobody.
        maintenant: the moment (aware).

    Raises:
        HorsPortee: another agent's absence, without being its superviseur.
        RegleMetierRefusee: ``absence_dates``, ``absence_passee``, ``absence_trop_longue``,
            ``absence_chevauchante``, ``remplacant_inconnu``, ``remplacant_absent``.

    Exigence: DEM-16, HAB-16
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        exiger(autorise=peut_gerer_l_absence_de(acteur, agent_id))
        caisse = Caisse.objects.visibles_par(acteur).get()
        _verrouiller(agent_id, remplacant_id)
        if not _du_bureau(caisse, agent_id):
            raise HorsPortee
        _verifier_les_jours(du, au, jour_de_la_caisse(caisse, instant))
        _verifier_les_autres(acteur, agent_id, du, au)
        _verifier_le_remplacant(acteur, caisse, agent_id, remplacant_id, du=du, au=au)
        absence = Absence.objects.create(
            caisse=caisse, agent_id=agent_id, remplacant_id=remplacant_id, du=du, au=au
        )
        consigner(acteur=acteur, action="signalements.declarer_absence", objet=absence)
    return absence


def supprimer_absence(*, acteur: Acteur, absence_id: int) -> None:
    """Erase an absence: the agent is back, or will not leave.

    Raises:
        HorsPortee: another agent's absence, without being its superviseur; another caisse's.

    Exigence: DEM-16
    """
    with transaction.atomic():
        absences = absences_visibles(acteur).select_for_update(of=("self",))
        absence = absences.filter(pk=absence_id).first()
        if absence is None:
            raise HorsPortee
        exiger(autorise=peut_gerer_l_absence_de(acteur, absence.agent_id))
        consigner(acteur=acteur, action="signalements.supprimer_absence", objet=absence)
        absence.delete()


def agents_du_bureau(caisse_id: int) -> list[Utilisateur]:
    """Return the active instructeurs and superviseurs of a caisse, by name."""
    agents = agents_de_la_caisse(caisse_id, RoleAgent.INSTRUCTEUR, RoleAgent.SUPERVISEUR)
    return list(agents.order_by("nom", "prenom", "pk"))


def remplacements_promis(acteur: Acteur, agent_id: int, du: date, au: date) -> list[Absence]:
    """Return the absences of colleagues that an agent promised to cover on these days."""
    if not peut_ouvrir_le_bureau(acteur):
        return []
    return list(qui_se_recouvrent(absences_visibles(acteur), du, au).filter(remplacant=agent_id))


def _verrouiller(*comptes: int | None) -> None:
    """Take the accounts in one order: two absences that would contradict each other wait for one another."""
    cles = sorted({compte for compte in comptes if compte is not None})
    list(Utilisateur.objects.select_for_update(no_key=True).filter(pk__in=cles).order_by("pk"))


def _du_bureau(caisse: Caisse, agent_id: int) -> bool:
    roles = (RoleAgent.INSTRUCTEUR, RoleAgent.SUPERVISEUR)
    return agents_de_la_caisse(caisse.pk, *roles).filter(pk=agent_id).exists()


def _verifier_les_jours(du: date, au: date, aujourdhui: date) -> None:
    if au < du:
        raise RegleMetierRefusee("absence_dates", "Une absence finit le jour de son début, ou après.")
    if au < aujourdhui:
        raise RegleMetierRefusee(
            "absence_passee", "Ces jours sont passés : indiquez une absence en cours ou à venir."
        )
    if au - du > DUREE_MAX:
        raise RegleMetierRefusee(
            "absence_trop_longue", "Une absence dure un an au plus : raccourcissez-la, puis prolongez-la."
        )


def _verifier_les_autres(acteur: Acteur, agent_id: int, du: date, au: date) -> None:
    if qui_se_recouvrent(absences_visibles(acteur), du, au).filter(agent=agent_id).exists():
        raise RegleMetierRefusee(
            "absence_chevauchante",
            "Une absence est déjà prévue sur une partie de ces jours : supprimez-la d’abord, ou changez les dates.",
        )


def _verifier_le_remplacant(
    acteur: Acteur, caisse: Caisse, agent_id: int, remplacant_id: int | None, *, du: date, au: date
) -> None:
    if remplacant_id is None:
        return
    if remplacant_id == agent_id or not _du_bureau(caisse, remplacant_id):
        raise RegleMetierRefusee(
            "remplacant_inconnu", "Choisissez un autre instructeur ou superviseur de votre caisse."
        )
    if qui_se_recouvrent(absences_visibles(acteur), du, au).filter(agent=remplacant_id).exists():
        raise RegleMetierRefusee(
            "remplacant_absent",
            "Cette personne est absente une partie de ces jours : choisissez quelqu’un d’autre.",
        )


def effacer_absences(*, maintenant: datetime | None = None) -> int:
    """Erase, by batches, the absences that ended more than three months ago.

    Args:
        maintenant: the moment (aware).

    Returns:
        How many were erased.

    Exigence: RGPD-01
    """
    limite = ajouter_mois((maintenant or timezone.now()).astimezone(UTC).date(), -CONSERVATION_MOIS)
    total = 0
    while True:
        with transaction.atomic():
            anciennes = Absence.objects.filter(au__lt=limite).order_by("pk")
            cles = list(anciennes.select_for_update(skip_locked=True).values_list("pk", flat=True)[:LOT])
            Absence.objects.filter(pk__in=cles).delete()
        total += len(cles)
        if len(cles) < LOT:
            return total
