"""The screens of a review: answer, withdraw, read (HAB-15)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from espace_partenaires.comptes.models import Utilisateur
from habilitations.models import Revue
from tests.factories.comptes import MOT_DE_PASSE
from tests.factories.habilitations import creer_agent, creer_technicien
from tests.habilitations.revues.scene import OUVERTURE, SANS_REPONSE, TERME, Connecter, Scene, decision, etat

pytestmark = pytest.mark.django_db


def adresse(nom: str, revue: Revue) -> str:
    return reverse(f"habilitations:{nom}", args=[revue.cle])


def mots(html: bytes) -> str:
    """Return the words of a page as they are read."""
    texte = re.sub(r"<[^>]+>", " ", html.decode()).replace("&nbsp;", " ").replace("\xa0", " ")
    return " ".join(texte.split())


def reponse_pour(
    compte: Utilisateur, decision: str, motif: str = "", vue: str = SANS_REPONSE
) -> dict[str, str]:
    cle = compte.habilitation.cle
    return {f"d-{cle}": decision, f"m-{cle}": motif, f"v-{cle}": vue}


@pytest.mark.exigence("HAB-15")
def test_le_gestionnaire_ouvre_une_revue_et_la_voit_sur_son_accueil(connecter: Connecter) -> None:
    scene = Scene()
    navigateur = connecter(scene.gestionnaire)
    assert "attendent votre réponse" not in mots(navigateur.get(reverse("web:accueil")).content)
    assert "30 jours" in mots(navigateur.get(reverse("habilitations:ouvrir_revue")).content)
    navigateur.post(reverse("habilitations:ouvrir_revue"))
    deux = navigateur.post(reverse("habilitations:ouvrir_revue"), follow=True)
    assert "déjà ouverte" in mots(deux.content)
    revue = Revue.objects.get()
    accueil = navigateur.get(reverse("web:accueil")).content
    assert "4 comptes attendent votre réponse jusqu’au" in mots(accueil)
    assert adresse("repondre_revue", revue) in accueil.decode()


@pytest.mark.exigence("HAB-15")
def test_chaque_compte_montre_sa_derniere_connexion(connecter: Connecter) -> None:
    scene = Scene()
    revue = scene.ouvrir()
    awa, luc = scene.techniciens
    Utilisateur.objects.filter(pk=awa.pk).update(last_login=OUVERTURE - timedelta(days=250))
    with time_machine.travel(OUVERTURE + timedelta(minutes=1), tick=False):
        html = connecter(scene.gestionnaire).get(adresse("repondre_revue", revue)).content
    page = mots(html)
    assert "il y a 8 mois" in page
    assert "jamais connecté" in page
    assert page.count("Dernière connexion :") == 4
    assert html.decode().count('type="submit"') == 2, (
        "se déconnecter et enregistrer : revenir n’enregistre rien"
    )
    assert f"Votre réponse pour {luc.nom_complet}, {luc.identifiant}" in page
    assert "mercredi 23 décembre 2026 inclus" in page


@pytest.mark.exigence("HAB-15", "HAB-11")
def test_les_confirmations_s_ecrivent_et_les_retraits_se_confirment_sur_leur_page(
    connecter: Connecter,
) -> None:
    scene = Scene()
    revue = scene.ouvrir()
    awa, luc = scene.techniciens
    navigateur = connecter(scene.gestionnaire)
    envoi = {**reponse_pour(luc, "confirmee"), **reponse_pour(awa, "retiree", "depart")}
    reponse = navigateur.post(adresse("repondre_revue", revue), envoi)
    assert decision(revue, luc) == "confirmee"
    assert etat(awa) == "active", "rien n’est retiré avant la page qui le dit"
    retraits = reponse["Location"]
    assert retraits.startswith(adresse("retirer_comptes", revue))
    # The password is asked again, then the page comes back as it was.
    demande = navigateur.get(retraits)
    assert demande["Location"].startswith(reverse("account_reauthenticate"))
    retour = navigateur.post(demande["Location"], {"password": MOT_DE_PASSE})
    page = navigateur.get(retour["Location"]).content
    assert f"{awa.nom_complet}" in mots(page)
    assert "tout de suite" in mots(page)
    r = re.search(r'name="r" value="([^"]+)"', page.decode())
    assert r is not None
    navigateur.post(adresse("retirer_comptes", revue), {"r": r[1]})
    navigateur.post(adresse("retirer_comptes", revue), {"r": r[1]})
    assert (etat(awa), decision(revue, awa)) == ("inactive", "retiree")


@pytest.mark.exigence("HAB-15", "UX-05")
def test_un_retrait_sans_raison_se_dit_au_bon_endroit_et_rien_n_est_ecrit(connecter: Connecter) -> None:
    scene = Scene()
    revue = scene.ouvrir()
    envoi = {
        **reponse_pour(scene.techniciens[0], "retiree"),
        **reponse_pour(scene.techniciens[1], "confirmee"),
    }
    html = connecter(scene.gestionnaire).post(adresse("repondre_revue", revue), envoi).content.decode()
    assert "Choisissez la raison du retrait." in html
    assert html.count("checked") == 2, "les réponses choisies restent"
    assert decision(revue, scene.techniciens[1]) == ""


@pytest.mark.exigence("HAB-15")
def test_tout_confirmer_ne_vaut_que_pour_ce_qui_a_ete_montre(connecter: Connecter) -> None:
    scene = Scene()
    revue = scene.ouvrir()
    navigateur = connecter(scene.gestionnaire)
    html = navigateur.get(adresse("tout_confirmer", revue)).content.decode()
    montres = re.findall(r'name="compte" value="([^"]+)"', html)
    assert len(montres) == 4
    navigateur.post(adresse("tout_confirmer", revue), {"compte": montres[:3]})
    assert Revue.objects.get().close_le is None
    fin = navigateur.post(adresse("tout_confirmer", revue), {"compte": montres}, follow=True)
    revue.refresh_from_db()
    assert revue.close_le is not None
    assert str(revue.numero) in mots(fin.content)
    assert "la revue est close" in mots(fin.content)


@pytest.mark.exigence("HAB-15")
def test_le_second_a_repondre_lit_la_reponse_du_premier(connecter: Connecter) -> None:
    scene = Scene()
    revue = scene.ouvrir()
    awa = scene.techniciens[0]
    connecter(scene.gestionnaires[1])
    autre = connecter(scene.gestionnaires[1])
    scene.confirmer(revue, awa)
    envoi = reponse_pour(awa, "retiree", "depart")
    page = autre.post(adresse("repondre_revue", revue), envoi)
    preuve = autre.get(page["Location"])
    autre.post(preuve["Location"], {"password": MOT_DE_PASSE})
    cle = awa.habilitation.cle
    fin = autre.post(adresse("retirer_comptes", revue), {"r": f"{cle}~depart~{SANS_REPONSE}"}, follow=True)
    assert "Un autre gestionnaire vient de répondre" in mots(fin.content)
    assert (etat(awa), decision(revue, awa)) == ("active", "confirmee")


@pytest.mark.exigence("HAB-17", "HAB-15")
def test_l_agent_lit_et_ne_repond_pas(connecter: Connecter) -> None:
    scene = Scene()
    revue = scene.demander()
    for role, statut in (("superviseur", 200), ("dpo", 200), ("instructeur", 404)):
        navigateur = connecter(creer_agent(role))
        assert navigateur.get(adresse("voir_revue", revue)).status_code == statut
        envoi = reponse_pour(scene.techniciens[0], "confirmee")
        assert navigateur.post(adresse("repondre_revue", revue), envoi).status_code == 404
    assert decision(revue, scene.techniciens[0]) == ""


@pytest.mark.exigence("HAB-15")
def test_une_revue_close_ne_se_repond_plus_et_se_lit(connecter: Connecter) -> None:
    scene = Scene()
    revue = scene.tout_confirmer(scene.ouvrir())
    navigateur = connecter(scene.gestionnaire)
    for nom in ("repondre_revue", "tout_confirmer"):
        assert navigateur.get(adresse(nom, revue))["Location"] == adresse("voir_revue", revue)
    liste = mots(navigateur.get(reverse("habilitations:lister_revues")).content)
    assert f"{revue.numero}" in liste
    assert "attendent votre réponse" not in mots(navigateur.get(reverse("web:accueil")).content)


@pytest.mark.exigence("HAB-15")
def test_les_pages_coutent_autant_pour_trois_comptes_que_pour_vingt_cinq(connecter: Connecter) -> None:
    comptees = []
    for combien in (1, 23):
        scene = Scene(gestionnaires=1)
        for _ in range(combien):
            creer_technicien(scene.partenaire)
        revue = scene.ouvrir()
        scene.confirmer(revue, scene.techniciens[0])
        navigateur = connecter(scene.gestionnaire)
        compte = []
        for nom in ("repondre_revue", "tout_confirmer", "voir_revue"):
            navigateur.get(adresse(nom, revue))
            with CaptureQueriesContext(connection) as requetes:
                assert navigateur.get(adresse(nom, revue)).status_code == 200
            compte.append(len(requetes))
        comptees.append(compte)
    assert comptees[0] == comptees[1]
    assert Revue.objects.filter(echeance=TERME).count() == 2
