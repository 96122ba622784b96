"""What time does to requests: departures on their date, what has no object any more, reminders (HAB-04, HAB-10)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection, connections
from django.utils import timezone

from conventions.models import CoupureAcces, Partenaire
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.comptes.services.invitations import activer_compte, inviter
from espace_partenaires.exceptions import HorsPortee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.settings.env import ROLES_BASE, env
from habilitations import tasks
from habilitations.enums import MotifInactivation
from habilitations.models import DemandeHabilitation, Habilitation
from habilitations.services import executions
from habilitations.services.executions import executer_demandes, rappeler_demandes
from habilitations.services.inactivation import eteindre
from tests.factories.conventions import creer_caisse, mettre_fin, relier
from tests.factories.habilitations import creer_agent, creer_habilitation, creer_technicien
from tests.habilitations.demandes.scene import (
    LUNDI,
    PARIS,
    PREMIERE,
    CommeTaches,
    agent,
    demande,
    gestionnaire,
    structure,
)

pytestmark = pytest.mark.django_db
ACCEPTEE: dict[str, Any] = {"etat": "acceptee", "decidee_le": LUNDI, "decidee_par": 7}
MINUTE = timedelta(minutes=1)


def minuit(jour: date, fuseau: str = "Europe/Paris") -> datetime:
    return datetime(jour.year, jour.month, jour.day, tzinfo=ZoneInfo(fuseau))


def depart(partenaire: Partenaire, habilitation: Habilitation, **champs: Any) -> DemandeHabilitation:
    return demande(partenaire, "inactiver", habilitation, **{**ACCEPTEE, **champs})


def etat_de(habilitation: Habilitation) -> str:
    return str(Habilitation.objects.get(pk=habilitation.pk).etat)


@pytest.mark.exigence("HAB-10", "ORG-01")
@pytest.mark.parametrize(
    ("code", "fuseau"),
    [("691", "Europe/Paris"), ("973", "America/Cayenne"), ("974", "Indian/Reunion")],
)
def test_le_depart_se_fait_a_la_premiere_heure_du_jour_dit(
    code: str, fuseau: str, comme_taches: CommeTaches
) -> None:
    caisse = creer_caisse(code, fuseau=fuseau)
    partenaire = structure(caisse=caisse)
    reste, cible = gestionnaire(partenaire), gestionnaire(partenaire, "Marin").habilitation
    technicien = creer_technicien(partenaire)
    Habilitation.objects.filter(utilisateur=technicien).update(auteur_id=cible.utilisateur_id)
    une = depart(partenaire, cible, caisse=caisse)
    with comme_taches():
        assert executer_demandes(maintenant=minuit(PREMIERE, fuseau) - MINUTE) == 0
        assert etat_de(cible) == "active"
        instant = minuit(PREMIERE, fuseau) + MINUTE
        assert executer_demandes(maintenant=instant) == 1
        assert executer_demandes(maintenant=instant) == 0
    une.refresh_from_db()
    cible.refresh_from_db()
    assert (une.etat, une.faite_le, une.decidee_par) == ("faite", instant, 7)
    assert (cible.etat, cible.motif_inactivation, cible.inactivee_le) == (
        "inactive",
        MotifInactivation.DEPART,
        instant,
    )
    assert etat_de(technicien.habilitation) == "active", "les techniciens restent (S1u 2.2.3)"
    dit = Courriel.objects.filter(message="habilitations.inactivation_au_partenaire")
    assert [courriel.destinataire for courriel in dit] == [reste]
    entree = Evenement.objects.get(action="habilitations.demande_executee")
    assert (entree.auteur_id, entree.caisse_id) == (0, caisse.pk)


@pytest.mark.exigence("HAB-10")
def test_un_mois_d_arret_ne_perd_aucun_depart(comme_taches: CommeTaches) -> None:
    partenaire = structure()
    gestionnaire(partenaire)
    cible = gestionnaire(partenaire, "Marin").habilitation
    depart(partenaire, cible)
    with comme_taches():
        assert executer_demandes(maintenant=minuit(PREMIERE) + timedelta(days=30)) == 1
    assert etat_de(cible) == "inactive"


@pytest.mark.exigence("HAB-10")
def test_le_depart_attend_que_le_successeur_ouvre_son_compte(
    comme_taches: CommeTaches, monkeypatch: pytest.MonkeyPatch
) -> None:
    with time_machine.travel(minuit(PREMIERE) + timedelta(hours=10), tick=False):
        partenaire = structure()
        cible = gestionnaire(partenaire).habilitation
        invitee = creer_habilitation(partenaire, "gestionnaire", "invitee")
        une = depart(partenaire, cible, successeur=invitee)
        with comme_taches():
            assert executer_demandes() == 0
        une.refresh_from_db()
        assert (une.etat, etat_de(cible)) == ("acceptee", "active"), "rien n’est perdu"
        reveils: list[str] = []
        monkeypatch.setattr("habilitations.receivers.reveiller", lambda nom, **_: reveils.append(nom))
        _, lien = inviter(acteur=ACTEUR_SYSTEME, utilisateur=invitee.utilisateur)
        activer_compte(secret=lien.rstrip("/").rsplit("/", 1)[1], mot_de_passe="quatre saules au bord du lac")
        assert reveils == ["habilitations.executer_demandes"]
        with comme_taches():
            tasks.executer_demandes()
    une.refresh_from_db()
    assert (une.etat, etat_de(cible), etat_de(invitee)) == ("faite", "inactive", "active")


@pytest.mark.exigence("HAB-10", "HAB-12")
def test_un_compte_ferme_autrement_clot_ce_qui_le_concernait(comme_taches: CommeTaches) -> None:
    partenaire = structure()
    reste, cible = gestionnaire(partenaire), gestionnaire(partenaire, "Marin").habilitation
    attendue = demande(partenaire, "inactiver", cible)
    modification = demande(partenaire, "modifier", cible, nom="Marin-Roche")
    cible.utilisateur = type(reste).objects.get(pk=cible.utilisateur_id)
    eteindre(ACTEUR_SYSTEME, cible, MotifInactivation.SECURITE, LUNDI)
    with comme_taches():
        assert executer_demandes(maintenant=LUNDI + timedelta(hours=1)) == 2
        assert executer_demandes(maintenant=LUNDI + timedelta(hours=2)) == 0
    attendue.refresh_from_db()
    modification.refresh_from_db()
    # What was asked is there; nothing is left to change.
    assert (attendue.etat, attendue.decidee_par) == ("faite", None)
    assert (modification.etat, modification.motif_refus) == ("annulee", executions.COMPTE_TERMINE)
    dit = Courriel.objects.get(message="habilitations.demande_close")
    assert dit.destinataire == reste
    assert executions.COMPTE_TERMINE.replace(" :", "\xa0:") in dit.texte


@pytest.mark.exigence("HAB-04", "HAB-13", "CONV-15")
def test_la_fin_de_la_convention_clot_ce_qui_attend_une_coupure_non(comme_taches: CommeTaches) -> None:
    rhone, ain = creer_caisse(), creer_caisse("011", departements=("01",))
    partenaire = structure()
    gestionnaire(partenaire)
    cible = gestionnaire(partenaire, "Marin").habilitation
    de_l_ain = relier(ain, partenaire)
    coupee, finie = demande(partenaire), demande(partenaire, caisse=ain, courriel="ines@valmont.example")
    acceptee = depart(partenaire, cible, caisse=ain, souhaitee_le=date(2026, 12, 20))
    CoupureAcces.objects.create(caisse=rhone, partenaire=partenaire, motif="Essai", coupee_le=timezone.now())
    mettre_fin(de_l_ain, date(2026, 11, 30))
    with comme_taches():
        assert executer_demandes(maintenant=minuit(date(2026, 12, 1)) - MINUTE) == 0
        assert executer_demandes(maintenant=minuit(date(2026, 12, 1)) + MINUTE) == 1
    for une in (coupee, finie, acceptee):
        une.refresh_from_db()
    assert (coupee.etat, finie.etat, acceptee.etat) == ("en_attente", "annulee", "acceptee")
    assert finie.motif_refus == executions.CONVENTION_TERMINEE
    with comme_taches():
        assert executer_demandes(maintenant=minuit(date(2026, 12, 20))) == 1
    assert etat_de(cible) == "inactive", "acceptée pendant la convention, faite à sa date"


@pytest.mark.exigence("HAB-04", "UX-07")
def test_le_rappel_puis_le_retard_une_fois_chacun(comme_taches: CommeTaches) -> None:
    partenaire = structure()
    decideur, superviseur = agent(), creer_agent("superviseur")
    demande(partenaire)

    def dits(message: str) -> list[object]:
        courriels = Courriel.objects.filter(message=f"habilitations.{message}").order_by("destinataire_id")
        return [courriel.destinataire for courriel in courriels]

    # Received on Monday 9: 10, 12, 13, 16 (reminder), 17 (last day); 11 is a public holiday.
    with comme_taches():
        assert rappeler_demandes(maintenant=minuit(date(2026, 11, 16)) - MINUTE) == 0
        assert rappeler_demandes(maintenant=minuit(date(2026, 11, 16)) + MINUTE) == 1
        assert rappeler_demandes(maintenant=minuit(date(2026, 11, 17)) + MINUTE) == 0
        assert dits("demande_rappel") == [decideur]
        assert rappeler_demandes(maintenant=minuit(date(2026, 11, 18)) - MINUTE) == 0
        assert rappeler_demandes(maintenant=minuit(date(2026, 11, 18)) + MINUTE) == 1
        assert rappeler_demandes(maintenant=minuit(date(2026, 12, 18))) == 0
    assert dits("demande_en_retard") == [decideur, superviseur]
    retard = Courriel.objects.filter(message="habilitations.demande_en_retard")[0]
    assert "au plus tard le mardi 17" in retard.texte
    assert "Perrin" not in retard.texte


@pytest.mark.exigence("HAB-04")
def test_apres_un_mois_d_arret_on_dit_le_retard_et_plus_le_rappel(comme_taches: CommeTaches) -> None:
    agent()
    partenaire = structure()
    demande(partenaire)
    demande(partenaire, courriel="ines@valmont.example", etat="annulee", decidee_le=LUNDI)
    with comme_taches():
        assert rappeler_demandes(maintenant=LUNDI + timedelta(days=30)) == 1
    assert [courriel.message for courriel in Courriel.objects.all()] == ["habilitations.demande_en_retard"]


@pytest.mark.exigence("HAB-04", "HAB-17")
def test_personne_d_autre_que_le_systeme() -> None:
    intrus = Acteur(utilisateur_id=3, profil="agent", roles=frozenset({"gestionnaire_conventions"}))
    for balayage in (executer_demandes, rappeler_demandes):
        with pytest.raises(HorsPortee):
            balayage(acteur=intrus, maintenant=LUNDI)


def comme_un_worker(ensemble: threading.Barrier, instant: datetime) -> int:
    compte = env.db_url(ROLES_BASE["taches"])
    acces = {"USER": compte["USER"], "PASSWORD": compte["PASSWORD"]}
    connection.settings_dict = {**connection.settings_dict, **acces}
    try:
        with connection.cursor() as curseur:
            curseur.execute("SELECT current_user")
            assert curseur.fetchone() == ("portail_taches",)
        ensemble.wait(timeout=30)
        return executer_demandes(maintenant=instant)
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
@pytest.mark.exigence("HAB-10")
def test_deux_workers_a_la_fois_ne_font_un_depart_qu_une_fois() -> None:
    instant = datetime(2026, 11, 24, 8, tzinfo=PARIS)
    for rang in range(3):
        partenaire = structure(f"CCAS {rang}")
        gestionnaire(partenaire)
        depart(partenaire, gestionnaire(partenaire, "Marin").habilitation)
    ensemble = threading.Barrier(2)
    with ThreadPoolExecutor(2) as fils:
        faits = list(fils.map(lambda _: comme_un_worker(ensemble, instant), range(2)))
    # What one held while the other passed is left to the next hour: never twice, never lost.
    reste = executer_demandes(maintenant=instant)
    assert sum(faits) + reste == 3
    assert Evenement.objects.filter(action="habilitations.demande_executee").count() == 3
