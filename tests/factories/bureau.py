"""What the desk tells by mail: a demande given, the morning's digests."""

from datetime import UTC, datetime
from typing import Final

from signalements.services.bureau import affecter
from signalements.services.recapitulatifs import envoyer_recapitulatifs
from tests.factories.demandes import creer_demande
from tests.factories.habilitations import acteur_pour, creer_agent
from tests.factories.signalements import Scene

# Monday 23 November 2026, a quarter past eight in Paris.
MATIN: Final = datetime(2026, 11, 23, 7, 12, tzinfo=UTC)


def tout_confier(scene: Scene) -> None:
    """Give a demande to somebody, leave another to nobody, and let the morning come."""
    superviseur = acteur_pour(creer_agent("superviseur", caisse=scene.caisse))
    creer_demande(scene, "contact")
    demande = creer_demande(scene, "contact")
    affecter(acteur=superviseur, demande_id=demande.pk, agent_id=scene.compte_agent.pk)
    envoyer_recapitulatifs(maintenant=MATIN)
