"""Starting, reading again, sending once, the receipt, giving up."""

from collections.abc import Callable

import pytest

from conventions.enums import Service
from conventions.models import ActivationService
from espace_partenaires.comptes.models import Utilisateur
from signalements.enums import EtatDemande
from signalements.models import Demande, PieceDemande
from signalements.services.brouillons import enregistrer_saisie
from signalements.views.depot_services import SERVICES_OFFERTS
from tests.conftest import ClientDuPortail
from tests.factories.conventions import creer_caisse, relier
from tests.factories.habilitations import creer_gestionnaire
from tests.factories.signalements import SAISIE, Scene, creer_brouillon, creer_brouillon_complet
from tests.signalements.vues.agent.outils import texte
from tests.signalements.vues.saisie.outils import adresse, ouvre, page

Connecter = Callable[[Utilisateur], ClientDuPortail]
NOUVELLE = "/nouvelle-demande/"
COMMENCER = "/nouvelle-demande/signalement/"


def transmettre(navigateur: ClientDuPortail, demande: Demande, version: int | None = None) -> str:
    """Press « Transmettre » and return the page that follows."""
    demande.refresh_from_db()
    lue = demande.version if version is None else version
    return texte(navigateur.post(ouvre("transmettre", demande), {"version": lue}, follow=True))


@pytest.mark.exigence("DEM-01", "ORG-04")
def test_commencer_ouvre_un_brouillon_vers_sa_caisse(scene: Scene, navigateur: ClientDuPortail) -> None:
    contenu = page(navigateur, NOUVELLE)
    for service in SERVICES_OFFERTS:
        assert str(service.label) in contenu, "sous les libellés du vrai portail"
    assert str(Service.HISTORIQUE.label) not in contenu.split("<main")[1], "il se lit, il ne se demande pas"
    assert not Demande.objects.exists(), "ouvrir la page ne change rien"
    reponse = navigateur.post(COMMENCER, {"caisse": str(scene.caisse.cle)})
    demande = Demande.objects.get()
    assert reponse["Location"] == adresse(demande, "personne")
    assert (demande.caisse_id, demande.auteur_id) == (scene.caisse.pk, scene.compte_technicien.pk)
    assert demande.etat == EtatDemande.BROUILLON


@pytest.mark.exigence("ORG-04")
def test_la_caisse_se_choisit_quand_il_y_en_a_plusieurs(scene: Scene, connecter: Connecter) -> None:
    isere = creer_caisse("381", departements=["38"])
    relier(isere, scene.partenaire)
    navigateur = connecter(scene.compte_technicien)
    contenu = page(navigateur, NOUVELLE)
    assert scene.caisse.libelle in contenu
    assert isere.libelle in contenu
    assert "Choisissez" in texte(navigateur.post(COMMENCER, {}))
    navigateur.post(COMMENCER, {"caisse": str(isere.cle)})
    assert Demande.objects.get().caisse_id == isere.pk


@pytest.mark.exigence("ORG-04", "HAB-17")
def test_une_caisse_etrangere_est_refusee(scene: Scene, ailleurs: Scene, navigateur: ClientDuPortail) -> None:
    contenu = texte(navigateur.post(COMMENCER, {"caisse": str(ailleurs.caisse.cle)}))
    assert ailleurs.caisse.libelle not in contenu
    assert not Demande.objects.exists()


@pytest.mark.exigence("ORG-04")
def test_un_service_ferme_ne_s_offre_pas(scene: Scene, navigateur: ClientDuPortail) -> None:
    fermes = [
        ActivationService(caisse=scene.caisse, partenaire=scene.partenaire, service=service, ouvert=False)
        for service in SERVICES_OFFERTS
    ]
    fermes[2].save()
    contenu = page(navigateur, NOUVELLE)
    assert "Commencer un signalement" not in contenu
    assert str(Service.ETUDE.label) in contenu
    ActivationService.objects.bulk_create([ferme for ferme in fermes if ferme.pk is None])
    assert "Aucun service n’est ouvert" in page(navigateur, NOUVELLE)
    navigateur.post(COMMENCER, {"caisse": str(scene.caisse.cle)})
    assert not Demande.objects.exists()


@pytest.mark.exigence("HAB-17")
def test_seul_un_technicien_signale(scene: Scene, connecter: Connecter) -> None:
    for compte in (creer_gestionnaire(scene.partenaire), scene.compte_agent):
        assert connecter(compte).get(NOUVELLE).status_code == 404
        assert connecter(compte).post(COMMENCER, {"caisse": str(scene.caisse.cle)}).status_code == 404
    assert not Demande.objects.exists()


@pytest.mark.exigence("DEM-05")
def test_la_relecture_montre_tout_ce_qui_partira(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = creer_brouillon_complet(scene)
    contenu = page(navigateur, adresse(demande, "relecture"))
    for mot in (
        "Ce que verra la CPAM",
        "Lemaire-Ozanne",
        "4 mars 1988",
        "Rhône",
        "06 12 34 56 78",
        "Difficultés d’accès aux droits",
        "De 3 mois à 1 an",
        "Reste à charge",
        "Accord donné à distance",
        scene.compte_technicien.nom_complet,
        "Transmettre",
    ):
        assert mot in contenu
    for etape in ("personne", "situation", "soins", "accord"):
        assert f'href="{adresse(demande, etape)}' in contenu


@pytest.mark.exigence("DEM-05", "DEM-06")
def test_la_relecture_dit_ce_qui_manque_avec_un_lien(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = creer_brouillon(scene, **{**SAISIE, "telephone": "", "cadres": []})
    contenu = page(navigateur, adresse(demande, "relecture"))
    assert "Il manque des réponses avant de transmettre" in contenu
    assert "la caisse appellera ce numéro" in contenu
    assert "Recueillez l’accord de la personne" in contenu
    assert ouvre("transmettre", demande) not in contenu


@pytest.mark.exigence("DEM-06")
def test_rien_ne_part_sans_accord(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = creer_brouillon(scene, **SAISIE)
    contenu = transmettre(navigateur, demande)
    assert "Recueillez l’accord de la personne" in contenu
    demande.refresh_from_db()
    assert demande.etat == EtatDemande.BROUILLON
    assert demande.saisie["nom"] == SAISIE["nom"]


@pytest.mark.exigence("SEC-02", "DEM-09", "DEM-21")
def test_deux_clics_une_demande_un_recu(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = creer_brouillon_complet(scene)
    version = demande.version
    recu = transmettre(navigateur, demande, version)
    demande.refresh_from_db()
    reference = demande.reference or ""
    assert reference in recu
    assert reference in transmettre(navigateur, demande, version)
    demande.refresh_from_db()
    assert demande.reference == reference
    assert demande.evenements.count() == 1
    assert Demande.objects.count() == 1


@pytest.mark.exigence("DEM-09", "DEM-21", "DEM-06")
def test_le_recu_dit_la_suite(scene: Scene, navigateur: ClientDuPortail) -> None:
    contenu = transmettre(navigateur, creer_brouillon_complet(scene))
    assert "mercredi 25 novembre 2026 à 12 h 00" in contenu
    assert "récépissé" in contenu
    assert "lettre de confirmation" in contenu, "l’accord fut donné à distance"
    assert "3 ans" in contenu
    assert "Lemaire" not in contenu, "un reçu peut rester à l’écran"


@pytest.mark.exigence("UX-05")
def test_ce_qui_part_est_ce_qui_a_ete_relu(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = creer_brouillon_complet(scene)
    relue = demande.version
    enregistrer_saisie(acteur=scene.technicien, demande_id=demande.pk, saisie={"nom": "Autre"}, version=relue)
    contenu = transmettre(navigateur, demande, relue)
    assert "modifié depuis que vous le relisiez" in contenu
    assert "Autre" in contenu
    demande.refresh_from_db()
    assert demande.etat == EtatDemande.BROUILLON


@pytest.mark.exigence("DEM-20")
def test_abandonner_se_confirme_puis_efface(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = creer_brouillon(scene, **SAISIE)
    contenu = page(navigateur, ouvre("abandonner", demande))
    assert "Ce qui va se passer" in contenu
    assert "Rien n’a été transmis" in contenu
    assert Demande.objects.filter(pk=demande.pk).exists()
    navigateur.post(ouvre("abandonner", demande))
    assert not Demande.objects.filter(pk=demande.pk).exists()
    assert not PieceDemande.objects.exists()


@pytest.mark.exigence("DEM-20", "HAB-17")
def test_personne_d_autre_n_abandonne_ni_ne_transmet(
    scene: Scene, voisins: Scene, connecter: Connecter
) -> None:
    demande = creer_brouillon_complet(scene)
    intrus = connecter(voisins.compte_technicien)
    assert intrus.post(ouvre("abandonner", demande)).status_code == 404
    assert intrus.post(ouvre("transmettre", demande), {"version": demande.version}).status_code == 404
    demande.refresh_from_db()
    assert demande.etat == EtatDemande.BROUILLON
