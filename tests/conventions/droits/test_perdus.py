"""« Et si cette convention prenait fin le … ? »: who loses what, what stays (NOV-02)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from conventions.enums import Nature, Service, TypePartenaire
from conventions.models import Caisse, Convention, CoupureAcces, Partenaire
from conventions.selectors_fin import Perdus, perdus_si_fin
from espace_partenaires.comptes.acteur import Acteur
from habilitations.enums import EtatHabilitation
from tests.factories.conventions import (
    creer_adhesion,
    creer_caisse,
    creer_convention,
    creer_partenaire,
    creer_utilisation,
    mettre_fin,
    relier,
)
from tests.factories.habilitations import (
    acteur_pour,
    creer_agent,
    creer_gestionnaire,
    creer_habilitation,
    creer_technicien,
)
from tests.factories.signalements import creer_scene, creer_transmise

pytestmark = pytest.mark.django_db

CommeWeb = Callable[[Acteur | None], AbstractContextManager[None]]
FIN = date(2027, 3, 31)


@pytest.fixture(autouse=True)
def _jour() -> object:
    with time_machine.travel("2026-11-23T10:00:00+01:00", tick=True) as voyage:
        yield voyage


def metier_de(utilisation: Convention) -> Convention:
    assert utilisation.parente is not None
    return utilisation.parente


def simuler(convention: Convention, comme_web: CommeWeb, caisse: Caisse | None = None) -> Perdus:
    agent = acteur_pour(creer_agent("gestionnaire_conventions", caisse=caisse))
    with comme_web(agent):
        return perdus_si_fin(convention, FIN, agent)


@pytest.mark.exigence("NOV-02", "CONV-14")
def test_la_seule_convention_finie_inactive_les_comptes(comme_web: CommeWeb) -> None:
    scene = creer_scene()
    creer_gestionnaire(scene.partenaire)
    creer_technicien(scene.partenaire)
    creer_habilitation(scene.partenaire, etat=EtatHabilitation.INVITEE)
    creer_habilitation(scene.partenaire, etat=EtatHabilitation.EXPIREE)
    creer_transmise(scene)
    convention = Convention.objects.get(nature=Nature.METIER)
    perdus = simuler(convention, comme_web, scene.caisse)
    (ligne,) = perdus.ferment
    assert (ligne.caisse, ligne.partenaire, ligne.effet.dernier) == (scene.caisse, scene.partenaire, True)
    assert ligne.perdus == list(Service), "les services du modèle"
    assert [compte.mots for compte in ligne.perdues] == [
        "1 compte de gestionnaire inactivé",
        "2 comptes de technicien inactivés",
        "1 invitation de technicien sans effet",
    ]
    assert [compte.mots for compte in ligne.poursuivies] == [
        "1 demande ouverte, menée à son terme par la caisse"
    ]
    assert perdus.restent == []
    assert perdus.adossees == 1


@pytest.mark.exigence("NOV-02", "CONV-14", "HAB-17")
def test_une_caisse_sur_deux_ne_ferme_que_celle_la(comme_web: CommeWeb) -> None:
    rhone, ain, partenaire = creer_caisse(), creer_caisse("011"), creer_partenaire()
    utilisation = relier(rhone, partenaire)
    relier(ain, partenaire)
    creer_technicien(partenaire)
    perdus = simuler(metier_de(utilisation), comme_web, rhone)
    (ligne,) = perdus.ferment
    assert (ligne.caisse, ligne.effet.dernier) == (rhone, False)
    assert [compte.mots for compte in ligne.poursuivies] == ["1 compte de technicien gardé"]
    assert ligne.perdues == []
    page = render_to_string("conventions/droits/_perdus.html", {"perdus": perdus})
    assert "l’accès à une autre caisse, par une autre convention" in page
    assert ain.libelle not in page, "l’autre caisse n’est pas nommée"
    assert simuler(metier_de(utilisation), comme_web, ain).ferment == [], "chacune lit ses propres accès"


@pytest.mark.exigence("NOV-02", "CONV-06")
def test_une_autre_convention_garde_une_partie_des_services(comme_web: CommeWeb) -> None:
    caisse, partenaire = creer_caisse(), creer_partenaire(type=TypePartenaire.CAF)
    premiere = relier(caisse, partenaire)
    relier(caisse, partenaire, modele="locale-caf")
    perdus = simuler(premiere, comme_web)
    assert perdus.ferment == []
    (ligne,) = perdus.restent
    assert ligne.gardes == [Service.ETUDE, Service.SIGNALEMENT, Service.RENDEZ_VOUS]
    assert ligne.perdus == [Service.CONTACT, Service.DOCUMENT, Service.HISTORIQUE]


@pytest.mark.exigence("NOV-02", "CONV-08", "CONV-20")
def test_la_convention_de_la_tete_de_reseau_touche_chaque_membre(comme_web: CommeWeb) -> None:
    caisse, tete = creer_caisse(), creer_partenaire("UDCCAS", type=TypePartenaire.TETE_DE_RESEAU)
    metier = creer_convention(caisse, tete)
    membres = [creer_partenaire(nom) for nom in ("CCAS A", "CCAS B", "CCAS parti")]
    for membre in membres:
        creer_utilisation(caisse, membre, parente=metier)
        creer_adhesion(tete, membre, au=date(2027, 1, 1) if membre is membres[2] else None)
    perdus = simuler(metier, comme_web)
    assert [ligne.partenaire for ligne in perdus.ferment] == membres[:2], (
        "le membre parti n’a plus rien à perdre"
    )


@pytest.mark.exigence("NOV-02")
def test_rien_a_perdre_apres_une_fin_certaine_ni_d_un_acces_coupe(comme_web: CommeWeb) -> None:
    caisse, partenaire = creer_caisse(), creer_partenaire()
    utilisation = relier(caisse, partenaire)
    coupure = CoupureAcces.objects.create(
        caisse=caisse, partenaire=partenaire, motif="Essai", coupee_le="2026-11-23T08:00:00+01:00"
    )
    assert simuler(utilisation, comme_web).ferment == []
    coupure.delete()
    mettre_fin(metier_de(utilisation), FIN)
    perdus = simuler(metier_de(utilisation), comme_web)
    assert (perdus.ferment, perdus.deja_finie) == ([], FIN)
    page = render_to_string("conventions/droits/_perdus.html", {"perdus": perdus})
    assert "La convention prend déjà fin le 31\u00a0mars 2027." in page


@pytest.mark.exigence("CONV-08", "NOV-02")
def test_la_fin_du_cadre_ne_ferme_rien(comme_web: CommeWeb) -> None:
    cnam, caisse = creer_caisse("000", type="CNAM", libelle="Cnam"), creer_caisse()
    tete, membre = creer_partenaire("Réseau national", type=TypePartenaire.TETE_DE_RESEAU), creer_partenaire()
    cadre = creer_convention(cnam, tete, modele="cadre-nationale")
    relier(caisse, membre, cadre=cadre)
    perdus = simuler(cadre, comme_web, cnam)
    assert (perdus.cadre, perdus.ferment) == (True, [])
    assert "sans effet sur les conventions locales" in render_to_string(
        "conventions/droits/_perdus.html", {"perdus": perdus}
    )


@pytest.mark.exigence("NOV-02")
def test_autant_de_requetes_pour_deux_et_douze_membres(comme_web: CommeWeb) -> None:
    caisse, tete = creer_caisse(), creer_partenaire("UDCCAS", type=TypePartenaire.TETE_DE_RESEAU)
    metier = creer_convention(caisse, tete)
    agent = acteur_pour(creer_agent("gestionnaire_conventions"))

    def ajouter(nombre: int) -> int:
        for _ in range(nombre):
            membre: Partenaire = creer_partenaire()
            creer_adhesion(tete, membre)
            creer_utilisation(caisse, membre, parente=metier)
        with comme_web(agent), CaptureQueriesContext(connection) as requetes:
            assert perdus_si_fin(metier, FIN, agent).ferment
        return len(requetes)

    assert ajouter(2) == ajouter(10)
