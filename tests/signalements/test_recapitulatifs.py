"""The morning's digest: once a day, where the working day begins, numbers and a link (DEM-19)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest

from espace_partenaires.notifications.models import Courriel
from signalements.models import Absence
from signalements.services.recapitulatifs import envoyer_recapitulatifs
from signalements.services.traitement import affecter_a_soi
from tests.factories.bureau import MATIN
from tests.factories.habilitations import creer_agent
from tests.factories.signalements import Scene, creer_transmise

CommeTaches = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def pressee(scene: Scene) -> Scene:
    """One late demande that the agent follows, one near that nobody does."""
    suivie = creer_transmise(scene, MATIN - timedelta(hours=60))
    affecter_a_soi(acteur=scene.agent, demande_id=suivie.pk)
    creer_transmise(scene, MATIN - timedelta(hours=10))
    Courriel.objects.all().delete()
    return scene


@pytest.mark.exigence("DEM-19", "UX-07", "RGPD-02")
def test_une_fois_par_jour_a_chacun_ce_qui_le_regarde(
    pressee: Scene, voisins: Scene, ailleurs: Scene, comme_taches: CommeTaches
) -> None:
    superviseur = creer_agent("superviseur", "instructeur", caisse=pressee.caisse)
    for role in ("dpo", "gestionnaire_conventions"):
        creer_agent(role, caisse=pressee.caisse)
    with comme_taches():
        assert envoyer_recapitulatifs(maintenant=MATIN) == 3
        assert envoyer_recapitulatifs(maintenant=MATIN + timedelta(hours=1)) == 0
    nombres = {
        courriel.destinataire_id: courriel.texte.replace("\N{NO-BREAK SPACE}", " ")
        for courriel in Courriel.objects.all()
    }
    assert set(nombres) == {pressee.compte_agent.pk, voisins.compte_agent.pk, superviseur.pk}
    assert "1 en retard, 1 sans agent" in nombres[pressee.compte_agent.pk]
    assert "encore : 1 sans agent." in nombres[voisins.compte_agent.pk]
    assert "caisse : 1 en retard, 1 à échéance proche, 1 sans agent." in nombres[superviseur.pk]
    objets = set(Courriel.objects.values_list("objet", flat=True))
    assert "Vos demandes ce matin\xa0: 1 sans agent" in objets, "un groupe ne garde que l’objet"
    for texte in nombres.values():
        assert "2026-691-" not in texte, "ni référence ni personne"
    with comme_taches():
        assert envoyer_recapitulatifs(maintenant=MATIN + timedelta(days=1)) == 3


@pytest.mark.exigence("DEM-19")
@pytest.mark.parametrize(
    "instant",
    [
        MATIN - timedelta(hours=1),  # a quarter past seven
        MATIN + timedelta(hours=4),  # past noon
        MATIN - timedelta(days=1),  # Sunday
        datetime(2026, 11, 11, 7, 12, tzinfo=UTC),  # a public holiday
    ],
)
def test_ni_la_nuit_ni_le_dimanche_ni_un_jour_ferie(
    pressee: Scene, comme_taches: CommeTaches, instant: datetime
) -> None:
    with comme_taches():
        assert envoyer_recapitulatifs(maintenant=instant) == 0
    assert not Courriel.objects.exists()


@pytest.mark.exigence("DEM-19")
def test_outre_mer_le_matin_est_le_leur(pressee: Scene, comme_taches: CommeTaches) -> None:
    pressee.caisse.fuseau = "Indian/Reunion"
    pressee.caisse.save(update_fields=["fuseau"])
    with comme_taches():
        assert envoyer_recapitulatifs(maintenant=MATIN) == 1, "onze heures passées là-bas"
        assert envoyer_recapitulatifs(maintenant=MATIN + timedelta(days=1, hours=1)) == 0


@pytest.mark.exigence("DEM-19", "DEM-16")
def test_l_absent_ne_recoit_rien_son_remplacant_compte_pour_lui(
    pressee: Scene, voisins: Scene, comme_taches: CommeTaches
) -> None:
    Absence.objects.create(
        caisse=pressee.caisse,
        agent=pressee.compte_agent,
        remplacant=voisins.compte_agent,
        du=MATIN.date(),
        au=MATIN.date(),
    )
    with comme_taches():
        assert envoyer_recapitulatifs(maintenant=MATIN) == 1
    courriel = Courriel.objects.get()
    assert courriel.destinataire_id == voisins.compte_agent.pk
    assert "1 en retard, 1 sans agent" in courriel.texte


@pytest.mark.exigence("DEM-19", "UX-07")
def test_rien_a_dire_rien_d_envoye(scene: Scene, comme_taches: CommeTaches) -> None:
    with comme_taches():
        assert envoyer_recapitulatifs(maintenant=MATIN) == 0
