"""The home page of an agent: what is late, what falls due, what it follows (UX-06)."""

import re
from collections.abc import Callable

import pytest

from espace_partenaires.comptes.models import Utilisateur
from tests.conftest import ClientDuPortail
from tests.factories.habilitations import creer_agent
from tests.factories.signalements import Scene, creer_prise_en_charge, creer_transmise
from tests.signalements.rendez_vous.outils import demander, proposer_a
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


@pytest.mark.exigence("UX-06", "DEM-16")
def test_chaque_compte_mene_a_une_liste_qui_en_a_autant(
    scene: Scene, bureau: ClientDuPortail, connecter: Connecter
) -> None:
    semer(scene, 2)
    semer(scene, 3, etat="completee", agent=scene.compte_agent)
    (a_prouver,) = semer(scene, 1, etat="prise_en_charge")
    a_prouver.evenements.create(nature="preuve_demandee", survenu_le=MIDI, consigne_le=MIDI)
    page = texte(bureau.get("/"))
    lus = re.findall(r'<a href="([^"]+)">[^<]+</a></div><b class="chiffre">(\d+)</b>', page)
    attendus = {"a_prendre": 2, "completees": 3, "sans_agent": 3, "preuve": 1}
    assert {lien: int(compte) for lien, compte in lus} == {
        f"{LISTE}?vue={vue}": compte for vue, compte in attendus.items()
    }
    assert {lien: len(bureau.get(lien).context["lignes"]) for lien, _ in lus} == {
        lien: int(compte) for lien, compte in lus
    }
    assert "Les partenaires ont répondu" in page
    charge = "Charge et délais de la caisse"
    assert charge not in page
    assert charge in texte(connecter(creer_agent("superviseur", caisse=scene.caisse)).get("/"))


@pytest.mark.exigence("UX-06", "DEM-13")
def test_les_rendez_vous_du_jour_sont_les_siens_a_l_heure_de_la_caisse(
    scene: Scene, voisins: Scene, bureau: ClientDuPortail
) -> None:
    a_quinze_heures, demain, autrui = (demander(lieu, MIDI - heures(5)) for lieu in (scene, scene, voisins))
    for lieu, demande, dans in ((scene, a_quinze_heures, 3), (scene, demain, 24), (voisins, autrui, 3)):
        proposer_a(lieu, demande, MIDI + heures(dans), MIDI - heures(4))
    bloc = texte(bureau.get("/")).partition("Rendez-vous du jour")[2]
    assert re.findall(r"<b>(\d+ h \d\d)</b> · <a [^>]+>([^<]+)</a>", bloc) == [
        ("15 h 00", a_quinze_heures.reference)
    ]
    assert "réponse attendue" in bloc


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
