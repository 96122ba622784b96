"""Which minute: the day before, the day itself, short months, overseas, a month late (HAB-14)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction

from conventions.models import Partenaire
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import NOM_EFFACE, Utilisateur
from espace_partenaires.comptes.services.effacement import effacer_compte
from espace_partenaires.exceptions import HorsPortee
from espace_partenaires.settings.env import ROLES_BASE, env
from habilitations.enums import EtatDemandeHabilitation, EtatHabilitation, EtatIncident
from habilitations.models import DemandeHabilitation, ExceptionCourriel, Habilitation, Incident
from habilitations.rules.validite import instant_d_effacement, palier_a_annoncer
from habilitations.services.effacements import Bilan, effacer_comptes
from habilitations.tasks import effacer_comptes as tache
from tests.factories.conventions import creer_caisse, creer_partenaire, relier
from tests.factories.habilitations import (
    creer_administrateur,
    creer_agent,
    creer_habilitation,
    creer_partenaire_lie,
)

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("HAB-14")]
CommeTaches = Callable[[], AbstractContextManager[None]]
PARIS, CAYENNE, REUNION = ZoneInfo("Europe/Paris"), ZoneInfo("America/Cayenne"), ZoneInfo("Indian/Reunion")
RIEN = Bilan(0, 0, 0, 0)


def paris(annee: int, mois: int, jour: int, heure: int = 0, minute: int = 0) -> datetime:
    return datetime(annee, mois, jour, heure, minute, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("fin", "effacee"),
    [
        (paris(2026, 3, 10, 23, 59), paris(2026, 9, 10)),
        (paris(2026, 3, 11, 0, 1), paris(2026, 9, 11)),
        (paris(2026, 8, 31, 12), paris(2027, 2, 28)),
        (paris(2027, 8, 31, 12), paris(2028, 2, 29)),
        (paris(2026, 2, 28, 12), paris(2026, 8, 28)),
        (paris(2026, 12, 31, 12), paris(2027, 6, 30)),
    ],
)
def test_six_mois_de_calendrier_a_minuit(fin: datetime, effacee: datetime) -> None:
    assert instant_d_effacement(fin, [PARIS]) == effacee


@pytest.mark.exigence("ORG-01")
def test_le_jour_doit_etre_venu_partout() -> None:
    fin = datetime(2026, 3, 10, 22, tzinfo=CAYENNE)  # already the 11th in Paris
    assert instant_d_effacement(fin, [CAYENNE]) == datetime(2026, 9, 10, tzinfo=CAYENNE)
    assert instant_d_effacement(fin, [CAYENNE, PARIS]) == datetime(2026, 9, 11, tzinfo=PARIS)
    assert instant_d_effacement(fin, [CAYENNE, REUNION]).tzinfo == REUNION


@pytest.mark.parametrize(
    ("le", "averti", "palier"),
    [
        (date(2026, 8, 10), None, None),
        (date(2026, 8, 11), None, 30),
        (date(2026, 8, 12), date(2026, 8, 11), None),
        (date(2026, 9, 2), date(2026, 8, 11), None),
        (date(2026, 9, 3), date(2026, 8, 11), 7),
        (date(2026, 9, 9), None, 7),
        (date(2026, 9, 9), date(2026, 9, 3), None),
        (date(2026, 9, 10), None, None),
    ],
)
def test_une_annonce_a_trente_jours_une_a_sept(le: date, averti: date | None, palier: int | None) -> None:
    assert palier_a_annoncer(date(2026, 9, 10), le, averti) == palier


def inactive(fin: datetime, partenaire: Partenaire | None = None, **champs: Any) -> Habilitation:
    ou = partenaire or creer_partenaire_lie()
    return creer_habilitation(ou, etat=EtatHabilitation.INACTIVE, inactivee_le=fin, **champs)


@pytest.mark.parametrize(
    ("fin", "avant", "apres"),
    [
        (paris(2026, 3, 10, 15), paris(2026, 9, 9, 23, 59), paris(2026, 9, 10, 0, 1)),
        (paris(2026, 8, 31, 23, 59), paris(2027, 2, 27, 23, 59), paris(2027, 2, 28, 0, 1)),
    ],
)
@pytest.mark.parametrize(
    "etat", [EtatHabilitation.INACTIVE, EtatHabilitation.ANNULEE, EtatHabilitation.EXPIREE]
)
def test_la_minute_d_avant_et_celle_d_apres(
    etat: EtatHabilitation, fin: datetime, avant: datetime, apres: datetime, comme_taches: CommeTaches
) -> None:
    champ = {"inactive": "inactivee_le", "annulee": "annulee_le", "expiree": "invitation_expire_le"}[etat]
    dates: dict[str, Any] = {champ: fin}
    habilitation = creer_habilitation(etat=etat, **dates)
    with comme_taches():
        assert effacer_comptes(maintenant=avant) == RIEN
        assert effacer_comptes(maintenant=apres).partenaires == 1
        assert effacer_comptes(maintenant=apres + timedelta(days=30)) == RIEN, "une seconde fois ne fait rien"
    habilitation.refresh_from_db()
    assert (habilitation.etat, habilitation.effacee_le) == (EtatHabilitation.EFFACEE, apres)
    assert Utilisateur.objects.get(pk=habilitation.utilisateur_id).nom == NOM_EFFACE


@pytest.mark.exigence("ORG-01")
def test_outre_mer_le_compte_attend_minuit_sur_place(comme_taches: CommeTaches) -> None:
    partenaire = creer_partenaire()
    relier(creer_caisse("973", fuseau="America/Cayenne"), partenaire)
    inactive(datetime(2026, 3, 10, 15, tzinfo=CAYENNE), partenaire=partenaire)
    with comme_taches():
        assert effacer_comptes(maintenant=datetime(2026, 9, 9, 23, 59, tzinfo=CAYENNE)) == RIEN
        assert effacer_comptes(maintenant=datetime(2026, 9, 10, 0, 1, tzinfo=CAYENNE)).partenaires == 1


def test_un_mois_de_retard_n_efface_que_ce_qui_est_du(comme_taches: CommeTaches) -> None:
    partenaire = creer_partenaire_lie()
    vieille = inactive(paris(2026, 3, 10, 15), partenaire=partenaire)
    jeune = inactive(paris(2026, 5, 10, 15), partenaire=partenaire)
    active = creer_habilitation(partenaire)
    with time_machine.travel(paris(2026, 10, 10, 4, 40)), comme_taches():
        tache()
    etats = dict(Habilitation.objects.values_list("pk", "etat"))
    assert etats == {vieille.pk: "effacee", jeune.pk: "inactive", active.pk: "active"}


def test_un_compte_revenu_n_est_pas_efface(comme_taches: CommeTaches) -> None:
    habilitation = inactive(paris(2026, 3, 10, 15))
    Habilitation.objects.update(etat=EtatHabilitation.ACTIVE, activee_le=paris(2026, 3, 1))
    with comme_taches():
        assert effacer_comptes(maintenant=paris(2027, 1, 1)) == RIEN
    habilitation.refresh_from_db()
    assert habilitation.etat == EtatHabilitation.ACTIVE


@pytest.mark.exigence("HAB-01")
def test_le_second_compte_de_la_personne_garde_ce_qui_est_a_elle(comme_taches: CommeTaches) -> None:
    partenaire = creer_partenaire_lie()
    adresse = "awa@autre.example"
    inactive(paris(2026, 3, 10, 15), partenaire=partenaire, compte={"courriel": adresse})
    reste = creer_habilitation(partenaire, "gestionnaire", compte={"courriel": adresse.upper()})
    ExceptionCourriel.objects.create(
        partenaire=partenaire, courriel=adresse, motif="Détachée", accordee_le=paris(2026, 1, 5), auteur_id=1
    )
    with comme_taches():
        assert effacer_comptes(maintenant=paris(2026, 9, 11)).partenaires == 1
    assert ExceptionCourriel.objects.get().courriel == adresse
    reste.utilisateur.refresh_from_db()
    assert reste.utilisateur.courriel == adresse.upper()


@pytest.mark.exigence("HAB-04", "HAB-12")
def test_demandes_et_incidents_ont_leur_propre_terme(comme_taches: CommeTaches) -> None:
    partenaire, caisse, decidee = creer_partenaire_lie(), creer_caisse(), paris(2026, 3, 10, 15)
    commun = {"partenaire": partenaire, "caisse": caisse}
    demande = DemandeHabilitation.objects.create(
        **commun,
        nature="habiliter",
        etat=EtatDemandeHabilitation.REFUSEE,
        demandee_le=decidee,
        demandee_par=1,
        decidee_le=decidee,
        nom="Perrin",
        motif_refus="Adresse personnelle",
    )
    attente = DemandeHabilitation.objects.create(
        **commun, nature="habiliter", demandee_le=paris(2026, 1, 5), demandee_par=1, nom="Marin"
    )
    incident = Incident.objects.create(
        **commun,
        nature="perte",
        origine="publique",
        etat=EtatIncident.CLOS,
        conclusion="sans_compte",
        constate_le=decidee.date(),
        declare_le=decidee,
        clos_le=decidee,
        nom="Luc Perrin",
        recit="Perdu",
    )
    with comme_taches():
        assert effacer_comptes(maintenant=paris(2026, 9, 9, 23, 59)) == RIEN
        assert effacer_comptes(maintenant=paris(2026, 9, 10, 0, 1)) == Bilan(0, 0, 1, 1)
    for ligne in (demande, attente, incident):
        ligne.refresh_from_db()
    assert (demande.nom, demande.motif_refus, demande.etat) == ("", "", EtatDemandeHabilitation.REFUSEE)
    assert (incident.nom, incident.recit, incident.conclusion) == ("", "", "sans_compte")
    assert attente.nom == "Marin", "une demande qui attend n’est pas finie"


@pytest.mark.exigence("HAB-16")
def test_agents_et_administrateurs_fermes_depuis_six_mois(comme_taches: CommeTaches) -> None:
    fermes = [creer_agent("instructeur"), creer_administrateur()]
    ouvert = creer_agent("instructeur")
    Utilisateur.objects.filter(pk__in=[compte.pk for compte in fermes]).update(
        is_active=False, ferme_le=paris(2026, 3, 10, 15)
    )
    with comme_taches():
        assert effacer_comptes(maintenant=paris(2026, 9, 9, 23, 59)) == RIEN
        assert effacer_comptes(maintenant=paris(2026, 9, 10, 0, 1)) == Bilan(0, 2, 0, 0)
    for compte in fermes:
        compte.refresh_from_db()
        assert (compte.nom, compte.courriel, compte.is_staff) == (NOM_EFFACE, "", False)
        assert not compte.groups.exists()
    assert fermes[0].agent.caisse.code == "691", "les actes passés restent ceux de la caisse"
    ouvert.refresh_from_db()
    assert ouvert.nom != NOM_EFFACE


@pytest.mark.exigence("HAB-16")
def test_un_agent_invite_en_vain_depuis_six_mois(comme_taches: CommeTaches) -> None:
    en_vain, ouvert = creer_agent("instructeur", is_active=False), creer_agent("instructeur")
    for compte in (en_vain, ouvert):
        compte.invitations.create(
            empreinte=str(compte.pk), creee_le=paris(2026, 3, 3, 15), expire_le=paris(2026, 3, 10, 15)
        )
    with comme_taches():
        assert effacer_comptes(maintenant=paris(2026, 9, 9, 23, 59)) == RIEN
        assert effacer_comptes(maintenant=paris(2026, 9, 10, 0, 1)) == Bilan(0, 1, 0, 0)
    en_vain.refresh_from_db()
    assert en_vain.nom == NOM_EFFACE


def test_un_compte_que_la_base_refuse_ne_retient_pas_les_autres(
    comme_taches: CommeTaches, monkeypatch: pytest.MonkeyPatch
) -> None:
    premiere, seconde = (inactive(paris(2026, 3, 10, 15)) for _ in range(2))

    def refuser_la_premiere(*, acteur: Acteur, utilisateur: Utilisateur, maintenant: datetime) -> None:
        if utilisateur.pk == premiere.utilisateur_id:
            raise DatabaseError
        effacer_compte(acteur=acteur, utilisateur=utilisateur, maintenant=maintenant)

    monkeypatch.setattr("habilitations.services.effacements.effacer_compte", refuser_la_premiere)
    with comme_taches(), pytest.raises(DatabaseError):
        effacer_comptes(maintenant=paris(2026, 9, 11))
    etats = dict(Habilitation.objects.values_list("pk", "etat"))
    assert etats == {premiere.pk: "inactive", seconde.pk: "effacee"}


@pytest.mark.exigence("HAB-17")
def test_personne_d_autre_que_le_systeme() -> None:
    inactive(paris(2026, 3, 10, 15))
    with pytest.raises(HorsPortee):
        effacer_comptes(acteur=Acteur(utilisateur_id=3, profil="agent", roles=frozenset({"dpo"})))
    assert Habilitation.objects.get().etat == EtatHabilitation.INACTIVE


@pytest.mark.exigence("RGPD-01")
def test_la_commande_dit_d_abord_combien() -> None:
    inactive(paris(2026, 3, 10, 15))
    sortie = StringIO()
    with time_machine.travel(paris(2026, 9, 11)):
        call_command("effacer_comptes", "--essai", stdout=sortie)
        assert "comptes et invitations de partenaires : 1" in sortie.getvalue()
        assert Habilitation.objects.get().etat == EtatHabilitation.INACTIVE
        call_command("effacer_comptes", stdout=sortie)
    assert Habilitation.objects.get().etat == EtatHabilitation.EFFACEE


def effacer_comme_un_worker(depart: threading.Barrier) -> int:
    compte = env.db_url(ROLES_BASE["taches"])
    acces = {"USER": compte["USER"], "PASSWORD": compte["PASSWORD"]}
    connection.settings_dict = {**connection.settings_dict, **acces}
    try:
        depart.wait(timeout=30)
        return effacer_comptes(maintenant=paris(2026, 9, 11)).partenaires
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_deux_workers_a_la_fois_effacent_chacun_une_fois() -> None:
    with transaction.atomic():
        partenaire = creer_partenaire_lie()
        for _ in range(6):
            inactive(paris(2026, 3, 10, 15), partenaire=partenaire)
    depart = threading.Barrier(2)
    with ThreadPoolExecutor(2) as fils:
        faits = list(fils.map(lambda _: effacer_comme_un_worker(depart), range(2)))
    # What one worker held, the other left: the next sweep takes it.
    assert sum(faits) + effacer_comptes(maintenant=paris(2026, 9, 11)).partenaires == 6
    assert set(Habilitation.objects.values_list("etat", flat=True)) == {"effacee"}
