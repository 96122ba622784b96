"""The common work programme, and the shared evaluations, under the web role (CONV-09, CONV-17)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest

from conventions.models import EvaluationPartagee, ObjectifDeTravail
from conventions.services import programme as services
from conventions.services.evaluations import consigner_evaluation
from conventions.services.programme import ContenuObjectif
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from tests.conventions.comites.scene import JOUR, Scene
from tests.factories.habilitations import acteur_pour, creer_agent, creer_gestionnaire

CommeWeb = Callable[[Acteur], AbstractContextManager[None]]
NIR = "1 84 12 76 451 089 46"
FORMER = ContenuObjectif(
    objectif="Former les accueils",
    resultat_attendu="Dix personnes formées",
    indicateur="personnes formées",
    echeance=date(2028, 2, 29),
    livrable="un guide",
)

pytestmark = pytest.mark.django_db


def code(appel: Callable[[], object]) -> str:
    with pytest.raises(RegleMetierRefusee) as refus:
        appel()
    return refus.value.code


@pytest.fixture
def acteur(scene: Scene) -> Acteur:
    return acteur_pour(scene.gestionnaire)


def ajouter(
    scene: Scene, acteur: Acteur, contenu: ContenuObjectif = FORMER, annee: int = 2026
) -> ObjectifDeTravail:
    return services.ajouter_objectif(acteur=acteur, convention=scene.convention, annee=annee, contenu=contenu)


@pytest.mark.exigence("CONV-09")
def test_un_objectif_s_inscrit_se_suit_et_s_atteint(
    scene: Scene, acteur: Acteur, comme_web: CommeWeb
) -> None:
    with comme_web(acteur):
        objectif = ajouter(scene, acteur)
        assert code(partial(ajouter, scene, acteur)) == "objectif_deja_la"
        assert code(partial(ajouter, scene, acteur, FORMER, 2025)) == "annee_impossible"
        assert code(partial(ajouter, scene, acteur, FORMER, 2029)) == "annee_impossible"
        services.modifier_objectif(
            acteur=acteur,
            objectif=objectif,
            contenu=replace(FORMER, avancement="Six sur dix"),
            version=services.version_de(objectif),
        )
        objectif.refresh_from_db()
        assert (objectif.avancement, objectif.livrable) == ("Six sur dix", "un guide")
        services.marquer_atteint(acteur=acteur, objectif=objectif)
    objectif.refresh_from_db()
    assert objectif.atteint_le == JOUR


def _avec_un_nir(champ: str) -> ContenuObjectif:
    champs: dict[str, Any] = {champ: NIR}
    return replace(FORMER, **champs)


@pytest.mark.exigence("CONV-09", "RGPD-05")
@pytest.mark.parametrize("champ", ["objectif", "resultat_attendu", "indicateur", "livrable", "avancement"])
def test_aucun_nir_au_programme(champ: str, scene: Scene, acteur: Acteur, comme_web: CommeWeb) -> None:
    with comme_web(acteur):
        assert code(partial(ajouter, scene, acteur, _avec_un_nir(champ))) == "nir"
        demain = replace(FORMER, atteint_le=date(2026, 11, 24))
        assert code(partial(ajouter, scene, acteur, demain)) == "atteint_futur"
    assert scene.convention.programme.count() == 0


@pytest.mark.exigence("CONV-09")
def test_une_version_perimee_n_ecrase_rien(scene: Scene, acteur: Acteur, comme_web: CommeWeb) -> None:
    with comme_web(acteur):
        objectif = ajouter(scene, acteur)
        lue = services.version_de(objectif)
        modifier = partial(services.modifier_objectif, acteur=acteur, objectif=objectif, version=lue)
        modifier(contenu=replace(FORMER, avancement="Awa"))
        assert code(partial(modifier, contenu=replace(FORMER, avancement="Luc"))) == "version_perimee"
    objectif.refresh_from_db()
    assert objectif.avancement == "Awa"


@pytest.mark.exigence("CONV-09")
def test_reconduire_deux_fois_n_ajoute_rien(scene: Scene, acteur: Acteur, comme_web: CommeWeb) -> None:
    with comme_web(acteur):
        ajouter(scene, acteur)
        ajouter(scene, acteur, ContenuObjectif("Atteint", "Oui", atteint_le=date(2026, 6, 1)))
        ajouter(scene, acteur, ContenuObjectif("Déjà là", "Oui"))
        ajouter(scene, acteur, ContenuObjectif("DÉJÀ LÀ", "Autrement"), 2027)
        reconduire = partial(services.reconduire, acteur=acteur, convention=scene.convention)
        assert [reconduire(annee=2026), reconduire(annee=2026)] == [1, 0]
        assert code(partial(reconduire, annee=2028)) == "annee_impossible"
    suivants = scene.convention.programme.filter(annee=2027).order_by("objectif")
    assert list(suivants.values_list("objectif", "echeance", "atteint_le")) == [
        ("DÉJÀ LÀ", None, None),
        ("Former les accueils", date(2029, 2, 28), None),
    ]
    # The lines they come from stay where they were.
    assert scene.convention.programme.filter(annee=2026).count() == 3


@pytest.mark.exigence("CONV-09", "CONV-17", "HAB-17")
def test_qui_n_anime_pas_n_ecrit_rien(scene: Scene, acteur: Acteur, comme_web: CommeWeb) -> None:
    with comme_web(acteur):
        objectif = ajouter(scene, acteur)
    autres = (scene.non_nomme, scene.technicien(), creer_agent("instructeur", "dpo"), creer_gestionnaire())
    for compte in autres:
        autre = acteur_pour(compte)
        with comme_web(autre):
            for appel in (
                partial(ajouter, scene, autre, replace(FORMER, objectif="Autre")),
                partial(services.marquer_atteint, acteur=autre, objectif=objectif),
                partial(services.reconduire, acteur=autre, convention=scene.convention, annee=2026),
                partial(evaluer, scene, autre),
            ):
                with pytest.raises(HorsPortee):
                    appel()
    assert scene.convention.programme.get().atteint_le is None
    assert scene.convention.evaluations.count() == 0


def evaluer(scene: Scene, acteur: Acteur, tenue_le: date = JOUR, **champs: Any) -> EvaluationPartagee:
    valeurs: dict[str, Any] = {"synthese": "Le partenariat fonctionne.", **champs}
    return consigner_evaluation(acteur=acteur, convention=scene.convention, tenue_le=tenue_le, **valeurs)


@pytest.mark.exigence("CONV-17")
def test_une_evaluation_se_consigne_une_fois_tenue(scene: Scene, acteur: Acteur, comme_web: CommeWeb) -> None:
    with comme_web(acteur):
        assert code(partial(evaluer, scene, acteur, date(2026, 11, 24))) == "evaluation_future"
        assert code(partial(evaluer, scene, acteur, date(2026, 1, 4))) == "evaluation_avant_effet"
        for champ in ("synthese", "points_forts", "points_a_ameliorer", "suite"):
            assert code(partial(evaluer, scene, acteur, JOUR, **{champ: NIR})) == "nir"
        evaluation = evaluer(scene, acteur, suite="Préparer un avenant")
        assert code(partial(evaluer, scene, acteur)) == "evaluation_ce_jour"
        evaluer(scene, acteur, date(2026, 1, 5))
    evaluation.refresh_from_db()
    assert (evaluation.tenue_le, evaluation.suite) == (JOUR, "Préparer un avenant")
    assert evaluation.auteur_id == scene.gestionnaire.pk
    assert scene.convention.evaluations.count() == 2
