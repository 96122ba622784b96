"""Pure rules of référents and uses (CONV-08, CONV-23)."""

from datetime import date

import pytest

from conventions.enums import ObjetUsage, RegimeDiffusion, ReponseUsage
from conventions.rules.referents import Mandat, fin_du_remplace, fin_possible, parties_sans_referent
from conventions.rules.usages import attend_une_reponse, motif_exige, premiere_reponse

LUNDI = date(2026, 11, 23)


@pytest.mark.exigence("CONV-08")
@pytest.mark.parametrize(
    ("mandat", "court"),
    [
        (Mandat(1, LUNDI), True),
        (Mandat(1, date(2026, 11, 24)), False),
        (Mandat(1, date(2026, 1, 5), LUNDI), True),
        (Mandat(1, date(2026, 1, 5), date(2026, 11, 22)), False),
    ],
)
def test_premier_et_dernier_jour_comptent(mandat: Mandat, court: bool) -> None:
    assert mandat.court(LUNDI) is court


@pytest.mark.exigence("CONV-08")
def test_une_partie_sans_referent_du_jour_est_signalee() -> None:
    mandats = [
        Mandat(1, date(2026, 1, 5)),
        Mandat(2, date(2026, 1, 5), date(2026, 11, 22)),
        Mandat(3, date(2026, 12, 1)),
    ]
    assert parties_sans_referent([3, 1, 2, 4], mandats, LUNDI) == [3, 2, 4]
    assert parties_sans_referent([1, 2], mandats, date(2026, 11, 22)) == []


@pytest.mark.exigence("CONV-08")
@pytest.mark.parametrize(
    ("du", "successeur", "attendu"),
    [
        (date(2026, 1, 5), LUNDI, date(2026, 11, 22)),
        (LUNDI, LUNDI, LUNDI),
        (LUNDI, date(2026, 11, 22), None),
    ],
)
def test_le_remplace_finit_la_veille(du: date, successeur: date, attendu: date | None) -> None:
    assert fin_du_remplace(du, successeur) == attendu


@pytest.mark.exigence("CONV-08")
@pytest.mark.parametrize(
    ("au", "dernier_jour", "possible"),
    [
        (None, LUNDI, True),
        (None, date(2025, 12, 31), False),
        (date(2026, 12, 31), LUNDI, True),
        (LUNDI, LUNDI, False),
        (LUNDI, date(2026, 12, 31), False),
    ],
)
def test_un_dernier_jour_se_choisit_dans_la_periode(
    au: date | None, dernier_jour: date, possible: bool
) -> None:
    assert fin_possible(Mandat(1, date(2026, 1, 5), au), dernier_jour) is possible


@pytest.mark.exigence("CONV-23")
@pytest.mark.parametrize(
    ("objet", "regime", "attendu"),
    [
        (ObjetUsage.NOM_LOGO, RegimeDiffusion.INFORMATION, ReponseUsage.ATTENTE),
        (ObjetUsage.NOM_LOGO, RegimeDiffusion.AUTORISATION, ReponseUsage.ATTENTE),
        (ObjetUsage.ETUDE, RegimeDiffusion.AUTORISATION, ReponseUsage.ATTENTE),
        (ObjetUsage.ETUDE, RegimeDiffusion.INFORMATION, ReponseUsage.INFORMEE),
    ],
)
def test_seule_une_etude_sous_information_se_passe_de_reponse(
    objet: ObjetUsage, regime: RegimeDiffusion, attendu: ReponseUsage
) -> None:
    assert premiere_reponse(objet, regime) == attendu


@pytest.mark.exigence("CONV-23")
def test_une_reponse_donnee_est_definitive_et_un_refus_se_motive() -> None:
    assert [reponse for reponse in ReponseUsage if attend_une_reponse(reponse)] == [ReponseUsage.ATTENTE]
    assert [reponse for reponse in ReponseUsage if motif_exige(reponse)] == [ReponseUsage.REFUS]
