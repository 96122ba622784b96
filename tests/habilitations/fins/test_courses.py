"""Ends and returns at once, on real connections: the database lets exactly one win (HAB-03, HAB-10, HAB-12)."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from conventions.models import Partenaire
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.isolation.portee import portee
from habilitations.models import Habilitation
from habilitations.rules.certifications import CERTIFICATIONS
from habilitations.services.inactivations import geler_compte, inactiver_compte
from habilitations.services.reactivations import reactiver_compte
from habilitations.services.techniciens import creer_technicien
from tests.factories.habilitations import (
    acteur_pour,
    creer_agent,
    creer_gestionnaire,
    creer_habilitation,
    creer_partenaire_lie,
)
from tests.habilitations.test_course_aux_places import ouvrir_comme_le_web

pytestmark = pytest.mark.django_db(transaction=True)
Acte = Callable[[], object]


def ensemble(*actes: Acte) -> Counter[str]:
    """Run the acts from as many connections that start together; return what they gave, counted."""
    depart = threading.Barrier(len(actes))

    def un_fil(acte: Acte) -> str:
        ouvrir_comme_le_web(depart)
        try:
            acte()
        except RegleMetierRefusee as refus:
            return refus.code
        except IntegrityError as erreur:
            return "base" if "dernier gestionnaire" in str(erreur) else str(erreur)
        finally:
            connections.close_all()
        return "fait"

    with ThreadPoolExecutor(len(actes)) as fils:
        return Counter(fils.map(un_fil, actes))


def inactiver(acteur: Acteur, habilitation: Habilitation) -> Acte:
    """Return the inactivation through the service."""

    def acte() -> None:
        with portee(acteur):
            inactiver_compte(acteur=acteur, cle=habilitation.cle, motif="depart")

    return acte


def inactiver_en_sql(acteur: Acteur, habilitation: Habilitation, motif: str = "depart") -> Acte:
    """Return an inactivation that takes no lock and counts nobody: only the trigger can refuse it."""

    def acte() -> None:
        with portee(acteur), connection.cursor() as curseur:
            curseur.execute(
                "UPDATE habilitations_habilitation SET etat = 'inactive', inactivee_le = now(),"
                " motif_inactivation = %s WHERE id = %s",
                [motif, habilitation.pk],
            )
            assert curseur.rowcount == 1

    return acte


def deux_gestionnaires() -> tuple[Partenaire, list[Habilitation], list[Acteur]]:
    with transaction.atomic():
        partenaire = creer_partenaire_lie()
        comptes = [creer_gestionnaire(partenaire).habilitation for _ in range(2)]
        agents = [acteur_pour(creer_agent("gestionnaire_conventions")) for _ in range(2)]
    return partenaire, comptes, agents


def actifs(partenaire: Partenaire) -> int:
    return Habilitation.objects.filter(partenaire=partenaire, profil="gestionnaire", etat="active").count()


@pytest.mark.exigence("HAB-10", "SEC-02")
@pytest.mark.parametrize(
    ("fabrique", "refus"), [(inactiver, "dernier_gestionnaire"), (inactiver_en_sql, "base")]
)
def test_deux_agents_inactivent_les_deux_derniers_un_seul_passe(
    fabrique: Callable[[Acteur, Habilitation], Acte], refus: str
) -> None:
    for _ in range(3):
        partenaire, comptes, agents = deux_gestionnaires()
        resultats = ensemble(
            *(fabrique(agent, compte) for agent, compte in zip(agents, comptes, strict=True))
        )
        assert resultats == {"fait": 1, refus: 1}
        assert actifs(partenaire) == 1


@pytest.mark.exigence("HAB-10", "HAB-12")
def test_ce_qui_ne_peut_attendre_passe_le_declencheur() -> None:
    partenaire, comptes, agents = deux_gestionnaires()
    actes = (
        inactiver_en_sql(agents[0], comptes[0], "securite"),
        inactiver_en_sql(agents[1], comptes[1], "securite"),
    )
    assert ensemble(*actes) == {"fait": 2}
    assert actifs(partenaire) == 0


@pytest.mark.exigence("HAB-12")
def test_un_gel_et_une_inactivation_du_meme_compte_n_en_font_qu_une() -> None:
    partenaire, comptes, agents = deux_gestionnaires()

    def geler() -> None:
        with portee(agents[1]):
            geler_compte(acteur=agents[1], cle=comptes[0].cle)

    assert ensemble(inactiver(agents[0], comptes[0]), geler) == {"fait": 1, "etat": 1}
    assert comptes[0].evenements.filter(nature="inactivation").count() == 1
    assert actifs(partenaire) == 1


@pytest.mark.exigence("HAB-03", "HAB-14")
def test_la_derniere_place_revient_au_compte_ou_a_la_creation_pas_aux_deux() -> None:
    with transaction.atomic():
        partenaire = creer_partenaire_lie(effectif=3)
        nadia = acteur_pour(creer_gestionnaire(partenaire))
        for _ in range(4):
            creer_habilitation(partenaire)
        parti = creer_habilitation(
            partenaire, etat="inactive", inactivee_le=timezone.now(), motif_inactivation="depart"
        )

    def reactiver() -> None:
        with portee(nadia):
            reactiver_compte(acteur=nadia, cle=parti.cle)

    def creer() -> None:
        with portee(nadia):
            creer_technicien(
                acteur=nadia,
                partenaire_id=partenaire.pk,
                civilite="m",
                nom="Perrin",
                prenom="Luc",
                fonction="travailleur social",
                courriel="luc.perrin@valmont.example",
                telephone="04 00 00 00 04",
                certifications=list(CERTIFICATIONS),
                formation_detection_le=None,
            )

    assert ensemble(reactiver, creer) == {"fait": 1, "quota_atteint": 1}
    vivantes = Habilitation.objects.filter(partenaire=partenaire, profil="technicien")
    assert vivantes.vivantes(timezone.now()).count() == 5
