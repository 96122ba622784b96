"""The page of an account and its acts, each on its own page (HAB-09 … HAB-14)."""

import time
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from conventions.models import Caisse, Partenaire
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.journal.models import Evenement
from habilitations.enums import MotifInactivation
from habilitations.models import EvenementCompte, Habilitation
from habilitations.rules.fins import numero_de_preuve
from tests.conftest import ClientDuPortail
from tests.factories.comptes import donner_second_facteur
from tests.factories.habilitations import (
    acteur_pour,
    creer_agent,
    creer_gestionnaire,
    creer_habilitation,
    creer_technicien,
)
from tests.habilitations.fins.conftest import MIDI, Connecter, confirmer
from tests.habilitations.fins.test_annonces import fermer

pytestmark = pytest.mark.django_db
ACTES = (
    "inactiver_compte",
    "geler_compte",
    "reactiver_compte",
    "modifier_compte",
    "retirer_second_facteur",
    "constater_compromission",
    "exclure_compte",
    "signaler_compte",
    "demander_modification",
    "demander_inactivation",
)


def adresse(route: str, habilitation: Habilitation) -> str:
    return reverse(f"habilitations:{route}", kwargs={"cle": habilitation.cle})


def page(navigateur: ClientDuPortail, url: str) -> str:
    return str(navigateur.get(url).content.decode()).replace("\xa0", " ").replace("&nbsp;", " ")


def proposes(html: str, habilitation: Habilitation) -> set[str]:
    return {route for route in ACTES if f'"{adresse(route, habilitation)}"' in html}


@pytest.mark.exigence("HAB-09", "HAB-11", "HAB-12", "HAB-14")
@pytest.mark.parametrize(
    ("qui", "compte", "attendus"),
    [
        ("gestionnaire", "technicien active", {"inactiver_compte", "modifier_compte", "signaler_compte"}),
        ("gestionnaire", "technicien inactive", {"reactiver_compte", "signaler_compte"}),
        ("gestionnaire", "technicien invitee", {"modifier_compte"}),
        (
            "gestionnaire",
            "gestionnaire active",
            {"signaler_compte", "demander_modification", "demander_inactivation"},
        ),
        (
            "conventions",
            "gestionnaire active",
            {
                "inactiver_compte",
                "modifier_compte",
                "geler_compte",
                "constater_compromission",
                "exclure_compte",
            },
        ),
        ("conventions", "technicien active", {"geler_compte", "constater_compromission", "exclure_compte"}),
        ("conventions", "gestionnaire inactive", {"reactiver_compte", "exclure_compte"}),
        ("superviseur", "technicien active", {"geler_compte", "constater_compromission"}),
        ("instructeur", "technicien active", set()),
    ],
)
def test_chacun_voit_ce_qu_il_peut_faire(
    qui: str, compte: str, attendus: set[str], valmont: Partenaire, connecter: Connecter
) -> None:
    lecteurs = {
        "gestionnaire": lambda: creer_gestionnaire(valmont),
        "conventions": lambda: creer_agent("gestionnaire_conventions"),
        "superviseur": lambda: creer_agent("superviseur"),
        "instructeur": lambda: creer_agent("instructeur"),
    }
    habilitation = creer_habilitation(valmont, *compte.split())
    navigateur = confirmer(connecter(lecteurs[qui]()))
    html = page(navigateur, adresse("voir_compte", habilitation))
    assert proposes(html, habilitation) == attendus
    for route in attendus:
        assert navigateur.get(adresse(route, habilitation)).status_code == 200


@pytest.mark.exigence("HAB-11", "HAB-14")
def test_inactiver_puis_reactiver_a_l_ecran(valmont: Partenaire, connecter: Connecter) -> None:
    nadia = creer_gestionnaire(valmont, prenom="Nadia", nom="Roche")
    awa = creer_technicien(valmont).habilitation
    navigateur = confirmer(connecter(nadia))
    inactivation = adresse("inactiver_compte", awa)
    avant = page(navigateur, inactivation)
    assert "Ce qui va se passer" in avant
    assert "Sécurité" in avant
    refus = navigateur.post(inactivation, {"motif": "autre"}).content.decode()
    assert 'href="#id_precision"' in refus
    assert navigateur.post(inactivation, {"precision": "x"}).status_code == 200
    assert Habilitation.objects.get(pk=awa.pk).etat == "active", "sans raison rien ne change"
    reponse = navigateur.post(inactivation, {"motif": "autre", "precision": "Congé de longue durée"})
    assert reponse.headers["Location"] == adresse("voir_compte", awa)
    html = page(navigateur, adresse("voir_compte", awa))
    assert "Effacé le " in html
    assert "si personne ne le réactive" in html
    assert "Compte inactivé : autre raison" in html
    assert "par Nadia Roche" in html
    assert "« Congé de longue durée »" in html
    assert "Décidé par la structure elle-même" in html
    navigateur.post(adresse("reactiver_compte", awa))
    html = page(navigateur, adresse("voir_compte", awa))
    assert "Compte réactivé" in html
    assert "Effacé le " not in html


@pytest.mark.exigence("HAB-12")
def test_fermer_pour_securite_a_l_ecran(valmont: Partenaire, connecter: Connecter) -> None:
    seule = creer_gestionnaire(valmont).habilitation
    navigateur = confirmer(connecter(creer_agent("superviseur")))
    gel = adresse("geler_compte", seule)
    avant = page(navigateur, gel)
    assert "C’est le dernier gestionnaire" in avant
    assert "prévenez-la par lettre" in avant
    assert navigateur.post(gel, {"precision": "1 85 05 78 006 084 91"}).status_code == 200
    assert Habilitation.objects.get(pk=seule.pk).etat == "active"
    navigateur.post(gel, {"precision": ""})
    html = page(navigateur, adresse("voir_compte", seule))
    assert "par la CPAM du Rhône" in html
    assert "mesure de sécurité" in html
    assert "Aucun courriel n’est encore parti à la structure" in html


@pytest.mark.exigence("SEC-01")
@pytest.mark.parametrize("route", ["inactiver_compte", "geler_compte", "retirer_second_facteur"])
def test_ce_qui_detruit_redemande_le_mot_de_passe(
    route: str, valmont: Partenaire, connecter: Connecter
) -> None:
    creer_gestionnaire(valmont)
    vise = creer_gestionnaire(valmont)
    donner_second_facteur(vise)
    navigateur = connecter(creer_agent("gestionnaire_conventions"))
    confirmer(navigateur, time.time() - 3600)
    reponse = navigateur.post(adresse(route, vise.habilitation), {"motif": "depart"})
    assert reponse.status_code == 302
    assert reponse["Location"].startswith(reverse("account_reauthenticate"))
    assert Habilitation.objects.get(utilisateur=vise).etat == "active"
    assert not EvenementCompte.objects.exists()


@pytest.mark.exigence("HAB-11", "UX-05")
def test_modifier_a_l_ecran_ne_perd_rien_de_ce_qui_est_saisi(
    valmont: Partenaire, connecter: Connecter
) -> None:
    awa = creer_habilitation(valmont, compte={"fonction": "assistante sociale"})
    navigateur = connecter(creer_gestionnaire(valmont))
    modification = adresse("modifier_compte", awa)
    assert 'value="assistante sociale"' in page(navigateur, modification)
    saisie = {
        "civilite": "mme",
        "nom": "Diallo-Marin",
        "prenom": "Awa",
        "fonction": "coordinatrice",
        "courriel": "awa@gmail.com",
        "telephone": "04 00 00 00 09",
        "formation_detection_le": "2999-01-01",
    }
    futur = page_postee(navigateur, modification, saisie)
    assert "pas encore passée" in futur
    refus = page_postee(navigateur, modification, {**saisie, "formation_detection_le": "2026-03-02"})
    assert "messagerie personnelle" in refus
    assert 'value="Diallo-Marin"' in refus
    bon = {**saisie, "courriel": awa.utilisateur.courriel, "formation_detection_le": ""}
    assert navigateur.post(modification, bon).headers["Location"] == adresse("voir_compte", awa)
    compte = Utilisateur.objects.get(pk=awa.utilisateur_id)
    assert (compte.nom, compte.fonction, compte.telephone) == (
        "Diallo-Marin",
        "coordinatrice",
        "04 00 00 00 09",
    )
    assert "Coordonnées modifiées : fonction" in page(navigateur, adresse("voir_compte", awa))


def page_postee(navigateur: ClientDuPortail, url: str, saisie: dict[str, str]) -> str:
    return str(navigateur.post(url, saisie).content.decode())


@pytest.mark.exigence("HAB-12")
def test_l_attestation_dit_quoi_quand_qui_et_quand_la_structure_l_a_su(
    valmont: Partenaire, caisse: Caisse, connecter: Connecter
) -> None:
    nadia, awa = creer_gestionnaire(valmont), creer_technicien(valmont, nom="Diallo")
    agent = creer_agent("gestionnaire_conventions")
    fait = fermer(acteur_pour(agent), awa.habilitation, MotifInactivation.SECURITE, caisse.pk)
    EvenementCompte.objects.create(
        habilitation=awa.habilitation,
        nature="partenaire_prevenu",
        survenu_le=MIDI.replace(minute=7, second=42),
        de=fait,
        nombre=1,
    )
    url = reverse("habilitations:attestation_de_fin", kwargs={"cle": fait.cle})
    navigateur = connecter(nadia)
    assert url in page(navigateur, adresse("voir_compte", awa.habilitation))
    reponse = navigateur.get(url)
    assert reponse["Content-Type"] == "application/pdf"
    texte = " ".join(
        " ".join(feuille.extract_text() for feuille in PdfReader(BytesIO(reponse.content)).pages).split()
    ).replace("\xa0", " ")
    for mots in (
        numero_de_preuve(fait.cle),
        awa.identifiant,
        "CCAS de Valmont",
        "lundi 23 novembre 2026 à 12 h 00 min 00 s",
        "à 12 h 07 min 42 s",
        "par la CPAM du Rhône",
        "article 4.1",
    ):
        assert mots in texte
    assert "Diallo" not in texte
    assert Evenement.objects.filter(action="habilitations.attestation_de_fin").count() == 1
    autre = EvenementCompte.objects.get(nature="partenaire_prevenu")
    absente = reverse("habilitations:attestation_de_fin", kwargs={"cle": autre.cle})
    assert navigateur.get(absente).status_code == 404


@pytest.mark.exigence("HAB-12")
def test_la_page_dit_quand_la_structure_a_ete_prevenue(valmont: Partenaire, connecter: Connecter) -> None:
    nadia, awa = creer_gestionnaire(valmont), creer_habilitation(valmont, etat="inactive")
    fait = EvenementCompte.objects.create(
        habilitation=awa, nature="inactivation", survenu_le=MIDI, motif="securite"
    )
    for minute in (9, 7):
        EvenementCompte.objects.create(
            habilitation=awa,
            nature="partenaire_prevenu",
            survenu_le=MIDI.replace(minute=minute),
            de=fait,
            nombre=1,
        )
    html = page(connecter(nadia), adresse("voir_compte", awa))
    assert "Structure prévenue par courriel le lundi 23 novembre 2026 à 12 h 07 (2 personnes)." in html
    assert html.count("Attestation (PDF)") == 1


@pytest.mark.exigence("HAB-12", "HAB-14")
def test_ce_que_la_caisse_a_ferme_ne_se_propose_pas_a_la_structure(
    valmont: Partenaire, caisse: Caisse, connecter: Connecter
) -> None:
    nadia, awa = creer_gestionnaire(valmont), creer_technicien(valmont).habilitation
    agent = creer_agent("gestionnaire_conventions")
    fermer(acteur_pour(agent), awa, MotifInactivation.SECURITE, caisse.pk)
    html = page(connecter(nadia), adresse("voir_compte", awa))
    assert "seule la caisse peut le réactiver" in html
    assert adresse("reactiver_compte", awa) not in html
    assert "par lettre" not in html
    chez_l_agent = page(connecter(agent), adresse("voir_compte", awa))
    assert adresse("reactiver_compte", awa) in chez_l_agent
    assert "par lettre" in chez_l_agent
