"""Meetings: the table of their life, hours, warnings, overlaps, reminders, as cases (DEM-13)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signalements.enums import EtatRendezVous
from signalements.rules.etapes_du_rendez_vous import derniere_etape, suite_du_rendez_vous
from signalements.rules.faits import Fait
from signalements.rules.rendez_vous import (
    TRANSITIONS,
    Plage,
    avertissements,
    est_proche,
    heure_de_la_caisse,
    hors_des_souhaits,
    mot_de_l_etat,
    nomme_la_personne,
    premiere_prise,
    rappel_du,
    refus_des_heures,
    se_chevauchent,
    statut_ical,
    transition,
    verifier_acte,
)

PARIS, REUNION = ZoneInfo("Europe/Paris"), ZoneInfo("Indian/Reunion")
LUNDI = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
MINUTES = st.integers(min_value=0, max_value=2000)


def plage(debut: datetime, minutes: int = 30) -> Plage:
    """Return hours of that length."""
    return Plage(debut, debut + timedelta(minutes=minutes))


@pytest.mark.exigence("DEM-13")
@pytest.mark.parametrize(
    ("etat", "qui", "actes"),
    [
        ("propose", "technicien", {"confirmer", "decliner", "annuler", "deplacer"}),
        ("confirme", "technicien", {"demander_autre_date", "annuler", "deplacer"}),
        ("propose", "instructeur", {"annuler", "deplacer", "constater_tenu", "constater_absent"}),
        ("confirme", "instructeur", {"annuler", "deplacer", "constater_tenu", "constater_absent"}),
        *(
            (etat, qui, set())
            for etat in ("decline", "deplace", "annule", "tenu", "absent")
            for qui in ("technicien", "instructeur")
        ),
    ],
)
def test_qui_peut_quoi(etat: str, qui: str, actes: set[str]) -> None:
    toutes = {t.action for t in TRANSITIONS}
    assert {action for action in toutes if transition(etat, action, qui)} == actes
    refus = verifier_acte(etat, "confirmer", qui)
    assert (refus is None) == ("confirmer" in actes)
    if refus is not None:
        assert mot_de_l_etat(etat, pour_un_agent=qui == "instructeur") in refus


@pytest.mark.exigence("DEM-13", "UX-01")
@pytest.mark.parametrize(
    ("natures", "partenaire", "agent"),
    [
        ([], None, None),
        (["transmission", "instruction"], None, None),
        (["rendez_vous_propose"], "Rendez-vous proposé", "Rendez-vous proposé, réponse attendue"),
        (["rendez_vous_confirme"], "Rendez-vous confirmé", "Rendez-vous confirmé"),
        # Both at one moment: a slot changed for another is fixed, whatever order the facts come in.
        (["rendez_vous_confirme", "rendez_vous_deplace"], "Rendez-vous confirmé", "Rendez-vous confirmé"),
        (["rendez_vous_decline"], "Autre date demandée à la caisse", "Autre date à proposer"),
        (
            ["rendez_vous_annule"],
            "Rendez-vous annulé, demande ouverte",
            "Rendez-vous annulé, suite à donner",
        ),
        (["rendez_vous_tenu"], "Le rendez-vous a eu lieu", "Rendez-vous tenu, à terminer"),
        (["rendez_vous_manque"], "Personne absente au rendez-vous", "Personne absente, suite à donner"),
    ],
)
def test_la_demande_dit_ou_en_est_son_rendez_vous(
    natures: list[str], partenaire: str | None, agent: str | None
) -> None:
    etape = derniere_etape([Fait(nature, LUNDI) for nature in natures])
    lues = [suite_du_rendez_vous(etape, pour_un_agent=cote) for cote in (False, True)]
    assert [suite and suite[1] for suite in lues] == [partenaire, agent]


@pytest.mark.exigence("DEM-13", "UX-07")
@pytest.mark.parametrize(("minutes", "proche"), [(-60, True), (2880, True), (2881, False)])
def test_ce_qui_est_dans_deux_jours_ne_peut_attendre(minutes: int, proche: bool) -> None:
    assert est_proche(LUNDI + timedelta(minutes=minutes), LUNDI) is proche


@pytest.mark.exigence("DEM-13")
def test_l_agenda_ne_garde_que_ce_qui_tient() -> None:
    statuts = {etat: statut_ical(etat) for etat in EtatRendezVous.values}
    assert statuts == {
        "propose": "TENTATIVE",
        "confirme": "CONFIRMED",
        "tenu": "CONFIRMED",
        "absent": "CONFIRMED",
        "decline": "CANCELLED",
        "deplace": "CANCELLED",
        "annule": "CANCELLED",
    }


@pytest.mark.exigence("DEM-13", "ORG-01")
@pytest.mark.parametrize(
    ("debut", "minutes", "fuseau", "mot"),
    [
        (datetime(2026, 12, 3, 9, tzinfo=UTC), 30, PARIS, None),
        (datetime(2026, 11, 23, 10, 59, tzinfo=UTC), 30, PARIS, "déjà passée"),
        (datetime(2027, 12, 3, 9, tzinfo=UTC), 30, PARIS, "plus d’un an"),
        (datetime(2026, 12, 3, 9, tzinfo=UTC), 0, PARIS, "après le début"),
        (datetime(2026, 12, 3, 9, tzinfo=UTC), 4, PARIS, "5 minutes"),
        (datetime(2026, 12, 3, 9, tzinfo=UTC), 241, PARIS, "4 heures"),
        (datetime(2026, 12, 3, 5, 59, tzinfo=UTC), 30, PARIS, "entre 7 h"),
        (datetime(2026, 12, 3, 6, 0, tzinfo=UTC), 30, PARIS, None),
        (datetime(2026, 12, 3, 19, 45, tzinfo=UTC), 30, PARIS, "entre 7 h"),
        # Seven in the morning at La Réunion is four in Paris.
        (datetime(2026, 12, 3, 3, 0, tzinfo=UTC), 30, REUNION, None),
        (datetime(2026, 12, 3, 17, 0, tzinfo=UTC), 30, REUNION, "entre 7 h"),
    ],
)
def test_les_heures(debut: datetime, minutes: int, fuseau: ZoneInfo, mot: str | None) -> None:
    refus = refus_des_heures(plage(debut, minutes), fuseau, LUNDI)
    assert (refus is None) if mot is None else (mot in (refus or ""))


@pytest.mark.exigence("DEM-13", "ORG-01")
@pytest.mark.parametrize(
    ("jour", "zone", "mode", "mots"),
    [
        (date(2026, 12, 3), "metropole", "site", []),
        (date(2026, 12, 6), "metropole", "site", ["dimanche"]),
        (date(2026, 12, 25), "metropole", "site", ["férié"]),
        (date(2026, 12, 26), "metropole", "site", []),
        (date(2026, 12, 26), "alsace-moselle", "site", ["férié"]),
        (date(2026, 12, 20), "974", "visio", ["dimanche", "férié", "visioconférence"]),
    ],
)
def test_les_avertissements(jour: date, zone: str, mode: str, mots: list[str]) -> None:
    dits = avertissements(jour, zone, mode, ["site", "telephone"])
    assert len(dits) == len(mots)
    assert all(mot in dit for mot, dit in zip(mots, dits, strict=True))


@pytest.mark.exigence("DEM-13", "ORG-01")
@pytest.mark.parametrize(
    ("debut", "fuseau", "voeux", "dehors"),
    [
        (datetime(2026, 12, 3, 9, 0, tzinfo=UTC), PARIS, ["jeudi_matin"], False),
        (datetime(2026, 12, 3, 9, 0, tzinfo=UTC), PARIS, ["lundi_matin", "jeudi_apres_midi"], True),
        (datetime(2026, 12, 3, 10, 59, tzinfo=UTC), PARIS, ["jeudi_matin"], False),
        (datetime(2026, 12, 3, 11, 0, tzinfo=UTC), PARIS, ["jeudi_matin"], True),
        # Nine in the morning in Paris is past noon at La Réunion.
        (datetime(2026, 12, 3, 8, 0, tzinfo=UTC), REUNION, ["jeudi_apres_midi"], False),
        (datetime(2026, 12, 5, 9, 0, tzinfo=UTC), PARIS, ["lundi_matin"], True),
        (datetime(2026, 12, 5, 9, 0, tzinfo=UTC), PARIS, [], False),
    ],
)
def test_une_date_hors_des_demi_journees_souhaitees(
    debut: datetime, fuseau: ZoneInfo, voeux: list[str], *, dehors: bool
) -> None:
    assert hors_des_souhaits(debut, fuseau, voeux) is dehors


@pytest.mark.exigence("DEM-13")
@given(MINUTES, st.integers(1, 300), MINUTES, st.integers(1, 300))
def test_deux_plages_se_chevauchent_si_une_minute_leur_est_commune(
    une: int, longue: int, autre: int, courte: int
) -> None:
    a, b = (plage(LUNDI + timedelta(minutes=debut), fin) for debut, fin in ((une, longue), (autre, courte)))
    commune = set(range(une, une + longue)) & set(range(autre, autre + courte))
    assert se_chevauchent(a, b) == se_chevauchent(b, a) == bool(commune)
    assert premiere_prise(a, [b]) == (b if commune else None)


@pytest.mark.exigence("DEM-13", "UX-07")
@pytest.mark.parametrize(
    ("fuseau", "maintenant", "fixe", "du"),
    [
        (PARIS, datetime(2026, 12, 2, 7, 0, tzinfo=UTC), LUNDI, True),
        (PARIS, datetime(2026, 12, 2, 6, 59, tzinfo=UTC), LUNDI, False),
        (PARIS, datetime(2026, 12, 2, 22, 30, tzinfo=UTC), LUNDI, True),
        (PARIS, datetime(2026, 12, 2, 23, 30, tzinfo=UTC), LUNDI, False),
        (PARIS, datetime(2026, 12, 1, 7, 0, tzinfo=UTC), LUNDI, False),
        (PARIS, datetime(2026, 12, 2, 7, 0, tzinfo=UTC), datetime(2026, 12, 2, 6, tzinfo=UTC), False),
        # The 2nd of December begins three hours earlier at La Réunion.
        (REUNION, datetime(2026, 12, 2, 4, 0, tzinfo=UTC), LUNDI, True),
        (REUNION, datetime(2026, 12, 2, 3, 59, tzinfo=UTC), LUNDI, False),
    ],
)
def test_le_rappel_part_la_veille_au_matin(
    fuseau: ZoneInfo, maintenant: datetime, fixe: datetime, du: bool
) -> None:
    assert rappel_du(datetime(2026, 12, 3, 9, 0, tzinfo=UTC), fixe, fuseau, maintenant) is du


@pytest.mark.exigence("DEM-13", "RGPD-02")
@pytest.mark.parametrize(
    ("texte", "nomme"),
    [
        ("Accueil, 12 rue des Essais", False),
        ("Chez Mme LEMAIRE OZANNE", True),
        ("Demander Binta à l’accueil", True),
        ("Appeler le 06.12.34.56.78", True),
        ("Appeler le +33 6 12 34 56 78", True),
        ("Salle Bintanga", False),
        ("Tél. 04 72 00 00 00", False),
    ],
)
def test_un_lieu_qui_nomme_la_personne(texte: str, nomme: bool) -> None:
    assert nomme_la_personne(texte, ("Lemaire-Ozanne", "Binta"), "06 12 34 56 78") is nomme


@pytest.mark.exigence("DEM-13", "ORG-01")
@pytest.mark.parametrize(
    ("fuseau", "mots"),
    [
        ("Europe/Paris", ""),
        ("Indian/Reunion", "heure de La Réunion"),
        ("Pacific/Noumea", "heure de la caisse"),
    ],
)
def test_l_heure_est_dite_hors_de_paris(fuseau: str, mots: str) -> None:
    assert heure_de_la_caisse(fuseau) == mots
