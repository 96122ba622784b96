"""The rules of renewals and ends, case by case with their article, and what must always hold."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from conventions.enums import Reconduction
from conventions.modeles_nationaux import MODELES
from conventions.rules import resiliation as r
from conventions.rules.clauses import Clauses
from conventions.rules.cycle_de_vie import LIBELLES, TRANSITIONS, etat_apres, situation
from conventions.rules.renouvellement import (
    TermeConnu,
    empechement_du_refus,
    empechement_du_renouvellement,
    issue_du_refus,
    issue_du_renouvellement,
    limite_de_reception,
)
from conventions.rules.vigueur import FaitsConvention, debut, est_en_vigueur, fin_certaine
from tests.conventions.vie.scenes import le

CHAMPS = [
    "reconduction",
    "duree_mois",
    "preavis_mois",
    "mise_en_demeure_jours",
    "mise_en_demeure_depart",
    "seconde_lettre",
    "fin_unilaterale",
    "force_majeure_jours",
    "articles",
]
SIGNEE = TermeConnu(date(2026, 1, 5))
jours = st.dates(date(2026, 1, 5), date(2040, 12, 31))


def clauses(code: str) -> Clauses:
    """Return the clauses of a national modèle."""
    modele = MODELES[code]
    return Clauses(texte=modele["article"], **{champ: modele[champ] for champ in CHAMPS if champ in modele})


CAF, CPTS, CCAS, UTILISATION = map(clauses, ("locale-caf", "locale-cpts", "locale-ccas", "utilisation"))


@pytest.mark.exigence("CONV-02", "CONV-04", "CONV-05", "CONV-21")
@pytest.mark.parametrize(
    ("code", "possibles", "jour_de_reparation", "article"),
    [
        ("cadre-nationale", "refus demeure", "2027-01-04", "Convention cadre nationale, article 6.4"),
        ("locale-ccas", "refus demeure", "2027-01-04", "Convention locale CCAS–UDCCAS, article 9.4"),
        ("locale-association", "refus demeure", "2027-01-04", "Convention locale, article 9.4"),
        (
            "locale-caf",
            "renouvellement demeure unilaterale majeure caducite",
            "2027-01-04",
            "Convention locale CPAM–CAF, article 14.4.2",
        ),
        ("locale-cpts", "refus unilaterale", "", "Convention locale CPAM–CPTS, article 7"),
        ("utilisation", "demeure", "2027-01-22", "Convention d’utilisation, article 8.2"),
    ],
)
def test_ce_que_chaque_modele_permet(
    code: str, possibles: str, jour_de_reparation: str, article: str
) -> None:
    terme = clauses(code)
    permis = {
        "renouvellement": empechement_du_renouvellement(terme),
        "refus": empechement_du_refus(terme),
        "demeure": r.empechement_de_la_mise_en_demeure(terme),
        "unilaterale": r.empechement_de_la_fin_unilaterale(terme),
        "majeure": r.empechement_de_la_force_majeure(terme),
        "caducite": r.empechement_de_la_caducite(terme, "Article 9", "Loi du 1er mars 2027"),
    }
    assert {nom for nom, empechement in permis.items() if empechement is None} == set(possibles.split())
    for empechement in permis.values():
        if empechement is not None:
            assert empechement.phrase.endswith(".")
            assert empechement.article.startswith(terme.texte.split(",")[0])
    # Sent on 20 December 2026, received on the 23rd: 15 days from sending, or 30 from receipt, by hand.
    echeance = r.echeance_pour_reparer(terme, le("2026-12-20"), le("2026-12-23"))
    assert (echeance.isoformat() if echeance else "") == jour_de_reparation
    assert terme.article("mise_en_demeure" if echeance else "fin_unilaterale") == article


@pytest.mark.exigence("CONV-04")
@pytest.mark.parametrize(
    ("recue", "terme"),
    [
        ("2028-10-04", "2032-01-04"),  # three months before 4 January 2029, to the day (S0 14.1)
        ("2028-10-05", None),
        ("2029-01-04", None),
    ],
)
def test_un_preavis_de_renouvellement(recue: str, terme: str | None) -> None:
    issue = issue_du_renouvellement(CAF, SIGNEE, le(recue))
    assert issue.terme_le == (le(terme) if terme else None)
    assert issue.article == "Convention locale CPAM–CAF, article 14.1"
    assert issue.sans_effet is (terme is None)


@pytest.mark.exigence("CONV-04")
def test_un_renouvellement_sans_objet_le_dit() -> None:
    decidee = replace(SIGNEE, fin_decidee=date(2028, 6, 30))
    assert "30\u00a0juin 2028" in issue_du_renouvellement(CAF, decidee, le("2028-01-10")).phrase
    sans_duree = replace(CAF, duree_mois=None)
    assert issue_du_renouvellement(sans_duree, SIGNEE, le("2028-01-10")).sans_effet


@pytest.mark.exigence("CONV-04")
@pytest.mark.parametrize(
    ("preavis", "recue", "fin"),
    [
        (None, "2027-01-04", "2027-01-04"),  # the last day of the term still counts (S1m 9.2)
        (None, "2027-01-05", "2028-01-04"),
        (2, "2026-11-04", "2027-01-04"),
        (2, "2026-11-05", "2028-01-04"),
    ],
)
def test_un_refus_de_reconduction(preavis: int | None, recue: str, fin: str) -> None:
    issue = issue_du_refus(replace(CCAS, preavis_mois=preavis), SIGNEE, le(recue))
    assert issue.dernier_jour == le(fin)


@pytest.mark.exigence("CONV-04")
def test_un_refus_apres_une_fin_plus_proche_est_sans_effet() -> None:
    decidee = replace(SIGNEE, fin_decidee=date(2026, 9, 30))
    assert issue_du_refus(CCAS, decidee, le("2026-08-01")).sans_effet


@pytest.mark.exigence("CONV-05")
def test_une_reparation_tardive_laisse_la_decision_aux_autres() -> None:
    echeance = le("2027-01-04")
    assert r.empechement_pour_manquement(CCAS, echeance, le("2027-01-05"), le("2027-01-06")) is None
    a_temps = r.empechement_pour_manquement(CCAS, echeance, echeance, le("2027-01-06"))
    assert a_temps is not None
    assert a_temps.code == "manquement_repare"


@pytest.mark.exigence("CONV-05")
def test_un_accord_qui_manque_bloque() -> None:
    assert r.empechement_sans_accord({1, 2}, {1, 2, 3}, "art.") is None
    for donnes in ({1}, set(), {3}):
        assert r.empechement_sans_accord({1, 2}, donnes, "art.") is not None
    assert r.empechement_sans_accord(set(), {1}, "art.") is not None


@pytest.mark.exigence("CONV-04")
@given(jours, st.integers(1, 60), st.integers(0, 12))
def test_un_terme_ne_retrecit_jamais_et_son_preavis_le_precede(
    terme_fixe: date, mois: int, preavis: int
) -> None:
    connu = replace(SIGNEE, terme_fixe=terme_fixe)
    limite = limite_de_reception(terme_fixe, preavis)
    assert limite <= terme_fixe
    expresse = replace(CAF, duree_mois=mois, preavis_mois=preavis)
    issue = issue_du_renouvellement(expresse, connu, limite)
    assert issue.terme_le is not None
    assert issue.terme_le > terme_fixe
    assert issue.premier_jour == terme_fixe + timedelta(days=1)
    assert issue_du_renouvellement(expresse, connu, limite + timedelta(days=1)).sans_effet


@pytest.mark.exigence("CONV-02", "CONV-04", "CONV-05")
@given(jours, st.none() | jours, st.integers(1, 36), st.integers(0, 6))
def test_un_effet_ne_precede_jamais_la_reception(
    recue_le: date, demandee_le: date | None, mois: int, preavis: int
) -> None:
    tacite = replace(CCAS, duree_mois=mois, preavis_mois=preavis)
    fins = [
        r.issue_de_la_fin_unilaterale(CAF, recue_le, demandee_le).dernier_jour,
        r.issue_de_la_fin_unilaterale(CPTS, recue_le, None).dernier_jour,
        r.issue_de_la_seconde_lettre(UTILISATION, recue_le, demandee_le).dernier_jour,
        issue_du_refus(tacite, SIGNEE, recue_le).dernier_jour,
    ]
    assert all(fin is not None and fin >= recue_le for fin in fins)
    trimestre = fins[1]
    assert trimestre is not None
    assert (trimestre + timedelta(days=1)).day == 1
    assert (trimestre + timedelta(days=1)).month in {1, 4, 7, 10}


@pytest.mark.exigence("CONV-05")
@given(jours, jours)
def test_personne_ne_resilie_avant_la_fin_du_delai(envoyee_le: date, decidee_le: date) -> None:
    echeance = r.echeance_pour_reparer(CCAS, envoyee_le, None)
    assert echeance == envoyee_le + timedelta(days=15)
    permis = r.empechement_pour_manquement(CCAS, echeance, None, decidee_le) is None
    assert permis is (decidee_le > echeance)


@pytest.mark.exigence("CONV-21")
@given(jours, jours, st.sampled_from([1, 2]))
def test_seule_la_partie_touchee_apres_trente_jours(notifiee_le: date, jour: date, partie: int) -> None:
    assume(jour >= notifiee_le)
    permis = r.empechement_pour_force_majeure(CAF, 1, notifiee_le, partie, jour) is None
    assert permis is (partie == 1 and (jour - notifiee_le).days > 30)


@st.composite
def vies(tirer: st.DrawFn) -> FaitsConvention:
    """Draw a signed convention whose ends, if any, are its own or its métier convention's."""

    def une(nature: str, reconduction: str, parente: FaitsConvention | None = None) -> FaitsConvention:
        return FaitsConvention(
            nature,
            reconduction,
            signatures=tuple(tirer(st.lists(jours, min_size=1, max_size=3))),
            duree_mois=tirer(st.integers(1, 48)),
            terme_fixe=tirer(st.none() | jours),
            refus=tuple(tirer(st.lists(jours, max_size=1))),
            resiliations=tuple(tirer(st.lists(jours, max_size=2))),
            partenaires=frozenset({1}),
            parente=parente,
        )

    metier = une("metier", tirer(st.sampled_from([Reconduction.TACITE, Reconduction.EXPRESSE])))
    return une("utilisation", Reconduction.PARENTE, metier) if tirer(st.booleans()) else metier


@pytest.mark.exigence("CONV-03", "CONV-06")
@given(vies(), jours)
def test_un_etat_et_un_seul_chaque_jour(faits: FaitsConvention, jour: date) -> None:
    commence, fin = debut(faits), fin_certaine(faits)
    assert commence is not None
    etat = situation("signee", faits, jour)
    finie = fin is not None and fin < jour
    attendu = {
        "a_venir": jour < commence,
        "en_vigueur": est_en_vigueur(faits, jour),
        "non_couverte": jour >= commence and not finie and not est_en_vigueur(faits, jour),
        "resiliee": jour >= commence and finie and resiliee_le(faits, fin),
        "expiree": jour >= commence and finie and not resiliee_le(faits, fin),
    }
    assert [nom for nom, vrai in attendu.items() if vrai] == [etat]
    assert etat in LIBELLES


def resiliee_le(faits: FaitsConvention | None, fin: date | None) -> bool:
    """Tell whether a résiliation, its own or its métier's, gave this day."""
    return faits is not None and (fin in faits.resiliations or resiliee_le(faits.parente, fin))


@pytest.mark.exigence("CONV-03", "CONV-06")
def test_une_utilisation_tombee_avec_sa_metier_resiliee_est_resiliee() -> None:
    metier = FaitsConvention(
        "metier",
        Reconduction.TACITE,
        signatures=(date(2026, 1, 5),),
        duree_mois=12,
        resiliations=(date(2026, 6, 30),),
        partenaires=frozenset({1}),
    )
    utilisation = replace(
        metier, nature="utilisation", reconduction=Reconduction.PARENTE, resiliations=(), parente=metier
    )
    assert situation("signee", utilisation, date(2026, 6, 30)) == "en_vigueur"
    assert situation("signee", utilisation, date(2026, 7, 1)) == "resiliee"


@pytest.mark.exigence("CONV-03", "CONV-05")
def test_la_table_des_transitions() -> None:
    for action in [
        "mettre_en_demeure",
        "reparer",
        "suspendre",
        "reprendre",
        "declarer_caducite",
        "amender",
        "renouveler",
        "refuser_la_reconduction",
    ]:
        assert etat_apres("en_vigueur", action) == "en_vigueur"
        assert etat_apres("brouillon", action) is None
        assert etat_apres("resiliee", action) is None
    for cause in ("par_accord", "pour_manquement", "unilateralement", "pour_force_majeure"):
        assert etat_apres("en_vigueur", f"resilier_{cause}") == "resiliee"
        assert etat_apres("expiree", f"resilier_{cause}") is None
    finales = {"abandonnee", "expiree", "resiliee"}
    assert not any(pas.depart & finales for pas in TRANSITIONS), "rien ne ressuscite une convention finie"
    assert {etat for pas in TRANSITIONS for etat in (*pas.depart, pas.arrivee)} <= {*LIBELLES, "signee"}
