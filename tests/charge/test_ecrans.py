"""The screens that every day opens, with a thousand demandes and with a hundred thousand (``make bench``)."""

import sys
from collections.abc import Callable

import pytest
from django.urls import reverse

from espace_partenaires.comptes.models import Utilisateur
from signalements.models import Demande
from tests.charge.mesures import Mesure, mesurer, tableau
from tests.charge.semis import Monde, creer_monde, semer
from tests.conftest import ClientDuPortail
from tests.factories.habilitations import acteur_pour

PEU, BEAUCOUP = 1_000, 100_000
LISTE, PRISES, CLOSES = "bureau : échéance", "bureau : accompagnement", "bureau : terminées"
HISTORIQUE, ACCUEIL = "partenaire : historique", "partenaire : accueil"
PAGE, PAGE_AGENT = "partenaire : une demande", "bureau : une demande"
Connecter = Callable[[Utilisateur], ClientDuPortail]


def mesurer_les_ecrans(monde: Monde, connecter: Connecter) -> dict[str, Mesure]:
    """Measure each screen as who opens it."""
    technicien = monde.techniciens[0]
    # A person who has other demandes at either size: what the page shows of them costs a query.
    demande = Demande.objects.filter(
        partenaire=monde.partenaires[0], caisse=monde.caisses[0], nom="Martin", etat="transmise"
    ).earliest("pk")
    liste, cles = reverse("signalements:lister_demandes"), {"cle": demande.cle}
    ecrans = {
        LISTE: (monde.agent, liste),
        PRISES: (monde.agent, f"{liste}?vue=suivies"),
        CLOSES: (monde.agent, f"{liste}?vue=closes"),
        PAGE_AGENT: (monde.agent, reverse("signalements:traiter_demande", kwargs=cles)),
        HISTORIQUE: (technicien, reverse("signalements:historique")),
        ACCUEIL: (technicien, reverse("web:accueil")),
        PAGE: (technicien, reverse("signalements:voir_demande", kwargs=cles)),
    }
    return {
        ecran: mesurer(connecter(compte), adresse, acteur_pour(compte))
        for ecran, (compte, adresse) in ecrans.items()
    }


@pytest.mark.bench
@pytest.mark.exigence("DEM-14", "DEM-16", "HAB-17")
def test_cent_mille_demandes_se_lisent_comme_mille(connecter: Connecter) -> None:
    monde, mesures, semees = creer_monde(), {}, 0
    for taille in (PEU, BEAUCOUP):
        semer(monde, semees, taille - 1)
        semees = taille
        mesures[taille] = mesurer_les_ecrans(monde, connecter)
    sys.stdout.write(f"\n{tableau(mesures)}\n")
    beaucoup = mesures[BEAUCOUP]
    # A block may have nothing of a kind to show among many (no piece asked for among the ten first): never more.
    assert [e for e, m in mesures[PEU].items() if beaucoup[e].requetes > m.requetes] == []
    assert {e: m.parcours for e, m in beaucoup.items()} == dict.fromkeys(beaucoup, 0)
    for ecran in (LISTE, PRISES):
        assert beaucoup[ecran].index == {"signalements_a_traiter"}, ecran
