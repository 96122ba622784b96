"""The permissions alone, without the querysets and the database that hide the same rows before them."""

import pytest

from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.comptes.models import Utilisateur
from habilitations.models import Habilitation, Incident
from habilitations.permissions import (
    peut_decider_demandes,
    peut_demander,
    peut_geler,
    peut_gerer_compte,
    peut_gerer_gestionnaires,
    peut_gerer_techniciens,
    peut_ouvrir_revues,
    peut_reactiver,
    peut_repondre_aux_revues,
    peut_signaler,
    peut_suivre_incident,
    peut_voir_les_agents,
    peut_voir_les_comptes_de,
)

pytestmark = pytest.mark.exigence("HAB-02", "HAB-16", "HAB-17")
ICI, AILLEURS = 1, 2  # partenaires and caisses alike
CAISSE, AUTRE_CAISSE = frozenset({ICI}), frozenset({AILLEURS})


def partenaire(profil: str, ou: int = ICI, *, ouvert: bool = True) -> Acteur:
    roles = frozenset({profil}) if ouvert else frozenset()
    return Acteur(utilisateur_id=10, profil=profil, roles=roles, caisse_ids=CAISSE, partenaire_id=ou)


def agent(*roles: str, caisse: frozenset[int] = CAISSE) -> Acteur:
    return Acteur(utilisateur_id=20, profil="agent", roles=frozenset(roles), caisse_ids=caisse)


GESTIONNAIRE, VOISIN, FERME = (
    partenaire("gestionnaire"),
    partenaire("gestionnaire", AILLEURS),
    partenaire("gestionnaire", ouvert=False),
)
TECHNICIEN = partenaire("technicien")
CONVENTIONS, D_AILLEURS = (
    agent("gestionnaire_conventions"),
    agent("gestionnaire_conventions", caisse=AUTRE_CAISSE),
)
SUPERVISEUR, DPO, INSTRUCTEUR, SANS_ROLE = agent("superviseur"), agent("dpo"), agent("instructeur"), agent()
ADMIN = Acteur(utilisateur_id=30, profil="administrateur", roles=frozenset({"administrateur"}))
TOUS = (
    GESTIONNAIRE,
    VOISIN,
    FERME,
    TECHNICIEN,
    CONVENTIONS,
    D_AILLEURS,
    SUPERVISEUR,
    DPO,
    INSTRUCTEUR,
    SANS_ROLE,
    ADMIN,
    ACTEUR_SYSTEME,
)


def compte(profil: str, motif: str = "") -> Habilitation:
    return Habilitation(
        utilisateur=Utilisateur(pk=99), partenaire_id=ICI, profil=profil, motif_inactivation=motif
    )


def test_les_techniciens_sont_ceux_des_gestionnaires_de_la_structure() -> None:
    assert [a for a in TOUS if peut_gerer_techniciens(a, ICI)] == [GESTIONNAIRE]
    assert [a for a in TOUS if peut_repondre_aux_revues(a, ICI)] == [GESTIONNAIRE]
    assert [a for a in TOUS if peut_gerer_compte(a, compte("technicien"), CAISSE)] == [GESTIONNAIRE]
    assert [a for a in TOUS if peut_demander(a)] == [GESTIONNAIRE, VOISIN]


def test_les_gestionnaires_sont_ceux_de_la_gestion_des_conventions_de_la_caisse() -> None:
    assert [a for a in TOUS if peut_gerer_gestionnaires(a, CAISSE)] == [CONVENTIONS]
    assert [a for a in TOUS if peut_gerer_compte(a, compte("gestionnaire"), CAISSE)] == [CONVENTIONS]
    assert [a for a in TOUS if peut_decider_demandes(a, ICI)] == [CONVENTIONS]
    assert [a for a in TOUS if peut_ouvrir_revues(a, ICI)] == [CONVENTIONS]
    assert not any(peut_gerer_gestionnaires(a, frozenset()) for a in TOUS), "sans convention, personne"


@pytest.mark.exigence("HAB-12")
def test_trois_roles_de_la_caisse_gelent_et_rouvrent_ce_qui_fut_gele() -> None:
    gele = [CONVENTIONS, SUPERVISEUR, DPO]
    assert [a for a in TOUS if peut_geler(a, CAISSE)] == gele
    securite, depart = compte("technicien", "securite"), compte("technicien", "depart")
    assert [a for a in TOUS if peut_reactiver(a, securite, CAISSE)] == [GESTIONNAIRE, *gele]
    assert [a for a in TOUS if peut_reactiver(a, depart, CAISSE)] == [GESTIONNAIRE]
    inconnu = Incident(partenaire_id=None, caisse_id=ICI)
    assert [a for a in TOUS if peut_suivre_incident(a, inconnu)] == gele
    assert TECHNICIEN not in [a for a in TOUS if peut_signaler(a, compte("technicien"))]
    assert VOISIN not in [a for a in TOUS if peut_signaler(a, compte("technicien"))]


def test_on_lit_les_comptes_de_sa_structure_ou_de_sa_caisse() -> None:
    attendus = [GESTIONNAIRE, CONVENTIONS, SUPERVISEUR, DPO, INSTRUCTEUR]
    assert [a for a in TOUS if peut_voir_les_comptes_de(a, ICI, CAISSE)] == attendus
    assert [a for a in TOUS if peut_voir_les_agents(a, ICI)] == [CONVENTIONS, SUPERVISEUR]
