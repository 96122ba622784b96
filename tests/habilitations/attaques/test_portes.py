"""Doors left open behind an account: sessions, links, factors (HAB-12, HAB-14, SEC-01)."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.comptes.services.invitations import activer_compte, inviter
from espace_partenaires.exceptions import RegleMetierRefusee
from habilitations.services.inactivations import geler_compte, inactiver_compte
from habilitations.services.modifications import modifier_compte
from habilitations.services.reactivations import reactiver_compte
from tests.conftest import ClientDuPortail
from tests.factories.comptes import MOT_DE_PASSE, donner_second_facteur
from tests.factories.habilitations import acteur_pour
from tests.habilitations.incidents.conftest import Scene

pytestmark = pytest.mark.exigence("HAB-12", "SEC-01")
CommeWeb = Callable[[Acteur | None], AbstractContextManager[None]]
Connecter = Callable[[Utilisateur], ClientDuPortail]
NOUVEAU = "le chemin longe la rivière"


def _se_connecter(compte: Utilisateur) -> ClientDuPortail:
    navigateur = ClientDuPortail()
    navigateur.post(reverse("account_login"), {"login": compte.identifiant, "password": MOT_DE_PASSE})
    return navigateur


def _connecte(navigateur: ClientDuPortail) -> bool:
    return bool(navigateur.get(reverse("comptes:session")).status_code == 200)


def _faire(comme_web: CommeWeb, qui: Utilisateur, service: Callable[..., object], **champs: object) -> None:
    acteur = acteur_pour(qui)
    with comme_web(acteur):
        service(acteur=acteur, **champs)


@pytest.mark.exigence("HAB-14")
def test_une_session_ne_ressuscite_pas_avec_le_compte(scene: Scene, comme_web: CommeWeb) -> None:
    voleur, titulaire = _se_connecter(scene.technicien), _se_connecter(scene.technicien)
    # A change of password gives the browser another session: that one must be known too.
    titulaire.post(
        reverse("account_change_password"),
        {"oldpassword": MOT_DE_PASSE, "password1": NOUVEAU, "password2": NOUVEAU},
    )
    assert (_connecte(voleur), _connecte(titulaire)) == (False, True)
    cle = scene.technicien.habilitation.cle
    _faire(comme_web, scene.gestionnaire, inactiver_compte, cle=cle, motif="depart")
    assert not _connecte(titulaire)
    _faire(comme_web, scene.gestionnaire, reactiver_compte, cle=cle)
    scene.technicien.refresh_from_db()
    assert scene.technicien.is_active
    assert not _connecte(titulaire)


@pytest.mark.exigence("HAB-05")
@pytest.mark.parametrize("acte", ["inactivation", "gel", "adresse"])
def test_un_lien_envoye_avant_ne_sert_plus_apres(scene: Scene, comme_web: CommeWeb, acte: str) -> None:
    _, lien = inviter(acteur=ACTEUR_SYSTEME, utilisateur=scene.technicien)
    cle = scene.technicien.habilitation.cle
    if acte == "adresse":
        champs = {"courriel": "autre.adresse@valmont.example"}
        _faire(comme_web, scene.gestionnaire, modifier_compte, cle=cle, champs=champs)
    elif acte == "gel":
        _faire(comme_web, scene.superviseur, geler_compte, cle=cle)
        _faire(comme_web, scene.conventions, reactiver_compte, cle=cle)
    else:
        _faire(comme_web, scene.gestionnaire, inactiver_compte, cle=cle, motif="depart")
        _faire(comme_web, scene.gestionnaire, reactiver_compte, cle=cle)
    with comme_web(None), pytest.raises(RegleMetierRefusee) as refus:
        activer_compte(secret=lien.rstrip("/").rsplit("/", 1)[1], mot_de_passe=NOUVEAU)
    assert refus.value.code == "lien_invalide"


@pytest.mark.exigence("HAB-07")
@pytest.mark.parametrize(
    "route",
    [
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_deactivate_totp",
    ],
)
def test_une_session_volee_ne_touche_pas_aux_facteurs(scene: Scene, route: str) -> None:
    navigateur = _se_connecter(scene.technicien)
    donner_second_facteur(scene.technicien)
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        for reponse in (navigateur.get(reverse(route)), navigateur.post(reverse(route), {"code": "000000"})):
            if reponse.status_code == 405:
                continue
            assert "confirmer" in reponse["Location"] or reponse["Location"] == reverse("mfa_index")
            assert b"otpauth" not in reponse.content


def test_une_personne_gelee_ne_se_reconnecte_ni_ne_se_rend_la_main(scene: Scene, comme_web: CommeWeb) -> None:
    navigateur = _se_connecter(scene.gestionnaire)
    _faire(comme_web, scene.superviseur, geler_compte, cle=scene.gestionnaire.habilitation.cle)
    sienne = reverse("habilitations:reactiver_compte", args=[scene.gestionnaire.habilitation.cle])
    assert navigateur.post(sienne).status_code == 302
    assert not _connecte(_se_connecter(scene.gestionnaire))
    # Nor does a colleague do it for her.
    ami = ClientDuPortail()
    ami.revenir(scene.collegue)
    assert ami.post(sienne).status_code == 404
    scene.gestionnaire.refresh_from_db()
    assert not scene.gestionnaire.is_active


@pytest.mark.exigence("UX-05")
@pytest.mark.parametrize(
    "chemin", ["//pirate.example/comptes/", "/%5Cpirate.example/", "/comptes/?next=//pirate.example"]
)
def test_une_saisie_gardee_ne_mene_pas_hors_du_portail(scene: Scene, chemin: str) -> None:
    navigateur = ClientDuPortail()
    with time_machine.travel(timezone.now() - timedelta(minutes=40)):
        navigateur.post(
            reverse("account_login"), {"login": scene.gestionnaire.identifiant, "password": MOT_DE_PASSE}
        )
    navigateur.post(chemin, {"recit": "Un texte assez long pour être montré à la personne."})
    page = navigateur.post(
        reverse("account_login"),
        {"login": scene.gestionnaire.identifiant, "password": MOT_DE_PASSE},
        follow=True,
    )
    actions = re.findall(r'action="([^"]*)"', page.content.decode())
    assert all(action.startswith("/") and not action.startswith("//") for action in actions if action)
    assert all(not lien.startswith(("http", "//")) for lien, _ in page.redirect_chain)
