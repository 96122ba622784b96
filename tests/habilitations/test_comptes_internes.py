"""Agents' and admins' accounts: closed at once, reopened, helped in, in Django admin (HAB-16)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import connections, transaction
from django.urls import reverse
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import NOM_EFFACE, Invitation, Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from habilitations.enums import RoleAgent
from habilitations.services.comptes_internes import (
    envoyer_un_lien,
    fermer_compte,
    retirer_les_facteurs,
    rouvrir_compte,
)
from signalements.selectors.bureau import liste_de_travail
from signalements.selectors.vues import Vue
from signalements.services.traitement import affecter_a_soi
from tests.conftest import ClientDuPortail
from tests.factories.comptes import MOT_DE_PASSE
from tests.factories.habilitations import (
    acteur_pour,
    creer_administrateur,
    creer_agent,
    creer_gestionnaire,
    creer_utilisateur,
)
from tests.factories.signalements import creer_prise_en_charge, creer_scene

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("HAB-16")]
CommeWeb = Callable[[Acteur], AbstractContextManager[None]]
Connecter = Callable[[Utilisateur], ClientDuPortail]
PARIS = ZoneInfo("Europe/Paris")
SERVICES = (fermer_compte, rouvrir_compte, envoyer_un_lien, retirer_les_facteurs)


@pytest.fixture
def admin(db: None) -> Utilisateur:
    return creer_administrateur()


@pytest.mark.exigence("HAB-12", "SEC-01")
def test_fermer_ferme_tout_de_suite(admin: Utilisateur, comme_web: CommeWeb, connecter: Connecter) -> None:
    agent = creer_agent("instructeur", "dpo")
    navigateur = connecter(agent)
    assert navigateur.get("/mon-compte/").status_code == 200
    acteur = acteur_pour(admin)
    with comme_web(acteur):
        envoyer_un_lien(acteur=acteur, compte_id=agent.pk)
        fermer_compte(acteur=acteur, compte_id=agent.pk)
    agent.refresh_from_db()
    assert (agent.is_active, agent.ferme_le is not None) == (False, True)
    assert "connexion" in navigateur.get("/mon-compte/")["Location"]
    assert not UserSession.objects.filter(user=agent).exists()
    assert not Invitation.objects.filter(utilisateur=agent, annulee_le=None).exists()
    assert acteur_pour(agent).roles == frozenset()
    entree = Evenement.objects.get(action="habilitations.compte_ferme")
    assert (entree.objet_id, entree.caisse_id) == (agent.pk, agent.agent.caisse_id)


@pytest.mark.exigence("HAB-14")
def test_rouvrir_rend_les_roles_jusqu_au_dernier_jour(admin: Utilisateur, comme_web: CommeWeb) -> None:
    agent, acteur = creer_agent("instructeur", "dpo"), acteur_pour(admin)
    ferme = datetime(2026, 8, 31, 12, tzinfo=PARIS)
    trop_tard = datetime(2027, 2, 28, 0, 1, tzinfo=PARIS)
    with comme_web(acteur):
        fermer_compte(acteur=acteur, compte_id=agent.pk, maintenant=ferme)
        with pytest.raises(RegleMetierRefusee) as refus:
            rouvrir_compte(acteur=acteur, compte_id=agent.pk, maintenant=trop_tard)
        assert refus.value.code == "trop_tard"
        rouvrir_compte(acteur=acteur, compte_id=agent.pk, maintenant=trop_tard - timedelta(minutes=2))
    agent.refresh_from_db()
    assert (agent.is_active, agent.ferme_le) == (True, None)
    assert acteur_pour(agent).roles == {"instructeur", "dpo"}
    assert agent.check_password(MOT_DE_PASSE)


def test_un_compte_jamais_ouvert_revient_invite(admin: Utilisateur, comme_web: CommeWeb) -> None:
    agent, acteur = creer_agent("dpo", is_active=False, password=None), acteur_pour(admin)
    with comme_web(acteur):
        fermer_compte(acteur=acteur, compte_id=agent.pk)
        rouvrir_compte(acteur=acteur, compte_id=agent.pk)
        envoyer_un_lien(acteur=acteur, compte_id=agent.pk)
    agent.refresh_from_db()
    assert not agent.is_active, "c’est la personne qui ouvre son compte"
    assert Courriel.objects.get().message == "habilitations.invitation"


@pytest.mark.exigence("HAB-05")
def test_le_lien_d_un_compte_ouvert_dit_sa_caisse(admin: Utilisateur, comme_web: CommeWeb) -> None:
    agent, acteur = creer_agent("dpo"), acteur_pour(admin)
    with comme_web(acteur):
        envoyer_un_lien(acteur=acteur, compte_id=agent.pk)
        envoyer_un_lien(acteur=acteur, compte_id=admin.pk)
    textes = {courriel.destinataire_id: courriel.texte for courriel in Courriel.objects.all()}
    a_l_agent, a_l_admin = textes[agent.pk], textes[admin.pk]
    assert "CPAM du Rhône" in a_l_agent
    assert "/activer/" in a_l_agent
    assert "administration nationale" in a_l_admin
    agent.refresh_from_db()
    assert agent.check_password(MOT_DE_PASSE), "l’ancien mot de passe sert jusqu’au lien"


@pytest.mark.exigence("HAB-07")
def test_le_second_facteur_perdu_est_retire_et_redemande(
    admin: Utilisateur, comme_web: CommeWeb, connecter: Connecter
) -> None:
    agent, acteur = creer_agent("instructeur"), acteur_pour(admin)
    ouvert = connecter(agent)
    assert ouvert.get("/mon-compte/").status_code == 200
    with comme_web(acteur):
        retirer_les_facteurs(acteur=acteur, compte_id=agent.pk)
        with pytest.raises(RegleMetierRefusee) as refus:
            retirer_les_facteurs(acteur=acteur, compte_id=agent.pk)
    assert refus.value.code == "sans_facteur"
    assert not Authenticator.objects.filter(user=agent).exists()
    assert "connexion" in ouvert.get("/mon-compte/")["Location"]
    assert "second-facteur" in connecter(agent).get(reverse("web:accueil"))["Location"]
    assert "administrateur national" in Courriel.objects.get().texte


def test_ni_soi_meme_ni_le_dernier_administrateur(admin: Utilisateur, comme_web: CommeWeb) -> None:
    autre = creer_administrateur()
    acteur, le_sien = acteur_pour(admin), acteur_pour(autre)
    with comme_web(acteur):
        for agir in (fermer_compte, retirer_les_facteurs):
            with pytest.raises(RegleMetierRefusee) as refus:
                agir(acteur=acteur, compte_id=admin.pk)
            assert refus.value.code == "soi_meme"
        fermer_compte(acteur=acteur, compte_id=autre.pk)
    # The other one had asked to close this one a moment before.
    with comme_web(le_sien), pytest.raises(RegleMetierRefusee) as dernier:
        fermer_compte(acteur=le_sien, compte_id=admin.pk)
    assert dernier.value.code == "dernier_administrateur"
    assert Utilisateur.objects.get(profil="administrateur", is_active=True) == admin


@pytest.mark.parametrize("agir", [rouvrir_compte, envoyer_un_lien, retirer_les_facteurs, fermer_compte])
def test_ce_que_l_etat_du_compte_refuse(
    agir: Callable[..., Utilisateur], admin: Utilisateur, comme_web: CommeWeb
) -> None:
    agent, acteur = creer_agent("dpo"), acteur_pour(admin)
    with comme_web(acteur):
        if agir is not rouvrir_compte:
            fermer_compte(acteur=acteur, compte_id=agent.pk)
        with pytest.raises(RegleMetierRefusee) as refus:
            agir(acteur=acteur, compte_id=agent.pk)
    assert refus.value.code in {"pas_ferme", "ferme", "deja_ferme"}
    assert not Courriel.objects.exists()


@pytest.mark.exigence("HAB-17")
@pytest.mark.parametrize("agir", SERVICES)
def test_personne_d_autre_et_aucun_compte_de_partenaire(
    agir: Callable[..., Utilisateur], admin: Utilisateur, comme_web: CommeWeb
) -> None:
    agent, gestionnaire = creer_agent(*[role.value for role in RoleAgent]), creer_gestionnaire()
    for acteur, cible in (
        (acteur_pour(agent), creer_agent("dpo")),
        (acteur_pour(gestionnaire), agent),
        (acteur_pour(admin), gestionnaire),
    ):
        with comme_web(acteur), pytest.raises(HorsPortee):
            agir(acteur=acteur, compte_id=cible.pk)
    assert not Utilisateur.objects.exclude(ferme_le=None).exists()


@pytest.mark.exigence("SEC-01")
def test_l_administration_confirme_et_redemande_le_mot_de_passe(
    admin: Utilisateur, connecter: Connecter
) -> None:
    agent = creer_agent("instructeur")
    navigateur = connecter(admin)
    fiche = reverse("admin:habilitations_agent_change", args=[agent.agent.pk])
    adresse = reverse("admin:habilitations_agent_acte", args=[agent.agent.pk, "fermer"])
    assert adresse in navigateur.get(fiche).content.decode()
    assert reverse("account_reauthenticate") in navigateur.get(adresse)["Location"]
    confirmer_le_mot_de_passe(navigateur)
    page = navigateur.get(adresse).content.decode()
    assert "ensuite, il est effacé" in page
    agent.refresh_from_db()
    assert agent.is_active, "lire la page ne fait rien"
    assert navigateur.post(adresse)["Location"] == fiche
    agent.refresh_from_db()
    assert agent.ferme_le is not None
    page = navigateur.get(fiche).content.decode()
    assert reverse("admin:habilitations_agent_acte", args=[agent.agent.pk, "rouvrir"]) in page
    assert adresse not in page
    assert "est déjà fermé" in navigateur.post(adresse).content.decode()
    assert "Fermé le" in navigateur.get(reverse("admin:habilitations_agent_changelist")).content.decode()


def confirmer_le_mot_de_passe(navigateur: ClientDuPortail) -> None:
    navigateur.post(reverse("account_reauthenticate"), {"password": MOT_DE_PASSE})


def test_la_page_d_un_administrateur_n_offre_rien_contre_soi(
    admin: Utilisateur, connecter: Connecter
) -> None:
    autre, navigateur = creer_administrateur(), connecter(admin)
    sienne = navigateur.get(reverse("admin:habilitations_administrateur_change", args=[admin.pk]))
    autrui = navigateur.get(reverse("admin:habilitations_administrateur_change", args=[autre.pk]))
    assert "/acte/fermer/" not in sienne.content.decode()
    assert "/acte/fermer/" in autrui.content.decode()
    confirmer_le_mot_de_passe(navigateur)
    inconnue = reverse("admin:habilitations_administrateur_acte", args=[autre.pk, "vendre"])
    assert navigateur.get(inconnue).status_code == 404
    d_un_agent = reverse("admin:habilitations_administrateur_acte", args=[creer_agent("dpo").pk, "fermer"])
    assert navigateur.post(d_un_agent).status_code == 404
    assert navigateur.get("/administration/habilitations/agent/abc/change/").status_code in (302, 404)


@pytest.mark.exigence("HAB-14")
def test_un_compte_efface_n_est_plus_visible(admin: Utilisateur, connecter: Connecter) -> None:
    agent = creer_agent("instructeur")
    numero = agent.agent.pk
    champs = ("civilite", "prenom", "fonction", "courriel", "telephone")
    Utilisateur.objects.filter(pk=agent.pk).update(
        **dict.fromkeys(champs, ""), nom=NOM_EFFACE, is_active=False, efface_le=timezone.now()
    )
    navigateur = connecter(admin)
    assert NOM_EFFACE not in navigateur.get(reverse("admin:habilitations_agent_changelist")).content.decode()
    assert navigateur.get(reverse("admin:habilitations_agent_change", args=[numero])).status_code == 404
    assert (
        navigateur.get(reverse("admin:habilitations_agent_acte", args=[numero, "rouvrir"])).status_code == 404
    )


@pytest.mark.exigence("SEC-01")
def test_le_compte_ferme_n_entre_plus(admin: Utilisateur, client: ClientDuPortail) -> None:
    agent = creer_agent("instructeur")
    fermer_compte(acteur=acteur_pour(admin), compte_id=agent.pk)
    reponse = client.post(
        reverse("account_login"), {"login": agent.identifiant, "password": MOT_DE_PASSE}, follow=True
    )
    assert "_auth_user_id" not in client.session
    assert agent.nom not in reponse.content.decode()


@pytest.mark.exigence("DEM-17")
def test_ses_demandes_reviennent_a_la_caisse(admin: Utilisateur, comme_web: CommeWeb) -> None:
    scene = creer_scene()
    demande = creer_prise_en_charge(scene)
    collegue = acteur_pour(creer_agent("instructeur", caisse=scene.caisse))
    with comme_web(collegue):
        assert not liste_de_travail(collegue, Vue.SANS_AGENT).lignes
    fermer_compte(acteur=acteur_pour(admin), compte_id=scene.compte_agent.pk)
    with comme_web(collegue):
        assert [ligne.pk for ligne in liste_de_travail(collegue, Vue.SANS_AGENT).lignes] == [demande.pk]
        affecter_a_soi(acteur=collegue, demande_id=demande.pk)
        assert not liste_de_travail(collegue, Vue.SANS_AGENT).lignes


@pytest.mark.django_db(transaction=True)
def test_deux_administrateurs_qui_se_ferment_l_un_l_autre() -> None:
    with transaction.atomic():
        premier, second = (
            creer_utilisateur("administrateur", is_staff=True),
            creer_utilisateur("administrateur", is_staff=True),
        )
    acteurs = [Acteur(utilisateur_id=compte.pk, profil="administrateur") for compte in (premier, second)]
    depart = threading.Barrier(2)

    def fermer(rang: int) -> str:
        try:
            depart.wait(timeout=30)
            fermer_compte(acteur=acteurs[rang], compte_id=acteurs[1 - rang].utilisateur_id)
        except RegleMetierRefusee as refus:
            return refus.code
        else:
            return "ferme"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as fils:
        assert sorted(fils.map(fermer, range(2))) == ["dernier_administrateur", "ferme"]
    assert Utilisateur.objects.filter(is_active=True).count() == 1
