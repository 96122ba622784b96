"""The pages of a draft: what each asks, what it refuses, what it keeps, where it leads."""

from typing import Any

import pytest

from signalements.models import Demande
from tests.conftest import ClientDuPortail
from tests.factories.signalements import SAISIE, Scene, creer_brouillon, creer_transmise
from tests.signalements.vues.agent.outils import MIDI, heures, texte
from tests.signalements.vues.saisie.outils import (
    NIR,
    PERSONNE,
    SITUATION,
    a_une_erreur,
    adresse,
    champ,
    envoyer,
    ouvre,
    page,
)


@pytest.mark.exigence("DEM-05")
@pytest.mark.parametrize(
    ("etape", "attendus"),
    [
        (
            "personne",
            ["Nom", "Prénom", "Date de naissance", "Département", "Téléphone", "proche", "facultatif"],
        ),
        (
            "situation",
            [
                "Difficultés d’accès aux droits",
                "Fragilité face au numérique",
                "Situation sociale complexe",
                "Dossier de Complémentaire santé solidaire",
            ],
        ),
        ("soins", ["Pharmacie", "Plus de 2 ans", "Reste à charge", "Délais de rendez-vous trop longs"]),
        ("accord", ["Formulaire signé par la personne", "à distance", "représentant légal", "jugement"]),
    ],
)
def test_chaque_page_demande_une_chose(
    scene: Scene, navigateur: ClientDuPortail, etape: str, attendus: list[str]
) -> None:
    demande = creer_brouillon(scene, cadres=["soins"])
    contenu = page(navigateur, adresse(demande, etape))
    assert contenu.count("<h1") == 1
    assert "Continuer" in contenu
    assert "Étape " in contenu
    for attendu in attendus:
        assert attendu in contenu


@pytest.mark.exigence("DEM-02")
def test_aucune_page_ne_demande_de_numero_de_securite_sociale(
    scene: Scene, navigateur: ClientDuPortail
) -> None:
    demande = creer_brouillon(scene, cadres=["soins"])
    for etape in ("personne", "situation", "soins", "accord"):
        contenu = page(navigateur, adresse(demande, etape))
        assert 'name="nir"' not in contenu
        assert "<textarea" not in contenu, "tout est codé : aucun texte libre sur la santé"


@pytest.mark.exigence("DEM-05", "DEM-20")
def test_une_page_juste_est_gardee_et_mene_a_la_suivante(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = creer_brouillon(scene)
    reponse = envoyer(navigateur, demande, "personne", **PERSONNE)
    assert reponse.status_code == 302
    assert reponse.url == adresse(demande, "situation")
    demande.refresh_from_db()
    assert demande.saisie["nom"] == "Lemaire-Ozanne"
    assert demande.saisie["date_naissance"] == "1988-03-04"


@pytest.mark.exigence("UX-05", "DEM-20")
def test_une_page_fausse_dit_quoi_et_garde_tout(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = creer_brouillon(scene)
    fausse = {**PERSONNE, "prenom": "", "telephone": "le soir", "date_naissance": "31 février"}
    contenu = texte(envoyer(navigateur, demande, "personne", **fausse))
    assert "réponses sont à revoir" in contenu
    for nom in ("prenom", "telephone", "date_naissance"):
        assert a_une_erreur(contenu, nom), nom
    assert not a_une_erreur(contenu, "nom")
    assert "le soir" in champ(contenu, "telephone")
    demande.refresh_from_db()
    assert demande.saisie["telephone"] == "le soir", "gardé tel quel, même faux"
    assert demande.saisie["nom"] == "Lemaire-Ozanne"
    assert "le soir" in page(navigateur, adresse(demande, "personne"))


@pytest.mark.exigence("DEM-05")
def test_le_telephone_est_obligatoire_le_courriel_non(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = creer_brouillon(scene)
    contenu = texte(envoyer(navigateur, demande, "personne", **{**PERSONNE, "telephone": ""}))
    assert "la caisse appellera ce numéro" in champ(contenu, "telephone")
    assert not a_une_erreur(contenu, "courriel")


@pytest.mark.exigence("DEM-02")
def test_un_nir_est_refuse_seul_et_montre_de_nouveau(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = creer_brouillon(scene)
    contenu = texte(envoyer(navigateur, demande, "personne", **{**PERSONNE, "nom": NIR}))
    assert "semble contenir un numéro de sécurité sociale" in champ(contenu, "nom")
    assert NIR in champ(contenu, "nom")
    demande.refresh_from_db()
    assert "nom" not in demande.saisie
    assert demande.saisie["prenom"] == "Binta"
    assert NIR not in str(demande.saisie)
    corrigee = envoyer(navigateur, demande, "personne", **PERSONNE)
    assert corrigee.status_code == 302, "la version montrée est celle du brouillon"


@pytest.mark.exigence("DEM-02", "DEM-06")
def test_un_nir_dans_la_reference_du_jugement(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = creer_brouillon(scene, **SAISIE)
    accord = {"mode": "representant", "recueilli_le": "2026-11-23", "reference_jugement": NIR}
    contenu = texte(envoyer(navigateur, demande, "accord", **accord))
    assert "semble contenir un numéro de sécurité sociale" in champ(contenu, "reference_jugement")
    demande.refresh_from_db()
    assert NIR not in str(demande.saisie)


@pytest.mark.exigence("DEM-05")
@pytest.mark.parametrize(
    ("cadres", "etape"),
    [(["droits", "numerique"], "accord"), (["soins_handicap"], "soins"), (["soins"], "soins")],
)
def test_les_soins_ne_sont_demandes_que_s_ils_sont_concernes(
    scene: Scene, navigateur: ClientDuPortail, cadres: list[str], etape: str
) -> None:
    demande = creer_brouillon(scene)
    reponse = envoyer(navigateur, demande, "situation", cadres=cadres)
    assert reponse.url == adresse(demande, etape)


@pytest.mark.exigence("DEM-05")
def test_sans_cadre_on_reste_sur_la_page(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = creer_brouillon(scene)
    contenu = texte(envoyer(navigateur, demande, "situation", actions_engagees=["c2s"]))
    assert "Indiquez au moins une difficulté." in champ(contenu, "cadres")
    demande.refresh_from_db()
    assert demande.saisie["actions_engagees"] == ["c2s"]


@pytest.mark.exigence("DEM-20", "UX-05")
def test_partir_et_revenir_ou_l_on_s_etait_arrete(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = creer_brouillon(scene)
    envoyer(navigateur, demande, "personne", **PERSONNE)
    envoyer(navigateur, demande, "situation", **SITUATION)
    reponse = navigateur.get(ouvre("reprendre_brouillon", demande))
    assert reponse["Location"] == adresse(demande, "soins")
    contenu = page(navigateur, adresse(demande, "situation"))
    assert champ(contenu, "cadres").count("checked") == len(SITUATION["cadres"])
    assert "enregistré à 12 h 00" in contenu
    Demande.objects.filter(pk=demande.pk).update(modifiee_le=MIDI - heures(24))
    assert "enregistré hier à 12 h 00" in page(navigateur, adresse(demande, "situation"))


@pytest.mark.exigence("UX-05", "DEM-20")
@pytest.mark.parametrize("geste", ["retour", "plus-tard"])
def test_partir_garde_ce_qui_est_ecrit(scene: Scene, navigateur: ClientDuPortail, geste: str) -> None:
    demande = creer_brouillon(scene, **SAISIE)
    reponse = envoyer(navigateur, demande, "situation", actions_engagees=["ass"], action=geste)
    ailleurs = adresse(demande, "personne") if geste == "retour" else "/"
    assert reponse["Location"] == ailleurs, "partir ne demande pas une page juste"
    demande.refresh_from_db()
    assert demande.saisie["actions_engagees"] == ["ass"]


@pytest.mark.exigence("RGPD-02", "DEM-02")
def test_rien_de_la_personne_dans_les_adresses(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = creer_brouillon(scene)
    adresses: list[Any] = [
        envoyer(navigateur, demande, "personne", **PERSONNE).url,
        envoyer(navigateur, demande, "situation", **SITUATION).url,
        *(ouvre(nom, demande) for nom in ("transmettre", "abandonner", "telecharger_formulaire")),
    ]
    for lieu in adresses:
        assert not any(mot in lieu.lower() for mot in ("binta", "lemaire", "1988", "0612", "06%20"))


@pytest.mark.exigence("HAB-17", "DEM-20")
def test_le_brouillon_est_a_son_auteur(scene: Scene, voisins: Scene, connecter: Any) -> None:
    demande = creer_brouillon(scene, **SAISIE)
    for compte in (voisins.compte_technicien, scene.compte_agent):
        for etape in ("personne", "accord", "relecture"):
            reponse = connecter(compte).get(adresse(demande, etape))
            assert reponse.status_code == 404
            assert "Lemaire" not in texte(reponse)


@pytest.mark.exigence("DEM-20")
def test_une_page_inconnue_n_existe_pas(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = creer_brouillon(scene, nom="Lemaire-Ozanne")
    reponse = navigateur.get(adresse(demande, "inconnue"))
    assert reponse.status_code == 404
    assert "Lemaire" not in texte(reponse)


@pytest.mark.exigence("DEM-20")
def test_une_fois_transmise_elle_ne_se_modifie_plus(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = creer_transmise(scene)
    reponse = navigateur.post(
        adresse(demande, "personne"), {**PERSONNE, "nom": "Autre", "version": demande.version}
    )
    assert reponse.status_code == 302
    demande.refresh_from_db()
    assert demande.nom == "Lemaire-Ozanne"
    assert demande.saisie == {}
