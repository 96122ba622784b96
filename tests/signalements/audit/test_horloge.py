"""The clock where two facts meet: whose last deposit counts, what is provisional, what a ribbon tells once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from signalements.rules.delais import Regle, regle_de
from signalements.rules.faits import Cote, Fait
from signalements.rules.horloge import calculer
from tests.signalements.rules.recits import moments, recits, regles, zones

PARIS = ZoneInfo("Europe/Paris")


def _le(texte: str) -> datetime:
    return datetime.fromisoformat(texte).replace(tzinfo=PARIS)


@pytest.mark.exigence("DEM-09", "DEM-22")
def test_le_jugement_repris_repart_du_dernier_depot_pas_du_premier() -> None:
    faits = [
        Fait("transmission", _le("2026-11-02T11:20")),
        Fait("demande_de_pieces", _le("2026-11-05T10:00")),
        Fait("depot", _le("2026-11-13T11:20")),
        Fait("irrecevabilite", _le("2026-11-20T10:00")),
        Fait("changement_de_motif", _le("2026-11-30T10:00")),
    ]
    horloge = calculer(Regle.DOSSIER_30J, faits, PARIS, _le("2026-12-01T09:00"))
    assert (horloge.debut, horloge.echeance) == (_le("2026-11-13T11:20"), _le("2026-12-13T23:59:59"))


@pytest.mark.exigence("DEM-09", "NOV-03")
def test_changer_le_motif_de_ce_qui_est_a_lire_ne_coupe_pas_le_ruban() -> None:
    faits = [
        Fait("transmission", _le("2026-11-13T11:20")),
        Fait("changement_de_motif", _le("2026-11-16T10:00")),
    ]
    horloge = calculer(Regle.DOSSIER_30J, faits, PARIS, _le("2026-11-20T09:00"))
    assert [(s.debut, s.fin) for s in horloge.segments] == [(_le("2026-11-13T11:20"), None)]


@pytest.mark.exigence("DEM-26", "NOV-03")
def test_requalifier_chez_le_partenaire_ne_fait_pas_courir_le_delai() -> None:
    faits = [
        Fait("transmission", _le("2026-11-13T11:20")),
        Fait("demande_de_pieces", _le("2026-11-16T10:00")),
        Fait("requalification", _le("2026-11-18T10:00"), regle="URGENT_14J"),
    ]
    horloge = calculer(Regle.DOSSIER_30J, faits, PARIS, _le("2026-11-20T09:00"))
    assert [(s.cote, s.compte) for s in horloge.segments] == [
        (Cote.CAISSE, True),
        (Cote.PARTENAIRE, False),
        (Cote.PARTENAIRE, False),
    ]
    assert (horloge.court, horloge.regle) == (False, Regle.URGENT_14J)
    assert horloge.si_reponse_maintenant == _le("2026-12-04T23:59:59"), "quatorze jours, pas trente"


@pytest.mark.exigence("DEM-26", "DEM-19")
def test_requalifiee_urgente_trop_tard_elle_est_en_retard_aussitot() -> None:
    faits = [
        Fait("transmission", _le("2026-11-02T09:00")),
        Fait("requalification", _le("2026-11-20T09:00"), regle="URGENT_14J"),
    ]
    horloge = calculer(Regle.DOSSIER_30J, faits, PARIS, _le("2026-11-20T09:00"))
    assert (horloge.echeance, horloge.respectee) == (_le("2026-11-16T23:59:59"), False)
    assert horloge.reste == timedelta(0)


@pytest.mark.exigence("DEM-09", "DEM-22")
@pytest.mark.parametrize(
    ("regle", "provisoire"),
    [
        (Regle.MAS_48H, False),
        (Regle.DEMANDE_30J, False),
        (Regle.RENDEZ_VOUS_30J, False),
        (Regle.DOSSIER_30J, True),
        (Regle.URGENT_14J, True),
    ],
)
def test_seul_le_delai_d_un_dossier_attend_qu_il_soit_complet(regle: Regle, provisoire: bool) -> None:
    # Read at the very moment of the sending: the fact of that moment is known.
    instant = _le("2026-11-13T11:20")
    horloge = calculer(regle, [Fait("transmission", instant)], PARIS, instant)
    assert (horloge.court, horloge.provisoire) == (True, provisoire)


@pytest.mark.exigence("DEM-09", "DEM-13")
def test_le_delai_tenu_ne_promet_plus_de_date_a_qui_doit_repondre() -> None:
    faits = [
        Fait("transmission", _le("2026-11-13T11:20")),
        Fait("rendez_vous_propose", _le("2026-11-16T10:00")),
    ]
    horloge = calculer(Regle.RENDEZ_VOUS_30J, faits, PARIS, _le("2026-11-20T09:00"))
    assert horloge.segments[-1].cote is Cote.PARTENAIRE
    assert (horloge.respectee, horloge.si_reponse_maintenant) == (True, None)


@pytest.mark.exigence("DEM-08", "DEM-09")
def test_l_urgence_ne_change_que_le_delai_d_une_etude() -> None:
    natures = ("signalement", "etude", "contact", "document", "rendez_vous")
    assert {nature: regle_de(nature, urgente=True) for nature in natures} == {
        **{nature: regle_de(nature) for nature in natures},
        "etude": Regle.URGENT_14J,
    }


@pytest.mark.exigence("DEM-09", "DEM-13")
@pytest.mark.parametrize("fait", ["rendez_vous_decline", "rendez_vous_annule", "rendez_vous_tenu"])
def test_un_rendez_vous_jamais_propose_n_arrete_pas_le_delai(fait: str) -> None:
    faits = [Fait("transmission", _le("2026-11-13T11:20")), Fait(fait, _le("2026-11-16T10:00"))]
    horloge = calculer(Regle.RENDEZ_VOUS_30J, faits, PARIS, _le("2026-11-20T09:00"))
    assert (horloge.court, horloge.arretee_le, len(horloge.segments)) == (True, None, 1)


@pytest.mark.exigence("DEM-04", "DEM-09", "NOV-03")
@given(regles, recits, zones, zones, moments)
def test_changer_de_fuseau_ne_deplace_que_le_dernier_jour(
    regle: Regle, faits: list[Fait], depart: ZoneInfo, arrivee: ZoneInfo, lu: datetime
) -> None:
    avant, apres = (calculer(regle, faits, zone, lu) for zone in (depart, arrivee))
    assert (avant.segments, avant.regle) == (apres.segments, apres.regle)
    if avant.court and apres.court:
        assert avant.debut == apres.debut
        assert avant.echeance is not None
        assert apres.echeance is not None
        # Elapsed hours are the same everywhere; a last day ends within a day, never at another date of its own.
        ecart = abs(avant.echeance - apres.echeance)
        assert ecart == timedelta(0) if avant.regle is Regle.MAS_48H else ecart < timedelta(hours=36)
