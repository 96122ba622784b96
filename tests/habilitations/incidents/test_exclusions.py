"""Exclusion: a director's decision, notified, that nothing goes round while it runs (HAB-12, S1u 4.1)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from io import BytesIO

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from habilitations.documents_exclusion import notification
from habilitations.enums import EtatHabilitation, MotifInactivation
from habilitations.models import Exclusion, Habilitation
from habilitations.rules.certifications import CERTIFICATIONS
from habilitations.selectors_incidents import est_exclue, exclusion_en_cours
from habilitations.services.exclusions import exclure, lever_exclusion
from habilitations.services.reactivations import reactiver_compte
from habilitations.services.techniciens import creer_technicien
from tests.factories.habilitations import acteur_pour, creer_agent, creer_habilitation
from tests.habilitations.incidents.conftest import Scene

pytestmark = pytest.mark.exigence("HAB-12")
CommeWeb = Callable[[Acteur | None], AbstractContextManager[None]]
Connecter = Callable[[Utilisateur], Client]
MOTIF = "Identifiants prêtés malgré deux rappels écrits."


def exclusion_par(
    comme_web: CommeWeb, qui: Utilisateur, vise: Utilisateur, *, jours: int = 1, motif: str = MOTIF
) -> Exclusion:
    acteur = acteur_pour(qui)
    with comme_web(acteur):
        return exclure(
            acteur=acteur,
            cle=vise.habilitation.cle,
            directeur="Claire Vasseur, directrice",
            decidee_le=timezone.localdate() - timedelta(days=jours),
            motif=motif,
        )


def rouvrir(comme_web: CommeWeb, qui: Utilisateur, vise: Utilisateur) -> None:
    acteur = acteur_pour(qui)
    with comme_web(acteur):
        reactiver_compte(acteur=acteur, cle=vise.habilitation.cle)


def creer_un_compte(comme_web: CommeWeb, qui: Utilisateur, courriel: str) -> Habilitation:
    acteur = acteur_pour(qui)
    with comme_web(acteur):
        return creer_technicien(
            acteur=acteur,
            partenaire_id=acteur.partenaire_id or 0,
            civilite="mme",
            nom="Autre",
            prenom="Nom",
            fonction="travail social",
            courriel=courriel,
            telephone="04 00 00 00 00",
            certifications=list(CERTIFICATIONS),
            formation_detection_le=None,
        )


def test_l_exclusion_ferme_le_compte_et_se_notifie(
    scene: Scene, comme_web: CommeWeb, connecter: Connecter
) -> None:
    navigateur = connecter(scene.technicien)
    assert navigateur.get("/mon-compte/").status_code == 200
    exclusion = exclusion_par(comme_web, scene.conventions, scene.technicien)
    habilitation = Habilitation.objects.get(utilisateur=scene.technicien)
    assert (habilitation.etat, habilitation.motif_inactivation) == (
        EtatHabilitation.INACTIVE,
        MotifInactivation.EXCLUSION,
    )
    assert not UserSession.objects.filter(user=scene.technicien).exists()
    assert "/connexion/" in navigateur.get("/mon-compte/")["Location"]
    a_la_personne = Courriel.objects.get(message="habilitations.exclusion_a_la_personne")
    a_la_structure = Courriel.objects.filter(message="habilitations.exclusion_a_la_structure")
    assert a_la_personne.destinataire_id == scene.technicien.pk
    assert {courriel.destinataire_id for courriel in a_la_structure} == {
        scene.gestionnaire.pk,
        scene.collegue.pk,
    }
    for courriel in (a_la_personne, *a_la_structure):
        assert MOTIF not in courriel.texte + courriel.html
        assert "article 4.1" in courriel.texte
    assert Evenement.objects.filter(action="habilitations.exclusion", objet_id=exclusion.pk).count() == 1
    html = connecter(scene.gestionnaire).get(reverse("habilitations:voir_exclusion", args=[exclusion.cle]))
    assert MOTIF in html.content.decode()


def test_le_dernier_gestionnaire_peut_etre_exclu(scene: Scene, comme_web: CommeWeb) -> None:
    for compte in (scene.gestionnaire, scene.collegue):
        exclusion_par(comme_web, scene.conventions, compte)
    actifs = Habilitation.objects.filter(profil="gestionnaire", etat=EtatHabilitation.ACTIVE)
    assert not actifs.exists()


def test_un_compte_deja_inactive_garde_sa_date(scene: Scene, comme_web: CommeWeb) -> None:
    avant = timezone.now() - timedelta(days=40)
    ancienne = creer_habilitation(
        scene.valmont, etat="inactive", inactivee_le=avant, motif_inactivation="depart"
    )
    exclusion_par(comme_web, scene.conventions, ancienne.utilisateur)
    ancienne.refresh_from_db()
    assert (ancienne.inactivee_le, ancienne.motif_inactivation) == (avant, MotifInactivation.EXCLUSION)


@pytest.mark.exigence("HAB-12", "HAB-17")
@pytest.mark.parametrize("qui", ["superviseur", "dpo", "gestionnaire", "etrangere"])
def test_seule_la_gestion_des_conventions_exclut(scene: Scene, comme_web: CommeWeb, qui: str) -> None:
    acteurs = {
        "superviseur": scene.superviseur,
        "dpo": scene.dpo,
        "gestionnaire": scene.gestionnaire,
        "etrangere": creer_agent("gestionnaire_conventions", caisse=scene.etrangere),
    }
    with pytest.raises(HorsPortee):
        exclusion_par(comme_web, acteurs[qui], scene.technicien)
    assert not Exclusion.objects.exists()
    assert Habilitation.objects.get(utilisateur=scene.technicien).etat == EtatHabilitation.ACTIVE


@pytest.mark.parametrize(
    ("jours", "motif", "code"), [(-1, MOTIF, "date_future"), (1, "NIR 285057800608436", "nir")]
)
def test_ce_qui_est_refuse(scene: Scene, comme_web: CommeWeb, jours: int, motif: str, code: str) -> None:
    with pytest.raises(RegleMetierRefusee) as refus:
        exclusion_par(comme_web, scene.conventions, scene.technicien, jours=jours, motif=motif)
    assert refus.value.code == code
    assert not Exclusion.objects.exists()


def test_on_n_exclut_pas_deux_fois_ni_un_compte_jamais_ouvert(scene: Scene, comme_web: CommeWeb) -> None:
    exclusion_par(comme_web, scene.conventions, scene.technicien)
    with pytest.raises(RegleMetierRefusee) as refus:
        exclusion_par(comme_web, scene.conventions_autre, scene.technicien)
    invitee = creer_habilitation(scene.valmont, etat="invitee").utilisateur
    with pytest.raises(RegleMetierRefusee) as autre:
        exclusion_par(comme_web, scene.conventions, invitee)
    assert (refus.value.code, autre.value.code) == ("deja_exclue", "sans_objet")


def test_rien_ne_contourne_l_exclusion_tant_qu_elle_court(scene: Scene, comme_web: CommeWeb) -> None:
    exclusion = exclusion_par(comme_web, scene.conventions, scene.technicien)
    courriel = scene.technicien.courriel
    assert est_exclue(scene.valmont.pk, courriel.upper())
    assert not est_exclue(scene.valmont.pk, "quelqu.un@valmont.example")
    with pytest.raises(RegleMetierRefusee) as reactivation:
        rouvrir(comme_web, scene.conventions, scene.technicien)
    with pytest.raises(RegleMetierRefusee) as creation:
        creer_un_compte(comme_web, scene.gestionnaire, courriel)
    assert (reactivation.value.code, creation.value.code) == ("exclusion", "exclue")
    assert "Adressez-vous à votre caisse" in creation.value.message
    acteur = acteur_pour(scene.conventions_autre)
    with comme_web(acteur), pytest.raises(HorsPortee):
        lever_exclusion(acteur=acteur, cle=exclusion.cle, motif="Erreur.")
    acteur = acteur_pour(scene.conventions)
    with comme_web(acteur):
        lever_exclusion(acteur=acteur, cle=exclusion.cle, motif="Décision revue.")
        with pytest.raises(RegleMetierRefusee) as encore:
            lever_exclusion(acteur=acteur, cle=exclusion.cle, motif="Encore.")
    assert encore.value.code == "deja_levee"
    assert exclusion_en_cours(scene.technicien.habilitation.pk) is None
    assert Courriel.objects.filter(message="habilitations.exclusion_levee").count() == 3
    rouvrir(comme_web, scene.conventions, scene.technicien)
    assert Habilitation.objects.get(utilisateur=scene.technicien).etat == EtatHabilitation.ACTIVE


def test_le_formulaire_demande_le_mot_de_passe(scene: Scene, connecter: Connecter) -> None:
    navigateur = connecter(scene.conventions)
    reponse = navigateur.get(
        reverse("habilitations:exclure_compte", args=[scene.technicien.habilitation.cle])
    )
    assert "mon-compte/confirmer" in reponse["Location"]


@pytest.mark.exigence("HAB-12", "UX-02")
def test_la_notification_s_imprime_en_francais(
    scene: Scene, comme_web: CommeWeb, connecter: Connecter
) -> None:
    exclusion = exclusion_par(comme_web, scene.conventions, scene.technicien)
    lecteur = PdfReader(BytesIO(notification(exclusion)))
    texte = " ".join(" ".join(page.extract_text() for page in lecteur.pages).split())
    for mots in ("Claire Vasseur", MOTIF, scene.technicien.identifiant, "article 4.1", "CCAS de Valmont"):
        assert mots in texte
    assert str(lecteur.root_object["/Lang"]) == "fr"
    assert len(lecteur.pages) == 1
    reponse = connecter(scene.dpo).get(reverse("habilitations:pdf_exclusion", args=[exclusion.cle]))
    assert reponse["Content-Type"] == "application/pdf"
    assert scene.technicien.nom.lower() not in reponse["Content-Disposition"].lower()
    assert Evenement.objects.filter(action="habilitations.notification_editee").count() == 1
