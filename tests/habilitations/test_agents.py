"""National admins create agents and admins, in Django admin too (HAB-16)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.notifications.models import Courriel
from habilitations.enums import RoleAgent
from habilitations.models import Agent
from habilitations.selectors import agents_de_la_caisse
from habilitations.services.agents import affecter_agent, creer_administrateur, creer_agent
from tests.factories.conventions import creer_caisse
from tests.factories.habilitations import (
    acteur_pour,
    creer_gestionnaire,
    creer_technicien,
)
from tests.factories.habilitations import (
    creer_administrateur as administrateur_actif,
)
from tests.factories.habilitations import (
    creer_agent as agent_actif,
)

pytestmark = pytest.mark.django_db
CommeWeb = Callable[[Acteur], AbstractContextManager[None]]
Connecter = Callable[[Utilisateur], Client]
PERSONNE: dict[str, Any] = {
    "civilite": "m",
    "nom": "Martin",
    "prenom": "Paul",
    "fonction": "référent",
    "courriel": "paul.martin@cpam.example",
    "telephone": "04 00 00 00 03",
}


@pytest.fixture
def admin() -> Acteur:
    return acteur_pour(administrateur_actif())


@pytest.mark.exigence("HAB-16", "HAB-05")
def test_un_agent_a_une_caisse_des_roles_et_une_invitation(comme_web: CommeWeb, admin: Acteur) -> None:
    caisse = creer_caisse()
    with comme_web(admin):
        agent = creer_agent(acteur=admin, caisse_id=caisse.pk, roles=["instructeur", "dpo"], **PERSONNE)
    assert agent.utilisateur.identifiant == "a-691-pmartin"
    assert not agent.utilisateur.is_active
    assert not agent.utilisateur.is_staff
    agent.utilisateur.is_active = True
    assert acteur_pour(agent.utilisateur).roles == {"instructeur", "dpo"}
    assert Courriel.objects.get().destinataire == agent.utilisateur
    with comme_web(admin):
        affecter_agent(acteur=admin, agent_id=agent.pk, roles=["superviseur"])
    assert acteur_pour(agent.utilisateur).roles == {"superviseur"}


@pytest.mark.exigence("HAB-16")
def test_un_agent_sans_role_est_refuse(comme_web: CommeWeb, admin: Acteur) -> None:
    with comme_web(admin), pytest.raises(RegleMetierRefusee) as refus:
        creer_agent(acteur=admin, caisse_id=creer_caisse().pk, roles=[], **PERSONNE)
    assert refus.value.code == "roles"
    assert not Agent.objects.exists()


@pytest.mark.exigence("HAB-16", "HAB-17")
def test_seul_un_administrateur_cree_des_agents(comme_web: CommeWeb) -> None:
    caisse = creer_caisse()
    agent = agent_actif(*[role.value for role in RoleAgent])
    for acteur in (acteur_pour(agent), acteur_pour(creer_gestionnaire())):
        with comme_web(acteur):
            with pytest.raises(HorsPortee):
                creer_agent(acteur=acteur, caisse_id=caisse.pk, roles=["dpo"], **PERSONNE)
            with pytest.raises(HorsPortee):
                affecter_agent(acteur=acteur, agent_id=agent.agent.pk, roles=["dpo"])
            with pytest.raises(HorsPortee):
                creer_administrateur(acteur=acteur, **PERSONNE)
    assert Agent.objects.count() == 1


@pytest.mark.exigence("HAB-16")
def test_les_agents_a_prevenir_sont_ceux_du_role_dans_la_caisse(comme_web: CommeWeb) -> None:
    caisse = creer_caisse()
    instructeur, deux = agent_actif("instructeur"), agent_actif("superviseur", "instructeur")
    agent_actif("dpo")
    agent_actif("instructeur", caisse=creer_caisse("381"))
    agent_actif("instructeur", is_active=False)
    trouves = agents_de_la_caisse(caisse.pk, RoleAgent.INSTRUCTEUR, RoleAgent.SUPERVISEUR)
    assert list(trouves) == [instructeur, deux]
    # A technicien's demande is told to them under the technicien's own scope.
    technicien = acteur_pour(creer_technicien())
    with comme_web(technicien):
        assert list(trouves.all()) == [instructeur, deux]


@pytest.mark.exigence("HAB-16")
def test_l_administration_cree_un_agent_sans_mot_de_passe(connecter: Connecter) -> None:
    caisse = creer_caisse()
    navigateur = connecter(administrateur_actif())
    adresse = reverse("admin:habilitations_agent_add")
    page = navigateur.get(adresse).content.decode()
    assert 'type="password"' not in page
    assert 'name="password' not in page
    sans_role = navigateur.post(adresse, {**PERSONNE, "caisse": caisse.pk}).content.decode()
    assert 'value="Martin"' in sans_role
    reponse = navigateur.post(adresse, {**PERSONNE, "caisse": caisse.pk, "roles": ["instructeur"]})
    assert reponse.status_code == 302
    agent = Agent.objects.get()
    assert agent.utilisateur.nom == "Martin"
    changement = reverse("admin:habilitations_agent_change", args=[agent.pk])
    assert "checked" in navigateur.get(changement).content.decode()
    navigateur.post(changement, {"roles": ["superviseur", "dpo"]})
    agent.utilisateur.is_active = True
    assert acteur_pour(agent.utilisateur).roles == {"superviseur", "dpo"}
    assert (
        "Délégué à la protection des données, Superviseur"
        in navigateur.get(reverse("admin:habilitations_agent_changelist")).content.decode()
    )


@pytest.mark.exigence("HAB-16")
def test_l_administration_cree_un_administrateur_et_ne_montre_que_les_siens(connecter: Connecter) -> None:
    creer_gestionnaire(nom="Invisible")
    navigateur = connecter(administrateur_actif())
    reponse = navigateur.post(reverse("admin:habilitations_administrateur_add"), PERSONNE)
    assert reponse.status_code == 302
    nouveau = Utilisateur.objects.get(nom="Martin")
    assert (nouveau.profil, nouveau.is_staff, nouveau.is_active) == ("administrateur", True, False)
    liste = navigateur.get(reverse("admin:habilitations_administrateur_changelist")).content.decode()
    assert nouveau.identifiant in liste
    assert "Invisible" not in liste


@pytest.mark.exigence("HAB-16", "HAB-17")
def test_un_agent_n_entre_pas_dans_l_administration(connecter: Connecter) -> None:
    reponse = connecter(agent_actif("superviseur")).get(reverse("admin:habilitations_agent_add"))
    assert reponse.status_code in (302, 404)
    assert b"Martin" not in reponse.content
