"""The work list: order, words, views, pages; nothing of another caisse, no more queries with more rows."""

import base64
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from espace_partenaires.comptes.models import Utilisateur
from signalements.selectors import pages
from signalements.services.echanges import ecrire_message
from signalements.services.traitement import affecter_a_soi
from tests.conftest import ClientDuPortail
from tests.factories.habilitations import creer_administrateur, creer_agent
from tests.factories.signalements import Scene, creer_close, creer_prise_en_charge, creer_transmise
from tests.signalements.vues.agent.outils import LISTE, MIDI, adresse, heures, semer, texte

Connecter = Callable[[Utilisateur], ClientDuPortail]


@pytest.mark.exigence("DEM-16", "DEM-19")
def test_le_plus_en_retard_vient_d_abord(scene: Scene, bureau: ClientDuPortail) -> None:
    tranquille = creer_transmise(scene, MIDI - heures(2))
    en_retard = creer_transmise(scene, MIDI - heures(51))
    bientot = creer_transmise(scene, MIDI - heures(43))
    page = texte(bureau.get(LISTE))
    places = [page.index(str(d.reference)) for d in (en_retard, bientot, tranquille)]
    assert places == sorted(places)
    assert "Échéance proche" in page
    assert "3 demandes, dont 1 en retard" in page
    for mots in ("en retard de 3 h", "reste 5 h", "reste 46 h"):
        assert mots in page


@pytest.mark.exigence("DEM-16", "HAB-17")
def test_une_ligne_nomme_la_personne_par_ses_initiales(scene: Scene, bureau: ClientDuPortail) -> None:
    demande = creer_transmise(scene)
    ecrire_message(acteur=scene.technicien, demande_id=demande.pk, texte="Peut-on l’appeler demain ?")
    page = texte(bureau.get(LISTE))
    assert "Mme B. L." in page
    assert "Lemaire" not in page
    assert "Binta" not in page
    assert "Accès aux droits, accès aux soins" in page
    assert scene.partenaire.libelle in page
    assert "message à lire" in page
    assert f'href="{adresse("traiter_demande", demande)}"' in page


@pytest.mark.exigence("DEM-16")
def test_les_vues_comptent_et_montrent_les_leurs(
    scene: Scene, voisins: Scene, bureau: ClientDuPortail
) -> None:
    a_prendre, suivie = creer_transmise(scene), creer_transmise(scene)
    affecter_a_soi(acteur=scene.agent, demande_id=suivie.pk)
    d_un_collegue = creer_prise_en_charge(voisins)
    close = creer_close(scene)
    attendues = {
        "miennes": [suivie],
        "a_prendre": [a_prendre, suivie],
        "echeance": [a_prendre, suivie],
        "sans_agent": [a_prendre],
        "suivies": [d_un_collegue],
        "completees": [],
        "instruction": [],
        "partenaire": [],
        "preuve": [],
        "closes": [close],
    }
    for vue, demandes in attendues.items():
        reponse = bureau.get(LISTE, {"vue": vue})
        montrees = {ligne.demande.pk for ligne in reponse.context["lignes"]}
        liens = {lien.url.rpartition("=")[2]: lien for lien in reponse.context["liens"]}
        assert montrees == {demande.pk for demande in demandes}, vue
        assert (liens[vue].compte.nombre, liens[vue].courante) == (len(demandes), True)
    agent = voisins.compte_agent
    assert f"{agent.prenom[0]}. {agent.nom}" in texte(bureau.get(LISTE, {"vue": "suivies"}))
    assert "close à l’instant" in texte(bureau.get(LISTE, {"vue": "closes"}))


@pytest.mark.exigence("DEM-16")
def test_un_compte_s_arrete_a_mille(
    scene: Scene, bureau: ClientDuPortail, monkeypatch: pytest.MonkeyPatch
) -> None:
    semer(scene, 3)
    monkeypatch.setattr(pages, "BORNE", 2)
    page = texte(bureau.get(LISTE))
    assert "1 000+ demandes" in page


@pytest.mark.exigence("DEM-16", "UX-01")
@pytest.mark.parametrize(
    ("vue", "mots"),
    [
        ("miennes", "Vous ne suivez aucune demande"),
        ("a_prendre", "Tout est pris en charge ou lu"),
        ("completees", "Rien n’est à relire"),
        ("instruction", "Rien n’est en instruction"),
        ("partenaire", "Rien n’est chez les partenaires"),
        ("echeance", "Rien n’échoit bientôt"),
        ("en_retard", "Rien n’est en retard"),
        ("sans_agent", "Chaque demande a son agent"),
        ("suivies", "Aucun accompagnement en cours"),
        ("preuve", "Aucune preuve n’est attendue"),
        ("closes", "Aucune demande terminée"),
        ("inconnue", "Rien n’échoit bientôt"),
    ],
)
def test_une_vue_vide_le_dit_avec_egards(bureau: ClientDuPortail, vue: str, mots: str) -> None:
    page = texte(bureau.get(LISTE, {"vue": vue}))
    assert mots in page
    assert "<table" not in page


@pytest.mark.exigence("DEM-16")
def test_la_liste_se_parcourt_par_curseur(scene: Scene, bureau: ClientDuPortail) -> None:
    semer(scene, 60)
    vues: list[int] = []
    curseur, tours = "", 0
    while tours < 4:
        reponse = bureau.get(LISTE, {"vue": "a_prendre", "curseur": curseur})
        vues += [ligne.demande.pk for ligne in reponse.context["lignes"]]
        tours += 1
        curseur = reponse.context["page"].suivant
        if not curseur:
            break
        assert "vue=a_prendre&amp;curseur=" in reponse.content.decode()
    assert (len(vues), len(set(vues)), tours) == (60, 60, 3)


@pytest.mark.exigence("DEM-16", "UX-02")
def test_toute_la_page_se_choisit_sans_javascript(scene: Scene, bureau: ClientDuPortail) -> None:
    """The link ticks the page it was shown on: not the next one, not the same one once it moved."""
    semer(scene, 30)
    ici = f"{LISTE}?vue=a_prendre"
    choisie = f"{LISTE}{bureau.get(ici).context['adresse_du_choix']}"
    page = bureau.get(choisie)
    assert page.content.decode().count(" checked data-prenable") == 25
    assert "Ne rien choisir" in texte(page)
    suivante = bureau.get(f"{choisie.partition('#')[0]}&curseur={page.context['page'].suivant}")
    creer_transmise(scene, MIDI - heures(40))
    for autre in (suivante, bureau.get(choisie)):
        assert " checked data-prenable" not in autre.content.decode()
        assert "Choisir toute la page" in texte(autre)


@pytest.mark.exigence("DEM-16")
def test_autant_de_requetes_pour_3_et_300_lignes(
    scene: Scene, bureau: ClientDuPortail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signalements.views.agent_liste.PAR_PAGE", 300)

    def mesurer(nombre: int) -> tuple[int, int]:
        semer(scene, nombre)
        with CaptureQueriesContext(connection) as requetes:
            lignes = bureau.get(LISTE).context["lignes"]
        return len(lignes), len(requetes)

    mesurer(1)
    (peu, pour_peu), (beaucoup, pour_beaucoup) = mesurer(2), mesurer(297)
    assert (peu, beaucoup) == (3, 300)
    assert pour_peu == pour_beaucoup


@pytest.mark.exigence("UX-02", "DEM-16")
def test_le_clavier_est_explique(scene: Scene, bureau: ClientDuPortail) -> None:
    creer_transmise(scene)
    page = bureau.get(LISTE).content.decode()
    for touche in "jkpx/?":
        assert f"<kbd>{touche}</kbd>" in page
    assert "data-raccourcis hidden" in page, "sans JavaScript, rien n’est promis"
    assert "js/bureau.js" in page
    assert "Raccourcis clavier actifs" in page


@pytest.mark.exigence("HAB-17")
def test_une_autre_caisse_ne_voit_rien(scene: Scene, ailleurs: Scene, connecter: Connecter) -> None:
    demande = creer_transmise(scene)
    page = texte(connecter(ailleurs.compte_agent).get(LISTE))
    assert str(demande.reference) not in page
    assert "Rien n’échoit bientôt" in page


@pytest.mark.exigence("HAB-16", "HAB-17")
def test_les_autres_roles_n_ont_pas_de_bureau(scene: Scene, connecter: Connecter) -> None:
    comptes = [
        creer_agent("gestionnaire_conventions"),
        creer_agent("dpo"),
        creer_agent(),
        creer_administrateur(),
        scene.compte_technicien,
    ]
    for compte in comptes:
        navigateur = connecter(compte)
        assert navigateur.get(LISTE).status_code == 404, compte.identifiant
        assert f'href="{LISTE}"' not in navigateur.get("/").content.decode()


@pytest.mark.exigence("HAB-16")
def test_un_superviseur_lit_la_liste(scene: Scene, connecter: Connecter) -> None:
    demande = creer_transmise(scene)
    navigateur = connecter(creer_agent("superviseur", caisse=scene.caisse))
    assert str(demande.reference) in texte(navigateur.get(LISTE))


@pytest.mark.exigence("SEC-01")
@pytest.mark.parametrize("clair", ["s|2026-11-21T10:00:00+23:59|1", "s|x", f"s|2026-11-21|{9**30}"])
def test_un_curseur_altere_recommence_la_liste(scene: Scene, bureau: ClientDuPortail, clair: str) -> None:
    demande = creer_transmise(scene)
    curseur = base64.urlsafe_b64encode(clair.encode()).decode().rstrip("=")
    page = texte(bureau.get(f"{LISTE}?vue=a_prendre&curseur={curseur}"))
    assert str(demande.reference) in page
