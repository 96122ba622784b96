"""Points that comités send up: who receives them, who answers, who reads (CONV-09)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from functools import partial

import pytest

from conventions.models import Comite, Convention, PointNational
from conventions.services import comites, points
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.notifications.models import Courriel
from tests.conventions.comites.scene import JOUR, Scene, nommer
from tests.factories.habilitations import acteur_pour, creer_agent

CommeWeb = Callable[[Acteur], AbstractContextManager[None]]
NIR = "1 84 12 76 451 089 46"

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("CONV-09", "CONV-08")]


def code(appel: Callable[[], object]) -> str:
    with pytest.raises(RegleMetierRefusee) as refus:
        appel()
    return refus.value.code


def un_comite(convention: Convention, acteur: Acteur, le: date = JOUR) -> Comite:
    return comites.planifier(acteur=acteur, convention=convention, le=le, ordre_du_jour="Bilan")


def transmis() -> list[str]:
    return sorted(
        Courriel.objects.filter(message="conventions.point_transmis").values_list("adresse", flat=True)
    )


def test_un_point_va_aux_referents_nationaux_de_la_cnam_et_a_eux_seuls(
    scene: Scene, comme_web: CommeWeb
) -> None:
    assert scene.cadre is not None
    scene.national()
    nommer(scene.cadre.parties.get(partenaire__isnull=False), None, "tete@reseau.example")
    nommer(scene.cadre.parties.get(caisse__isnull=False), None, "sans-compte@cnam.example")
    parti = creer_agent("superviseur", caisse=scene.cnam)
    fini = nommer(scene.cadre.parties.get(caisse__isnull=False), parti, "parti@cnam.example")
    fini.au = date(2026, 11, 22)
    fini.save()
    acteur = acteur_pour(scene.gestionnaire)
    with comme_web(acteur):
        comite = un_comite(scene.convention, acteur)
        point = points.transmettre_point(acteur=acteur, comite=comite, texte="Former les accueils")
    assert transmis() == ["national@cnam.example"]
    courriel = Courriel.objects.get(message="conventions.point_transmis")
    assert f"/partenaires/points-nationaux/{point.cle}/reponse/" in courriel.texte
    assert "accueils" not in courriel.texte + courriel.html


@pytest.mark.exigence("HAB-17")
def test_un_tiers_n_apprend_pas_qui_sont_les_referents_nationaux(scene: Scene, comme_web: CommeWeb) -> None:
    scene.national()
    local, technicien = acteur_pour(scene.agent), acteur_pour(scene.technicien())
    with comme_web(local):
        assert points.referents_nationaux(scene.convention, JOUR) == ["national@cnam.example"]
        assert points.referents_nationaux(scene.convention, date(2019, 12, 31)) == []
    with comme_web(technicien):
        assert points.referents_nationaux(scene.convention, JOUR) == []


def test_sans_cadre_personne_ne_recoit_et_on_le_dit(jour: None, comme_web: CommeWeb) -> None:
    scene = Scene(sous_cadre=False)
    acteur = acteur_pour(scene.gestionnaire)
    with comme_web(acteur):
        comite = un_comite(scene.convention, acteur)
        with pytest.raises(RegleMetierRefusee, match="aucun référent national") as refus:
            points.transmettre_point(acteur=acteur, comite=comite, texte="Former les accueils")
    assert refus.value.code == "sans_cadre"
    assert refus.value.article == "Convention locale, article 5"
    assert PointNational.objects.count() == 0


def test_ce_qui_ne_remonte_pas(scene: Scene, comme_web: CommeWeb) -> None:
    acteur = acteur_pour(scene.gestionnaire)
    with comme_web(acteur):
        futur = un_comite(scene.convention, acteur, date(2026, 11, 24))
        comite = un_comite(scene.convention, acteur)
        envoyer = partial(points.transmettre_point, acteur=acteur)
        assert code(partial(envoyer, comite=futur, texte="Former")) == "comite_a_venir"
        assert code(partial(envoyer, comite=comite, texte="  ")) == "point_vide"
        assert code(partial(envoyer, comite=comite, texte=f"Voir {NIR}")) == "nir"
        envoyer(comite=comite, texte="Former")
        assert code(partial(envoyer, comite=comite, texte="Former")) == "point_deja_transmis"
    assert PointNational.objects.count() == 1


def test_le_referent_national_repond_une_fois_et_les_parties_lisent(
    scene: Scene, comme_web: CommeWeb
) -> None:
    national, autre = acteur_pour(scene.national()), acteur_pour(scene.national())
    local = acteur_pour(scene.gestionnaire)
    with comme_web(local):
        comite = un_comite(scene.convention, local)
        point = points.transmettre_point(acteur=local, comite=comite, texte="Former les accueils")
    with comme_web(national):
        repondre = partial(points.repondre_point, acteur=national, point=point)
        assert code(partial(repondre, reponse=" ")) == "reponse_vide"
        assert code(partial(repondre, reponse=NIR)) == "nir"
        repondre(reponse="Une formation ouvre en mars.")
    with comme_web(autre):
        assert (
            code(partial(points.repondre_point, acteur=autre, point=point, reponse="Non")) == "deja_repondu"
        )
    with comme_web(acteur_pour(scene.non_nomme)):
        lu = PointNational.objects.visibles_par(acteur_pour(scene.non_nomme)).get()
        assert (lu.reponse, lu.repondu_par) == ("Une formation ouvre en mars.", national.utilisateur_id)
    reponses = Courriel.objects.filter(message="conventions.point_repondu")
    assert sorted(reponses.values_list("adresse", flat=True)) == ["pas@asso.example", "ref@caisse.example"]
    assert all(f"/partenaires/comites/{comite.cle}/" in r.texte and "mars" not in r.texte for r in reponses)


@pytest.mark.exigence("HAB-17")
def test_les_parties_locales_ne_repondent_pas_a_leur_point(scene: Scene, comme_web: CommeWeb) -> None:
    local = acteur_pour(scene.gestionnaire)
    with comme_web(local):
        comite = un_comite(scene.convention, local)
        point = points.transmettre_point(acteur=local, comite=comite, texte="Former les accueils")
    cnam_sans_titre = creer_agent("superviseur", "gestionnaire_conventions", caisse=scene.cnam)
    for compte in (scene.gestionnaire, scene.agent, cnam_sans_titre):
        acteur = acteur_pour(compte)
        with comme_web(acteur), pytest.raises(HorsPortee):
            points.repondre_point(acteur=acteur, point=point, reponse="Oui")
    point.refresh_from_db()
    assert point.repondu_le is None
