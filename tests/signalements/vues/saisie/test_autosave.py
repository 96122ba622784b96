"""What is stored while it is typed; what another page stored meanwhile (UX-05, DEM-20)."""

import re
from typing import Any

import pytest
import time_machine

from signalements.models import Demande
from signalements.services.brouillons import enregistrer_saisie
from signalements.services.consentements import recueillir_consentement
from tests.conftest import ClientDuPortail
from tests.factories.signalements import (
    SAISIE,
    Scene,
    creer_brouillon,
    creer_brouillon_complet,
    creer_transmise,
)
from tests.signalements.vues.agent.outils import heures, texte
from tests.signalements.vues.saisie.outils import ACCORD, NIR, PERSONNE, adresse, adresse_autosave, page


def autosave(navigateur: ClientDuPortail, demande: Demande, etape: str, **donnees: Any) -> Any:
    """Send a page as the script does."""
    return navigateur.post(adresse_autosave(demande, etape), donnees, headers={"accept": "application/json"})


def modifier_ailleurs(scene: Scene, demande: Demande, **saisie: Any) -> Demande:
    """Store something from another tab."""
    demande.refresh_from_db()
    return enregistrer_saisie(
        acteur=scene.technicien, demande_id=demande.pk, saisie=saisie, version=demande.version
    )


@pytest.mark.exigence("UX-05", "DEM-20")
def test_ce_qui_est_tape_est_enregistre_meme_incomplet(
    scene: Scene, navigateur: ClientDuPortail, midi: time_machine.Traveller
) -> None:
    demande = creer_brouillon(scene)
    midi.shift(heures(2.5))
    navigateur.revenir(scene.compte_technicien)
    reponse = autosave(navigateur, demande, "personne", nom="Lemaire", telephone="06 12", version=0)
    assert reponse.status_code == 200
    corps = reponse.json()
    assert corps["enregistre_a"] == "14\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30"
    demande.refresh_from_db()
    assert corps["version"] == demande.version
    assert demande.saisie["telephone"] == "06 12"
    suite = autosave(navigateur, demande, "personne", nom="Lemaire-Ozanne", version=corps["version"])
    assert suite.status_code == 200


@pytest.mark.exigence("DEM-02", "UX-05")
def test_un_nir_n_est_pas_enregistre_le_reste_oui(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = creer_brouillon(scene)
    reponse = autosave(navigateur, demande, "personne", nom=NIR, prenom="Binta", version=0)
    assert reponse.status_code == 422
    corps = reponse.json()
    assert "numéro de sécurité sociale" in corps["message"]
    assert NIR not in reponse.content.decode()
    demande.refresh_from_db()
    assert demande.saisie["prenom"] == "Binta"
    assert "nom" not in demande.saisie
    assert corps["version"] == demande.version, "la page doit pouvoir continuer"


@pytest.mark.exigence("DEM-06")
def test_l_accord_se_tape_sans_reproche(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = creer_brouillon(scene, **SAISIE)
    en_cours = {**ACCORD, "mode": "representant"}
    reponse = autosave(navigateur, demande, "accord", **en_cours, version=demande.version)
    assert reponse.status_code == 200, "la référence du jugement n’est pas encore écrite"
    fini = {**en_cours, "reference_jugement": "TJ Lyon 24/001"}
    autosave(navigateur, demande, "accord", **fini, version=reponse.json()["version"])
    demande.refresh_from_db()
    assert demande.saisie["consentement"]["reference_jugement"] == "TJ Lyon 24/001"


@pytest.mark.exigence("UX-05")
def test_une_sauvegarde_perimee_ne_s_ecrit_pas(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = creer_brouillon(scene, **SAISIE)
    ancienne = demande.version
    modifier_ailleurs(scene, demande, telephone="06 99 99 99 99")
    reponse = autosave(navigateur, demande, "personne", **PERSONNE, version=ancienne)
    assert reponse.status_code == 409
    assert "modifié ailleurs" in reponse.json()["message"]
    demande.refresh_from_db()
    assert demande.saisie["telephone"] == "06 99 99 99 99"


@pytest.mark.exigence("UX-05")
def test_la_difference_est_montree_champ_par_champ(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = creer_brouillon(scene, **SAISIE)
    ancienne = demande.version
    modifier_ailleurs(scene, demande, telephone="06 99 99 99 99")
    reponse = navigateur.post(adresse(demande, "personne"), {**PERSONNE, "version": ancienne})
    contenu = texte(reponse)
    assert reponse.status_code == 200
    assert "06 99 99 99 99" in contenu
    assert "06 12 34 56 78" in contenu
    demande.refresh_from_db()
    assert demande.saisie["telephone"] == "06 99 99 99 99", "rien n’est écrasé avant le choix"


@pytest.mark.exigence("UX-05")
def test_choisir_sa_version_apres_comparaison(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = creer_brouillon(scene, **SAISIE)
    ancienne = demande.version
    modifier_ailleurs(scene, demande, telephone="06 99 99 99 99")
    comparee = texte(navigateur.post(adresse(demande, "personne"), {**PERSONNE, "version": ancienne}))
    version = re.search(r'name="version" value="(\d+)"', comparee)
    assert version is not None
    navigateur.post(adresse(demande, "personne"), {**PERSONNE, "version": version[1]})
    demande.refresh_from_db()
    assert demande.saisie["telephone"] == PERSONNE["telephone"]


@pytest.mark.exigence("UX-05", "DEM-06")
def test_un_accord_perime_n_ecrase_pas_l_autre(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = creer_brouillon_complet(scene)
    ancienne = demande.version
    recueillir_consentement(
        acteur=scene.technicien,
        demande_id=demande.pk,
        mode="representant",
        recueilli_le=demande.cree_le.date(),
        reference_jugement="TJ Lyon 24/001",
        version=ancienne,
    )
    navigateur.post(adresse(demande, "accord"), {**ACCORD, "version": ancienne})
    demande.refresh_from_db()
    assert demande.saisie["consentement"]["mode"] == "representant"


@pytest.mark.exigence("UX-05")
@pytest.mark.parametrize("version", ["", "abc", "-1", "9" * 40])
def test_une_version_illisible_vaut_une_ancienne(
    scene: Scene, navigateur: ClientDuPortail, version: str
) -> None:
    demande = creer_brouillon(scene, **SAISIE)
    reponse = autosave(navigateur, demande, "personne", **{**PERSONNE, "nom": "Autre"}, version=version)
    assert reponse.status_code == 409
    demande.refresh_from_db()
    assert demande.saisie["nom"] == SAISIE["nom"]


@pytest.mark.exigence("HAB-17", "DEM-20")
def test_personne_d_autre_n_enregistre(scene: Scene, voisins: Scene, connecter: Any) -> None:
    demande = creer_brouillon(scene, **SAISIE)
    intrus = connecter(voisins.compte_technicien)
    reponse = autosave(intrus, demande, "personne", **{**PERSONNE, "nom": "Autre"}, version=demande.version)
    assert reponse.status_code == 404
    demande.refresh_from_db()
    assert demande.saisie["nom"] == SAISIE["nom"]


@pytest.mark.exigence("DEM-20")
def test_apres_transmission_plus_rien_ne_s_enregistre(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = creer_transmise(scene)
    reponse = autosave(navigateur, demande, "personne", **PERSONNE, version=demande.version)
    assert reponse.status_code == 409
    assert "Cette demande est déjà transmise" in reponse.json()["message"]


@pytest.mark.exigence("UX-05")
def test_la_page_porte_de_quoi_s_enregistrer(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = creer_brouillon(scene, **SAISIE)
    contenu = page(navigateur, adresse(demande, "personne"))
    assert f'data-autosave-url="{adresse_autosave(demande, "personne")}"' in contenu
    assert f'name="version" value="{demande.version}"' in contenu
    assert "data-autosave-etat" in contenu
