"""Home and history of a technicien: what waits first, initials only, as many queries for 3 rows as for 30."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from espace_partenaires.comptes.models import Utilisateur
from signalements.enums import EtatDemande
from signalements.models import Message
from signalements.services.echanges import ecrire_message
from tests.conftest import ClientDuPortail
from tests.factories.habilitations import creer_gestionnaire, creer_technicien
from tests.factories.signalements import Scene, creer_brouillon, creer_prise_en_charge, creer_transmise
from tests.signalements.vues.agent.outils import MIDI, heures, semer, texte
from tests.signalements.vues.suivi.outils import IDENTITE, accompagner, creer_infectee

Connecter = Callable[[Utilisateur], ClientDuPortail]
HISTORIQUE = "/historique/"


def accueil(navigateur: ClientDuPortail) -> str:
    """Return the home page, as it is read."""
    return texte(navigateur.get(reverse("web:accueil")))


@pytest.mark.exigence("UX-06", "DOC-03")
def test_l_accueil_montre_d_abord_ce_qu_on_attend_de_moi(scene: Scene, technicienne: ClientDuPortail) -> None:
    infectee, message = creer_infectee(scene), creer_prise_en_charge(scene)
    ecrire_message(acteur=scene.agent, demande_id=message.pk, texte="Quel créneau ?")
    page = accueil(technicienne)
    tete, suite = page.split("Demandes en cours", 1)
    assert "On attend quelque chose de vous" in tete
    assert reverse("signalements:fournir_preuve", args=[infectee.cle]) in tete
    assert f"La {scene.caisse.libelle} vous a écrit." in tete
    assert str(message.reference) in tete
    assert str(message.reference) not in suite


@pytest.mark.exigence("UX-06", "UX-01", "DEM-09")
def test_l_accueil_dit_quand_la_reponse_est_attendue(scene: Scene, technicienne: ClientDuPortail) -> None:
    demande = creer_transmise(scene, MIDI - heures(30))
    page = accueil(technicienne)
    assert str(demande.reference) in page
    assert "mardi 24 novembre 2026 à 6 h 00" in page
    assert "reste 18 h sur 48 h" in page
    assert "hier à 6 h 00, par vous" in page
    assert "Transmise, à prendre en charge" in page


@pytest.mark.exigence("DEM-20", "UX-05")
def test_mes_brouillons_se_reprennent_ceux_des_autres_non(
    scene: Scene, technicienne: ClientDuPortail, connecter: Connecter
) -> None:
    brouillon = creer_brouillon(
        scene, MIDI - timedelta(days=1), civilite="m", nom="Dumas", prenom="Rémi", cadres=["droits"]
    )
    page = accueil(technicienne)
    assert "Signalement · M. R. D." in page
    assert "étape 1 sur 4, enregistré hier à 12 h 00" in page
    assert "effacé le 22 décembre 2026" in page
    assert reverse("signalements:reprendre_brouillon", args=[brouillon.cle]) in page
    assert "Dumas" not in page
    assert "M. R. D." not in accueil(connecter(creer_technicien(scene.partenaire)))


@pytest.mark.exigence("UX-06")
def test_un_accueil_vide_dit_par_quoi_commencer(scene: Scene, technicienne: ClientDuPortail) -> None:
    page = accueil(technicienne)
    assert "Rien ne vous attend" in page
    assert "Commencer une nouvelle demande" in page
    assert reverse("signalements:nouvelle_demande") in page


@pytest.mark.exigence("HAB-01")
def test_l_accueil_d_un_gestionnaire_n_a_pas_de_demandes(scene: Scene, connecter: Connecter) -> None:
    demande = creer_transmise(scene)
    page = accueil(connecter(creer_gestionnaire(scene.partenaire)))
    assert str(demande.reference) not in page
    assert "Demandes en cours" not in page
    assert HISTORIQUE not in page


@pytest.mark.exigence("DEM-16", "UX-06")
@pytest.mark.parametrize("adresse", ["/", HISTORIQUE])
def test_autant_de_requetes_pour_3_et_30_lignes(
    scene: Scene, technicienne: ClientDuPortail, monkeypatch: pytest.MonkeyPatch, adresse: str
) -> None:
    monkeypatch.setattr("signalements.views.suivi_historique.PAR_PAGE", 30)
    monkeypatch.setattr("signalements.views.suivi_accueil.SUR_L_ACCUEIL", 30)

    def mesurer(nombre: int) -> tuple[int, int]:
        for demande in semer(scene, nombre):
            Message.objects.create(
                demande=demande,
                auteur=scene.compte_technicien,
                cote="partenaire",
                texte="Bonjour.",
                ecrit_le=MIDI,
            )
        with CaptureQueriesContext(connection) as requetes:
            page = texte(technicienne.get(adresse))
        return page.count('data-label="Référence"'), len(requetes)

    mesurer(1)
    (peu, pour_peu), (beaucoup, pour_beaucoup) = mesurer(2), mesurer(27)
    assert (peu, beaucoup) == (3, 30)
    assert pour_peu == pour_beaucoup


@pytest.mark.exigence("DEM-14", "RGPD-02")
def test_l_historique_ne_montre_que_des_initiales(scene: Scene, technicienne: ClientDuPortail) -> None:
    creer_transmise(scene)
    page = texte(technicienne.get(HISTORIQUE))
    assert "Mme B. L." in page
    assert not [mot for mot in IDENTITE if mot in page]


@pytest.mark.exigence("DEM-14", "HAB-17")
def test_l_historique_est_celui_de_toute_la_structure(
    scene: Scene, voisins: Scene, connecter: Connecter
) -> None:
    notre, autre = creer_transmise(scene), creer_transmise(voisins)
    creer_brouillon(scene, nom="Dumas")
    page = texte(connecter(creer_technicien(scene.partenaire)).get(HISTORIQUE))
    assert str(notre.reference) in page
    assert str(autre.reference) not in page
    assert page.count('data-label="Référence"') == 1


@pytest.mark.exigence("DEM-14")
def test_l_historique_se_filtre_par_etat_et_par_reference(
    scene: Scene, technicienne: ClientDuPortail
) -> None:
    transmise, prise = creer_transmise(scene), creer_prise_en_charge(scene)

    def references(**filtres: str) -> list[str]:
        lignes = technicienne.get(HISTORIQUE, filtres).context["lignes"]
        return [ligne.demande.reference for ligne in lignes]

    assert references(etat="transmises") == [transmise.reference]
    assert references(reference=f" {str(prise.reference).lower()} ") == [prise.reference]
    assert sorted(references(etat="inconnu")) == sorted(map(str, [transmise.reference, prise.reference]))
    vide = texte(technicienne.get(HISTORIQUE, {"reference": "2026-691-ZZZZZZ"}))
    assert "Aucune demande ne correspond" in vide
    assert "Afficher toutes les demandes" in vide
    assert "Vérifiez la référence" in vide
    trop_tot = texte(technicienne.get(HISTORIQUE, {"au": "2020-01-01"}))
    assert "Aucune demande ne correspond" in trop_tot
    assert "Changez un filtre" in trop_tot
    assert "Vérifiez la référence" not in trop_tot


@pytest.mark.exigence("DEM-23")
def test_un_filtre_ne_trahit_pas_ce_que_la_personne_tait(scene: Scene, technicienne: ClientDuPortail) -> None:
    demande = accompagner(scene, accord_suivi=False, jusqu_au_bout=False)
    page = texte(technicienne.get(HISTORIQUE, {"etat": "prises-en-charge"}))
    assert str(demande.reference) in page
    assert "Accompagnement en cours" not in page


@pytest.mark.exigence("DEM-16")
def test_l_historique_se_parcourt_page_apres_page(
    scene: Scene, technicienne: ClientDuPortail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signalements.views.suivi_historique.PAR_PAGE", 2)
    semees = semer(scene, 5, etat=EtatDemande.TRANSMISE)
    lues, curseur = [], ""
    for _ in range(3):
        contexte = technicienne.get(HISTORIQUE, {"curseur": curseur, "etat": "transmises"}).context
        lues += [ligne.demande.reference for ligne in contexte["lignes"]]
        curseur = contexte["page"].suivant
    assert lues == [demande.reference for demande in semees]
    assert curseur == ""


@pytest.mark.exigence("UX-06")
def test_un_historique_vide_dit_quand_il_se_remplira(scene: Scene, technicienne: ClientDuPortail) -> None:
    page = texte(technicienne.get(HISTORIQUE))
    assert "Votre structure n’a encore rien transmis" in page
    assert reverse("signalements:nouvelle_demande") in page
