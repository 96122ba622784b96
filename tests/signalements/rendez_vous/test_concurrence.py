"""Many connections at once: one slot, one person; one agent, one place (DEM-13)."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from signalements.models import EvenementDemande, RendezVous
from signalements.services.permanences import annuler_permanence
from signalements.services.rendez_vous import proposer
from signalements.services.reservations import reserver_creneau
from tests.factories.signalements import Scene, creer_scene
from tests.signalements.rendez_vous.outils import JEUDI, LUNDI, demander, ouvrir, premier_creneau, proposition
from tests.signalements.test_concurrence import a_la_fois

pytestmark = pytest.mark.django_db(transaction=True)
PLUS_TARD = LUNDI + timedelta(hours=1)


@pytest.fixture
def scene_reelle(transactional_db: None) -> Scene:
    """The scene, committed: other connections see it."""
    return creer_scene()


def codes(rendues: Sequence[object]) -> list[str]:
    """Return the codes of the refusals; anything else that went wrong shows as itself."""
    return [getattr(r, "code", repr(r)) for r in rendues if isinstance(r, Exception)]


@pytest.mark.exigence("DEM-13", "SEC-02")
def test_un_creneau_n_est_jamais_reserve_deux_fois(scene_reelle: Scene) -> None:
    (permanence,) = ouvrir(scene_reelle)
    creneau = premier_creneau(permanence)
    demandes = iter([demander(scene_reelle).pk for _ in range(8)])

    def reserver(acteur: Acteur) -> int:
        return reserver_creneau(
            acteur=acteur, demande_id=next(demandes), creneau_id=creneau.pk, maintenant=PLUS_TARD
        ).pk

    rendues = a_la_fois([scene_reelle.technicien] * 8, reserver)
    assert codes(rendues) == ["creneau_pris"] * 7
    assert RendezVous.objects.filter(creneau=creneau).count() == 1
    assert EvenementDemande.objects.filter(nature="rendez_vous_confirme").count() == 1


@pytest.mark.exigence("DEM-13", "SEC-02")
def test_un_agent_n_est_pas_promis_deux_fois(scene_reelle: Scene) -> None:
    demandes = iter([demander(scene_reelle).pk for _ in range(6)])

    def donner(acteur: Acteur) -> object:
        demande_id = next(demandes)
        if demande_id % 3 == 0:
            return ouvrir(scene_reelle, jour=JEUDI.date())
        return proposer(
            acteur=acteur,
            demande_id=demande_id,
            proposition=proposition(scene_reelle, JEUDI + timedelta(hours=4, minutes=demande_id % 3 * 5)),
            maintenant=PLUS_TARD,
        ).pk

    rendues = a_la_fois([scene_reelle.agent] * 6, donner)
    assert codes(rendues) == ["agent_pris"] * 5


@pytest.mark.exigence("DEM-13", "SEC-02")
@pytest.mark.parametrize("essai", range(3))
def test_annuler_la_permanence_pendant_qu_on_reserve(scene_reelle: Scene, essai: int) -> None:
    (permanence,) = ouvrir(scene_reelle, jour=JEUDI.date() + timedelta(weeks=essai))
    creneaux = list(permanence.creneaux.order_by("debut"))
    demandes = [demander(scene_reelle) for _ in range(3)]
    # One has a slot already, and moves to another meanwhile: the worst crossing of locks.
    reserver_creneau(
        acteur=scene_reelle.technicien,
        demande_id=demandes[0].pk,
        creneau_id=creneaux[5].pk,
        maintenant=PLUS_TARD,
    )
    suite = iter(range(3))

    def geste(acteur: Acteur) -> object:
        if acteur.profil == "agent":
            return annuler_permanence(
                acteur=acteur, permanence_id=permanence.pk, raison="erreur", maintenant=PLUS_TARD
            )
        rang = next(suite)
        return reserver_creneau(
            acteur=acteur,
            demande_id=demandes[rang].pk,
            creneau_id=creneaux[rang].pk,
            maintenant=PLUS_TARD,
        ).pk

    rendues = a_la_fois([scene_reelle.agent, *[scene_reelle.technicien] * 3], geste)
    assert set(codes(rendues)) <= {"permanence_annulee", "occupee"}
    permanence.refresh_from_db()
    vivants = RendezVous.objects.filter(creneau__permanence=permanence, etat__in=["propose", "confirme"])
    if permanence.annulee_le is not None:
        assert not vivants.exists()
    else:
        assert isinstance(rendues[0], RegleMetierRefusee)
