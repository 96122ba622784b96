"""Nobody is in two places at once: an agent's hours, checked under a lock (DEM-13)."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from conventions.models import Caisse
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.web.dates import date_longue, heure
from habilitations.enums import RoleAgent
from habilitations.selectors import agents_de_la_caisse
from signalements.rules.rendez_vous import Plage, premiere_prise
from signalements.selectors.rendez_vous import heures_prises


def verrouiller_l_agent(caisse_id: int, agent_id: int) -> Utilisateur:
    """Lock the account of the agent who receives: two meetings of one agent wait for each other.

    Raises:
        RegleMetierRefusee: ``agent_inconnu``: no instructeur nor superviseur of this caisse.
    """
    agents = agents_de_la_caisse(caisse_id, RoleAgent.INSTRUCTEUR, RoleAgent.SUPERVISEUR)
    # Foreign keys to this account must not wait: only other holders of this very lock do.
    agent = (
        Utilisateur.objects.select_for_update(no_key=True)
        .filter(pk__in=agents.values("pk"), pk=agent_id)
        .first()
    )
    if agent is None:
        raise RegleMetierRefusee("agent_inconnu", "Choisissez un agent de votre caisse qui reçoit du public.")
    return agent


def exiger_libre(
    agent: Utilisateur, plages: Iterable[Plage], caisse: Caisse, *, sauf: int | None = None
) -> None:
    """Refuse hours that the locked agent has given already.

    Args:
        agent: locked by ``verrouiller_l_agent``.
        plages: the hours asked for, at least one.
        caisse: in whose time zone the refusal is said.
        sauf: a meeting that is about to be replaced.

    Raises:
        RegleMetierRefusee: ``agent_pris``.

    Exigence: DEM-13 (S1u 1.2)
    """
    voulues = sorted(plages, key=lambda plage: plage.debut)
    prises = heures_prises(agent.pk, Plage(voulues[0].debut, voulues[-1].fin), sauf=sauf)
    for plage in voulues:
        prise = premiere_prise(plage, prises)
        if prise is not None:
            fuseau = ZoneInfo(caisse.fuseau)
            jour = date_longue(prise.debut.astimezone(fuseau).date())
            raise RegleMetierRefusee(
                "agent_pris",
                f"{agent.nom_complet} est déjà pris le {jour}, de {heure(prise.debut, fuseau)} à "
                f"{heure(prise.fin, fuseau)} : choisissez une autre heure, ou un autre agent.",
            )
