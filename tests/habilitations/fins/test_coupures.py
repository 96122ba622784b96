"""A structure cut by its last caisse holds no session; given back, it signs in again (CONV-15)."""

import pytest
from allauth.usersessions.models import UserSession
from django.urls import reverse

from conventions.models import Caisse, Partenaire
from conventions.services.coupures import couper_acces, retablir_acces
from tests.factories.comptes import MOT_DE_PASSE
from tests.factories.conventions import creer_caisse, relier
from tests.factories.habilitations import (
    acteur_pour,
    creer_agent,
    creer_gestionnaire,
    creer_partenaire_lie,
    creer_technicien,
)
from tests.habilitations.fins.conftest import CommeWeb, Connecter

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("CONV-15", "SEC-01")]


def test_la_derniere_caisse_coupe_toutes_les_sessions_finissent(
    valmont: Partenaire, caisse: Caisse, comme_web: CommeWeb, connecter: Connecter
) -> None:
    comptes = [creer_gestionnaire(valmont), creer_technicien(valmont)]
    voisin = creer_technicien(creer_partenaire_lie())
    navigateurs = [connecter(compte) for compte in (*comptes, voisin)]
    for navigateur in navigateurs:
        navigateur.get("/mon-compte/")
    agent = acteur_pour(creer_agent("gestionnaire_conventions"))
    with comme_web(agent):
        coupure = couper_acces(acteur=agent, caisse=caisse, partenaire=valmont, motif="Mésusage constaté")
    assert list(UserSession.objects.values_list("user", flat=True)) == [voisin.pk]
    for navigateur in navigateurs[:2]:
        assert navigateur.get("/mon-compte/")["Location"].startswith(reverse("account_login"))
    assert navigateurs[2].get("/mon-compte/").status_code == 200
    with comme_web(agent):
        retablir_acces(acteur=agent, coupure=coupure, motif="Réglé")
    saisie = {"login": comptes[0].identifiant, "password": MOT_DE_PASSE}
    navigateurs[0].post(reverse("account_login"), saisie)
    assert navigateurs[0].get(reverse("habilitations:lister_comptes")).status_code == 200


def test_tant_qu_une_autre_caisse_reste_les_sessions_restent(
    valmont: Partenaire, caisse: Caisse, comme_web: CommeWeb, connecter: Connecter
) -> None:
    autre = creer_caisse("381")
    relier(autre, valmont)
    awa = creer_technicien(valmont)
    connecter(awa).get("/mon-compte/")
    agents = [
        (caisse, acteur_pour(creer_agent("gestionnaire_conventions"))),
        (autre, acteur_pour(creer_agent("gestionnaire_conventions", caisse=autre))),
    ]
    restent = []
    for organisme, agent in agents:
        with comme_web(agent):
            couper_acces(acteur=agent, caisse=organisme, partenaire=valmont, motif="Mésusage constaté")
        restent.append(UserSession.objects.filter(user=awa).count())
    assert restent == [1, 0]
