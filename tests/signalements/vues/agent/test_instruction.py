"""The agent's page of every kind, its acts on their own pages, and what a stale page says (UX-05)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conventions.enums import Service
from espace_partenaires.comptes.models import Utilisateur
from signalements.models import DecisionDroit, Demande, Message
from signalements.services.decisions import terminer
from signalements.services.echanges import ecrire_message
from signalements.services.faits import avancer
from signalements.services.instruction import juger_irrecevable, requalifier_urgence
from signalements.services.traitement import annuler
from tests.conftest import ClientDuPortail
from tests.factories.demandes import creer_demande
from tests.factories.depots import creer_deposee
from tests.factories.signalements import Scene, creer_prise_en_charge
from tests.signalements.test_instruction import etude_en_instruction, relue
from tests.signalements.vues.agent.outils import adresse, texte

Connecter = Callable[[Utilisateur], ClientDuPortail]
TITRES = {
    Service.ETUDE: "Étude de dossier",
    Service.CONTACT: "Question",
    Service.DOCUMENT: "Demande de document",
    Service.RENDEZ_VOUS: "Demande de rendez-vous",
}
OFFERTS = {
    Service.ETUDE: {"Juger irrecevable", "Changer le motif", "Traiter comme urgente"},
    Service.CONTACT: {"Juger irrecevable", "Changer le motif", "Instruire", "Terminer"},
    Service.DOCUMENT: {"Juger irrecevable", "Changer le motif", "Instruire", "Terminer"},
    Service.RENDEZ_VOUS: {"Juger irrecevable", "Changer le motif", "Terminer"},
}
PARFOIS = {"Instruire", "Terminer", "Juger irrecevable", "Changer le motif", "Traiter comme urgente"}


@pytest.mark.exigence("DEM-10", "DEM-16", "DEM-01")
@pytest.mark.parametrize("nature", list(TITRES))
def test_chaque_nature_a_sa_page_et_ses_actes(scene: Scene, bureau: ClientDuPortail, nature: Service) -> None:
    demande = creer_demande(scene, nature)
    page = texte(bureau.get(adresse("traiter_demande", demande)))
    assert f"{TITRES[nature]} {demande.reference}" in page
    assert demande.motif is not None
    for mots in (demande.motif.libelle, "Le foyer attend une réponse.", "Binta Lemaire-Ozanne", "S’affecter"):
        assert mots in page
    assert {acte for acte in PARFOIS if f">{acte}<" in page} == OFFERTS[nature]
    assert "Transférer à une autre caisse" in page


@pytest.mark.exigence("DEM-08", "DEM-21", "DEM-25", "DEM-26")
def test_l_urgence_et_les_fragilites_se_lisent_des_deux_cotes(
    scene: Scene, bureau: ClientDuPortail, connecter: Connecter
) -> None:
    demande = creer_deposee(scene, Service.ETUDE)
    pages = [
        (bureau, adresse("traiter_demande", demande)),
        (connecter(scene.compte_technicien), adresse("voir_demande", demande)),
    ]

    def lire() -> list[str]:
        return [texte(navigateur.get(page)) for navigateur, page in pages]

    for page in lire():
        assert "certifiée par l’auteur le lundi 23 novembre 2026" in page
        assert "Fragilités sociales" in page
        assert "Logement précaire ou absence de logement" in page
    au_bureau, chez_le_partenaire = lire()
    assert "Ne plus traiter comme urgente" in au_bureau
    assert ">urgent<" in chez_le_partenaire
    requalifier_urgence(acteur=scene.agent, demande_id=demande.pk, raison="droits_ouverts")
    for page in lire():
        assert "jugée non urgente par la caisse : Les droits sont déjà ouverts" in page
        assert ">urgent<" not in page
    assert "à garder 3 ans par votre structure" in chez_le_partenaire


@pytest.mark.exigence("DEM-16", "DEM-23")
def test_une_question_sans_personne_ne_montre_personne(scene: Scene, bureau: ClientDuPortail) -> None:
    vide: dict[str, Any] = {
        "nom": "",
        "prenom": "",
        "civilite": "",
        "date_naissance": None,
        "accord_suivi": False,
    }
    demande = creer_demande(scene, Service.CONTACT, code="question_generale", **vide)
    page = texte(bureau.get(adresse("traiter_demande", demande)))
    assert "La personne</h2>" not in page
    assert "Orienter vers un partenaire" not in page
    assert "elle n’a pas accepté" not in texte(bureau.get(adresse("terminer_demande", demande)))


@pytest.mark.exigence("DEM-10", "UX-05")
def test_on_relit_avant_de_terminer_puis_on_termine(scene: Scene, bureau: ClientDuPortail) -> None:
    demande = etude_en_instruction(scene)
    donnees = {"version": demande.version, "droit_c2s_sans": "refus", "droit_ass": "accord", "reponse": ""}
    page = texte(bureau.post(adresse("terminer_demande", demande), {**donnees, "etape": "relire"}))
    for mots in ("Vos réponses", "Complémentaire santé solidaire sans participation", "Refus", "Accord"):
        assert mots in page
    assert relue(demande).etat == "en_instruction"
    page = texte(
        bureau.post(adresse("terminer_demande", demande), {**donnees, "etape": "confirmer"}, follow=True)
    )
    assert "La demande est terminée" in page
    assert "Comment cela s’est terminé" in page
    assert set(DecisionDroit.objects.values_list("droit", "sens")) == {
        ("c2s_sans", "refus"),
        ("ass", "accord"),
    }


@pytest.mark.exigence("DEM-10", "DEM-03", "UX-05")
def test_ce_qui_manque_est_dit_et_rien_ne_se_perd(scene: Scene, bureau: ClientDuPortail) -> None:
    etude = etude_en_instruction(scene)
    page = texte(bureau.post(adresse("terminer_demande", etude), {"etape": "relire", "droit_ass": "accord"}))
    assert "Dites ce qui a été décidé." in page
    assert '<option value="accord" selected>' in page
    contact = creer_demande(scene, Service.CONTACT)
    donnees = {"etape": "confirmer", "reponse": "Son cancer est pris en charge.", "version": contact.version}
    besoin = "Nécessaire tant que la caisse ne lui a pas répondu."
    assert besoin in texte(bureau.get(adresse("terminer_demande", contact)))
    page = texte(bureau.post(adresse("terminer_demande", contact), donnees))
    assert "cancer" in page
    assert 'name="relu"' in page
    page = texte(bureau.post(adresse("terminer_demande", contact), {**donnees, "relu": "on"}, follow=True))
    assert relue(contact).etat == "terminee"
    assert Message.objects.get().texte == "Son cancer est pris en charge."


@pytest.mark.exigence("UX-05", "DEM-16")
@pytest.mark.parametrize(
    ("route", "donnees", "garde"),
    [
        ("juger_irrecevable", {"raison": "identite", "texte": "Mon explication."}, "Mon explication."),
        ("requalifier_motif", {"code": "identite"}, " checked"),
        ("orienter_en_interne", {"vers": "mediation"}, "mediation"),
        ("terminer_demande", {"etape": "confirmer", "reponse": "Ma réponse."}, "Ma réponse."),
    ],
)
def test_une_page_perimee_dit_ce_qui_s_est_passe(
    scene: Scene, bureau: ClientDuPortail, route: str, donnees: dict[str, str], garde: str
) -> None:
    demande = creer_demande(scene, Service.CONTACT)
    vieille = demande.version
    juger_irrecevable(acteur=scene.agent, demande_id=demande.pk, raison="identite")
    _rouvrir(scene, demande)
    plus_tard = timezone.now() + timedelta(minutes=2)
    ecrire_message(acteur=scene.technicien, demande_id=demande.pk, texte="Un mot.", maintenant=plus_tard)
    reponse = bureau.post(adresse(route, demande), {**donnees, "version": vieille})
    page = texte(reponse)
    assert (reponse.status_code, relue(demande).evenements.count()) == (409, 3)
    assert "Cette demande a changé depuis" in page
    assert "Demande jugée irrecevable, par vous" in page
    assert f"Réponse déposée, par {scene.partenaire.libelle}" in page
    assert f"Message dans la conversation, par {scene.partenaire.libelle}" in page
    assert garde in page
    assert f'name="version" value="{relue(demande).version}"' in page
    # Once the demande is up to date, a message alone is enough to make a page an old one.
    ecrire_message(acteur=scene.technicien, demande_id=demande.pk, texte="Un autre.", maintenant=plus_tard)
    encore = bureau.post(adresse(route, demande), {**donnees, "version": relue(demande).version - 1})
    assert texte(encore).count("Message dans la conversation") == 1
    envoi = {**donnees, "version": relue(demande).version}
    assert bureau.post(adresse(route, demande), envoi).status_code == 302


def _rouvrir(scene: Scene, demande: Demande) -> None:
    """Correct it, as its partner does."""
    lue = Demande.objects.select_related("caisse").get(pk=demande.pk)
    plus_tard = timezone.now() + timedelta(minutes=1)
    avancer(acteur=scene.technicien, demande=lue, action="corriger", maintenant=plus_tard)


@pytest.mark.exigence("UX-05", "DEM-16")
def test_instruire_depuis_une_page_perimee_montre_la_suite(scene: Scene, bureau: ClientDuPortail) -> None:
    demande = creer_demande(scene, Service.CONTACT)
    annuler(acteur=scene.technicien, demande_id=demande.pk)
    reponse = bureau.post(adresse("instruire_demande", demande), {"version": demande.version})
    assert reponse.status_code == 409
    assert f"Annulation, par {scene.partenaire.libelle}" in texte(reponse)
    assert relue(demande).etat == "annulee"


@pytest.mark.exigence("DEM-17", "DEM-10", "UX-05")
def test_clore_code_les_droits_et_refuse_une_page_perimee(scene: Scene, bureau: ClientDuPortail) -> None:
    demande = creer_prise_en_charge(scene)
    reponses = {
        "actions": ["droits"],
        "soins_realises": "oui",
        "aide_droits": "oui",
        "aide_financiere": "non",
        "orientation_parcours": "non",
        "droit_puma": "accord",
        "etape": "confirmer",
    }
    perimee = bureau.post(adresse("clore_demande", demande), {**reponses, "version": demande.version - 1})
    assert perimee.status_code == 409
    assert "Prise en charge, par vous" in texte(perimee)
    bureau.post(adresse("clore_demande", demande), {**reponses, "version": demande.version})
    assert DecisionDroit.objects.get().droit == "puma"
    page = texte(bureau.get(adresse("traiter_demande", demande)))
    assert "Protection universelle maladie" in page


@pytest.mark.exigence("DEM-10", "DEM-23")
@pytest.mark.parametrize("accord", [True, False])
def test_le_partenaire_lit_les_decisions_avec_l_accord(
    scene: Scene, connecter: Connecter, accord: bool
) -> None:
    demande = etude_en_instruction(scene, accord_suivi=accord)
    terminer(acteur=scene.agent, demande_id=demande.pk, decisions=[("c2s_sans", "refus")])
    page = texte(connecter(scene.compte_technicien).get(adresse("voir_demande", demande)))
    assert ("Ce qui a été décidé" in page) is accord
    assert ("elle seule peut vous en parler" in page) is not accord


@pytest.mark.exigence("DEM-10", "DEM-22")
def test_le_partenaire_lit_quoi_faire(scene: Scene, connecter: Connecter) -> None:
    demande = creer_demande(scene, Service.CONTACT)
    juger_irrecevable(acteur=scene.agent, demande_id=demande.pk, raison="autre_nature")
    page = texte(connecter(scene.compte_technicien).get(adresse("voir_demande", demande)))
    assert "Annulez cette demande et faites-en une nouvelle" in page
