"""Dates, durations and names in plain French."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from espace_partenaires.web import dates

PARIS = ZoneInfo("Europe/Paris")
REUNION = ZoneInfo("Indian/Reunion")
MIDI = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)  # samedi, midi à Paris


def lisible(texte: str) -> str:
    """Put ordinary spaces back, for readable tables."""
    return texte.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.exigence("UX-01")
@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        (date(2026, 12, 21), "lundi 21 décembre 2026"),
        (date(2026, 8, 1), "samedi 1er août 2026"),
        (date(2028, 2, 29), "mardi 29 février 2028"),
    ],
)
def test_date_longue(jour: date, attendu: str) -> None:
    assert lisible(dates.date_longue(jour)) == attendu


@pytest.mark.exigence("UX-01")
def test_date_simple_et_date_courte() -> None:
    assert lisible(dates.date_simple(date(2026, 5, 1))) == "1er mai 2026"
    assert dates.date_courte(date(2026, 5, 1)) == "01/05/2026"


@pytest.mark.exigence("UX-01")
@pytest.mark.parametrize(
    ("instant", "fuseau", "attendu"),
    [
        (datetime(2026, 12, 21, 13, 32, tzinfo=UTC), PARIS, "lundi 21 décembre 2026 à 14 h 32"),
        (datetime(2026, 12, 21, 22, 5, tzinfo=UTC), PARIS, "lundi 21 décembre 2026 à 23 h 05"),
        (datetime(2026, 12, 21, 22, 5, tzinfo=UTC), REUNION, "mardi 22 décembre 2026 à 2 h 05"),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), PARIS, "jeudi 2 juillet 2026 à 0 h 00"),
    ],
)
def test_date_et_heure_dans_le_fuseau(instant: datetime, fuseau: ZoneInfo, attendu: str) -> None:
    assert lisible(dates.date_et_heure(instant, fuseau)) == attendu


@pytest.mark.exigence("UX-01")
def test_l_heure_ne_se_coupe_jamais_en_fin_de_ligne() -> None:
    assert " " not in dates.heure(MIDI, PARIS)


@pytest.mark.exigence("UX-01")
@pytest.mark.parametrize(
    ("ecart", "attendu"),
    [
        (timedelta(days=4, hours=3), "reste 4 jours"),
        (timedelta(hours=48, minutes=1), "reste 2 jours"),
        (timedelta(hours=48), "reste 48 h"),
        (timedelta(hours=18), "reste 18 h"),
        (timedelta(hours=5, minutes=20, seconds=59), "reste 5 h 20"),
        (timedelta(hours=5, minutes=5), "reste 5 h 05"),
        (timedelta(minutes=45), "reste 45 minutes"),
        (timedelta(minutes=1), "reste 1 minute"),
        (timedelta(seconds=30), "échéance maintenant"),
        (timedelta(seconds=-30), "échéance maintenant"),
        (timedelta(hours=-3), "en retard de 3 h"),
        (timedelta(days=-3), "en retard de 3 jours"),
    ],
)
def test_reste(ecart: timedelta, attendu: str) -> None:
    assert lisible(dates.reste(MIDI + ecart, MIDI)) == attendu


@pytest.mark.exigence("UX-01")
@pytest.mark.parametrize(
    ("instant", "attendu"),
    [
        (MIDI - timedelta(seconds=5), "à l’instant"),
        (MIDI - timedelta(minutes=12), "il y a 12 minutes"),
        (MIDI - timedelta(hours=3), "aujourd’hui à 9 h 00"),
        (MIDI - timedelta(hours=12, minutes=1), "hier à 23 h 59"),
        (MIDI - timedelta(days=2), "jeudi à 12 h 00"),
        (MIDI - timedelta(days=9), "le 12 novembre"),
        (MIDI - timedelta(days=365), "le 21 novembre 2025"),
    ],
)
def test_depuis(instant: datetime, attendu: str) -> None:
    assert lisible(dates.depuis(instant, MIDI, PARIS)) == attendu


@pytest.mark.exigence("UX-01")
@pytest.mark.parametrize(
    ("personne", "attendu"),
    [
        (("Mme", "Binta", "Lemaire"), "Mme B. L."),
        (("M.", "élie", "Ça"), "M. É. Ç."),
        (("", "Jean-Paul", " d’Aubigné"), "J. D."),
        (("Mme", "", "Roche"), "Mme R."),
        (("", "", ""), ""),
    ],
)
def test_une_personne_est_nommee_par_ses_initiales(personne: tuple[str, str, str], attendu: str) -> None:
    assert lisible(dates.initiales_personne(*personne)) == attendu


@pytest.mark.exigence("UX-01")
@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("Karim Benaïssa", "de Karim Benaïssa"),
        ("Anna Roy", "d’Anna Roy"),
        ("Émile Petit", "d’Émile Petit"),
        ("Œuvre commune", "d’Œuvre commune"),
        ("Hugo Marin", "de Hugo Marin"),
        ("", "de "),
    ],
)
def test_de_devant_un_nom(nom: str, attendu: str) -> None:
    assert dates.complement_de(nom) == attendu
