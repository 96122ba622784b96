"""Living rights: by which chain, since when, until when, for which services; and the page of the caisse (NOV-02)."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from conventions.enums import Service, TypePartenaire
from conventions.models import ActivationService, CoupureAcces
from conventions.selectors_droits import droits_de, droits_ouverts_par
from espace_partenaires.comptes.models import Utilisateur
from tests.conftest import ClientDuPortail
from tests.factories.conventions import (
    DEBUT,
    creer_adhesion,
    creer_caisse,
    creer_convention,
    creer_partenaire,
    creer_utilisation,
    mettre_fin,
    relier,
)
from tests.factories.habilitations import creer_agent, creer_gestionnaire

pytestmark = pytest.mark.django_db

Connecter = Callable[[Utilisateur], ClientDuPortail]
LE = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _jour() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-23T10:00:00+01:00", tick=True) as voyage:
        yield voyage


@pytest.mark.exigence("NOV-02", "CONV-20", "ORG-02")
def test_la_chaine_passe_par_la_tete_de_reseau() -> None:
    caisse, membre = creer_caisse(), creer_partenaire("CCAS membre")
    tete = creer_partenaire("UDCCAS", type=TypePartenaire.TETE_DE_RESEAU)
    metier = creer_convention(caisse, tete)
    utilisation = creer_utilisation(caisse, membre, parente=metier)
    creer_adhesion(tete, membre, du=date(2026, 2, 1), au=date(2026, 7, 1))
    creer_adhesion(tete, membre, du=date(2026, 7, 1), au=date(2027, 1, 1))
    (droit,) = droits_de(membre.pk, LE)
    assert (droit.chaine.utilisation, droit.chaine.metier, droit.chaine.tete) == (utilisation, metier, tete)
    assert droit.depuis == date(2026, 2, 1), (
        "depuis l’adhésion, deux périodes qui se suivent n’en font qu’une"
    )
    assert droit.fin.le == date(2026, 12, 31)
    assert "adhésion" in droit.fin.raison
    assert [d.partenaire for d in droits_ouverts_par(metier, LE)] == [membre]
    assert droits_de(membre.pk, date(2027, 1, 1)) == []
    assert droits_de(tete.pk, LE) == [], "la tête de réseau n’a pas signé d’utilisation"


@pytest.mark.exigence("NOV-02", "ORG-04")
def test_la_plus_longue_des_chaines_compte_et_les_services_s_ajoutent() -> None:
    caisse, partenaire = creer_caisse(), creer_partenaire()
    caf = relier(caisse, partenaire, modele="locale-caf")
    courte = relier(caisse, partenaire)
    mettre_fin(courte, date(2026, 12, 31))
    ActivationService.objects.create(
        caisse=caisse, partenaire=partenaire, service=Service.CONTACT, ouvert=False
    )
    (droit,) = droits_de(partenaire.pk, LE)
    assert [chaine.utilisation for chaine in droit.chaines] == [caf, courte]
    assert (droit.fin.le, droit.depuis) == (date(2029, 1, 4), DEBUT)
    assert droit.ouverts == [service for service in Service if service != Service.CONTACT]
    assert droit.fermes == [Service.CONTACT]
    (ensuite,) = droits_de(partenaire.pk, date(2027, 1, 1))
    assert ensuite.ouverts == [Service.ETUDE, Service.SIGNALEMENT, Service.RENDEZ_VOUS]


@pytest.mark.exigence("NOV-02", "CONV-15")
def test_une_coupure_garde_la_chaine_et_ferme_les_services() -> None:
    rhone, ain, partenaire = creer_caisse(), creer_caisse("011"), creer_partenaire()
    relier(rhone, partenaire)
    relier(ain, partenaire)
    coupure = CoupureAcces.objects.create(
        caisse=ain, partenaire=partenaire, motif="Essai", coupee_le="2026-11-20T10:00:00+01:00"
    )
    droits = {droit.caisse.code: droit for droit in droits_de(partenaire.pk, LE)}
    assert (droits["011"].coupure, droits["011"].ouverts) == (coupure, [])
    assert (droits["691"].coupure, droits["691"].ouverts) == (None, list(Service))


@pytest.mark.exigence("NOV-02", "HAB-17", "UX-01")
def test_la_page_dit_ce_qui_est_ouvert_et_simule_une_fin(connecter: Connecter) -> None:
    caisse, partenaire = creer_caisse(), creer_partenaire("CCAS de Valmont")
    utilisation = relier(caisse, partenaire)
    gestionnaire = creer_gestionnaire(partenaire)
    assert utilisation.parente is not None
    adresse = reverse("conventions:droits_ouverts", args=[utilisation.parente.cle])
    navigateur = connecter(creer_agent("instructeur"))
    page = navigateur.get(adresse).content.decode()
    assert 'aria-current="page">Droits ouverts' in page
    assert "CCAS de Valmont" in page
    assert "sans fin prévue" in page
    assert "Accès qui se ferment" not in page
    page = navigateur.get(adresse, {"dernier_jour": "2026-12-31"}).content.decode()
    assert "Le 1er\u00a0janvier 2027 à 0&nbsp;h" in page
    assert "1 compte de gestionnaire inactivé" in page
    assert not utilisation.parente.evenements.exists(), "rien n’est enregistré"
    refus = navigateur.get(adresse, {"dernier_jour": "2026-11-22"}).content.decode()
    assert "Choisissez un jour entre le 23\u00a0novembre 2026" in refus
    assert connecter(gestionnaire).get(adresse).status_code == 404
    ailleurs = creer_agent("gestionnaire_conventions", caisse=creer_caisse("011"))
    assert connecter(ailleurs).get(adresse).status_code == 404
