"""Terms of a review and fingerprint of its certificate, alone (HAB-15, NOV-09)."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta, timezone
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habilitations.enums import DecisionRevue, EtatHabilitation
from habilitations.rules import revues as regles

OUVERTE = date(2026, 11, 23)
TERME = date(2026, 12, 23)
CERTIFICAT = regles.Certificat("RH-2026-00042", "a2b6", 1, TERME.isoformat(), 2)
LIGNES = st.builds(
    regles.LigneCertifiee,
    compte=st.uuids().map(str),
    profil=st.sampled_from(["gestionnaire", "technicien"]),
    decision=st.sampled_from(["", *DecisionRevue.values]),
    motif=st.sampled_from(["", "depart", "autre_domaine"]),
    decidee_us=st.none() | st.integers(0, 10**17),
    decidee_par=st.none() | st.integers(1, 10**6),
    connexion_us=st.none() | st.integers(0, 10**17),
    etat=st.sampled_from(EtatHabilitation.values),
)


@pytest.mark.exigence("HAB-15")
def test_une_revue_dure_trente_jours_sauf_si_la_caisse_en_dit_un_autre_terme() -> None:
    assert regles.echeance_par_defaut(OUVERTE) == TERME
    assert [
        regles.echeance_permise(OUVERTE, OUVERTE + timedelta(days=jours)) for jours in (14, 15, 180, 181)
    ] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.exigence("HAB-15")
@pytest.mark.parametrize(
    ("avant_le_terme", "attendu"),
    [
        (30, "ouverture"),
        (15, "ouverture"),
        (14, "14"),
        (8, "14"),
        (7, "7"),
        (2, "7"),
        (1, "1"),
        (0, "1"),
        (-1, ""),
    ],
)
def test_le_dernier_message_du_seul(avant_le_terme: int, attendu: str) -> None:
    assert regles.message_du(OUVERTE, TERME, TERME - timedelta(days=avant_le_terme)) == attendu


@pytest.mark.exigence("HAB-15")
def test_une_revue_courte_n_est_pas_rappelee_le_jour_meme() -> None:
    assert regles.message_du(OUVERTE, OUVERTE + timedelta(days=14), OUVERTE) == "ouverture"
    assert regles.message_du(OUVERTE, OUVERTE + timedelta(days=14), OUVERTE + timedelta(days=7)) == "7"


@pytest.mark.exigence("NOV-09")
def test_le_preavis_laisse_huit_jours_pleins() -> None:
    assert not regles.preavis_du(TERME, TERME)
    assert regles.preavis_du(TERME, TERME + timedelta(days=1))
    parti = TERME + timedelta(days=1)
    assert regles.fin_du_preavis(parti) == date(2027, 1, 1)
    assert not regles.preavis_ecoule(parti, date(2027, 1, 1))
    assert regles.preavis_ecoule(parti, date(2027, 1, 2))
    assert not regles.preavis_ecoule(None, date(2030, 1, 1))


@pytest.mark.exigence("HAB-10", "NOV-09")
def test_seul_un_technicien_est_inactive_faute_de_reponse() -> None:
    def inactive(profil: str, *, reglage: bool = True, prevenus: bool = True) -> bool:
        return regles.inactive_a_la_cloture(profil, reglage=reglage, gestionnaires_prevenus=prevenus)

    assert inactive("technicien")
    assert not inactive("gestionnaire")
    assert not inactive("technicien", reglage=False)
    assert not inactive("technicien", prevenus=False)


@pytest.mark.exigence("HAB-15")
@pytest.mark.parametrize(
    ("jours", "signalee", "mois"),
    [(59, False, 0), (60, False, 2), (89, False, 2), (90, True, 3), (250, True, 8)],
)
def test_un_compte_peu_utilise_se_voit(jours: int, *, signalee: bool, mois: int) -> None:
    maintenant = datetime(2026, 11, 23, 10, tzinfo=UTC)
    derniere = maintenant - timedelta(days=jours)
    assert regles.connexion_a_signaler(derniere, maintenant) == signalee
    assert regles.mois_ecoules(derniere, maintenant) == mois
    assert regles.connexion_a_signaler(None, maintenant)


@pytest.mark.exigence("NOV-09")
@given(lignes=st.lists(LIGNES, max_size=6), graine=st.randoms())
def test_l_ordre_des_lignes_ne_compte_pas(lignes: list[regles.LigneCertifiee], graine: Random) -> None:
    melangees = list(lignes)
    graine.shuffle(melangees)
    assert regles.empreinte(CERTIFICAT, lignes) == regles.empreinte(CERTIFICAT, melangees)


@pytest.mark.exigence("NOV-09")
@given(lignes=st.lists(LIGNES, min_size=1, max_size=4), autre=LIGNES, rang=st.integers(0, 3))
def test_changer_une_ligne_change_l_empreinte(
    lignes: list[regles.LigneCertifiee], autre: regles.LigneCertifiee, rang: int
) -> None:
    place = rang % len(lignes)
    avant = regles.empreinte(CERTIFICAT, lignes)
    changee = [*lignes[:place], autre, *lignes[place + 1 :]]
    if lignes[place] != autre:
        assert regles.empreinte(CERTIFICAT, changee) != avant
    assert regles.empreinte(CERTIFICAT, [*lignes, autre]) != avant
    assert regles.empreinte(CERTIFICAT, lignes[1:]) != avant


@pytest.mark.exigence("NOV-09")
@given(ligne=LIGNES)
@pytest.mark.parametrize("champ", list(regles.LigneCertifiee.__slots__))
def test_chaque_champ_d_une_ligne_compte(champ: str, ligne: regles.LigneCertifiee) -> None:
    valeur = getattr(ligne, champ)
    nouvelle = f"{valeur}x" if isinstance(valeur, str) else (valeur or 0) + 1
    valeurs: dict[str, Any] = {**asdict(ligne), champ: nouvelle}
    change = regles.LigneCertifiee(**valeurs)
    assert regles.empreinte(CERTIFICAT, [change]) != regles.empreinte(CERTIFICAT, [ligne])


@pytest.mark.exigence("NOV-09")
@pytest.mark.parametrize("champ", list(regles.Certificat.__slots__))
def test_chaque_champ_du_certificat_compte(champ: str) -> None:
    valeur = getattr(CERTIFICAT, champ)
    valeurs: dict[str, Any] = {
        **asdict(CERTIFICAT),
        champ: f"{valeur}x" if isinstance(valeur, str) else valeur + 1,
    }
    change = regles.Certificat(**valeurs)
    assert regles.empreinte(change, []) != regles.empreinte(CERTIFICAT, [])


@pytest.mark.exigence("NOV-09")
@given(st.datetimes(timezones=st.just(UTC)))
def test_un_moment_est_le_meme_nombre_dans_toutes_les_zones(instant: datetime) -> None:
    if instant.year in (1, 9999):
        return
    ailleurs = instant.astimezone(timezone(timedelta(hours=-10)))
    assert regles.microsecondes(ailleurs) == regles.microsecondes(instant)
    assert regles.microsecondes(instant + timedelta(microseconds=1)) == regles.microsecondes(instant) + 1


@pytest.mark.exigence("NOV-09")
def test_ce_qui_se_saisit_d_un_certificat() -> None:
    empreinte = "3fa192bc" + "0" * 56
    assert regles.numero_de_certificat(2026, 42) == "RH-2026-00042"
    assert regles.saisie_correspond("3FA1 92bc", empreinte)
    assert regles.saisie_correspond(empreinte, empreinte)
    assert not regles.saisie_correspond("3fa192b", empreinte), "sept caractères ne suffisent pas"
    assert not regles.saisie_correspond("3fa192bd", empreinte)
    assert not regles.saisie_correspond("3fa192bc" + "0" * 57, empreinte)
