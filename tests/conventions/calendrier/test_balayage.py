"""The sweep of conventions: the same rows, run once, twice, late, or by two workers at once (NOV-02)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections, transaction

from conventions.enums import NatureEvenement
from conventions.models import (
    AttestationDestruction,
    Avertissement,
    Caisse,
    Convention,
    EvenementConvention,
    Partenaire,
)
from conventions.selectors import caisses_en_vigueur
from conventions.services.constats import balayer_conventions
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.settings.env import ROLES_BASE, env
from tests.factories.conventions import (
    creer_adhesion,
    creer_caisse,
    creer_convention,
    creer_partenaire,
    creer_utilisation,
    mettre_fin,
    relier,
    renouveler,
)
from tests.factories.habilitations import creer_agent

PARIS = ZoneInfo("Europe/Paris")
FIN = date(2026, 3, 31)
CommeTaches = Callable[[], AbstractContextManager[None]]


def midi(jour: date) -> datetime:
    return datetime(jour.year, jour.month, jour.day, 12, tzinfo=PARIS)


def lignes() -> dict[str, list[Any]]:
    """Return every row a sweep may leave, but the moment of writing."""
    return {
        "faits": sorted(
            EvenementConvention.objects.filter(nature__endswith="_constatee").values_list(
                "convention__objet", "nature", "survenu_le", "effet_le", "article"
            )
        ),
        "avertissements": sorted(Avertissement.objects.values_list("convention__objet", "code", "echeance")),
        "attestations": sorted(
            AttestationDestruction.objects.values_list("convention__objet", "partie__partenaire__libelle")
        ),
        "courriels": sorted(
            Courriel.objects.values_list("message", "objet", "destinataire__identifiant", "adresse")
        ),
        "journal": sorted(
            Evenement.objects.filter(action__startswith="conventions.").values_list("action", "objet_id")
        ),
    }


def scene() -> tuple[Caisse, Partenaire, Convention]:
    """Make a convention that ends, another that goes on, and one who manages them."""
    caisse = creer_caisse()
    creer_agent("gestionnaire_conventions", courriel="agent@caisse.example")
    valmont = creer_partenaire("CCAS de Valmont", courriel_dpo="dpo@valmont.example")
    utilisation = relier(caisse, valmont, signee_le=date(2024, 1, 5))
    metier = utilisation.parente
    assert metier is not None
    mettre_fin(metier, FIN)
    relier(caisse, creer_partenaire("Association Le Pas"), signee_le=date(2023, 2, 1))
    return caisse, valmont, utilisation


@pytest.mark.django_db
@pytest.mark.exigence("CONV-04", "CONV-06", "CONV-13")
def test_le_balayage_ecrit_ce_que_disent_les_dates(comme_taches: CommeTaches) -> None:
    _, valmont, utilisation = scene()
    with comme_taches():
        balayer_conventions(maintenant=midi(FIN))
    assert not EvenementConvention.objects.filter(nature=NatureEvenement.FIN_CONSTATEE).exists(), (
        "le dernier jour compte"
    )
    with comme_taches():
        balayer_conventions(maintenant=midi(FIN + timedelta(days=1)))
    finies = EvenementConvention.objects.filter(nature=NatureEvenement.FIN_CONSTATEE)
    assert set(finies.values_list("convention_id", "effet_le")) == {
        (utilisation.pk, FIN),
        (utilisation.parente_id, FIN),
    }
    reconductions = EvenementConvention.objects.filter(nature=NatureEvenement.RECONDUCTION_CONSTATEE)
    assert list(reconductions.order_by("effet_le").values_list("effet_le", flat=True)) == [
        date(2024, 2, 1),
        date(2025, 1, 5),
        date(2025, 2, 1),
        date(2026, 1, 5),
        date(2026, 2, 1),
    ]
    demandee = AttestationDestruction.objects.get()
    assert demandee.partie.partenaire == valmont
    assert demandee.convention_id == utilisation.parente_id, "une seule, pour les deux conventions"
    assert Courriel.objects.get(message="conventions.attestation_demandee").adresse == "dpo@valmont.example"


@pytest.mark.django_db
@pytest.mark.exigence("CONV-04", "NOV-02")
def test_deux_fois_de_suite_ne_change_rien(comme_taches: CommeTaches) -> None:
    scene()
    with comme_taches():
        premier = balayer_conventions(maintenant=midi(FIN + timedelta(days=1)))
    avant = lignes()
    with comme_taches():
        second = balayer_conventions(maintenant=midi(FIN + timedelta(days=1)))
    assert premier == 7
    assert second == 0
    assert lignes() == avant
    assert avant["avertissements"], "il y avait à avertir"


@pytest.mark.django_db
@pytest.mark.exigence("CONV-04", "CONV-06", "NOV-02")
def test_un_mois_de_retard_donne_les_memes_faits(comme_taches: CommeTaches) -> None:
    scene()

    def balayer(jours: list[int]) -> dict[str, list[Any]]:
        with comme_taches():
            for jour in jours:
                balayer_conventions(maintenant=midi(FIN + timedelta(days=jour)))
        return lignes()

    with transaction.atomic():
        chaque_jour = balayer(list(range(-2, 35)))
        transaction.set_rollback(True)
    en_retard = balayer([-2, 34])
    assert en_retard["faits"] == chaque_jour["faits"]
    assert en_retard["attestations"] == chaque_jour["attestations"]
    assert en_retard["avertissements"] == chaque_jour["avertissements"], "chacun une fois, encore utile"


@pytest.mark.django_db
@pytest.mark.exigence("NOV-02", "CONV-14")
def test_sans_aucun_balayage_pendant_un_mois_les_droits_restent_justes() -> None:
    caisse, valmont, _ = scene()
    autre = Partenaire.objects.get(libelle="Association Le Pas")
    for ecart in (-30, 0, 1, 30):
        instant = midi(FIN + timedelta(days=ecart))
        assert (caisse.pk in caisses_en_vigueur(valmont.pk, instant)) == (ecart <= 0)
        assert caisse.pk in caisses_en_vigueur(autre.pk, instant)
    assert lignes()["faits"] == []


@pytest.mark.django_db
@pytest.mark.exigence("ORG-01", "CONV-06", "HAB-13")
def test_le_jour_finit_ou_est_la_caisse(comme_taches: CommeTaches) -> None:
    caisse = creer_caisse("973", fuseau="America/Cayenne")
    convention = creer_convention(caisse, creer_partenaire())
    mettre_fin(convention, FIN)
    finies = EvenementConvention.objects.filter(nature=NatureEvenement.FIN_CONSTATEE)
    a_paris = datetime(2026, 4, 1, 1, tzinfo=PARIS)
    with comme_taches():
        balayer_conventions(maintenant=a_paris)
    assert not finies.exists()
    with comme_taches():
        balayer_conventions(maintenant=a_paris + timedelta(hours=5))
    assert finies.count() == 1


@pytest.mark.django_db
@pytest.mark.exigence("CONV-04")
def test_un_renouvellement_enregistre_apres_coup_rouvre_le_calendrier(comme_taches: CommeTaches) -> None:
    convention = creer_convention(
        creer_caisse(), creer_partenaire(), modele="locale-caf", signee_le=date(2023, 4, 1)
    )
    with comme_taches():
        balayer_conventions(maintenant=midi(FIN + timedelta(days=1)))
    renouveler(convention, date(2029, 3, 31), consigne_le=FIN + timedelta(days=2))
    with comme_taches():
        balayer_conventions(maintenant=midi(date(2029, 4, 1)))
    finies = EvenementConvention.objects.filter(nature=NatureEvenement.FIN_CONSTATEE)
    assert list(finies.order_by("effet_le").values_list("effet_le", flat=True)) == [FIN, date(2029, 3, 31)]


@pytest.mark.django_db
@pytest.mark.exigence("CONV-13", "CONV-20")
def test_un_membre_d_une_tete_de_reseau_atteste_pour_sa_convention(comme_taches: CommeTaches) -> None:
    caisse, tete, membre = creer_caisse(), creer_partenaire("UDCCAS"), creer_partenaire("CCAS de Bourg")
    metier = creer_convention(caisse, tete)
    creer_adhesion(tete, membre)
    creer_utilisation(caisse, membre, parente=metier)
    mettre_fin(metier, FIN)
    with comme_taches():
        balayer_conventions(maintenant=midi(FIN + timedelta(days=1)))
    demandes = AttestationDestruction.objects.values_list("convention__nature", "partie__partenaire__libelle")
    assert sorted(demandes) == [("metier", "UDCCAS"), ("utilisation", "CCAS de Bourg")]


@pytest.mark.django_db
@pytest.mark.exigence("CONV-04", "HAB-17")
def test_personne_d_autre_que_le_systeme_ne_balaie() -> None:
    with pytest.raises(HorsPortee):
        balayer_conventions(acteur=Acteur(utilisateur_id=3, profil="agent", roles=frozenset({"superviseur"})))


@pytest.mark.django_db
@pytest.mark.exigence("CONV-04")
def test_plus_d_un_lot(comme_taches: CommeTaches, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conventions.services.constats.LOT", 2)
    caisse = creer_caisse()
    for _ in range(5):
        mettre_fin(creer_convention(caisse, creer_partenaire()), FIN)
    with comme_taches():
        assert balayer_conventions(maintenant=midi(FIN + timedelta(days=1))) == 5


def balayer_comme_un_worker(depart: threading.Barrier, instant: datetime) -> int:
    """Sweep on a connection of its own, signed in to PostgreSQL as the workers are."""
    compte = env.db_url(ROLES_BASE["taches"])
    acces = {"USER": compte["USER"], "PASSWORD": compte["PASSWORD"]}
    connection.settings_dict = {**connection.settings_dict, **acces}
    try:
        with connection.cursor() as curseur:
            curseur.execute("SELECT current_user")
            assert curseur.fetchone() == ("portail_taches",)
        depart.wait(timeout=30)
        return balayer_conventions(maintenant=instant)
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
@pytest.mark.exigence("CONV-04", "CONV-13", "NOV-02")
def test_deux_workers_a_la_fois_laissent_les_memes_lignes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conventions.services.constats.LOT", 3)
    caisse = creer_caisse()
    creer_agent("gestionnaire_conventions", courriel="agent@caisse.example")
    for rang in range(20):
        partenaire = creer_partenaire(f"CCAS {rang:02d}", courriel_dpo=f"dpo{rang}@valmont.example")
        mettre_fin(creer_convention(caisse, partenaire, objet=f"Convention {rang:02d}"), FIN)
    instant = midi(FIN + timedelta(days=1))
    depart = threading.Barrier(2)
    with ThreadPoolExecutor(2) as fils:
        ecrits = list(fils.map(lambda _: balayer_comme_un_worker(depart, instant), range(2)))
    assert sum(ecrits) == 20
    trouvees = lignes()
    assert len(trouvees["faits"]) == len(set(trouvees["faits"])) == 20
    assert len(trouvees["attestations"]) == 20
    assert len({adresse for *_, adresse in trouvees["courriels"] if adresse}) == 20
    assert len(trouvees["courriels"]) == len(set(trouvees["courriels"]))
    assert sum(action == "conventions.constater_fin" for action, _ in trouvees["journal"]) == 20
    assert balayer_conventions(maintenant=instant) == 0
    assert lignes() == trouvees
