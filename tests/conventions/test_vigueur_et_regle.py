"""The SQL predicate says what the pure rule says, on generated conventions (CONV-01, CONV-04, CONV-06, CONV-20)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conventions.enums import EtatConvention, Nature, NatureEvenement, Reconduction
from conventions.models import Adhesion, Convention, EvenementConvention, Partenaire, Partie
from conventions.rules.delais import dernier_jour
from conventions.rules.vigueur import AdhesionDatee, FaitsConvention, est_en_vigueur, fin_certaine
from tests.factories.conventions import DEBUT, creer_convention, creer_partenaire, mettre_fin

pytestmark = pytest.mark.django_db

UN_JOUR = timedelta(days=1)
jours = st.dates(date(2024, 1, 1), date(2028, 12, 31))
essais = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def signataires() -> list[Partenaire]:
    """Three who may sign a métier convention, and one who may belong to the first."""
    return [creer_partenaire(domaines=()) for _ in range(4)]


@st.composite
def metiers(tirer: st.DrawFn) -> FaitsConvention:
    """Métier conventions of one to three parties, complete or not."""
    return FaitsConvention(
        nature=Nature.METIER,
        reconduction=tirer(st.sampled_from([Reconduction.TACITE, Reconduction.EXPRESSE])),
        signatures=tuple(tirer(st.lists(st.one_of(jours, jours, jours, st.none()), min_size=1, max_size=3))),
        duree_mois=tirer(st.one_of(st.integers(1, 37), st.none())),
        terme_fixe=tirer(st.one_of(st.none(), jours)),
        refus=tuple(tirer(st.lists(jours, max_size=1))),
        resiliations=tuple(tirer(st.lists(jours, max_size=1))),
        abandonnee=tirer(st.sampled_from([False, False, False, True])),
    )


def ecrire(faits: FaitsConvention, signataires: Sequence[Partenaire]) -> Convention:
    """Write the facts into the database."""
    convention = creer_convention(
        *signataires[: len(faits.signatures)],
        duree_mois=faits.duree_mois,
        reconduction=faits.reconduction,
        etat=EtatConvention.ABANDONNEE if faits.abandonnee else EtatConvention.SIGNEE,
    )
    for partie, jour in zip(convention.parties.order_by("pk"), faits.signatures, strict=True):
        Partie.objects.filter(pk=partie.pk).update(signee_le=jour)
    noter_la_suite(convention, faits)
    return convention


def noter_la_suite(convention: Convention, faits: FaitsConvention) -> None:
    """Write renewals, refusals and résiliations."""
    if faits.terme_fixe:
        EvenementConvention.objects.create(
            convention=convention,
            nature=NatureEvenement.RENOUVELLEMENT,
            survenu_le=DEBUT,
            terme_le=faits.terme_fixe,
            consigne_le=datetime(2026, 1, 5, 12, tzinfo=UTC),
        )
    for jour in faits.refus:
        mettre_fin(convention, jour, nature=NatureEvenement.REFUS_DE_RECONDUCTION)
    for jour in faits.resiliations:
        mettre_fin(convention, jour)


def bords(faits: FaitsConvention) -> set[date]:
    """Return the days around each date of the facts."""
    dates = [
        jour
        for jour in (
            *faits.signatures,
            *faits.refus,
            *faits.resiliations,
            faits.terme_fixe,
            fin_certaine(faits),
        )
        if jour
    ]
    return {jour + ecart for jour in dates for ecart in (-UN_JOUR, timedelta(0), UN_JOUR)}


def vit(convention: Convention, le: date) -> bool:
    """Ask the database."""
    return Convention.objects.filter(pk=convention.pk).en_vigueur(le).exists()


@pytest.mark.exigence("CONV-01", "CONV-04", "CONV-05")
@settings(essais, max_examples=60)
@given(faits=metiers(), autre=jours)
def test_le_predicat_dit_ce_que_dit_la_regle(
    signataires: list[Partenaire], faits: FaitsConvention, autre: date
) -> None:
    convention = ecrire(faits, signataires)
    for le in {autre, *bords(faits)}:
        assert vit(convention, le) == est_en_vigueur(faits, le), le
    if not faits.abandonnee:
        assert Convention.objects.avec_dates().get(pk=convention.pk).fin_certaine == fin_certaine(faits)


@pytest.mark.exigence("CONV-01", "CONV-02")
def test_le_dernier_jour_en_sql_est_celui_de_la_regle() -> None:
    debuts = [date(2024, 1, 1) + timedelta(days=rang) for rang in range(800)]
    durees = (1, 2, 11, 12, 13, 36)
    with connection.cursor() as curseur:
        for mois in durees:
            curseur.execute(
                "SELECT d::date, conventions_dernier_jour(d::date, %s) FROM unnest(%s) AS d", [mois, debuts]
            )
            for debut, dernier in curseur.fetchall():
                assert dernier == dernier_jour(debut, mois), (debut, mois)


@pytest.mark.exigence("CONV-06", "CONV-14", "CONV-20", "ORG-02")
@settings(essais, max_examples=40)
@given(
    metier=metiers(),
    signature=jours,
    fins=st.lists(jours, max_size=1),
    adhesion=st.tuples(jours, st.integers(1, 900)),
    directe=st.booleans(),
    autre=jours,
)
def test_aucune_utilisation_sans_sa_metier(
    signataires: list[Partenaire],
    *,
    metier: FaitsConvention,
    signature: date,
    fins: list[date],
    adhesion: tuple[date, int],
    directe: bool,
    autre: date,
) -> None:
    parente = ecrire(metier, signataires)
    tete = signataires[0]
    membre = tete if directe else signataires[3]
    du, au = adhesion[0], adhesion[0] + timedelta(days=adhesion[1])
    faits = FaitsConvention(
        nature=Nature.UTILISATION,
        reconduction=Reconduction.PARENTE,
        signatures=(signature,),
        resiliations=tuple(fins),
        partenaires=frozenset({membre.pk}),
        parente=avec_parties(metier, tete),
        adhesions=() if directe else (AdhesionDatee(membre.pk, tete.pk, du, au - UN_JOUR),),
    )
    if not directe:
        Adhesion.objects.all().delete()
        Adhesion.objects.create(tete=tete, membre=membre, periode=DateRange(du, au))
    utilisation = creer_convention(
        membre, modele="utilisation", parente=parente, effectif_declare=9, signee_le=signature
    )
    noter_la_suite(utilisation, faits)
    for le in {autre, signature, du, du - UN_JOUR, au, au - UN_JOUR, *bords(metier)}:
        assert vit(utilisation, le) == est_en_vigueur(faits, le), le


def avec_parties(metier: FaitsConvention, tete: Partenaire) -> FaitsConvention:
    """Return the same facts, with who signed."""
    champs = {nom: getattr(metier, nom) for nom in metier.__dataclass_fields__}
    return FaitsConvention(**{**champs, "partenaires": frozenset({tete.pk})})
