"""A structure that a caisse has cut does not reach that caisse by the pages of its conventions."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from conventions.models import Caisse, Convention, CoupureAcces, MessageConvention, Partenaire, Referent
from conventions.permissions import peut_animer, peut_designer_referent, peut_engager_partie
from conventions.services.fil import ecrire_message
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee
from tests.conftest import ClientDuPortail
from tests.factories.conventions import creer_caisse, creer_partenaire, relier
from tests.factories.habilitations import acteur_pour, creer_gestionnaire

pytestmark = pytest.mark.django_db
CommeWeb = Callable[[Acteur], AbstractContextManager[None]]


@pytest.fixture
def referente(db: None) -> Utilisateur:
    """A gestionnaire, référent of what its structure signed with two caisses; that of the Rhône has cut it."""
    rhone, ain = creer_caisse(), creer_caisse("011", departements=("01",))
    partenaire = creer_partenaire("CCAS de Valmont")
    compte = creer_gestionnaire(_lies(partenaire, rhone, ain))
    for convention in Convention.objects.filter(nature="metier"):
        Referent.objects.create(
            convention=convention,
            partie=convention.parties.get(partenaire=partenaire),
            utilisateur=compte,
            nom="Essai",
            courriel="referent@valmont.example",
            du=date(2026, 1, 5),
        )
    CoupureAcces.objects.create(
        caisse=rhone, partenaire=partenaire, motif="Comptes partagés", coupee_le=timezone.now()
    )
    return compte


def _lies(partenaire: Partenaire, *caisses: Caisse) -> Partenaire:
    for caisse in caisses:
        relier(caisse, partenaire)
    return partenaire


def metier(code: str) -> Convention:
    return Convention.objects.get(nature="metier", parties__caisse__code=code)


@pytest.mark.exigence("CONV-15", "CONV-19")
def test_une_structure_coupee_n_ecrit_plus_a_la_caisse_qui_l_a_coupee(
    referente: Utilisateur, comme_web: CommeWeb
) -> None:
    acteur = acteur_pour(referente)
    with comme_web(acteur):
        with pytest.raises(HorsPortee):
            ecrire_message(acteur=acteur, convention=metier("691"), texte="Rétablissez-nous.", jeton=uuid4())
        ecrire_message(acteur=acteur, convention=metier("011"), texte="Bonjour.", jeton=uuid4())
        sienne = metier("691").parties.get(partenaire__isnull=False)
        assert not peut_animer(acteur, metier("691"))
        assert not peut_designer_referent(acteur, sienne)
        assert not peut_engager_partie(acteur, sienne)
        autre = metier("011").parties.get(partenaire__isnull=False)
        assert peut_designer_referent(acteur, autre)
        assert peut_engager_partie(acteur, autre)
    assert MessageConvention.objects.get().convention == metier("011")


@pytest.mark.exigence("CONV-15")
def test_elle_lit_encore_ce_qu_elle_a_signe_et_retrouve_tout_une_fois_retablie(
    referente: Utilisateur, connecter: Callable[[Utilisateur], ClientDuPortail]
) -> None:
    navigateur = connecter(referente)
    adresse = reverse("conventions:voir_referents", args=[metier("691").cle])
    page = navigateur.get(adresse).content.decode()
    assert "CCAS de Valmont" in page
    assert reverse("conventions:ecrire_message", args=[metier("691").cle]) not in page
    CoupureAcces.objects.update(retablie_le=timezone.now())
    assert (
        reverse("conventions:ecrire_message", args=[metier("691").cle])
        in navigateur.get(adresse).content.decode()
    )
