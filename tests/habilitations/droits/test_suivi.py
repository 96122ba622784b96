"""Agents who follow a partenaire: guardian on Partenaire, by groups (HAB-16, HAB-17)."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.contrib.auth.models import Group
from guardian.shortcuts import get_objects_for_user

from conventions.models import Partenaire, PartenaireGroupObjectPermission
from conventions.services.suivi import designer_les_suiveurs
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from habilitations.enums import RoleAgent
from habilitations.selectors import agents_a_prevenir, suiveurs
from habilitations.services.agents import affecter_agent
from tests.factories.conventions import creer_caisse, creer_convention, creer_partenaire
from tests.factories.habilitations import (
    acteur_pour,
    creer_administrateur,
    creer_agent,
    creer_gestionnaire,
    creer_partenaire_lie,
)

pytestmark = pytest.mark.django_db
CommeWeb = Callable[[Acteur], AbstractContextManager[None]]
GROUPE = "caisse:691:partenaire:"


@pytest.fixture
def partenaire() -> Partenaire:
    return creer_partenaire_lie()


@pytest.mark.exigence("HAB-16")
def test_un_groupe_par_partenaire_tient_la_permission(partenaire: Partenaire, comme_web: CommeWeb) -> None:
    caisse, superviseur, suivant = creer_caisse(), creer_agent("superviseur"), creer_agent("instructeur")
    acteur = acteur_pour(superviseur)
    for _ in range(2):  # the second time changes nothing and says nothing
        with comme_web(acteur):
            assert (
                designer_les_suiveurs(
                    acteur=acteur, caisse=caisse, partenaire=partenaire, agents=[suivant.pk, superviseur.pk]
                )
                == 2
            )
    droit = PartenaireGroupObjectPermission.objects.get()
    assert (droit.group.name, droit.permission.codename) == (f"{GROUPE}{partenaire.numero}", "suivre")
    assert set(get_objects_for_user(suivant, "conventions.suivre")) == {partenaire}
    assert set(suiveurs(partenaire.pk, caisse.pk)) == {superviseur, suivant}
    consigne = Evenement.objects.get(action="conventions.regler_suivi")
    assert consigne.details == {"nombre": 2}


@pytest.mark.exigence("HAB-16")
def test_sans_suiveur_il_ne_reste_pas_une_ligne(partenaire: Partenaire, comme_web: CommeWeb) -> None:
    caisse, suivant = creer_caisse(), creer_agent("instructeur")
    acteur = acteur_pour(creer_agent("gestionnaire_conventions"))
    with comme_web(acteur):
        for agents in ([suivant.pk], []):
            designer_les_suiveurs(acteur=acteur, caisse=caisse, partenaire=partenaire, agents=agents)
    assert not PartenaireGroupObjectPermission.objects.exists()
    assert not Group.objects.filter(name__startswith=GROUPE).exists()
    assert not suiveurs(partenaire.pk, caisse.pk).exists()


@pytest.mark.exigence("HAB-16", "HAB-17")
def test_suivre_n_ouvre_aucun_droit_de_plus(partenaire: Partenaire, comme_web: CommeWeb) -> None:
    suivant = creer_agent("instructeur")
    avant = acteur_pour(suivant)
    acteur = acteur_pour(creer_agent("superviseur"))
    with comme_web(acteur):
        designer_les_suiveurs(
            acteur=acteur, caisse=creer_caisse(), partenaire=partenaire, agents=[suivant.pk]
        )
    assert acteur_pour(suivant) == avant


@pytest.mark.exigence("HAB-16", "HAB-17")
@pytest.mark.parametrize("roles", [["instructeur", "dpo"], []])
def test_les_autres_roles_ne_designent_personne(
    roles: list[str], partenaire: Partenaire, comme_web: CommeWeb
) -> None:
    acteur = acteur_pour(creer_agent(*roles))
    with comme_web(acteur), pytest.raises(HorsPortee):
        designer_les_suiveurs(acteur=acteur, caisse=creer_caisse(), partenaire=partenaire, agents=[])


@pytest.mark.exigence("HAB-16", "HAB-17")
def test_ni_une_autre_caisse_ni_un_gestionnaire_ni_un_projet(
    partenaire: Partenaire, comme_web: CommeWeb
) -> None:
    caisse, ailleurs = creer_caisse(), creer_caisse("381")
    brouillon = creer_partenaire()
    creer_convention(caisse, brouillon, signee_le=None)
    essais = [
        (creer_agent("superviseur", caisse=ailleurs), ailleurs, partenaire),
        (creer_agent("superviseur"), ailleurs, partenaire),
        (creer_agent("superviseur"), caisse, brouillon),
        (creer_gestionnaire(partenaire), caisse, partenaire),
    ]
    for compte, la_caisse, structure in essais:
        acteur = acteur_pour(compte)
        with comme_web(acteur), pytest.raises(HorsPortee):
            designer_les_suiveurs(acteur=acteur, caisse=la_caisse, partenaire=structure, agents=[])


@pytest.mark.exigence("HAB-16", "HAB-17")
def test_on_ne_designe_que_des_agents_actifs_de_la_caisse(
    partenaire: Partenaire, comme_web: CommeWeb
) -> None:
    acteur = acteur_pour(creer_agent("superviseur"))
    refuses = [
        creer_agent("superviseur", caisse=creer_caisse("381")),
        creer_agent("instructeur", is_active=False),
        creer_gestionnaire(partenaire),
    ]
    for refuse in refuses:
        with comme_web(acteur), pytest.raises(RegleMetierRefusee) as refus:
            designer_les_suiveurs(
                acteur=acteur, caisse=creer_caisse(), partenaire=partenaire, agents=[refuse.pk]
            )
        assert refus.value.code == "agent_inconnu"
    assert not PartenaireGroupObjectPermission.objects.exists()


@pytest.mark.exigence("HAB-16")
def test_on_previent_d_abord_qui_suit_et_a_le_role(partenaire: Partenaire, comme_web: CommeWeb) -> None:
    caisse = creer_caisse()
    superviseur, autre = creer_agent("superviseur"), creer_agent("superviseur", "instructeur")
    instructeur = creer_agent("instructeur")
    acteur = acteur_pour(superviseur)

    def prevenus(*roles: RoleAgent) -> set[int]:
        with comme_web(acteur):
            return set(agents_a_prevenir(partenaire.pk, caisse.pk, *roles).values_list("pk", flat=True))

    assert prevenus(RoleAgent.SUPERVISEUR) == {superviseur.pk, autre.pk}
    with comme_web(acteur):
        designer_les_suiveurs(
            acteur=acteur, caisse=caisse, partenaire=partenaire, agents=[autre.pk, instructeur.pk]
        )
    assert prevenus(RoleAgent.SUPERVISEUR) == {autre.pk}
    assert prevenus(RoleAgent.INSTRUCTEUR) == {autre.pk, instructeur.pk}
    # Nobody who follows it may act: all who may are told.
    assert prevenus(RoleAgent.GESTIONNAIRE_CONVENTIONS, RoleAgent.DPO) == set()
    autre.is_active = False
    autre.save(update_fields=["is_active"])
    assert prevenus(RoleAgent.SUPERVISEUR) == {superviseur.pk}


@pytest.mark.exigence("HAB-16", "HAB-17")
def test_l_agent_d_une_autre_caisse_ne_suit_rien_quoi_que_dise_son_groupe(
    partenaire: Partenaire, comme_web: CommeWeb
) -> None:
    caisse, agent = creer_caisse(), creer_agent("instructeur")
    acteur = acteur_pour(creer_agent("superviseur"))
    with comme_web(acteur):
        designer_les_suiveurs(acteur=acteur, caisse=caisse, partenaire=partenaire, agents=[agent.pk])
    agent.agent.caisse = creer_caisse("381")
    agent.agent.save()
    assert not suiveurs(partenaire.pk, caisse.pk).exists()
    assert not suiveurs(partenaire.pk, creer_caisse("381").pk).exists()


@pytest.mark.exigence("HAB-16")
def test_un_autre_role_ne_fait_pas_perdre_ce_que_l_agent_suit(
    partenaire: Partenaire, comme_web: CommeWeb
) -> None:
    caisse, agent = creer_caisse(), creer_agent("instructeur")
    acteur = acteur_pour(creer_agent("superviseur"))
    with comme_web(acteur):
        designer_les_suiveurs(acteur=acteur, caisse=caisse, partenaire=partenaire, agents=[agent.pk])
    affecter_agent(
        acteur=acteur_pour(creer_administrateur()), agent_id=agent.agent.pk, roles=[RoleAgent.DPO.value]
    )
    assert acteur_pour(agent).roles == {"dpo"}
    assert list(suiveurs(partenaire.pk, caisse.pk)) == [agent]
