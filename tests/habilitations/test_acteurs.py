"""Who the accounts are, computed at each request (HAB-01, HAB-07, HAB-16, CONV-14)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from espace_partenaires.comptes.acteur import Acteur, acteur_de
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from habilitations.enums import EtatHabilitation
from tests.factories.conventions import creer_caisse, creer_partenaire, mettre_fin, relier
from tests.factories.habilitations import (
    acteur_pour,
    creer_agent,
    creer_gestionnaire,
    creer_habilitation,
    creer_technicien,
    creer_utilisateur,
)

pytestmark = pytest.mark.django_db
CommeWeb = Callable[[Acteur], AbstractContextManager[None]]


def _nu(utilisateur: Utilisateur) -> Acteur:
    """Return what the middleware knows before the actor is computed."""
    return Acteur(utilisateur_id=utilisateur.pk, profil=utilisateur.profil)


@pytest.mark.exigence("HAB-01", "HAB-07")
def test_un_technicien_actif_a_les_droits_de_sa_convention() -> None:
    caisse, partenaire = creer_caisse(), creer_partenaire("CCAS de Valmont")
    relier(caisse, partenaire)
    acteur = acteur_pour(creer_technicien(partenaire))
    assert acteur.roles == {"technicien"}
    assert acteur.caisse_ids == {caisse.pk}
    assert acteur.partenaire_id == partenaire.pk
    assert acteur.structure == "CCAS de Valmont · avec la CPAM du Rhône"
    assert not acteur.second_facteur_exige


@pytest.mark.exigence("HAB-07")
def test_le_second_facteur_suit_la_caisse_qui_l_exige() -> None:
    partenaire = creer_partenaire()
    relier(creer_caisse(), partenaire)
    relier(creer_caisse("381", exige_second_facteur=True), partenaire)
    acteur = acteur_pour(creer_gestionnaire(partenaire))
    assert acteur.second_facteur_exige
    assert acteur.structure.endswith("avec la CPAM 381 et la CPAM du Rhône")


@pytest.mark.exigence("HAB-01", "CONV-14")
def test_sans_convention_en_vigueur_aucun_role() -> None:
    partenaire = creer_partenaire("CCAS de Valmont")
    utilisation = relier(creer_caisse(), partenaire)
    technicien = creer_technicien(partenaire)
    assert acteur_pour(technicien).roles == {"technicien"}
    mettre_fin(utilisation, timezone.localdate() - timedelta(days=1))
    acteur = acteur_pour(technicien)
    assert acteur.roles == frozenset()
    assert acteur.caisse_ids == frozenset()
    assert acteur.structure == "CCAS de Valmont"


@pytest.mark.exigence("HAB-01")
@pytest.mark.parametrize("etat", [e for e in EtatHabilitation if e != EtatHabilitation.ACTIVE])
def test_un_compte_qui_n_est_pas_actif_n_a_aucun_droit(etat: EtatHabilitation) -> None:
    utilisateur = creer_habilitation(etat=etat).utilisateur
    utilisateur.is_active = True  # even if the flag lied
    acteur = acteur_pour(utilisateur)
    assert acteur == Acteur(utilisateur_id=utilisateur.pk, profil="technicien")


@pytest.mark.exigence("HAB-16", "HAB-07")
def test_les_roles_d_un_agent_se_cumulent_dans_sa_caisse_seule() -> None:
    rhone, isere = creer_caisse(), creer_caisse("381")
    agent = creer_agent("instructeur", "superviseur")
    acteur = acteur_pour(agent)
    assert acteur.roles == {"instructeur", "superviseur"}
    assert acteur.caisse_ids == {rhone.pk}
    assert acteur.second_facteur_exige
    assert acteur.structure == "CPAM du Rhône"
    # A group of another caisse gives nothing: the agent belongs to one.
    agent.groups.set(creer_agent("dpo", caisse=isere).groups.all())
    assert acteur_pour(agent).roles == frozenset()


@pytest.mark.exigence("HAB-16")
def test_un_compte_d_agent_sans_caisse_n_a_rien() -> None:
    acteur = acteur_pour(creer_utilisateur(Profil.AGENT))
    assert (acteur.roles, acteur.caisse_ids, acteur.second_facteur_exige) == (frozenset(), frozenset(), True)


@pytest.mark.exigence("HAB-17")
@pytest.mark.parametrize("role", ["technicien", "gestionnaire", "agent"])
def test_l_acteur_se_calcule_sous_le_role_web_en_trois_requetes(
    role: str, comme_web: CommeWeb, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    fabriques: dict[str, Callable[[], Utilisateur]] = {
        "technicien": creer_technicien,
        "gestionnaire": creer_gestionnaire,
        "agent": lambda: creer_agent("instructeur"),
    }
    utilisateur = fabriques[role]()
    attendu = acteur_pour(utilisateur)
    with comme_web(_nu(utilisateur)), django_assert_max_num_queries(3):
        acteur = acteur_de(utilisateur, timezone.now())
    assert acteur == attendu
    assert acteur.roles
