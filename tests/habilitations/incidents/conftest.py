"""A structure bound to two caisses, its accounts, and the agents of each."""

from dataclasses import dataclass

import pytest
from django.core.cache import cache

from conventions.models import Caisse, Partenaire
from espace_partenaires.comptes.cache import CacheAvecRepli
from espace_partenaires.comptes.models import Utilisateur
from tests.factories.conventions import creer_caisse, creer_partenaire, relier
from tests.factories.habilitations import creer_agent, creer_gestionnaire, creer_technicien


@dataclass(frozen=True)
class Scene:
    """CPAM 691 and 011 signed with Valmont; CPAM 381 with nobody here."""

    caisse: Caisse
    autre: Caisse
    etrangere: Caisse
    valmont: Partenaire
    gestionnaire: Utilisateur
    collegue: Utilisateur
    technicien: Utilisateur
    conventions: Utilisateur
    superviseur: Utilisateur
    dpo: Utilisateur
    conventions_autre: Utilisateur
    dpo_autre: Utilisateur
    dpo_etranger: Utilisateur


@pytest.fixture
def scene(db: None) -> Scene:
    CacheAvecRepli._muet_jusqu_a = 0.0
    cache.clear()
    caisse, autre, etrangere = creer_caisse(), creer_caisse("011"), creer_caisse("381")
    valmont = creer_partenaire("CCAS de Valmont")
    relier(caisse, valmont)
    relier(autre, valmont)
    return Scene(
        caisse=caisse,
        autre=autre,
        etrangere=etrangere,
        valmont=valmont,
        gestionnaire=creer_gestionnaire(valmont),
        collegue=creer_gestionnaire(valmont),
        technicien=creer_technicien(valmont),
        conventions=creer_agent("gestionnaire_conventions", caisse=caisse),
        superviseur=creer_agent("superviseur", caisse=caisse),
        dpo=creer_agent("dpo", caisse=caisse),
        conventions_autre=creer_agent("gestionnaire_conventions", caisse=autre),
        dpo_autre=creer_agent("dpo", caisse=autre),
        dpo_etranger=creer_agent("dpo", caisse=etrangere),
    )
