"""Going round an exclusion: by another account of the same address, or by a link that was already there (HAB-12)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

import pytest
from django.utils import timezone

from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.comptes.services.invitations import activer_compte, inviter
from espace_partenaires.exceptions import RegleMetierRefusee
from habilitations.enums import EtatHabilitation
from habilitations.services.exclusions import exclure, lever_exclusion
from habilitations.services.invitations import renvoyer_invitation
from habilitations.services.reactivations import reactiver_compte
from tests.factories.habilitations import acteur_pour, creer_habilitation
from tests.habilitations.incidents.conftest import Scene

pytestmark = pytest.mark.exigence("HAB-12", "HAB-14")
CommeWeb = Callable[[Acteur | None], AbstractContextManager[None]]


def _exclure(comme_web: CommeWeb, qui: Utilisateur, vise: Utilisateur) -> UUID:
    acteur = acteur_pour(qui)
    with comme_web(acteur):
        exclusion = exclure(
            acteur=acteur,
            cle=vise.habilitation.cle,
            directeur="Claire Vasseur, directrice",
            decidee_le=timezone.localdate(),
            motif="Identifiants prêtés.",
        )
    return exclusion.cle


def test_l_autre_compte_d_une_personne_exclue_ne_revient_pas(scene: Scene, comme_web: CommeWeb) -> None:
    autre = creer_habilitation(
        scene.valmont,
        Profil.TECHNICIEN,
        EtatHabilitation.INACTIVE,
        compte={"courriel": scene.collegue.courriel.upper()},
        motif_inactivation="depart",
    )
    exclusion = _exclure(comme_web, scene.conventions, scene.collegue)
    acteur = acteur_pour(scene.gestionnaire)
    with comme_web(acteur), pytest.raises(RegleMetierRefusee) as refus:
        reactiver_compte(acteur=acteur, cle=autre.cle)
    autre.refresh_from_db()
    assert (refus.value.code, autre.etat) == ("exclue", EtatHabilitation.INACTIVE)
    caisse = acteur_pour(scene.conventions)
    with comme_web(caisse):
        lever_exclusion(acteur=caisse, cle=exclusion, motif="Décision rapportée.")
    with comme_web(acteur):
        reactiver_compte(acteur=acteur, cle=autre.cle)
    autre.refresh_from_db()
    assert autre.etat == EtatHabilitation.ACTIVE


def test_le_lien_deja_recu_par_une_personne_exclue_ne_sert_plus(scene: Scene, comme_web: CommeWeb) -> None:
    invitee = creer_habilitation(
        scene.valmont,
        Profil.TECHNICIEN,
        EtatHabilitation.INVITEE,
        compte={"courriel": scene.collegue.courriel},
    )
    _, lien = inviter(acteur=ACTEUR_SYSTEME, utilisateur=invitee.utilisateur)
    _exclure(comme_web, scene.conventions, scene.collegue)
    with comme_web(None), pytest.raises(RegleMetierRefusee):
        activer_compte(secret=lien.rstrip("/").rsplit("/", 1)[1], mot_de_passe="une phrase assez longue 7")
    invitee.refresh_from_db()
    assert invitee.etat == EtatHabilitation.ANNULEE
    assert not Utilisateur.objects.get(pk=invitee.utilisateur_id).is_active


def test_une_invitation_perimee_ne_repart_pas_vers_une_personne_exclue(
    scene: Scene, comme_web: CommeWeb
) -> None:
    tardive = creer_habilitation(
        scene.valmont,
        Profil.TECHNICIEN,
        EtatHabilitation.EXPIREE,
        compte={"courriel": scene.collegue.courriel},
    )
    _exclure(comme_web, scene.conventions, scene.collegue)
    acteur = acteur_pour(scene.gestionnaire)
    with comme_web(acteur), pytest.raises(RegleMetierRefusee) as refus:
        renvoyer_invitation(acteur=acteur, cle=tardive.cle)
    tardive.refresh_from_db()
    assert (refus.value.code, tardive.etat) == ("exclue", EtatHabilitation.EXPIREE)
