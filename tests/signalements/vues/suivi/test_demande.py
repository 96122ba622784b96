"""The partner's page of a demande: where it is, who it is for, what was said, how it ended."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.urls import reverse

from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.journal.models import Evenement
from signalements.models import Demande
from signalements.services.echanges import ajouter_note, ecrire_message
from tests.conftest import ClientDuPortail
from tests.factories.habilitations import creer_gestionnaire, creer_technicien
from tests.factories.signalements import Scene, creer_brouillon, creer_prise_en_charge, creer_transmise
from tests.signalements.vues.agent.outils import MIDI, adresse, heures, texte
from tests.signalements.vues.suivi.outils import accompagner, lire

Connecter = Callable[[Utilisateur], ClientDuPortail]


@pytest.mark.exigence("DEM-02", "DEM-21", "DEM-06")
def test_la_page_dit_pour_qui_par_qui_et_ce_qui_se_garde(scene: Scene, technicienne: ClientDuPortail) -> None:
    demande = creer_transmise(scene)
    page = lire(technicienne, demande)
    for mots in (
        "Signalement : accès aux droits, accès aux soins",
        "Mme Binta Lemaire-Ozanne",
        "4 mars 1988",
        "Rhône (69)",
        "06 12 34 56 78 (numéro d’un proche)",
        str(demande.reference),
        scene.compte_technicien.nom_complet,
        scene.caisse.libelle,
        "donné le lundi 23 novembre 2026",
        "à garder 3 ans par votre structure",
    ):
        assert mots in page, mots


@pytest.mark.exigence("UX-01", "NOV-03", "DEM-09")
def test_le_delai_dit_qui_a_la_main_et_sur_quoi_il_repose(
    scene: Scene, technicienne: ClientDuPortail
) -> None:
    page = lire(technicienne, creer_transmise(scene, MIDI - heures(43)))
    assert "au plus tard le lundi 23 novembre 2026 à 17 h 00 : reste 5 h" in page
    assert "On attend la caisse depuis samedi à 17 h 00." in page
    assert "Convention CPAM–CPTS, annexe 3" in page
    assert "Voir chaque étape" in page
    assert "Transmise, à prendre en charge" in page


@pytest.mark.exigence("DEM-09", "UX-01")
def test_un_retard_se_dit_avec_ce_qu_on_peut_faire(scene: Scene, technicienne: ClientDuPortail) -> None:
    page = lire(technicienne, creer_transmise(scene, MIDI - heures(50)))
    assert "elle est en retard de 2 h. Écrivez-lui ci-dessous" in page


@pytest.mark.exigence("DEM-09", "UX-01")
def test_prise_en_charge_le_delai_est_tenu(scene: Scene, technicienne: ClientDuPortail) -> None:
    page = lire(technicienne, creer_prise_en_charge(scene))
    assert "Prise en charge par la caisse" in page
    assert "Annuler la demande" in page


@pytest.mark.exigence("DEM-11")
def test_les_messages_se_lisent_les_notes_des_agents_jamais(
    scene: Scene, technicienne: ClientDuPortail
) -> None:
    demande = creer_prise_en_charge(scene)
    ecrire_message(acteur=scene.agent, demande_id=demande.pk, texte="Nous appelons demain.")
    ajouter_note(acteur=scene.agent, demande_id=demande.pk, texte="Secret entre agents.")
    page = lire(technicienne, demande)
    assert "Nous appelons demain." in page
    assert "Secret entre agents" not in page
    assert scene.compte_agent.nom_complet not in page
    assert "À vous de répondre" in page
    assert "La caisse vous a écrit : on attend votre réponse." in page
    assert '<a href="#echanges">Lire le message et répondre</a>' in page


@pytest.mark.exigence("DEM-17", "DEM-23")
def test_avec_l_accord_de_la_personne_la_fin_se_dit(scene: Scene, technicienne: ClientDuPortail) -> None:
    page = lire(technicienne, accompagner(scene, accord_suivi=True, jusqu_au_bout=True))
    assert "Accompagnement terminé" in page
    assert "Ouverture ou mise à jour de droits" in page
    assert "Début de l’accompagnement" in page
    assert "La conversation est close" in page


@pytest.mark.exigence("DEM-23")
def test_sans_son_accord_seule_la_fin_se_dit(scene: Scene, technicienne: ClientDuPortail) -> None:
    page = lire(technicienne, accompagner(scene, accord_suivi=False, jusqu_au_bout=True))
    assert "La personne n’a pas accepté que la suite soit dite" in page
    for tu in ("Ouverture ou mise à jour de droits", "Début de l’accompagnement", "Soins réalisés"):
        assert tu not in page, tu


@pytest.mark.exigence("DEM-23")
def test_sans_son_accord_l_accompagnement_ne_se_devine_pas(
    scene: Scene, technicienne: ClientDuPortail
) -> None:
    page = lire(technicienne, accompagner(scene, accord_suivi=False, jusqu_au_bout=False))
    assert "Prise en charge par la caisse" in page
    assert "Accompagnement en cours" not in page


@pytest.mark.exigence("RGPD-05")
def test_chaque_lecture_est_au_journal_sans_nom(scene: Scene, technicienne: ClientDuPortail) -> None:
    demande = creer_transmise(scene)
    lire(technicienne, demande)
    trace = Evenement.objects.get(action="signalements.consulter")
    assert trace.auteur_id == scene.compte_technicien.pk
    assert trace.details == {"reference": demande.reference}
    # A refused message shows the whole page again: that is a reading too.
    technicienne.post(reverse("signalements:ecrire_message", kwargs={"cle": demande.cle}), {"texte": ""})
    assert Evenement.objects.filter(action="signalements.consulter").count() == 2


@pytest.mark.exigence("HAB-17")
def test_une_collegue_lit_et_agit(scene: Scene, connecter: Connecter) -> None:
    collegue = connecter(creer_technicien(scene.partenaire))
    page = lire(collegue, creer_transmise(scene))
    assert "Mme Binta Lemaire-Ozanne" in page
    assert "Annuler la demande" in page


@pytest.mark.exigence("HAB-17", "HAB-01")
def test_hors_de_la_structure_la_demande_n_existe_pas(
    scene: Scene, voisins: Scene, ailleurs: Scene, connecter: Connecter
) -> None:
    demande = creer_transmise(scene)
    comptes = (
        voisins.compte_technicien,
        ailleurs.compte_technicien,
        creer_gestionnaire(scene.partenaire),
        scene.compte_agent,
    )
    for compte in comptes:
        navigateur = connecter(compte)
        reponses = [navigateur.get(adresse("voir_demande", cle)) for cle in (demande, Demande(cle=uuid4()))]
        assert [reponse.status_code for reponse in reponses] == [404, 404]
        assert "Lemaire" not in texte(reponses[0])


@pytest.mark.exigence("DEM-20", "HAB-17")
def test_un_brouillon_n_a_pas_de_page_de_suivi(scene: Scene, technicienne: ClientDuPortail) -> None:
    brouillon = creer_brouillon(scene, nom="Lemaire")
    reponse = technicienne.get(adresse("voir_demande", brouillon))
    assert reponse.status_code == 404
    assert "Lemaire" not in texte(reponse)


@pytest.mark.exigence("RGPD-02")
def test_aucune_adresse_ne_porte_de_nom(scene: Scene, technicienne: ClientDuPortail) -> None:
    demande = creer_transmise(scene)
    liens = reverse("signalements:voir_demande", args=[demande.cle])
    assert liens == f"/demandes/{demande.cle}/"
    entete = lire(technicienne, demande).split("</title>")[0]
    assert "Lemaire" not in entete
    assert "soins" not in entete
