"""Many people at once for few seats, on real connections of the web role (HAB-03, NOV-01)."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from conventions.models import Partenaire
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.isolation.portee import portee
from espace_partenaires.settings.env import ROLES_BASE, env
from habilitations.models import Habilitation
from habilitations.rules.certifications import CERTIFICATIONS
from habilitations.services.reactivations import reactiver_compte
from habilitations.services.techniciens import creer_technicien
from tests.factories.habilitations import (
    acteur_pour,
    creer_gestionnaire,
    creer_habilitation,
    creer_partenaire_lie,
    creer_utilisateur,
)

pytestmark = pytest.mark.django_db(transaction=True)
FILS = 8
Essai = Callable[[int], str]


def ouvrir_comme_le_web(depart: threading.Barrier) -> None:
    """Sign this thread's own connection in to PostgreSQL as the web role, then wait for the others."""
    compte = env.db_url(ROLES_BASE["web"])
    acces = {"USER": compte["USER"], "PASSWORD": compte["PASSWORD"]}
    connection.settings_dict = {**connection.settings_dict, **acces}
    with connection.cursor() as curseur:
        curseur.execute("SELECT current_user")
        assert curseur.fetchone() == ("portail_web",)
    depart.wait(timeout=30)


def lancer(essai: Essai, combien: int) -> Counter[str]:
    """Run the attempts from several threads that start together; return what they gave, counted."""
    depart, fin = threading.Barrier(FILS), threading.Barrier(FILS)

    def un_fil(premier: int) -> list[str]:
        ouvrir_comme_le_web(depart)
        try:
            return [essai(rang) for rang in range(premier, combien, FILS)]
        finally:
            connections.close_all()
            fin.wait(timeout=600)

    with ThreadPoolExecutor(FILS) as fils:
        return Counter(resultat for liste in fils.map(un_fil, range(FILS)) for resultat in liste)


def par_le_service(acteur: Acteur, partenaire: Partenaire) -> Essai:
    """Return an attempt that goes through the service."""

    def essai(rang: int) -> str:
        try:
            with portee(acteur):
                creer_technicien(
                    acteur=acteur,
                    partenaire_id=partenaire.pk,
                    civilite="m",
                    nom="Perrin",
                    prenom="Luc",
                    fonction="travailleur social",
                    courriel=f"luc.perrin{rang}@valmont.example",
                    telephone="04 00 00 00 04",
                    certifications=list(CERTIFICATIONS),
                    formation_detection_le=None,
                )
        except RegleMetierRefusee as refus:
            return refus.code
        return "cree"

    return essai


def sans_le_service(acteur: Acteur, partenaire: Partenaire, comptes: list[int]) -> Essai:
    """Return an attempt that takes no lock and counts nothing: only the database can refuse it."""

    def essai(rang: int) -> str:
        maintenant = timezone.now()
        try:
            with portee(acteur):
                Habilitation.objects.create(
                    utilisateur_id=comptes[rang],
                    partenaire=partenaire,
                    profil="technicien",
                    etat="invitee",
                    creee_le=maintenant,
                    invitation_expire_le=maintenant + timedelta(days=7),
                )
        except IntegrityError as erreur:
            return "refuse" if "article 2.2.1" in str(erreur) else str(erreur)
        return "cree"

    return essai


def preparer(effectif: int) -> tuple[Acteur, Partenaire]:
    partenaire = creer_partenaire_lie(effectif=effectif)
    return acteur_pour(creer_gestionnaire(partenaire)), partenaire


@pytest.mark.exigence("HAB-03", "NOV-01", "SEC-02")
def test_quarante_creations_a_la_fois_ne_depassent_jamais() -> None:
    acteur, partenaire = preparer(effectif=8)
    resultats = lancer(par_le_service(acteur, partenaire), 40)
    assert resultats == {"cree": 5, "quota_atteint": 35}
    comptes = Habilitation.objects.filter(partenaire=partenaire, profil="technicien")
    assert comptes.count() == 5
    assert len({compte.utilisateur.identifiant for compte in comptes}) == 5


@pytest.mark.exigence("HAB-03", "NOV-01")
def test_quarante_insertions_directes_ne_depassent_jamais_non_plus() -> None:
    acteur, partenaire = preparer(effectif=8)
    with transaction.atomic():
        comptes = [creer_utilisateur("technicien").pk for _ in range(40)]
    resultats = lancer(sans_le_service(acteur, partenaire, comptes), 40)
    assert resultats == {"cree": 5, "refuse": 35}
    assert Habilitation.objects.filter(partenaire=partenaire, profil="technicien").count() == 5


def par_un_retour(acteur: Acteur, cles: list[uuid.UUID]) -> Essai:
    """Return an attempt that brings back an ended account, each its own."""

    def essai(rang: int) -> str:
        try:
            with portee(acteur):
                reactiver_compte(acteur=acteur, cle=cles[rang])
        except RegleMetierRefusee as refus:
            return refus.code
        return "cree"

    return essai


def melanger(un: Essai, autre: Essai) -> Essai:
    """Return attempts of both kinds, one after the other."""
    return lambda rang: (un if rang % 2 else autre)(rang // 2)


def anciens(partenaire: Partenaire, combien: int) -> list[uuid.UUID]:
    """Make techniciens who left, to bring back."""
    with transaction.atomic():
        return [
            creer_habilitation(partenaire, etat="inactive", motif_inactivation="depart").cle
            for _ in range(combien)
        ]


def vivants(partenaire: Partenaire) -> int:
    return Habilitation.objects.filter(
        partenaire=partenaire, profil="technicien", etat__in=["active", "invitee"]
    ).count()


@pytest.mark.exigence("HAB-03", "HAB-14", "NOV-01")
def test_les_retours_et_les_creations_se_disputent_les_memes_places() -> None:
    acteur, partenaire = preparer(effectif=8)
    retours = par_un_retour(acteur, anciens(partenaire, 20))
    resultats = lancer(melanger(retours, par_le_service(acteur, partenaire)), 40)
    assert resultats == {"cree": 5, "quota_atteint": 35}
    assert vivants(partenaire) == 5


@pytest.mark.pannes
@pytest.mark.exigence("HAB-03", "HAB-14", "NOV-01")
def test_mille_retours_et_creations_a_la_fois_ne_depassent_jamais() -> None:
    acteur, partenaire = preparer(effectif=30)
    retours = par_un_retour(acteur, anciens(partenaire, 500))
    resultats = lancer(melanger(retours, par_le_service(acteur, partenaire)), 1000)
    assert resultats == {"cree": 25, "quota_atteint": 975}
    assert vivants(partenaire) == 25


@pytest.mark.pannes
@pytest.mark.exigence("HAB-03", "NOV-01")
def test_mille_creations_a_la_fois_ne_depassent_jamais() -> None:
    acteur, partenaire = preparer(effectif=30)
    resultats = lancer(par_le_service(acteur, partenaire), 1000)
    assert resultats == {"cree": 25, "quota_atteint": 975}
    assert Habilitation.objects.filter(partenaire=partenaire, profil="technicien").count() == 25
