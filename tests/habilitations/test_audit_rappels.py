"""An occasion of a review is told once: whoever joins the structure afterwards is told of the next one only."""

from datetime import timedelta

import pytest

from tests.factories.habilitations import creer_gestionnaire
from tests.habilitations.revues.scene import (
    OUVERTURE,
    TERME,
    CommeTaches,
    Scene,
    balayer,
    messages_recus,
    minuit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("HAB-15")]
MINUTE = timedelta(minutes=1)


def test_un_gestionnaire_arrive_apres_un_rappel_ne_recoit_que_le_suivant(comme_taches: CommeTaches) -> None:
    scene = Scene()
    scene.demander()
    balayer(comme_taches, OUVERTURE + MINUTE)
    arrivee = creer_gestionnaire(scene.partenaire)
    balayer(comme_taches, OUVERTURE + 2 * MINUTE)
    assert messages_recus(arrivee) == []
    balayer(comme_taches, minuit(TERME - timedelta(days=14)) + MINUTE)
    assert messages_recus(arrivee) == ["rappel"]
    assert messages_recus(scene.gestionnaire) == ["ouverte", "rappel"]
