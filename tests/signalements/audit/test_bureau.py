"""The desk: who is told of a demande given, whose morning it is, what a stale page may not do."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from conventions.selectors import jour_de_la_caisse
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from signalements.models import Absence
from signalements.selectors.charge import ChargeDeLaCaisse, charge_de_la_caisse
from signalements.services import recapitulatifs
from signalements.services.absences import DUREE_MAX, declarer_absence
from signalements.services.bureau import affecter
from signalements.services.recapitulatifs import envoyer_recapitulatifs
from signalements.services.refus import DemandeModifiee
from tests.factories.bureau import MATIN
from tests.factories.demandes import creer_demande
from tests.factories.habilitations import acteur_pour, creer_agent
from tests.factories.signalements import Scene, creer_transmise

CommeTaches = Callable[[], AbstractContextManager[None]]


def destinataires() -> set[int]:
    """Return who was told, and forget it."""
    lus = set(Courriel.objects.values_list("destinataire", flat=True))
    Courriel.objects.all().delete()
    return lus


@pytest.mark.exigence("DEM-16", "UX-07", "UX-05", "RGPD-05")
def test_confier_previent_l_agent_et_qui_le_remplace_jamais_soi_meme(scene: Scene, voisins: Scene) -> None:
    superviseur = creer_agent("superviseur", caisse=scene.caisse)
    acteur, demande = acteur_pour(superviseur), creer_demande(scene)
    jour = jour_de_la_caisse(scene.caisse, timezone.now())
    Absence.objects.create(
        caisse=scene.caisse, agent=scene.compte_agent, remplacant=voisins.compte_agent, du=jour, au=jour
    )
    Courriel.objects.all().delete()
    with pytest.raises(DemandeModifiee):
        affecter(
            acteur=acteur,
            demande_id=demande.pk,
            agent_id=scene.compte_agent.pk,
            version=demande.version - 1,
        )
    assert destinataires() == set()
    for _ in range(2):
        affecter(
            acteur=acteur, demande_id=demande.pk, agent_id=scene.compte_agent.pk, version=demande.version
        )
    assert destinataires() == {scene.compte_agent.pk, voisins.compte_agent.pk}
    affecter(acteur=acteur, demande_id=demande.pk, agent_id=superviseur.pk)
    assert destinataires() == set()
    assert Evenement.objects.filter(action="signalements.affecter", objet_id=demande.pk).count() == 2


@pytest.mark.exigence("DEM-19", "DEM-16")
def test_le_superviseur_absent_ne_recoit_rien_le_revenu_de_la_veille_oui(
    scene: Scene, comme_taches: CommeTaches
) -> None:
    creer_transmise(scene, MATIN - timedelta(hours=60))
    parti, revenu = (creer_agent("superviseur", caisse=scene.caisse) for _ in range(2))
    veille = MATIN.date() - timedelta(days=1)
    for compte, au in ((parti, MATIN.date()), (revenu, veille)):
        Absence.objects.create(caisse=scene.caisse, agent=compte, du=veille, au=au)
    Courriel.objects.all().delete()
    with comme_taches():
        assert envoyer_recapitulatifs(maintenant=MATIN) == 2
    assert destinataires() == {scene.compte_agent.pk, revenu.pk}


@pytest.mark.exigence("DEM-19")
def test_une_caisse_en_panne_ne_prive_pas_les_autres(
    scene: Scene, ailleurs: Scene, comme_taches: CommeTaches, monkeypatch: pytest.MonkeyPatch
) -> None:
    for lieu in (scene, ailleurs):
        creer_transmise(lieu, MATIN - timedelta(hours=60))

    def compter(caisse_id: int, *autres: object) -> ChargeDeLaCaisse:
        if caisse_id == scene.caisse.pk:
            raise DatabaseError
        return charge_de_la_caisse(caisse_id, MATIN)

    Courriel.objects.all().delete()
    with monkeypatch.context() as panne, comme_taches():
        panne.setattr(recapitulatifs, "charge_de_la_caisse", compter)
        assert envoyer_recapitulatifs(maintenant=MATIN) == 1
    assert set(Courriel.objects.values_list("destinataire", flat=True)) == {ailleurs.compte_agent.pk}
    with comme_taches():
        assert envoyer_recapitulatifs(maintenant=MATIN + timedelta(hours=1)) == 1, (
            "rattrapée à l’heure d’après"
        )


@pytest.mark.exigence("DEM-16", "RGPD-05")
def test_une_absence_d_un_an_se_declare_et_se_journalise(scene: Scene) -> None:
    jour = MATIN.date()
    absence = declarer_absence(
        acteur=scene.agent, agent_id=scene.compte_agent.pk, du=jour, au=jour + DUREE_MAX, maintenant=MATIN
    )
    (trace,) = Evenement.objects.filter(action="signalements.declarer_absence")
    assert (trace.objet_id, trace.details) == (absence.pk, {})
