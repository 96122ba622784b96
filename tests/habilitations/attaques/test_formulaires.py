"""Forged fields: keys of accounts, structures and agents that the page never offered (HAB-17)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from habilitations.enums import EtatHabilitation
from habilitations.models import CampagneRevue, DemandeHabilitation, Habilitation, LigneRevue, Revue
from tests.conftest import ClientDuPortail
from tests.factories.comptes import MOT_DE_PASSE
from tests.factories.conventions import creer_partenaire, relier
from tests.factories.habilitations import creer_agent, creer_habilitation
from tests.habilitations.incidents.conftest import Scene

pytestmark = pytest.mark.exigence("HAB-17", "SEC-01")
CommeWeb = Callable[[Acteur | None], AbstractContextManager[None]]
Connecter = Callable[[Utilisateur], ClientDuPortail]


def _confirme(navigateur: ClientDuPortail) -> ClientDuPortail:
    """Give the password again: what is refused next is not for want of it."""
    navigateur.post(reverse("account_reauthenticate"), {"password": MOT_DE_PASSE})
    return navigateur


@pytest.fixture
def etranger(scene: Scene) -> Habilitation:
    """A gestionnaire of a structure that shares no caisse with Valmont."""
    structure = creer_partenaire("CCAS de Montfleury")
    relier(scene.etrangere, structure)
    return creer_habilitation(structure, Profil.GESTIONNAIRE)


@pytest.mark.exigence("HAB-10")
def test_un_successeur_d_une_autre_structure_n_est_pas_cru(
    scene: Scene, etranger: Habilitation, connecter: Connecter
) -> None:
    page = reverse("habilitations:demander_inactivation", args=[scene.gestionnaire.habilitation.cle])
    envoi = {
        "caisse": str(scene.caisse.cle),
        "souhaitee_le": (timezone.localdate() + timedelta(days=30)).isoformat(),
    }
    reponse = connecter(scene.gestionnaire).post(page, {**envoi, "releve": f"compte:{etranger.cle}"})
    assert (reponse.status_code, DemandeHabilitation.objects.count()) == (200, 0)
    reponse = connecter(scene.gestionnaire).post(
        page, {**envoi, "releve": f"compte:{scene.collegue.habilitation.cle}"}
    )
    assert (reponse.status_code, DemandeHabilitation.objects.count()) == (302, 1)


@pytest.mark.exigence("HAB-04")
def test_une_caisse_qui_n_est_pas_la_sienne_ne_se_saisit_pas(scene: Scene, connecter: Connecter) -> None:
    reponse = connecter(scene.gestionnaire).post(
        reverse("habilitations:demander_gestionnaire"),
        {
            "caisse": str(scene.etrangere.cle),
            "civilite": "mme",
            "nom": "Roux",
            "prenom": "Lina",
            "fonction": "directrice",
            "courriel": "lina.roux@valmont.example",
            "telephone": "04 00 00 00 00",
        },
    )
    assert (reponse.status_code, DemandeHabilitation.objects.count()) == (200, 0)


@pytest.mark.exigence("HAB-15")
def test_une_revue_ne_touche_que_ses_lignes(
    scene: Scene, etranger: Habilitation, connecter: Connecter
) -> None:
    revue = Revue.objects.create(
        partenaire=scene.valmont,
        caisse=scene.caisse,
        ouverte_le=timezone.now(),
        ouverte_par=scene.conventions.pk,
        echeance=timezone.localdate() + timedelta(days=30),
    )
    sienne = LigneRevue.objects.create(revue=revue, habilitation=scene.technicien.habilitation)
    navigateur = _confirme(connecter(scene.gestionnaire))
    # Neither a foreign account nor a colleague's that is not in this review.
    for cle in (etranger.cle, scene.collegue.habilitation.cle):
        navigateur.post(reverse("habilitations:tout_confirmer", args=[revue.cle]), {"compte": str(cle)})
        navigateur.post(
            reverse("habilitations:repondre_revue", args=[revue.cle]),
            {f"d-{cle}": "retiree", f"m-{cle}": "depart"},
        )
        navigateur.post(reverse("habilitations:retirer_comptes", args=[revue.cle]), {"r": f"{cle}~depart~"})
    sienne.refresh_from_db()
    assert (sienne.decision, LigneRevue.objects.count()) == ("", 1)
    etats = Habilitation.objects.filter(pk__in=[etranger.pk, scene.collegue.habilitation.pk])
    assert set(etats.values_list("etat", flat=True)) == {EtatHabilitation.ACTIVE}
    assert not DemandeHabilitation.objects.exists()


@pytest.mark.exigence("HAB-15")
def test_une_campagne_n_interroge_pas_le_partenaire_d_une_autre_caisse(
    scene: Scene, etranger: Habilitation, connecter: Connecter
) -> None:
    reponse = connecter(scene.conventions).post(
        reverse("habilitations:ouvrir_campagne"),
        {
            "libelle": "2026",
            "echeance": (timezone.localdate() + timedelta(days=40)).isoformat(),
            "partenaires": [str(etranger.partenaire.cle), str(scene.valmont.cle)],
        },
    )
    assert (reponse.status_code, CampagneRevue.objects.count(), Revue.objects.count()) == (200, 0, 0)


@pytest.mark.exigence("HAB-16")
def test_le_suivi_n_accepte_que_les_agents_de_la_caisse(scene: Scene, connecter: Connecter) -> None:
    sien = creer_agent("instructeur", caisse=scene.caisse)
    page = reverse("habilitations:designer_suiveurs", args=[scene.valmont.cle])
    navigateur = connecter(scene.superviseur)
    for intrus in (scene.dpo_autre, scene.gestionnaire, scene.dpo_etranger):
        assert navigateur.post(page, {"agents": [str(sien.pk), str(intrus.pk)]}).status_code == 200
    assert not Group.objects.filter(name__contains=":partenaire:").exists()
    assert navigateur.post(page, {"agents": [str(sien.pk)]}).status_code == 302
    assert list(Group.objects.get(name__contains=":partenaire:").user_set.all()) == [sien]


@pytest.mark.exigence("HAB-02", "HAB-12")
@pytest.mark.parametrize("qui", ["instructeur", "superviseur", "dpo"])
def test_sans_le_role_conventions_on_ne_gere_aucun_gestionnaire(
    scene: Scene, connecter: Connecter, qui: str
) -> None:
    agent = creer_agent(qui, caisse=scene.caisse)
    navigateur, cle = _confirme(connecter(agent)), scene.collegue.habilitation.cle
    champs = {"motif": "depart", "courriel": "pirate@valmont.example", "nom": "Pirate", "prenom": "P"}
    for route in (
        "inactiver_compte",
        "modifier_compte",
        "retirer_second_facteur",
        "exclure_compte",
        "reactiver_compte",
    ):
        assert navigateur.post(reverse(f"habilitations:{route}", args=[cle]), champs).status_code == 404
    compte = Habilitation.objects.select_related("utilisateur").get(cle=cle)
    assert (compte.etat, compte.utilisateur.courriel) == (EtatHabilitation.ACTIVE, scene.collegue.courriel)


@pytest.mark.exigence("HAB-11", "HAB-12")
def test_un_gestionnaire_ne_ferme_ni_ne_change_un_gestionnaire(scene: Scene, connecter: Connecter) -> None:
    navigateur, cle = _confirme(connecter(scene.gestionnaire)), scene.collegue.habilitation.cle
    for route in (
        "inactiver_compte",
        "modifier_compte",
        "retirer_second_facteur",
        "geler_compte",
        "exclure_compte",
    ):
        assert (
            navigateur.post(reverse(f"habilitations:{route}", args=[cle]), {"motif": "depart"}).status_code
            == 404
        )
    # A report warns the caisse, and closes nothing.
    navigateur.post(
        reverse("habilitations:signaler_compte", args=[cle]),
        {"nature": "vol", "constate_le": timezone.localdate().isoformat(), "recit": ""},
    )
    scene.collegue.refresh_from_db()
    assert scene.collegue.is_active
    assert scene.collegue.habilitation.incidents.count() == 1
