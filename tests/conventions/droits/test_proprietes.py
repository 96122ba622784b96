"""No right without a convention in force, on any day; the simulation says what then happens (NOV-02)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conventions.enums import Nature, Reconduction, Service
from conventions.models import ActivationService, Caisse, Convention, CoupureAcces, Partenaire
from conventions.rules.vigueur import AdhesionDatee, FaitsConvention, est_en_vigueur
from conventions.selectors import caisses_en_vigueur, services_ouverts
from conventions.selectors_droits import droits_de
from conventions.selectors_fin import perdus_si_fin
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME
from tests.factories.conventions import (
    creer_adhesion,
    creer_caisse,
    creer_convention,
    creer_partenaire,
    creer_utilisation,
    mettre_fin,
)

pytestmark = pytest.mark.django_db

UN_JOUR = timedelta(days=1)
jours = st.dates(date(2025, 1, 1), date(2027, 12, 31))
essais = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass(frozen=True)
class Paire:
    """A métier convention and the utilisation that leans on it.

    Attributes:
        caisse: rank of the caisse.
        par_la_tete: signed by the tête de réseau.
        modele: of the métier convention.
        metier: signature and last day, if one is decided.
        utilisation: the same, of the utilisation.
    """

    caisse: int
    par_la_tete: bool
    modele: str
    metier: tuple[date, date | None]
    utilisation: tuple[date, date | None]


@dataclass(frozen=True)
class Monde:
    """A partenaire, its tête de réseau, two caisses and what ties them."""

    caisses: list[Caisse]
    membre: Partenaire
    tete: Partenaire


dates_d_une = st.tuples(jours, st.one_of(st.none(), jours))
paires = st.lists(
    st.builds(
        Paire,
        caisse=st.integers(0, 1),
        par_la_tete=st.booleans(),
        modele=st.sampled_from(["locale-ccas", "locale-caf"]),
        metier=dates_d_une,
        utilisation=dates_d_une,
    ),
    min_size=1,
    max_size=3,
)


@pytest.fixture
def monde() -> Monde:
    return Monde([creer_caisse(), creer_caisse("011")], creer_partenaire(), creer_partenaire())


@contextmanager
def puis_oublier() -> Iterator[None]:
    """Undo what an example wrote."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ecrire(paire: Paire, monde: Monde) -> Convention:
    """Write a pair down, and return its utilisation."""
    caisse = monde.caisses[paire.caisse]
    signataire = monde.tete if paire.par_la_tete else monde.membre
    metier = creer_convention(caisse, signataire, modele=paire.modele, signee_le=paire.metier[0])
    utilisation = creer_utilisation(caisse, monde.membre, parente=metier, signee_le=paire.utilisation[0])
    for convention, fin in ((metier, paire.metier[1]), (utilisation, paire.utilisation[1])):
        if fin is not None:
            mettre_fin(convention, fin)
    return utilisation


def faits(paire: Paire, monde: Monde, adhesion: tuple[date, date]) -> FaitsConvention:
    """Say the same to the pure rule."""
    expresse = paire.modele == "locale-caf"
    metier = FaitsConvention(
        nature=Nature.METIER,
        reconduction=Reconduction.EXPRESSE if expresse else Reconduction.TACITE,
        signatures=(paire.metier[0],),
        duree_mois=36 if expresse else 12,
        resiliations=(paire.metier[1],) if paire.metier[1] else (),
        partenaires=frozenset({monde.tete.pk if paire.par_la_tete else monde.membre.pk}),
    )
    return FaitsConvention(
        nature=Nature.UTILISATION,
        reconduction=Reconduction.PARENTE,
        signatures=(paire.utilisation[0],),
        resiliations=(paire.utilisation[1],) if paire.utilisation[1] else (),
        partenaires=frozenset({monde.membre.pk}),
        parente=metier,
        adhesions=(AdhesionDatee(monde.membre.pk, monde.tete.pk, adhesion[0], adhesion[1] - UN_JOUR),),
    )


adhesions = st.tuples(jours, st.integers(1, 700)).map(lambda a: (a[0], a[0] + timedelta(days=a[1])))


@pytest.mark.exigence("NOV-02", "CONV-06", "CONV-14", "CONV-20")
@settings(essais, max_examples=15)
@given(liste=paires, adhesion=adhesions, autre=jours)
def test_aucun_droit_sans_convention_en_vigueur(
    monde: Monde, liste: list[Paire], adhesion: tuple[date, date], autre: date
) -> None:
    with puis_oublier():
        creer_adhesion(monde.tete, monde.membre, du=adhesion[0], au=adhesion[1])
        for paire in liste:
            ecrire(paire, monde)
        dates = {autre, *adhesion}
        for paire in liste:
            dates |= {jour for jour in (*paire.metier, *paire.utilisation) if jour}
        for le in sorted({jour + ecart for jour in dates for ecart in (-UN_JOUR, timedelta(0), UN_JOUR)}):
            attendues = {
                monde.caisses[paire.caisse].pk
                for paire in liste
                if est_en_vigueur(faits(paire, monde, adhesion), le)
            }
            droits = {droit.caisse.pk: droit for droit in droits_de(monde.membre.pk, le)}
            assert caisses_en_vigueur(monde.membre.pk, le) == droits.keys() == attendues, le
            for caisse in monde.caisses:
                ouverts = services_ouverts(caisse.pk, monde.membre.pk, le)
                assert bool(ouverts) == (caisse.pk in attendues), le
                assert set(droits[caisse.pk].ouverts if caisse.pk in droits else ()) == ouverts, le
            for droit in droits.values():
                assert droit.depuis <= le <= (droit.fin.le or date.max)


@pytest.mark.exigence("NOV-02", "CONV-14")
@settings(essais, max_examples=15)
@given(liste=paires, adhesion=adhesions)
def test_la_fin_annoncee_est_celle_qui_arrive(
    monde: Monde, liste: list[Paire], adhesion: tuple[date, date]
) -> None:
    with puis_oublier():
        creer_adhesion(monde.tete, monde.membre, du=adhesion[0], au=adhesion[1])
        for paire in liste:
            ecrire(paire, monde)
        for droit in droits_de(monde.membre.pk, date(2026, 11, 23)):
            for chaine in droit.chaines:
                seule = Convention.objects.filter(pk=chaine.utilisation.pk)
                assert seule.en_vigueur(chaine.depuis).exists()
                assert not seule.en_vigueur(chaine.depuis - UN_JOUR).exists()
                if chaine.fin.le is not None:
                    assert seule.en_vigueur(chaine.fin.le).exists()
                    assert not seule.en_vigueur(chaine.fin.le + UN_JOUR).exists()


reglages = st.dictionaries(
    st.tuples(st.integers(0, 1), st.sampled_from(Service.values)), st.booleans(), max_size=4
)


@pytest.mark.exigence("NOV-02", "CONV-06", "CONV-14", "CONV-15", "ORG-04")
@settings(essais, max_examples=30)
@given(
    liste=paires,
    adhesion=adhesions,
    choix=reglages,
    coupee=st.sampled_from([None, None, 0, 1]),
    rang=st.integers(0, 2),
    la_metier=st.booleans(),
    dernier_jour=st.dates(date(2026, 1, 1), date(2027, 6, 30)),
)
def test_la_simulation_dit_ce_qui_arrive_une_fois_la_fin_enregistree(
    monde: Monde,
    *,
    liste: list[Paire],
    adhesion: tuple[date, date],
    choix: dict[tuple[int, str], bool],
    coupee: int | None,
    rang: int,
    la_metier: bool,
    dernier_jour: date,
) -> None:
    with puis_oublier():
        creer_adhesion(monde.tete, monde.membre, du=adhesion[0], au=adhesion[1])
        utilisations = [ecrire(paire, monde) for paire in liste]
        for (caisse, service), ouvert in choix.items():
            ActivationService.objects.create(
                caisse=monde.caisses[caisse], partenaire=monde.membre, service=service, ouvert=ouvert
            )
        if coupee is not None:
            CoupureAcces.objects.create(
                caisse=monde.caisses[coupee],
                partenaire=monde.membre,
                motif="Essai",
                coupee_le="2026-01-05T10:00:00+01:00",
            )
        visee = utilisations[rang % len(utilisations)]
        convention = visee.parente if la_metier and visee.parente is not None else visee
        perdus = perdus_si_fin(convention, dernier_jour, ACTEUR_SYSTEME)
        avant = _etat(monde, dernier_jour + UN_JOUR)
        mettre_fin(convention, dernier_jour)
        apres = _etat(monde, dernier_jour + UN_JOUR)

        assert {ligne.caisse.pk for ligne in perdus.ferment} == avant.keys() - apres.keys()
        assert {ligne.caisse.pk for ligne in perdus.restent} <= apres.keys()
        for ligne in (*perdus.ferment, *perdus.restent):
            gardes = apres.get(ligne.caisse.pk, frozenset())
            assert ligne.effet.services_perdus == avant[ligne.caisse.pk] - gardes
            assert ligne.effet.services_gardes == gardes
            assert ligne.effet.dernier == (not apres)
        touchees = {ligne.caisse.pk for ligne in (*perdus.ferment, *perdus.restent)}
        assert {c: s for c, s in avant.items() if c not in touchees} == {
            c: s for c, s in apres.items() if c not in touchees
        }, "ce qui n’est pas annoncé ne bouge pas"


def _etat(monde: Monde, le: date) -> dict[int, frozenset[Service]]:
    """Return what is really open on a day, by caisse."""
    membre = monde.membre.pk
    return {caisse: services_ouverts(caisse, membre, le) for caisse in caisses_en_vigueur(membre, le)}
