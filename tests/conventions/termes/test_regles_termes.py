"""The terms of any day, the term a new duration gives, and what an avenant may change (CONV-07, CONV-17, ORG-04)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conventions.enums import Evaluation, Nature, Reconduction
from conventions.rules.avenants import (
    ENGAGEMENTS,
    TRANSITIONS,
    attend_une_evaluation,
    changements_reels,
    etat_apres,
    modifiables,
    premier_refus,
    terme_deja_passe,
)
from conventions.rules.delais import dernier_jour, terme_en_cours
from conventions.rules.termes import (
    ActeDeTerme,
    Changement,
    Valeur,
    debut_du_terme,
    rejouer,
    terme_avec_duree,
    termes_au,
)

SIGNATURE = date(2026, 1, 5)
Termes = dict[str, Valeur]
AU_DEBUT: Termes = {"duree_mois": 36, "preavis_mois": 3, "comite": "annuel", "effectif_declare": None}
_valeurs: dict[str, st.SearchStrategy[Valeur]] = {
    "duree_mois": st.integers(1, 120),
    "preavis_mois": st.integers(1, 24),
    "comite": st.sampled_from(["aucun", "annuel", "fevrier_mars"]),
    "effectif_declare": st.none() | st.integers(1, 500),
}


@st.composite
def histoires(tirer: st.DrawFn) -> tuple[Termes, list[Changement], list[tuple[date, Termes]]]:
    """A convention and its avenants: the terms of the row, what each changed, the terms after each."""
    termes, changements = dict(AU_DEBUT), []
    etapes = [(SIGNATURE, dict(termes))]
    le = SIGNATURE
    for numero in range(1, tirer(st.integers(0, 6)) + 1):
        # Two avenants may take effect on the same day: their numbers order them.
        le += timedelta(days=tirer(st.integers(0, 400)))
        noms = tirer(st.sets(st.sampled_from(sorted(_valeurs)), min_size=1))
        apres: Termes = {nom: tirer(_valeurs[nom]) for nom in sorted(noms)}
        changements.append(Changement(numero, le, {nom: termes[nom] for nom in apres}, apres))
        termes.update(apres)
        etapes.append((le, dict(termes)))
    return termes, tirer(st.permutations(changements)), etapes


@pytest.mark.exigence("CONV-07")
@given(histoires())
def test_avant_le_premier_avenant_les_termes_sont_ceux_de_la_signature(
    histoire: tuple[Termes, list[Changement], list[tuple[date, Termes]]],
) -> None:
    actuels, changements, _ = histoire
    veille = min((c.effet_le for c in changements), default=SIGNATURE) - timedelta(days=1)
    assert termes_au(actuels, changements, veille) == AU_DEBUT


@pytest.mark.exigence("CONV-07")
@given(histoires(), st.integers(-1, 3000))
def test_les_termes_d_un_jour_sont_ceux_du_dernier_avenant_en_vigueur(
    histoire: tuple[Termes, list[Changement], list[tuple[date, Termes]]], jours: int
) -> None:
    actuels, changements, etapes = histoire
    le = SIGNATURE + timedelta(days=jours)
    attendus = [termes for effet_le, termes in etapes if effet_le <= le] or [AU_DEBUT]
    assert termes_au(actuels, changements, le) == attendus[-1]


@pytest.mark.exigence("CONV-07")
@given(histoires())
def test_rejouer_les_avenants_donne_la_ligne(
    histoire: tuple[Termes, list[Changement], list[tuple[date, Termes]]],
) -> None:
    actuels, changements, _ = histoire
    assert rejouer(AU_DEBUT, changements) == actuels


@pytest.mark.exigence("CONV-07")
def test_le_jour_de_l_effet_a_deja_les_nouveaux_termes() -> None:
    changement = Changement(1, date(2027, 3, 1), {"duree_mois": 36}, {"duree_mois": 48})
    assert termes_au({"duree_mois": 48}, [changement], date(2027, 2, 28)) == {"duree_mois": 36}
    assert termes_au({"duree_mois": 48}, [changement], date(2027, 3, 1)) == {"duree_mois": 48}


@pytest.mark.exigence("CONV-07", "CONV-04")
@pytest.mark.parametrize(
    ("debut", "duree", "actes", "le", "attendu"),
    [
        # S0 14.1: three years from signature; nothing happened.
        (date(2026, 1, 5), 36, [], date(2027, 6, 1), date(2026, 1, 5)),
        # S1m 9.2: tacite, the second year runs.
        (date(2026, 1, 5), 12, [], date(2027, 6, 1), date(2027, 1, 5)),
        # The last day of a term still belongs to it.
        (date(2026, 1, 5), 12, [], date(2027, 1, 4), date(2026, 1, 5)),
        # A renewal received before the end opens the next term: it is the one in question.
        (
            date(2026, 1, 5),
            36,
            [ActeDeTerme(date(2028, 9, 1), date(2032, 1, 4))],
            date(2028, 11, 1),
            date(2029, 1, 5),
        ),
        # An avenant lengthened the running term: its start stays, then terms of 24 months follow.
        (
            date(2026, 1, 5),
            12,
            [ActeDeTerme(date(2026, 6, 1), date(2028, 1, 4), 24)],
            date(2027, 6, 1),
            date(2026, 1, 5),
        ),
        (
            date(2026, 1, 5),
            12,
            [ActeDeTerme(date(2026, 6, 1), date(2028, 1, 4), 24)],
            date(2029, 6, 1),
            date(2028, 1, 5),
        ),
        # Tacite for two years, then an avenant in the third one.
        (
            date(2026, 1, 5),
            12,
            [ActeDeTerme(date(2028, 6, 1), date(2030, 1, 4), 24)],
            date(2028, 7, 1),
            date(2028, 1, 5),
        ),
        # Signed on 29 February: the term ends on 28 February, the next one starts on 1 March.
        (date(2028, 2, 29), 12, [], date(2029, 3, 1), date(2029, 3, 1)),
    ],
)
def test_le_debut_du_terme_en_cours(
    debut: date, duree: int, actes: list[ActeDeTerme], le: date, attendu: date
) -> None:
    assert debut_du_terme(debut, duree, actes, le) == attendu


@pytest.mark.exigence("CONV-07", "CONV-04")
@given(
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    st.integers(1, 60),
    st.integers(1, 60),
    st.integers(0, 2000),
    st.integers(0, 2000),
)
def test_le_terme_commence_et_finit_comme_le_calendrier_le_dit(
    debut: date, duree: int, nouvelle: int, jours: int, ensuite: int
) -> None:
    le = debut + timedelta(days=jours)
    depart = debut_du_terme(debut, duree, [], le)
    assert debut <= depart <= max(le, debut)
    assert terme_avec_duree(depart, duree) == terme_en_cours(debut, duree, le)
    fixe = terme_avec_duree(depart, nouvelle)
    plus_tard = le + timedelta(days=ensuite)
    suivant = debut_du_terme(debut, duree, [ActeDeTerme(le, fixe, nouvelle)], plus_tard)
    if plus_tard <= fixe:
        assert suivant == depart
    else:
        assert suivant > fixe
        assert suivant <= plus_tard


@pytest.mark.exigence("CONV-07")
@pytest.mark.parametrize(
    ("depart", "mois", "attendu"),
    [
        (date(2026, 1, 5), 48, date(2030, 1, 4)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 2, 29), 24, date(2030, 2, 28)),
    ],
)
def test_un_terme_se_compte_depuis_son_debut(depart: date, mois: int, attendu: date) -> None:
    assert terme_avec_duree(depart, mois) == attendu == dernier_jour(depart, mois)


@pytest.mark.exigence("CONV-07", "ORG-04")
@pytest.mark.parametrize(
    ("nature", "reconduction", "depart", "attendus"),
    [
        # S0 14.3
        (
            Nature.METIER,
            Reconduction.EXPRESSE,
            "envoi",
            ("duree_mois", "preavis_mois", "mise_en_demeure_jours", "comite", "evaluation", ENGAGEMENTS),
        ),
        # S1m 9.3
        (
            Nature.METIER,
            Reconduction.TACITE,
            "envoi",
            ("duree_mois", "mise_en_demeure_jours", "comite", "evaluation", ENGAGEMENTS),
        ),
        # S4 7: no mise en demeure
        (Nature.METIER, Reconduction.TACITE, "", ("duree_mois", "comite", "evaluation", ENGAGEMENTS)),
        # S1u 8.1, 8.3: its term is that of the métier convention
        (
            Nature.UTILISATION,
            Reconduction.PARENTE,
            "reception",
            ("effectif_declare", "mise_en_demeure_jours"),
        ),
    ],
)
def test_ce_qu_un_avenant_peut_changer(
    nature: Nature, reconduction: Reconduction, depart: str, attendus: tuple[str, ...]
) -> None:
    permis = modifiables(nature, reconduction, depart)
    assert permis == attendus
    assert not {"objet", "nature", "reconduction", "parties", "services_par_defaut", "referents"} & set(
        permis
    )


@pytest.mark.exigence("CONV-07", "ORG-04")
@pytest.mark.parametrize("terme", ["objet", "reconduction", "parties", "services", "referents"])
def test_le_reste_demande_une_nouvelle_convention(terme: str) -> None:
    refus = premier_refus(("duree_mois",), {}, {terme: "autre"})
    assert refus is not None
    assert "nouvelle convention" in refus.message


@pytest.mark.exigence("CONV-07")
@pytest.mark.parametrize(
    ("apres", "terme"),
    [
        ({"duree_mois": 0}, "duree_mois"),
        ({"duree_mois": None}, "duree_mois"),
        ({"duree_mois": True}, "duree_mois"),
        ({"duree_mois": 121}, "duree_mois"),
        ({"preavis_mois": 36}, "preavis_mois"),
        ({"duree_mois": 3}, "duree_mois"),
        ({"mise_en_demeure_jours": 0}, "mise_en_demeure_jours"),
        ({"comite": "hebdomadaire"}, "comite"),
        ({"evaluation": ""}, "evaluation"),
    ],
)
def test_une_valeur_impossible_est_refusee(apres: Termes, terme: str) -> None:
    permis = modifiables(Nature.METIER, Reconduction.EXPRESSE, "envoi")
    refus = premier_refus(permis, AU_DEBUT, apres)
    assert refus is not None
    assert refus.terme == terme


@pytest.mark.exigence("CONV-07")
def test_une_valeur_possible_passe_et_l_identique_ne_change_rien() -> None:
    permis = modifiables(Nature.METIER, Reconduction.EXPRESSE, "envoi")
    demandees: Termes = {"duree_mois": 48, "preavis_mois": 3}
    assert premier_refus(permis, AU_DEBUT, demandees) is None
    assert changements_reels(AU_DEBUT, demandees) == {"duree_mois": 48}


@pytest.mark.exigence("CONV-07", "CONV-17", "CONV-05")
@pytest.mark.parametrize(
    ("evaluation", "tenue", "caduques", "attend"),
    [
        (Evaluation.AVENANT, False, False, True),  # S0 14.3
        (Evaluation.AVENANT, True, False, False),  # S0 14.3
        (Evaluation.AVENANT, False, True, False),  # S0 14.2: a change of law
        (Evaluation.ACTUALISATION, False, False, False),  # S1m 9.3
        (Evaluation.AUCUNE, False, False, False),  # S4 7
    ],
)
def test_l_evaluation_partagee_ouvre_le_droit_de_modifier(
    evaluation: str, tenue: bool, caduques: bool, attend: bool
) -> None:
    assert attend_une_evaluation(evaluation, evaluation_tenue=tenue, clauses_caduques=caduques) is attend


@pytest.mark.exigence("CONV-07")
@pytest.mark.parametrize(
    ("terme", "signature", "aujourdhui", "passe"),
    [
        (date(2027, 3, 1), date(2027, 3, 1), date(2027, 3, 1), False),
        (date(2027, 2, 28), date(2027, 3, 1), date(2027, 3, 1), True),
        (date(2027, 3, 5), date(2027, 3, 1), date(2027, 3, 6), True),
    ],
)
def test_un_terme_ne_finit_pas_dans_le_passe(
    terme: date, signature: date, aujourdhui: date, passe: bool
) -> None:
    assert terme_deja_passe(terme, signature, aujourdhui) is passe


@pytest.mark.exigence("CONV-07", "CONV-03")
@pytest.mark.parametrize("etat", ["brouillon", "en_signature", "signe", "abandonne"])
@pytest.mark.parametrize("action", ["modifier", "mettre_en_signature", "signer", "abandonner", "inconnue"])
def test_seules_les_transitions_de_la_table_sont_possibles(etat: str, action: str) -> None:
    possibles = {
        ("brouillon", "modifier"): "brouillon",
        ("brouillon", "mettre_en_signature"): "en_signature",
        ("en_signature", "signer"): "signe",
        ("brouillon", "abandonner"): "abandonne",
        ("en_signature", "abandonner"): "abandonne",
    }
    assert etat_apres(etat, action) == possibles.get((etat, action))
    assert all(transition.article for transition in TRANSITIONS)
