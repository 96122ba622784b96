"""What the tests of meetings prepare: a demande, a date next week, a permanence."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from conventions.enums import Service
from signalements.models import Creneau, Demande, Permanence, RendezVous
from signalements.rules.permanences import Ouverture
from signalements.rules.rendez_vous import Plage
from signalements.services.permanences import annuler_permanence, ouvrir_permanence
from signalements.services.rappels import rappeler_rendez_vous
from signalements.services.rendez_vous import deplacer, proposer
from signalements.services.rendez_vous_communs import Proposition
from signalements.services.rendez_vous_reponses import annuler_rendez_vous, confirmer, demander_autre_date
from signalements.services.reservations import reserver_creneau
from tests.factories.demandes import creer_demande
from tests.factories.signalements import Scene

# Monday 23 November 2026, noon in Paris; a meeting on the Thursday of the week after, at 10 h 00 there.
LUNDI = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
JEUDI = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
JOUR = date(2026, 12, 3)


def demander(scene: Scene, maintenant: datetime = LUNDI, **champs: Any) -> Demande:
    """Make a transmitted demande of kind rendez_vous."""
    return creer_demande(scene, Service.RENDEZ_VOUS, maintenant, **champs)


def proposition(scene: Scene, debut: datetime = JEUDI, **champs: Any) -> Proposition:
    """Propose half an hour on site, with the agent of the scene."""
    valeurs: dict[str, Any] = {
        "mode": "site",
        "plage": Plage(debut, debut + timedelta(minutes=30)),
        "agent_id": scene.compte_agent.pk,
        "lieu": "Accueil de la caisse, 12 rue des Essais",
        "a_apporter": "Une pièce d’identité",
        **champs,
    }
    return Proposition(**valeurs)


def proposer_a(
    scene: Scene, demande: Demande, debut: datetime = JEUDI, maintenant: datetime = LUNDI, **champs: Any
) -> RendezVous:
    """Propose a meeting for a demande, five minutes after that moment."""
    confirme = champs.pop("confirme", False)
    return proposer(
        acteur=scene.agent,
        demande_id=demande.pk,
        proposition=proposition(scene, debut, **champs),
        confirme=confirme,
        maintenant=maintenant + timedelta(minutes=5),
    )


def ouvrir(scene: Scene, jour: date = JOUR, maintenant: datetime = LUNDI, **champs: Any) -> list[Permanence]:
    """Open a permanence of the scene's agent in the premises of its partenaire: 14 h to 16 h, six slots."""
    ouverture = Ouverture(
        jour=jour,
        debut=champs.get("debut", time(14)),
        fin=champs.get("fin", time(16)),
        minutes=champs.get("minutes", 20),
        jusqu_au=champs.get("jusqu_au"),
    )
    return ouvrir_permanence(
        acteur=scene.agent,
        caisse_id=scene.caisse.pk,
        partenaire_id=scene.partenaire.pk,
        agent_id=scene.compte_agent.pk,
        lieu="Mairie annexe, salle 2",
        ouverture=ouverture,
        maintenant=maintenant,
    )


def premier_creneau(permanence: Permanence) -> Creneau:
    """Return the first slot of a permanence."""
    return Creneau.objects.filter(permanence=permanence).order_by("debut")[0]


def tout_dire(scene: Scene) -> None:
    """Do every act on meetings that tells somebody something."""
    demain = timezone.now() + timedelta(days=1)
    depart = timezone.now() - timedelta(days=3)
    jour = (demain + timedelta(days=9)).date()
    (permanence,) = ouvrir(scene, jour, depart)
    demandes = [demander(scene, depart, telephone="06 12 34 56 78") for _ in range(3)]
    midi = demain.replace(hour=11, minute=0)
    premier = proposer_a(scene, demandes[0], midi, depart, lieu="Chez Lemaire-Ozanne", confirme=True)
    confirmer(acteur=scene.technicien, rendez_vous_id=premier.pk, maintenant=depart + timedelta(hours=1))
    rappeler_rendez_vous(maintenant=demain.replace(hour=10) - timedelta(days=1))
    second = deplacer(
        acteur=scene.agent,
        rendez_vous_id=premier.pk,
        proposition=proposition(scene, midi + timedelta(days=2)),
        confirme=True,
    )
    demander_autre_date(acteur=scene.technicien, rendez_vous_id=second.pk, demi_journees=["lundi_matin"])
    troisieme = proposer_a(scene, demandes[1], midi, depart, confirme=True)
    annuler_rendez_vous(acteur=scene.agent, rendez_vous_id=troisieme.pk, raison="erreur")
    reserver_creneau(
        acteur=scene.technicien, demande_id=demandes[2].pk, creneau_id=premier_creneau(permanence).pk
    )
    annuler_permanence(acteur=scene.agent, permanence_id=permanence.pk, raison="agent_indisponible")
