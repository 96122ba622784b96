"""A meeting, from the first date to its outcome, each step by the services under the web role (DEM-13)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.notifications.models import Courriel
from signalements.models import DetailsRendezVous, EvenementDemande, RendezVous
from signalements.selectors import horloge_de
from signalements.selectors.rejeu import ecart
from signalements.selectors.rendez_vous import a_confirmer
from signalements.services.refus import DemandeModifiee
from signalements.services.rendez_vous import RendezVousAConfirmer, constater, deplacer
from signalements.services.rendez_vous_reponses import annuler_rendez_vous, confirmer, demander_autre_date
from signalements.services.traitement import annuler
from tests.factories.habilitations import acteur_pour, creer_agent
from tests.factories.signalements import Scene, creer_scene
from tests.signalements.rendez_vous.outils import JEUDI, LUNDI, demander, ouvrir, proposer_a, proposition

EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]
PLUS_TARD = LUNDI + timedelta(hours=1)


def faits(demande_id: int) -> list[str]:
    """Return the facts of meetings of a demande, in order."""
    lignes = EvenementDemande.objects.filter(demande=demande_id, nature__startswith="rendez_vous")
    return [
        nature.removeprefix("rendez_vous_")
        for nature in lignes.order_by("pk").values_list("nature", flat=True)
    ]


@pytest.mark.exigence("DEM-09", "DEM-13")
def test_la_premiere_date_proposee_tient_le_delai_le_reste_n_y_change_rien(
    scene: Scene, comme_web: EnTantQue
) -> None:
    demande = demander(scene)
    dernier_jour = datetime(2026, 12, 23, 22, 59, 59, tzinfo=UTC)
    proposition_le = dernier_jour - timedelta(minutes=4, seconds=59)
    with comme_web(scene.agent):
        proposer_a(scene, demande, JEUDI + timedelta(days=28), proposition_le - timedelta(minutes=5))
    demande.refresh_from_db()
    horloge = horloge_de(demande, dernier_jour + timedelta(days=2))
    assert (demande.etat, horloge.respectee, horloge.arretee_le) == ("en_instruction", True, proposition_le)
    assert horloge.segments[-1].cote == "partenaire"
    with comme_web(scene.technicien):
        confirmer(
            acteur=scene.technicien,
            rendez_vous_id=RendezVous.objects.get().pk,
            maintenant=dernier_jour + timedelta(days=1),
        )
    demande.refresh_from_db()
    horloge = horloge_de(demande, dernier_jour + timedelta(days=2))
    assert (horloge.respectee, horloge.segments[-1].cote) == (True, "caisse")
    assert (faits(demande.pk), ecart(demande)) == (["propose", "confirme"], None)


@pytest.mark.exigence("DEM-13", "UX-07")
def test_propose_deplace_confirme_tenu_chacun_est_prevenu(scene: Scene, comme_web: EnTantQue) -> None:
    demande = demander(scene)
    with comme_web(scene.agent):
        premier = proposer_a(scene, demande)
        nouveau = deplacer(
            acteur=scene.agent,
            rendez_vous_id=premier.pk,
            proposition=proposition(scene, JEUDI + timedelta(minutes=15), mode="telephone", lieu=""),
            maintenant=PLUS_TARD,
        )
    with comme_web(scene.technicien):
        assert [r.pk for r in a_confirmer(scene.technicien, PLUS_TARD)] == [nouveau.pk]
        confirmer(
            acteur=scene.technicien, rendez_vous_id=nouveau.pk, maintenant=PLUS_TARD + timedelta(hours=1)
        )
        confirmer(
            acteur=scene.technicien, rendez_vous_id=nouveau.pk, maintenant=PLUS_TARD + timedelta(hours=2)
        )
        assert a_confirmer(scene.technicien, PLUS_TARD) == []
    with comme_web(scene.agent):
        with pytest.raises(RegleMetierRefusee) as trop_tot:
            constater(acteur=scene.agent, rendez_vous_id=nouveau.pk, tenu=True, maintenant=PLUS_TARD)
        constater(
            acteur=scene.agent, rendez_vous_id=nouveau.pk, tenu=True, maintenant=JEUDI + timedelta(hours=1)
        )
    premier.refresh_from_db()
    nouveau.refresh_from_db()
    assert trop_tot.value.code == "trop_tot"
    assert (premier.etat, nouveau.etat, nouveau.remplace_id) == ("deplace", "tenu", premier.pk)
    assert nouveau.sequence > premier.sequence
    assert faits(demande.pk) == ["propose", "deplace", "confirme", "tenu"]
    courriels = Courriel.objects.filter(message__startswith="signalements.rendez_vous").order_by("cree_le")
    assert [(c.message.removeprefix("signalements.rendez_vous_"), c.destinataire_id) for c in courriels] == [
        ("propose", scene.compte_technicien.pk),
        ("deplace", scene.compte_technicien.pk),
        ("confirme", scene.compte_agent.pk),
    ]


@pytest.mark.exigence("DEM-13")
def test_une_autre_date_est_demandee_avec_ses_demi_journees(scene: Scene, comme_web: EnTantQue) -> None:
    demande = demander(scene)
    with comme_web(scene.agent):
        premier = proposer_a(scene, demande, fixe=True)
    assert premier.etat == "confirme"
    with comme_web(scene.technicien):
        with pytest.raises(RegleMetierRefusee) as sans_voeu:
            demander_autre_date(
                acteur=scene.technicien,
                rendez_vous_id=premier.pk,
                demi_journees=["dimanche"],
                maintenant=PLUS_TARD,
            )
        demander_autre_date(
            acteur=scene.technicien,
            rendez_vous_id=premier.pk,
            demi_journees=["mardi_matin", "lundi_matin"],
            maintenant=PLUS_TARD,
        )
    assert sans_voeu.value.code == "demi_journees"
    assert DetailsRendezVous.objects.get().demi_journees == ["lundi_matin", "mardi_matin"]
    # The hour is free: the same agent gives it to somebody else at once.
    une_autre = demander(scene)
    with comme_web(scene.agent):
        autre = proposer_a(scene, une_autre, maintenant=PLUS_TARD)
        encore = proposer_a(scene, demande, JEUDI + timedelta(hours=1), PLUS_TARD)
    assert (autre.debut, encore.sequence) == (JEUDI, 2)
    assert faits(demande.pk) == ["propose", "confirme", "decline", "propose"]


@pytest.mark.exigence("DEM-13")
@pytest.mark.parametrize("cote", ["agent", "technicien"])
def test_annuler_previent_l_autre_cote(scene: Scene, comme_web: EnTantQue, cote: str) -> None:
    demande = demander(scene)
    with comme_web(scene.agent):
        premier = proposer_a(scene, demande)
    Courriel.objects.all().delete()
    acteur: Acteur = getattr(scene, cote)
    with comme_web(acteur):
        with pytest.raises(RegleMetierRefusee) as sans_raison:
            annuler_rendez_vous(acteur=acteur, rendez_vous_id=premier.pk, raison="", maintenant=PLUS_TARD)
        annule = annuler_rendez_vous(
            acteur=acteur, rendez_vous_id=premier.pk, raison="regle", maintenant=PLUS_TARD
        )
        with pytest.raises(RegleMetierRefusee) as deux_fois:
            annuler_rendez_vous(
                acteur=acteur, rendez_vous_id=premier.pk, raison="regle", maintenant=PLUS_TARD
            )
    autre = scene.compte_technicien if cote == "agent" else scene.compte_agent
    assert (sans_raison.value.code, deux_fois.value.code) == ("raison", "rendez_vous_change")
    assert annule.change_par == ("caisse" if cote == "agent" else "partenaire")
    assert [c.destinataire_id for c in Courriel.objects.all()] == [autre.pk]
    assert EvenementDemande.objects.get(nature="rendez_vous_annule").motif == "regle"


@pytest.mark.exigence("DEM-13")
@pytest.mark.parametrize(
    ("changements", "code"),
    [
        ({"debut": LUNDI - timedelta(hours=1)}, "heures"),
        ({"debut": JEUDI.replace(hour=4)}, "heures"),
        ({"debut": JEUDI.replace(year=2028)}, "heures"),
        ({"mode": "courrier"}, "mode"),
        ({"lieu": " "}, "lieu"),
        ({"lieu": "Salle 1 84 12 76 451 089 46"}, "nir"),
        ({"a_apporter": "L’ordonnance pour son cancer"}, "sante_a_confirmer"),
        ({"agent_id": 0}, "agent_inconnu"),
        ({"debut": datetime(2026, 12, 6, 9, tzinfo=UTC)}, "a_confirmer"),
        ({"debut": datetime(2026, 12, 25, 9, tzinfo=UTC)}, "a_confirmer"),
        ({"mode": "visio", "lieu": "Par le lien de la caisse"}, "a_confirmer"),
    ],
)
def test_ce_qui_est_refuse_n_ecrit_rien(
    scene: Scene, comme_web: EnTantQue, changements: dict[str, Any], code: str
) -> None:
    demande = demander(scene)
    with comme_web(scene.agent), pytest.raises(RegleMetierRefusee) as refus:
        proposer_a(scene, demande, **changements)
    assert refus.value.code == code
    assert not RendezVous.objects.exists()
    assert faits(demande.pk) == []


@pytest.mark.exigence("DEM-13")
def test_un_avertissement_lu_laisse_passer(scene: Scene, comme_web: EnTantQue) -> None:
    demande, dimanche = demander(scene), datetime(2026, 12, 6, 9, tzinfo=UTC)
    with comme_web(scene.agent):
        with pytest.raises(RendezVousAConfirmer) as refus:
            proposer_a(scene, demande, dimanche, mode="visio", lieu="Par le lien de la caisse")
        assert len(refus.value.raisons) == 2
        rendez_vous = proposer_a(
            scene, demande, dimanche, mode="visio", lieu="Par le lien de la caisse", confirme=True
        )
    assert rendez_vous.mode == "visio"


@pytest.mark.exigence("DEM-13")
def test_un_agent_n_est_pas_a_deux_endroits(scene: Scene, comme_web: EnTantQue) -> None:
    collegue = creer_agent("superviseur", caisse=scene.caisse)
    une, deux, trois, quatre = (demander(scene) for _ in range(4))
    with comme_web(scene.agent):
        premier = proposer_a(scene, une)
        for minutes in (-15, 0, 15):
            with pytest.raises(RegleMetierRefusee) as refus:
                proposer_a(scene, deux, JEUDI + timedelta(minutes=minutes))
            assert refus.value.code == "agent_pris"
        assert "jeudi 3 décembre 2026, de 10 h 00 à 10 h 30" in refus.value.message.replace("\xa0", " ")
        proposer_a(scene, deux, agent_id=collegue.pk)
        proposer_a(scene, trois, JEUDI + timedelta(minutes=30))
        ouvrir(scene)
        with pytest.raises(RegleMetierRefusee):
            proposer_a(scene, quatre, JEUDI + timedelta(hours=5))
        # Moved within its own hours: it does not stand in its own way.
        deplacer(
            acteur=scene.agent,
            rendez_vous_id=premier.pk,
            proposition=proposition(scene, JEUDI - timedelta(minutes=15)),
            maintenant=PLUS_TARD,
        )
    assert RendezVous.objects.filter(etat="propose").count() == 3


@pytest.mark.exigence("DEM-16", "UX-05", "DEM-13")
def test_une_page_ancienne_ne_propose_rien(scene: Scene, comme_web: EnTantQue) -> None:
    demande = demander(scene)
    with comme_web(scene.agent):
        premier = proposer_a(scene, demande)
        with pytest.raises(DemandeModifiee):
            annuler_rendez_vous(
                acteur=scene.agent, rendez_vous_id=premier.pk, raison="regle", version=demande.version
            )
    premier.refresh_from_db()
    assert premier.etat == "propose"


@pytest.mark.exigence("DEM-13", "ORG-01")
@pytest.mark.parametrize("qui_recoit", ["qui suit", "collègue"])
def test_une_demande_annulee_libere_son_heure(scene: Scene, comme_web: EnTantQue, qui_recoit: str) -> None:
    """Whoever follows the demande is told that it ends; a colleague who was to receive, that the meeting does."""
    demande, collegue = demander(scene), creer_agent("instructeur", caisse=scene.caisse)
    champs: dict[str, Any] = {"agent_id": collegue.pk} if qui_recoit == "collègue" else {}
    with comme_web(scene.agent):
        premier = proposer_a(scene, demande, **champs)
    with comme_web(scene.technicien):
        annuler(acteur=scene.technicien, demande_id=demande.pk, maintenant=PLUS_TARD)
    autre = demander(scene)
    with comme_web(scene.agent):
        proposer_a(scene, autre, maintenant=PLUS_TARD, **champs)
    premier.refresh_from_db()
    assert (premier.etat, premier.sequence) == ("annule", 1)
    prevenus = Courriel.objects.filter(message="signalements.rendez_vous_annule")
    assert list(prevenus.values_list("destinataire_id", flat=True)) == [collegue.pk] * len(champs)


@pytest.mark.exigence("HAB-17", "DEM-13")
def test_hors_portee_un_rendez_vous_n_existe_pas(scene: Scene, comme_web: EnTantQue) -> None:
    demande = demander(scene)
    with comme_web(scene.agent):
        premier = proposer_a(scene, demande)
    voisins, ailleurs = creer_scene(), creer_scene("381")
    dpo = acteur_pour(creer_agent("dpo", caisse=scene.caisse))
    for intrus in (voisins.technicien, ailleurs.technicien, ailleurs.agent, dpo):
        with comme_web(intrus):
            assert a_confirmer(intrus, LUNDI) == []
            with pytest.raises(HorsPortee):
                confirmer(acteur=intrus, rendez_vous_id=premier.pk)
            with pytest.raises(HorsPortee):
                annuler_rendez_vous(acteur=intrus, rendez_vous_id=premier.pk, raison="regle")
            with pytest.raises(HorsPortee):
                constater(acteur=intrus, rendez_vous_id=premier.pk, tenu=True)
    premier.refresh_from_db()
    assert premier.etat == "propose"
