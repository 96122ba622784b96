"""What an agent of another caisse gains by a draft with a partenaire known by its public SIRET: nothing."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.urls import reverse

from conventions.enums import Volet
from conventions.models import Convention, Interlocuteur, Partenaire
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from tests.conftest import ClientDuPortail
from tests.factories.conventions import creer_caisse, creer_convention, creer_partenaire, relier
from tests.factories.habilitations import acteur_pour, creer_agent, creer_gestionnaire

pytestmark = pytest.mark.django_db
Connecter = Callable[[Utilisateur], ClientDuPortail]
CommeWeb = Callable[[Acteur], AbstractContextManager[None]]


@pytest.fixture
def valmont(db: None) -> Partenaire:
    """A partenaire tied to the CPAM du Rhône, with a contact and a gestionnaire."""
    partenaire = creer_partenaire(
        "CCAS de Valmont", nom_dpo="Aline Perret", courriel_dpo="dpo@valmont.example"
    )
    relier(creer_caisse(), partenaire)
    Interlocuteur.objects.create(
        partenaire=partenaire, volet=Volet.MAS, nom="Camille Essai", telephone="06 00 00 00 00"
    )
    creer_gestionnaire(partenaire, nom="Roche", courriel="roche@valmont.example")
    return partenaire


@pytest.fixture
def curieux(db: None) -> Utilisateur:
    return creer_agent("gestionnaire_conventions", caisse=creer_caisse("011", departements=("01",)))


@pytest.fixture
def projet(valmont: Partenaire, curieux: Utilisateur) -> Convention:
    return creer_convention(creer_caisse("011"), valmont, signee_le=None)


@pytest.mark.exigence("HAB-17", "ORG-06")
def test_un_projet_ne_montre_personne_de_la_structure(
    projet: Convention, curieux: Utilisateur, connecter: Connecter
) -> None:
    navigateur = connecter(curieux)
    for route, suite in (
        ("interlocuteurs_convention", []),
        ("nommer_referent", [2]),
        ("voir_convention", []),
    ):
        page = navigateur.get(reverse(f"conventions:{route}", args=[projet.cle, *suite])).content.decode()
        assert "CCAS de Valmont" in page, route
        for mot in (
            "Camille Essai",
            "06 00 00 00 00",
            "dpo@valmont.example",
            "Roche",
            "roche@valmont.example",
        ):
            assert mot not in page, (route, mot)


@pytest.mark.exigence("HAB-17", "ORG-06")
def test_la_base_elle_meme_ne_les_donne_pas_avant_la_signature(
    projet: Convention, valmont: Partenaire, curieux: Utilisateur, comme_web: CommeWeb
) -> None:
    acteur = acteur_pour(curieux)
    with comme_web(acteur):
        assert not Interlocuteur.objects.filter(partenaire=valmont).exists()
        assert not Interlocuteur.objects.visibles_par(acteur).filter(partenaire=valmont).exists()
    relier(creer_caisse("011"), valmont)
    with comme_web(acteur):
        assert Interlocuteur.objects.visibles_par(acteur).get(partenaire=valmont).nom == "Camille Essai"
