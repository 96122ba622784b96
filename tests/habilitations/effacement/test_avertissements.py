"""The deletion is announced thirty and seven days before, once each, to who may stop it (HAB-14)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail

from conventions.models import Partenaire
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.exceptions import HorsPortee
from espace_partenaires.notifications.envoi import balayer
from espace_partenaires.notifications.models import Courriel
from habilitations.enums import EtatHabilitation, MotifInactivation, NatureEvenement
from habilitations.models import EvenementCompte, Exclusion, Habilitation
from habilitations.services.avertissements import avertir_des_effacements
from habilitations.services.effacements import effacer_comptes
from habilitations.services.inactivation import eteindre
from habilitations.services.reactivations import reactiver_compte
from habilitations.tasks import avertir_des_effacements as tache
from tests.factories.conventions import creer_caisse
from tests.factories.habilitations import (
    acteur_pour,
    creer_agent,
    creer_gestionnaire,
    creer_habilitation,
    creer_partenaire_lie,
)

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("HAB-14")]
CommeTaches = Callable[[], AbstractContextManager[None]]
PARIS = ZoneInfo("Europe/Paris")
FIN = datetime(2026, 3, 10, 15, 30, tzinfo=PARIS)
TRENTE, SEPT = datetime(2026, 8, 11, tzinfo=PARIS), datetime(2026, 9, 3, tzinfo=PARIS)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def partenaire(db: None) -> Partenaire:
    return creer_partenaire_lie()


def inactiver(
    partenaire: Partenaire, profil: str = "technicien", motif: MotifInactivation = MotifInactivation.DEPART
) -> Habilitation:
    habilitation = creer_habilitation(partenaire, profil)
    eteindre(ACTEUR_SYSTEME, habilitation, motif, FIN)
    return habilitation


def destinataires(message: str) -> list[str]:
    lignes = Courriel.objects.filter(message=f"habilitations.{message}").order_by("cree_le")
    return [ligne.destinataire.identifiant for ligne in lignes if ligne.destinataire]


def test_trente_jours_puis_sept_une_fois_chacun(partenaire: Partenaire, comme_taches: CommeTaches) -> None:
    gestionnaire = creer_gestionnaire(partenaire)
    habilitation = inactiver(partenaire)
    with comme_taches():
        assert avertir_des_effacements(maintenant=TRENTE - MINUTE) == 0
        assert avertir_des_effacements(maintenant=TRENTE + MINUTE) == 1
        assert avertir_des_effacements(maintenant=TRENTE + MINUTE) == 0
        assert avertir_des_effacements(maintenant=SEPT - MINUTE) == 0
        assert avertir_des_effacements(maintenant=SEPT + MINUTE) == 1
        assert avertir_des_effacements(maintenant=SEPT + timedelta(days=6)) == 0
    assert destinataires("effacement_proche") == [habilitation.utilisateur.identifiant] * 2
    assert destinataires("effacement_proche_aux_gerants") == [gestionnaire.identifiant] * 2
    annonces = EvenementCompte.objects.filter(nature=NatureEvenement.AVERTI_DE_L_EFFACEMENT)
    assert [(a.survenu_le, a.nombre) for a in annonces.order_by("pk")] == [
        (TRENTE + MINUTE, 2),
        (SEPT + MINUTE, 2),
    ]
    fin = EvenementCompte.objects.get(nature=NatureEvenement.INACTIVATION)
    assert {annonce.de_id for annonce in annonces} == {fin.pk}


def test_un_balayage_en_retard_n_annonce_qu_une_fois_et_jamais_apres(
    partenaire: Partenaire, comme_taches: CommeTaches
) -> None:
    habilitation = inactiver(partenaire)
    with comme_taches():
        assert avertir_des_effacements(maintenant=SEPT + timedelta(days=2)) == 1
        assert avertir_des_effacements(maintenant=SEPT + timedelta(days=3)) == 0
        assert avertir_des_effacements(maintenant=datetime(2026, 9, 10, 0, 1, tzinfo=PARIS)) == 0
    autre = inactiver(partenaire)
    with comme_taches():
        assert avertir_des_effacements(maintenant=datetime(2026, 9, 10, 0, 1, tzinfo=PARIS)) == 0
        effacer_comptes(maintenant=datetime(2026, 9, 10, 0, 1, tzinfo=PARIS))
        assert avertir_des_effacements(maintenant=datetime(2026, 9, 12, tzinfo=PARIS)) == 0
    for efface in (habilitation, autre):
        efface.refresh_from_db()
        assert efface.etat == EtatHabilitation.EFFACEE
    assert not Courriel.objects.filter(message__startswith="habilitations.effacement").exists()


def test_le_texte_dit_jusqu_a_quand_et_par_qui(partenaire: Partenaire, comme_taches: CommeTaches) -> None:
    creer_gestionnaire(partenaire)
    habilitation = inactiver(partenaire)
    with time_machine.travel(TRENTE + MINUTE, tick=False), comme_taches():
        tache()
        balayer()
    textes = {lettre.to[0]: str(lettre.body) for lettre in mail.outbox}
    a_elle = textes[habilitation.utilisateur.courriel]
    assert "mercredi 9\N{NO-BREAK SPACE}septembre 2026" in a_elle
    assert "par un gestionnaire de la structure" in a_elle
    assert "article 2.2.3" in a_elle
    assert len(textes) == 2, "un compte inactivé reçoit encore ses courriels"
    assert all(habilitation.utilisateur.nom not in texte for texte in textes.values())


def qui_dit(partenaire: Partenaire, habilitation: Habilitation, comme_taches: CommeTaches) -> str:
    with comme_taches():
        avertir_des_effacements(maintenant=TRENTE + MINUTE)
    ecrit = Courriel.objects.get(
        message="habilitations.effacement_proche", destinataire=habilitation.utilisateur
    )
    return ecrit.texte


@pytest.mark.exigence("HAB-12")
def test_la_caisse_seule_rouvre_gestionnaires_et_fermetures_de_securite(
    partenaire: Partenaire, comme_taches: CommeTaches
) -> None:
    creer_gestionnaire(partenaire)
    agent = creer_agent("gestionnaire_conventions")
    creer_agent("instructeur")
    parti = inactiver(partenaire, "gestionnaire")
    assert "par la caisse." in qui_dit(partenaire, parti, comme_taches)
    assert destinataires("effacement_proche_aux_gerants") == [agent.identifiant]
    ferme = creer_habilitation(partenaire)
    eteindre(acteur_pour(agent), ferme, MotifInactivation.SECURITE, FIN, caisse_id=creer_caisse().pk)
    assert "par la caisse." in qui_dit(partenaire, ferme, comme_taches)
    exclu = inactiver(partenaire, motif=MotifInactivation.EXCLUSION)
    Exclusion.objects.create(
        habilitation=exclu,
        caisse=creer_caisse(),
        directeur="Le directeur",
        decidee_le=FIN.date(),
        motif="Prêt du compte",
        notifiee_le=FIN,
        auteur_id=agent.pk,
    )
    assert "si sa direction lève l’exclusion" in qui_dit(partenaire, exclu, comme_taches)


def test_sans_gestionnaire_la_caisse_est_prevenue(partenaire: Partenaire, comme_taches: CommeTaches) -> None:
    agent = creer_agent("gestionnaire_conventions")
    inactiver(partenaire)
    with comme_taches():
        avertir_des_effacements(maintenant=TRENTE + MINUTE)
    assert destinataires("effacement_proche_aux_gerants") == [agent.identifiant]


def test_le_retour_arrete_tout_et_une_seconde_fin_recommence(
    partenaire: Partenaire, comme_taches: CommeTaches
) -> None:
    gestionnaire = creer_gestionnaire(partenaire)
    habilitation = inactiver(partenaire)
    with comme_taches():
        assert avertir_des_effacements(maintenant=TRENTE + MINUTE) == 1
    retour = SEPT - timedelta(days=3)
    reactiver_compte(acteur=acteur_pour(gestionnaire), cle=habilitation.cle, maintenant=retour)
    with comme_taches():
        assert avertir_des_effacements(maintenant=SEPT + MINUTE) == 0
        assert effacer_comptes(maintenant=SEPT + timedelta(days=30)).partenaires == 0
    habilitation = Habilitation.objects.get(pk=habilitation.pk)
    eteindre(ACTEUR_SYSTEME, habilitation, MotifInactivation.DEPART, retour + timedelta(days=1))
    with comme_taches():
        assert avertir_des_effacements(maintenant=SEPT + MINUTE) == 0, "six mois de nouveau"
        assert avertir_des_effacements(maintenant=datetime(2027, 2, 1, tzinfo=PARIS)) == 1
    assert len(destinataires("effacement_proche")) == 2


def test_une_invitation_sans_suite_ne_s_annonce_pas(
    partenaire: Partenaire, comme_taches: CommeTaches
) -> None:
    creer_habilitation(partenaire, etat=EtatHabilitation.ANNULEE, annulee_le=FIN)
    with comme_taches():
        assert avertir_des_effacements(maintenant=SEPT + MINUTE) == 0
    assert not Courriel.objects.exists()


@pytest.mark.exigence("HAB-17")
def test_personne_d_autre_que_le_systeme(partenaire: Partenaire) -> None:
    with pytest.raises(HorsPortee):
        avertir_des_effacements(acteur=Acteur(utilisateur_id=3, profil="agent", roles=frozenset({"dpo"})))
    assert not EvenementCompte.objects.exists()
