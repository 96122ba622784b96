"""The demonstration: believable, aged, made once."""

from collections import Counter

import pytest
from django.utils import timezone

from conventions.enums import Service
from conventions.models import Partenaire
from signalements.demo import EXEMPLES, PARTENAIRE, creer_demo
from signalements.demo_demandes import DEPOTS
from signalements.models import Demande
from signalements.selectors import horloge_de
from signalements.selectors.rejeu import ecart
from tests.factories.signalements import Scene


@pytest.mark.exigence("DEM-01", "DEM-09", "NOV-03")
def test_la_demonstration_couvre_chaque_etat_et_chaque_reste(scene: Scene) -> None:
    Partenaire.objects.filter(pk=scene.partenaire.pk).update(libelle=PARTENAIRE)
    assert creer_demo() == creer_demo()
    demandes = Demande.objects.select_related("caisse").prefetch_related("evenements")
    assert len(demandes) == len(EXEMPLES) + len(DEPOTS) >= 20
    mas = [d for d in demandes if d.nature == Service.SIGNALEMENT]
    assert Counter(d.etat for d in mas) == {
        "brouillon": 2,
        "transmise": 4,
        "prise_en_charge": 1,
        "accompagnement": 2,
        "annulee": 1,
        "close": 3,
    }
    maintenant = timezone.now()
    assert [ecart(d) for d in demandes] == [None] * len(demandes)
    assert Counter((d.nature, d.etat) for d in demandes if d not in mas) == {
        ("etude", "brouillon"): 1,
        ("etude", "transmise"): 1,
        ("etude", "irrecevable"): 1,
        ("contact", "transmise"): 1,
        ("contact", "terminee"): 1,
        ("document", "transmise"): 1,
        ("document", "terminee"): 1,
        ("rendez_vous", "transmise"): 1,
    }
    restes = [horloge_de(d, maintenant).respectee for d in mas if d.etat == "transmise"]
    assert sorted(restes, key=str) == [False, None, None, None]


@pytest.mark.exigence("HAB-02")
def test_sans_compte_rien_n_est_cree(db: None) -> None:
    assert creer_demo() == [f"{PARTENAIRE} : aucun compte pour signaler, aucune demande créée"]
    assert not Demande.objects.exists()
