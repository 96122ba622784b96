"""A deadline missed before the demande was sent back: the query counts what the replay of each demande says."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signalements.enums import NatureFait
from signalements.models import Demande
from signalements.rules.delais import Regle
from signalements.rules.faits import Fait
from signalements.selectors import horloge_de
from signalements.selectors.depassements import depassements_avant_renvoi
from signalements.selectors.rejeu import ecart
from signalements.services.faits import consigner_fait
from tests.factories.demandes import creer_demande
from tests.factories.habilitations import acteur_pour, creer_agent
from tests.factories.signalements import Scene
from tests.signalements.rules.recits import DEPART, histoires

_NATURES = {
    Regle.URGENT_14J: "etude",
    Regle.DOSSIER_30J: "etude",
    Regle.DEMANDE_30J: "contact",
    Regle.RENDEZ_VOUS_30J: "rendez_vous",
}
des_dossiers = histoires().filter(lambda histoire: histoire[0] in _NATURES)


def vivre(scene: Scene, regle: Regle, faits: list[Fait]) -> Demande:
    """Write a story through the only writer of facts; return the demande as stored."""
    urgente = regle is Regle.URGENT_14J
    demande = creer_demande(scene, _NATURES[regle], urgente=urgente, maintenant=DEPART)
    for fait in faits[1:]:
        nature = NatureFait(fait.nature)
        consigner_fait(acteur=scene.agent, demande=demande, nature=nature, maintenant=fait.survenu_le)
    return Demande.objects.select_related("caisse").get(pk=demande.pk)


@pytest.mark.exigence("DEM-09", "DEM-19", "NOV-03")
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(vies=st.lists(des_dossiers, min_size=1, max_size=2))
def test_la_requete_compte_ce_que_dit_chaque_rejeu(
    scene: Scene, vies: list[tuple[Regle, list[Fait]]]
) -> None:
    with transaction.atomic():
        superviseur = acteur_pour(creer_agent("superviseur", caisse=scene.caisse))
        demandes = [vivre(scene, regle, faits) for regle, faits in vies]
        fin = max(fait.survenu_le for _, faits in vies for fait in faits) + timedelta(days=1)
        comptes: list[datetime] = [
            depassement.echeance
            for depassement in depassements_avant_renvoi(superviseur, scene.caisse, DEPART, fin)
        ]
        rejoues = [due for demande in demandes for due in horloge_de(demande, fin).depassements]
        assert sorted(comptes) == sorted(rejoues)
        assert [ecart(demande) for demande in demandes] == [None] * len(demandes)
        transaction.set_rollback(True)
