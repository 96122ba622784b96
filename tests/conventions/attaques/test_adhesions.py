"""A caisse does not close, by the end of a membership, the access that another caisse opened."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
import time_machine
from django.utils import timezone

from conventions.selectors import caisses_en_vigueur
from conventions.services.adhesions import terminer_adhesion
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee
from tests.factories.conventions import (
    creer_adhesion,
    creer_caisse,
    creer_convention,
    creer_partenaire,
    creer_utilisation,
)
from tests.factories.habilitations import acteur_pour, creer_agent

pytestmark = pytest.mark.django_db


@pytest.mark.exigence("ORG-02", "HAB-17", "CONV-20")
@time_machine.travel("2026-11-23T10:00:00+01:00")
def test_la_caisse_qui_n_a_signe_qu_avec_la_tete_ne_ferme_pas_l_acces_des_autres(
    comme_web: Callable[[Acteur], AbstractContextManager[None]],
) -> None:
    rhone, ain = creer_caisse(), creer_caisse("011", departements=("01",))
    tete, membre = creer_partenaire("Union", type="tete_de_reseau"), creer_partenaire("CCAS de Valmont")
    adhesion = creer_adhesion(tete, membre)
    creer_utilisation(rhone, membre, parente=creer_convention(rhone, tete))
    creer_convention(ain, tete)
    creer_convention(ain, membre, signee_le=None)
    curieux = acteur_pour(creer_agent("gestionnaire_conventions", caisse=ain))
    with comme_web(curieux), pytest.raises(HorsPortee):
        terminer_adhesion(acteur=curieux, caisse=ain, adhesion=adhesion, dernier_jour=date(2026, 11, 23))
    assert rhone.pk in caisses_en_vigueur(membre.pk, timezone.now())
    agent = acteur_pour(creer_agent("gestionnaire_conventions"))
    with comme_web(agent):
        terminer_adhesion(acteur=agent, caisse=rhone, adhesion=adhesion, dernier_jour=date(2026, 11, 30))
    adhesion.refresh_from_db()
    assert adhesion.periode.upper == date(2026, 12, 1)
