"""Two agents at once on the same demandes: nobody waits for ever, nothing is given twice (DEM-16)."""

from datetime import UTC, datetime

import pytest

from espace_partenaires.notifications.models import Courriel
from signalements.models import Absence, Demande, VueEnregistree
from signalements.selectors.bureau import FiltresDuBureau
from signalements.services.absences import declarer_absence
from signalements.services.bureau import Bilan, Choix, affecter_en_lot
from signalements.services.vues import enregistrer_vue
from tests.factories.demandes import creer_demande
from tests.factories.habilitations import acteur_pour, creer_agent
from tests.factories.signalements import creer_scene
from tests.signalements.test_concurrence import a_la_fois

MIDI = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.exigence("DEM-16", "SEC-02")
def test_deux_superviseurs_confient_les_memes_demandes(transactional_db: None) -> None:
    """Chosen in opposite orders: no deadlock; each demande goes to one agent, the other superviseur is told."""
    scene, autre = creer_scene(), creer_scene()
    demandes = [creer_demande(scene, "contact") for _ in range(4)]
    Courriel.objects.all().delete()
    superviseurs = [acteur_pour(creer_agent("superviseur", caisse=scene.caisse)) for _ in range(2)]
    cibles = dict(zip(superviseurs, (scene.compte_agent.pk, autre.compte_agent.pk), strict=True))
    sens = dict(zip(superviseurs, (1, -1), strict=True))
    bilans = a_la_fois(
        superviseurs,
        lambda acteur: affecter_en_lot(
            acteur=acteur, choix=[Choix(d.pk) for d in demandes[:: sens[acteur]]], agent_id=cibles[acteur]
        ),
    )
    assert all(isinstance(bilan, Bilan) for bilan in bilans)
    faites = [cle for bilan in bilans if isinstance(bilan, Bilan) for cle in bilan.faites]
    assert sorted(faites) == [demande.pk for demande in demandes], "chacune une seule fois"
    suivies = set(Demande.objects.values_list("agent", flat=True))
    assert len(suivies) == 1
    assert Courriel.objects.filter(message="signalements.affectation").count() == 1


@pytest.mark.exigence("DEM-16", "SEC-02")
def test_deux_gestes_qui_se_contredisent(transactional_db: None) -> None:
    """Each names the other as its replacement on the same day: one is written. A view saved twice at once: one too."""
    scene, autre = creer_scene(), creer_scene()
    remplacants = {scene.agent: autre.compte_agent.pk, autre.agent: scene.compte_agent.pk}
    a_la_fois(
        list(remplacants),
        lambda acteur: (
            declarer_absence(
                acteur=acteur,
                agent_id=acteur.utilisateur_id,
                du=MIDI.date(),
                au=MIDI.date(),
                remplacant_id=remplacants[acteur],
                maintenant=MIDI,
            ).pk
        ),
    )
    assert Absence.objects.count() == 1
    vues = a_la_fois(
        [scene.agent, scene.agent],
        lambda acteur: (
            enregistrer_vue(
                acteur=acteur,
                libelle="Mes retards",
                vue="en_retard",
                filtres=FiltresDuBureau(),
                colonnes=[],
                partagee=False,
            ).pk
        ),
    )
    assert set(vues) == set(VueEnregistree.objects.values_list("pk", flat=True))
    assert len(set(vues)) == 1
