"""The home page of an agent: what is late, what falls due, what it follows (UX-06)."""

from collections.abc import Callable

import pytest

from espace_partenaires.comptes.models import Utilisateur
from tests.conftest import ClientDuPortail
from tests.factories.habilitations import creer_agent
from tests.factories.signalements import Scene, creer_prise_en_charge, creer_transmise
from tests.signalements.vues.agent.outils import LISTE, MIDI, heures, semer, texte

Connecter = Callable[[Utilisateur], ClientDuPortail]


@pytest.mark.exigence("UX-06", "DEM-19")
def test_ce_qui_presse_puis_ce_que_je_suis(scene: Scene, bureau: ClientDuPortail) -> None:
    en_retard = creer_transmise(scene, MIDI - heures(51))
    bientot = creer_transmise(scene, MIDI - heures(43))
    suivie = creer_prise_en_charge(scene)
    page = texte(bureau.get("/"))
    places = [page.index(str(demande.reference)) for demande in (en_retard, bientot, suivie)]
    assert places == sorted(places)
    assert "1 en retard" in page
    assert "2 à échéance proche" in page
    assert "1 demande suivie par vous" in page
    for vue in ("en_retard", "echeance", "miennes"):
        assert f'href="{LISTE}?vue={vue}"' in page
    assert 'Demandes <span class="compte">2</span>' in page
    assert "Lemaire" not in page


@pytest.mark.exigence("UX-06")
def test_l_accueil_ne_montre_que_les_premieres(scene: Scene, bureau: ClientDuPortail) -> None:
    semer(scene, 12)
    page = texte(bureau.get("/"))
    assert page.count("reste 47 h") == 10, "cinq pastilles et leurs barres"
    assert "12 à échéance proche" in page


@pytest.mark.exigence("UX-06")
def test_rien_ne_presse(bureau: ClientDuPortail) -> None:
    page = texte(bureau.get("/"))
    assert "Rien n’est en retard, rien n’échoit bientôt" in page
    assert "Vous ne suivez aucune demande." in page


@pytest.mark.exigence("HAB-16")
def test_un_dpo_n_a_pas_ces_blocs(scene: Scene, connecter: Connecter) -> None:
    demande = creer_transmise(scene)
    page = texte(connecter(creer_agent("dpo", caisse=scene.caisse)).get("/"))
    assert str(demande.reference) not in page
    assert "Mes demandes" not in page
