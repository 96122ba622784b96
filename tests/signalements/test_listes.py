"""Lists: what each view holds, keyset pages, bounded counts, the same queries for 3 and 300 rows."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from espace_partenaires.comptes.acteur import Acteur
from signalements.models import Demande, DetailsMas, EvenementDemande, Message
from signalements.selectors import (
    Compte,
    Filtres,
    Vue,
    accueil_technicien,
    comptes_des_vues,
    fil,
    historique,
    horloge_de,
    liste_de_travail,
    pages,
)
from signalements.services.echanges import ecrire_message
from signalements.services.traitement import affecter_a_soi, annuler, prendre_en_charge
from tests.factories.habilitations import acteur_pour, creer_agent
from tests.factories.signalements import (
    Scene,
    creer_brouillon,
    creer_close,
    creer_prise_en_charge,
    creer_transmise,
)

MIDI = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]


def semer(scene: Scene, nombre: int, depuis: int = 0) -> None:
    """Write many transmitted demandes at once, one an hour, with their facts and a message."""
    demandes = [
        Demande(
            nature="signalement",
            reference=f"2026-691-A{rang:05d}",
            caisse=scene.caisse,
            partenaire=scene.partenaire,
            auteur=scene.compte_technicien,
            etat="transmise",
            cree_le=MIDI,
            modifiee_le=MIDI,
            transmise_le=MIDI + timedelta(hours=rang),
            echeance=MIDI + timedelta(hours=rang + 48),
        )
        for rang in range(depuis, depuis + nombre)
    ]
    Demande.objects.bulk_create(demandes)
    DetailsMas.objects.bulk_create(
        [DetailsMas(demande=d, date_saisine=MIDI.date(), cadres=["droits"]) for d in demandes]
    )
    EvenementDemande.objects.bulk_create(
        [
            EvenementDemande(
                demande=d, nature="transmission", survenu_le=MIDI + timedelta(hours=rang), consigne_le=MIDI
            )
            for rang, d in enumerate(demandes, depuis)
        ]
    )
    Message.objects.bulk_create(
        [
            Message(demande=d, auteur=scene.compte_agent, cote="caisse", texte="Vu", ecrit_le=MIDI)
            for d in demandes[::2]
        ]
    )


@pytest.mark.exigence("DEM-16", "DEM-19")
def test_chaque_vue_tient_ce_qu_elle_annonce(scene: Scene, comme_web: EnTantQue) -> None:
    creer_brouillon(scene)
    tard, tot = creer_transmise(scene, MIDI), creer_transmise(scene, MIDI - timedelta(hours=40))
    retard = creer_transmise(scene, MIDI - timedelta(hours=60))
    prise, close = creer_prise_en_charge(scene, MIDI), creer_close(scene, MIDI)
    affecter_a_soi(acteur=scene.agent, demande_id=tard.pk)
    annulee = annuler(
        acteur=scene.technicien,
        demande_id=creer_transmise(scene, MIDI).pk,
        maintenant=MIDI + timedelta(hours=1),
    )
    attendu = {
        Vue.A_PRENDRE: [retard, tot, tard],
        Vue.ECHEANCE: [retard, tot, tard],
        Vue.EN_RETARD: [retard],
        Vue.SANS_AGENT: [retard, tot],
        Vue.MIENNES: [tard, prise],
        Vue.SUIVIES: [prise],
        Vue.COMPLETEES: [],
        Vue.INSTRUCTION: [],
        Vue.PARTENAIRE: [],
        Vue.PREUVE: [],
        Vue.OUVERTES: [retard, tot, tard, prise],
        Vue.CLOSES: [annulee, close],
    }
    with comme_web(scene.agent):
        vues = {vue: liste_de_travail(scene.agent, vue, maintenant=MIDI).lignes for vue in Vue}
        comptes = comptes_des_vues(scene.agent, maintenant=MIDI)
    assert vues == attendu
    assert comptes == {vue: Compte(len(lignes), plus=False) for vue, lignes in attendu.items()}


@pytest.mark.exigence("HAB-17")
def test_une_liste_ne_montre_que_sa_portee(
    scene: Scene, voisins: Scene, ailleurs: Scene, comme_web: EnTantQue
) -> None:
    demandes = {s.partenaire.pk: creer_transmise(s) for s in (scene, voisins, ailleurs)}
    for acteur, attendues in (
        (scene.technicien, [demandes[scene.partenaire.pk]]),
        (scene.agent, [demandes[voisins.partenaire.pk], demandes[scene.partenaire.pk]]),
        (ailleurs.agent, [demandes[ailleurs.partenaire.pk]]),
    ):
        with comme_web(acteur):
            assert historique(acteur).lignes == attendues


@pytest.mark.exigence("DEM-14")
def test_les_pages_se_suivent_et_reviennent(scene: Scene, comme_web: EnTantQue) -> None:
    semer(scene, 8)
    # Equal moments: the id settles it.
    Demande.objects.update(transmise_le=MIDI)
    with comme_web(scene.technicien):
        page1 = historique(scene.technicien, taille=3)
        page2 = historique(scene.technicien, page1.suivant, taille=3)
        page3 = historique(scene.technicien, page2.suivant, taille=3)
        retour = historique(scene.technicien, page3.precedent, taille=3)
        debut = historique(scene.technicien, retour.precedent, taille=3)
    toutes = [d.pk for page in (page1, page2, page3) for d in page.lignes]
    assert toutes == sorted(toutes, reverse=True)
    assert len(set(toutes)) == 8
    assert (page1.precedent, page3.suivant) == ("", "")
    assert (retour.lignes, debut.lignes, debut.precedent) == (page2.lignes, page1.lignes, "")


@pytest.mark.exigence("DEM-14", "HAB-17")
@pytest.mark.parametrize("curseur", ["x", "é", "c3wyMDI2", "====", "cnwyMDI2LTExLTIwVDEwOjAwOjAwfDE"])
def test_un_curseur_invente_rend_la_premiere_page(scene: Scene, comme_web: EnTantQue, curseur: str) -> None:
    semer(scene, 2)
    with comme_web(scene.technicien):
        assert historique(scene.technicien, curseur) == historique(scene.technicien)


@pytest.mark.exigence("DEM-14")
def test_l_historique_se_resserre(scene: Scene, comme_web: EnTantQue) -> None:
    transmise, close = creer_transmise(scene, MIDI), creer_close(scene, MIDI - timedelta(days=3))
    creer_brouillon(scene)
    cas = {
        Filtres(): [transmise, close],
        Filtres(etats=("close",)): [close],
        Filtres(reference=f" {(transmise.reference or '').lower()}"): [transmise],
        Filtres(auteur_id=scene.compte_agent.pk): [],
        Filtres(du=date(2026, 11, 18)): [transmise],
        Filtres(au=date(2026, 11, 17)): [close],
        Filtres(au=date(2026, 11, 16)): [],
    }
    with comme_web(scene.technicien):
        assert {f: historique(scene.technicien, filtres=f).lignes for f in cas} == cas


@pytest.mark.exigence("UX-06")
def test_l_accueil_dit_ce_qui_attend_ce_qui_est_commence_ce_qui_court(
    scene: Scene, comme_web: EnTantQue
) -> None:
    brouillon, court, attend = creer_brouillon(scene), creer_transmise(scene), creer_prise_en_charge(scene)
    creer_close(scene)
    ecrire_message(acteur=scene.agent, demande_id=attend.pk, texte="Une question")
    with comme_web(scene.technicien):
        accueil = accueil_technicien(scene.technicien)
        ecrire_message(acteur=scene.technicien, demande_id=attend.pk, texte="La réponse")
        ensuite = accueil_technicien(scene.technicien)
    assert (accueil.attendent, accueil.brouillons, accueil.en_cours) == ([attend], [brouillon], [court])
    assert (ensuite.attendent, ensuite.en_cours) == ([], [court, attend])


@pytest.mark.exigence("DEM-16")
def test_un_compte_s_arrete_a_sa_borne(
    scene: Scene, comme_web: EnTantQue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "BORNE", 4)
    semer(scene, 6)
    with (
        comme_web(scene.agent),
        CaptureQueriesContext(
            connection,
        ) as requetes,
    ):
        compte = comptes_des_vues(scene.agent)[Vue.A_PRENDRE]
    assert (compte, str(compte)) == (Compte(4, plus=True), "1 000+")
    assert len(requetes) == len(Vue) + 1, "une par vue, et les absences du jour"
    assert all("LIMIT 5" in requete["sql"] for requete in list(requetes)[1:])


def lire(acteur: Acteur) -> None:
    """Read every list, as screens do: with the people, the details and the clock of each line."""
    lignes = [d for vue in Vue for d in liste_de_travail(acteur, vue).lignes]
    lignes += historique(acteur).lignes
    accueil = accueil_technicien(acteur)
    for demande in [*lignes, *accueil.attendent, *accueil.en_cours]:
        assert demande.details_mas.cadres
        assert demande.auteur.nom_complet
        assert demande.partenaire.libelle
        assert demande.agent is None
        horloge_de(demande, MIDI)


@pytest.mark.exigence("DEM-16", "DEM-14")
def test_autant_de_requetes_pour_3_que_pour_300(scene: Scene, comme_web: EnTantQue) -> None:
    compter: list[int] = []
    for nombre, depuis in ((3, 0), (297, 3)):
        semer(scene, nombre, depuis)
        for acteur in (scene.agent, scene.technicien):
            with comme_web(acteur), CaptureQueriesContext(connection) as requetes:
                lire(acteur)
            compter.append(len(requetes))
    assert compter[:2] == compter[2:]


@pytest.mark.exigence("DEM-11")
def test_le_fil_coute_autant_quel_que_soit_le_nombre_de_messages(scene: Scene, comme_web: EnTantQue) -> None:
    demande = creer_prise_en_charge(scene)
    comptes = []
    for _ in range(2):
        agents = [acteur_pour(creer_agent("instructeur", caisse=scene.caisse)) for _ in range(3)]
        for agent in agents:
            ecrire_message(acteur=agent, demande_id=demande.pk, texte="Bonjour")
        with comme_web(scene.agent), CaptureQueriesContext(connection) as requetes:
            elements = fil(scene.agent, demande)
        comptes.append(len(requetes))
    assert len(elements) == 8
    assert comptes[0] == comptes[1] <= 4


@pytest.mark.exigence("DEM-19")
def test_la_prise_en_charge_sort_de_la_liste_a_prendre(scene: Scene, comme_web: EnTantQue) -> None:
    demande = creer_transmise(scene, MIDI)
    with comme_web(scene.agent):
        prendre_en_charge(acteur=scene.agent, demande_id=demande.pk, maintenant=MIDI)
        assert liste_de_travail(scene.agent, "inconnue").lignes == []
        assert liste_de_travail(scene.agent, Vue.MIENNES).lignes == [demande]
