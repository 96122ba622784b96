"""The end of the last convention inactivates the accounts at once; nothing else does (CONV-14, HAB-13)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.db import connection, connections
from django.utils import timezone

from conventions.models import Caisse, CoupureAcces, Partenaire
from conventions.services.constats import balayer_conventions
from conventions.signals import droits_a_revoir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.settings.env import ROLES_BASE, env
from habilitations.enums import EtatHabilitation, MotifInactivation
from habilitations.models import Habilitation
from habilitations.receivers import suivre_les_conventions
from habilitations.services.fins import balayer_fins, inactiver_sans_convention
from tests.conftest import ClientDuPortail
from tests.factories.conventions import creer_caisse, creer_partenaire, mettre_fin, relier
from tests.factories.habilitations import creer_habilitation, creer_technicien

FIN = date(2026, 11, 30)
LENDEMAIN = datetime(2026, 12, 1, 0, 2, tzinfo=ZoneInfo("Europe/Paris"))
CommeTaches = Callable[[], AbstractContextManager[None]]
Connecter = Callable[[Utilisateur], ClientDuPortail]


@pytest.fixture
def caisse(db: None) -> Caisse:
    return creer_caisse()


@pytest.fixture
def valmont(caisse: Caisse) -> Partenaire:
    """Its only convention ends on ``FIN``; one gestionnaire, one technicien, one person invited."""
    partenaire = creer_partenaire("CCAS de Valmont")
    utilisation = relier(caisse, partenaire)
    for profil, etat in (("gestionnaire", "active"), ("technicien", "active"), ("technicien", "invitee")):
        creer_habilitation(partenaire, profil, etat)
    assert utilisation.parente is not None
    mettre_fin(utilisation.parente, FIN)
    return partenaire


def etats(partenaire: Partenaire) -> list[str]:
    return sorted(Habilitation.objects.filter(partenaire=partenaire).values_list("etat", flat=True))


@pytest.mark.exigence("CONV-14", "HAB-13")
def test_la_fin_constatee_inactive_les_comptes(valmont: Partenaire, comme_taches: CommeTaches) -> None:
    with comme_taches():
        balayer_conventions(maintenant=LENDEMAIN - timedelta(minutes=3))
    assert etats(valmont) == ["active", "active", "invitee"], "le dernier jour compte"
    with comme_taches():
        balayer_conventions(maintenant=LENDEMAIN)
    assert etats(valmont) == ["annulee", "inactive", "inactive"]
    inactives = Habilitation.objects.filter(partenaire=valmont, etat=EtatHabilitation.INACTIVE)
    for habilitation in inactives.select_related("utilisateur"):
        assert habilitation.motif_inactivation == MotifInactivation.FIN_DES_CONVENTIONS
        assert habilitation.inactivee_le == LENDEMAIN
        assert not habilitation.utilisateur.is_active
    entrees = Evenement.objects.filter(partenaire_id=valmont.pk)
    assert entrees.filter(action="habilitations.compte_inactive_fin").count() == 2
    assert entrees.filter(action="habilitations.invitation_annulee").count() == 1
    assert Courriel.objects.filter(message="habilitations.invitation_annulee").count() == 1


@pytest.mark.exigence("CONV-14", "HAB-13")
def test_les_sessions_finissent_avec_le_compte(
    caisse: Caisse, connecter: Connecter, comme_taches: CommeTaches
) -> None:
    partenaire = creer_partenaire()
    utilisation = relier(caisse, partenaire)
    compte = creer_technicien(partenaire)
    with time_machine.travel(LENDEMAIN - timedelta(hours=1), tick=True):
        navigateur = connecter(compte)
        assert navigateur.get("/mon-compte/").status_code == 200
    mettre_fin(utilisation, FIN)
    assert UserSession.objects.filter(user=compte).count() == 1
    with comme_taches():
        assert inactiver_sans_convention(partenaire_id=partenaire.pk, maintenant=LENDEMAIN) == 1
    assert not UserSession.objects.filter(user=compte).exists()
    with time_machine.travel(LENDEMAIN, tick=True):
        assert "connexion" in navigateur.get("/mon-compte/")["Location"]


@pytest.mark.exigence("CONV-14")
def test_une_autre_caisse_garde_les_comptes(valmont: Partenaire, comme_taches: CommeTaches) -> None:
    relier(creer_caisse("011"), valmont)
    with comme_taches():
        balayer_conventions(maintenant=LENDEMAIN)
        balayer_fins(maintenant=LENDEMAIN)
    assert etats(valmont) == ["active", "active", "invitee"]


@pytest.mark.exigence("CONV-15", "HAB-13")
def test_une_coupure_n_est_pas_une_fin(caisse: Caisse, comme_taches: CommeTaches) -> None:
    partenaire = creer_partenaire()
    relier(caisse, partenaire)
    creer_technicien(partenaire)
    CoupureAcces.objects.create(caisse=caisse, partenaire=partenaire, motif="Essai", coupee_le=timezone.now())
    with comme_taches():
        assert balayer_fins() == 0
    assert etats(partenaire) == ["active"]


@pytest.mark.exigence("HAB-13")
def test_le_balayage_de_nuit_rattrape_une_annonce_perdue(
    valmont: Partenaire, comme_taches: CommeTaches
) -> None:
    droits_a_revoir.disconnect(dispatch_uid="habilitations_fin_des_conventions")
    try:
        with comme_taches():
            balayer_conventions(maintenant=LENDEMAIN)
        assert etats(valmont) == ["active", "active", "invitee"]
    finally:
        droits_a_revoir.connect(suivre_les_conventions, dispatch_uid="habilitations_fin_des_conventions")
    with comme_taches():
        assert balayer_fins(maintenant=LENDEMAIN + timedelta(days=30)) == 3
        assert balayer_fins(maintenant=LENDEMAIN + timedelta(days=30)) == 0
    assert etats(valmont) == ["annulee", "inactive", "inactive"]


@pytest.mark.exigence("ORG-01", "HAB-13")
def test_outre_mer_le_compte_vit_jusqu_a_minuit_sur_place(comme_taches: CommeTaches) -> None:
    partenaire = creer_partenaire()
    utilisation = relier(creer_caisse("973", fuseau="America/Cayenne"), partenaire)
    creer_technicien(partenaire)
    mettre_fin(utilisation, FIN)
    with comme_taches():
        assert balayer_fins(maintenant=LENDEMAIN) == 0
        assert balayer_fins(maintenant=LENDEMAIN + timedelta(hours=4)) == 1


@pytest.mark.exigence("HAB-13", "HAB-17")
def test_personne_d_autre_que_le_systeme(valmont: Partenaire) -> None:
    intrus = Acteur(utilisateur_id=3, profil="gestionnaire", roles=frozenset({"gestionnaire"}))
    with pytest.raises(HorsPortee):
        inactiver_sans_convention(acteur=intrus, partenaire_id=valmont.pk, maintenant=LENDEMAIN)
    assert etats(valmont) == ["active", "active", "invitee"]


def inactiver_comme_un_worker(depart: threading.Barrier, partenaire_id: int) -> int:
    compte = env.db_url(ROLES_BASE["taches"])
    acces = {"USER": compte["USER"], "PASSWORD": compte["PASSWORD"]}
    connection.settings_dict = {**connection.settings_dict, **acces}
    try:
        with connection.cursor() as curseur:
            curseur.execute("SELECT current_user")
            assert curseur.fetchone() == ("portail_taches",)
        depart.wait(timeout=30)
        return inactiver_sans_convention(partenaire_id=partenaire_id, maintenant=LENDEMAIN)
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
@pytest.mark.exigence("HAB-13", "NOV-02")
def test_deux_workers_a_la_fois_n_inactivent_qu_une_fois() -> None:
    partenaire = creer_partenaire()
    utilisation = relier(creer_caisse(), partenaire)
    for _ in range(5):
        creer_habilitation(partenaire)
    mettre_fin(utilisation, FIN)
    depart = threading.Barrier(2)
    with ThreadPoolExecutor(2) as fils:
        faits = fils.map(lambda _: inactiver_comme_un_worker(depart, partenaire.pk), range(2))
    assert sorted(faits) == [0, 5]
    assert etats(partenaire) == ["inactive"] * 5
    assert Evenement.objects.filter(action="habilitations.compte_inactive_fin").count() == 5
