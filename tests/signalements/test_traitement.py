"""What the caisse does: taken in charge, started, closed; and what the partner cancels."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.notifications.models import Courriel
from signalements.enums import EtatDemande
from signalements.models import Demande, DetailsMas
from signalements.permissions import peut_voir_la_suite
from signalements.selectors import horloge_de
from signalements.services.refus import ClotureIncomplete
from signalements.services.traitement import (
    affecter_a_soi,
    annuler,
    clore,
    demarrer_accompagnement,
    prendre_en_charge,
)
from tests.factories.habilitations import acteur_pour, creer_agent, creer_gestionnaire
from tests.factories.signalements import (
    REPONSES_DE_CLOTURE,
    Scene,
    creer_close,
    creer_prise_en_charge,
    creer_transmise,
)

MIDI = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]


@pytest.mark.exigence("DEM-17", "DEM-09")
@pytest.mark.parametrize(("heures", "respectee"), [(47, True), (49, False)])
def test_la_prise_en_charge_arrete_l_horloge(
    scene: Scene, comme_web: EnTantQue, heures: int, respectee: bool
) -> None:
    demande = creer_transmise(scene, MIDI)
    quand = MIDI + timedelta(hours=heures)
    with comme_web(scene.agent):
        rendue = prendre_en_charge(acteur=scene.agent, demande_id=demande.pk, maintenant=quand)
        horloge = horloge_de(rendue, quand + timedelta(days=9))
    assert (rendue.etat, rendue.agent_id) == ("prise_en_charge", scene.compte_agent.pk)
    assert (horloge.arretee_le, horloge.respectee, horloge.court) == (quand, respectee, False)
    assert rendue.echeance == MIDI + timedelta(hours=48)


@pytest.mark.exigence("DEM-17", "RGPD-02")
def test_chaque_etape_previent_l_auteur_une_fois(scene: Scene, comme_web: EnTantQue) -> None:
    demande = creer_transmise(scene, MIDI)
    Courriel.objects.all().delete()
    with comme_web(scene.agent):
        for _ in range(2):
            prendre_en_charge(acteur=scene.agent, demande_id=demande.pk, maintenant=MIDI)
        demarrer_accompagnement(acteur=scene.agent, demande_id=demande.pk, maintenant=MIDI)
        clore(acteur=scene.agent, demande_id=demande.pk, maintenant=MIDI, **REPONSES_DE_CLOTURE)
    messages = list(Courriel.objects.order_by("cree_le").values_list("message", "destinataire_id"))
    assert messages == [
        ("signalements.prise_en_charge", scene.compte_technicien.pk),
        ("signalements.cloture", scene.compte_technicien.pk),
    ]


@pytest.mark.exigence("DEM-17")
def test_clore_garde_actions_et_axes(scene: Scene, comme_web: EnTantQue) -> None:
    demande = creer_prise_en_charge(scene, MIDI)
    with comme_web(scene.agent):
        rendue = clore(acteur=scene.agent, demande_id=demande.pk, maintenant=MIDI, **REPONSES_DE_CLOTURE)
    details = DetailsMas.objects.get()
    assert (rendue.etat, rendue.close_le) == ("close", MIDI)
    assert details.actions_menees == ["droits", "face_a_face"]
    axes = (
        details.soins_realises,
        details.aide_droits,
        details.aide_financiere,
        details.orientation_parcours,
    )
    assert axes == (True, True, False, True)
    assert details.cadres == ["droits", "soins"]


@pytest.mark.exigence("DEM-23")
@pytest.mark.parametrize("accord", [True, False])
def test_la_suite_n_est_dite_qu_avec_l_accord_de_la_personne(
    scene: Scene, comme_web: EnTantQue, accord: bool
) -> None:
    demande = creer_transmise(scene, MIDI, accord_suivi=accord)
    with comme_web(scene.agent):
        prendre_en_charge(acteur=scene.agent, demande_id=demande.pk)
        demande = clore(acteur=scene.agent, demande_id=demande.pk, **REPONSES_DE_CLOTURE)
    assert Courriel.objects.filter(message="signalements.cloture").exists(), "que c’est fini se dit toujours"
    assert peut_voir_la_suite(scene.technicien, demande) is accord
    assert peut_voir_la_suite(scene.agent, demande)


@pytest.mark.exigence("DEM-17", "SEC-02")
@pytest.mark.parametrize(
    ("reponses", "champ"),
    [
        ({"aide_droits": None}, "aide_droits"),
        ({"soins_realises": None}, "soins_realises"),
        ({"soins_realises": False}, "issue_sans_soins"),
        ({"issue_sans_soins": "refus"}, "issue_sans_soins"),
        ({"actions": ["inconnue"]}, "actions"),
    ],
)
def test_une_cloture_incoherente_ne_change_rien(
    scene: Scene, comme_web: EnTantQue, reponses: dict[str, Any], champ: str
) -> None:
    demande = creer_prise_en_charge(scene, MIDI)
    with comme_web(scene.agent), pytest.raises(ClotureIncomplete) as refus:
        clore(acteur=scene.agent, demande_id=demande.pk, **{**REPONSES_DE_CLOTURE, **reponses})
    assert list(refus.value.manques) == [champ]
    demande.refresh_from_db()
    assert (demande.etat, demande.close_le) == ("prise_en_charge", None)
    assert demande.evenements.count() == 2
    assert DetailsMas.objects.get().actions_menees == []


def tenter(scene: Scene, acte: str, demande: Demande) -> Demande:
    """Run an act by the one who may do it."""
    gestes: dict[str, Callable[[], Demande]] = {
        "prendre": lambda: prendre_en_charge(acteur=scene.agent, demande_id=demande.pk),
        "demarrer": lambda: demarrer_accompagnement(acteur=scene.agent, demande_id=demande.pk),
        "clore": lambda: clore(acteur=scene.agent, demande_id=demande.pk, **REPONSES_DE_CLOTURE),
        "annuler": lambda: annuler(acteur=scene.technicien, demande_id=demande.pk),
    }
    return gestes[acte]()


@pytest.mark.exigence("DEM-10", "DEM-17")
@pytest.mark.parametrize(
    ("depart", "permis"),
    [
        ("transmise", {"prendre": "prise_en_charge", "annuler": "annulee"}),
        (
            "prise_en_charge",
            {
                "prendre": "prise_en_charge",
                "demarrer": "accompagnement",
                "clore": "close",
                "annuler": "annulee",
            },
        ),
        ("accompagnement", {"clore": "close", "annuler": "annulee"}),
        ("close", {}),
        ("annulee", {}),
    ],
)
@pytest.mark.parametrize("acte", ["prendre", "demarrer", "clore", "annuler"])
def test_seules_les_transitions_de_la_table_passent(
    scene: Scene, comme_web: EnTantQue, depart: str, permis: dict[str, str], acte: str
) -> None:
    demande = creer_transmise(scene)
    chemins = {"transmise": [], "annulee": ["annuler"], "close": ["prendre", "clore"]}
    for pas in chemins.get(depart, ["prendre", "demarrer"][: 1 + (depart == "accompagnement")]):
        tenter(scene, pas, demande)
    demande.refresh_from_db()
    assert demande.etat == depart
    faits = demande.evenements.count()
    with comme_web(scene.technicien if acte == "annuler" else scene.agent):
        if acte in permis:
            assert tenter(scene, acte, demande).etat == permis[acte]
            return
        with pytest.raises(RegleMetierRefusee) as refus:
            tenter(scene, acte, demande)
    assert refus.value.code == "transition"
    demande.refresh_from_db()
    assert (demande.etat, demande.evenements.count()) == (depart, faits)


@pytest.mark.exigence("HAB-17", "HAB-16")
def test_nul_autre_n_agit(scene: Scene, voisins: Scene, ailleurs: Scene, comme_web: EnTantQue) -> None:
    demande = creer_transmise(scene)
    gestionnaire = acteur_pour(creer_gestionnaire(scene.partenaire))
    conventions = acteur_pour(creer_agent("gestionnaire_conventions", caisse=scene.caisse))
    for acteur in (scene.technicien, ailleurs.agent, gestionnaire, conventions, voisins.technicien):
        for geste in (prendre_en_charge, demarrer_accompagnement, affecter_a_soi):
            with comme_web(acteur), pytest.raises(HorsPortee):
                geste(acteur=acteur, demande_id=demande.pk)
        with comme_web(acteur), pytest.raises(HorsPortee):
            clore(acteur=acteur, demande_id=demande.pk, **REPONSES_DE_CLOTURE)
    for acteur in (scene.agent, voisins.technicien, gestionnaire):
        with comme_web(acteur), pytest.raises(HorsPortee):
            annuler(acteur=acteur, demande_id=demande.pk)
    demande.refresh_from_db()
    assert (demande.etat, demande.agent_id) == (EtatDemande.TRANSMISE, None)


@pytest.mark.exigence("DEM-17")
def test_un_collegue_reprend_le_suivi_sans_toucher_a_l_horloge(scene: Scene, comme_web: EnTantQue) -> None:
    demande = creer_prise_en_charge(scene, MIDI)
    collegue = acteur_pour(creer_agent("instructeur", caisse=scene.caisse))
    with comme_web(collegue):
        rendue = affecter_a_soi(acteur=collegue, demande_id=demande.pk)
    assert (rendue.agent_id, rendue.etat, rendue.evenements.count()) == (
        collegue.utilisateur_id,
        "prise_en_charge",
        2,
    )


@pytest.mark.exigence("DEM-17")
def test_un_signalement_termine_ne_se_suit_plus(scene: Scene, comme_web: EnTantQue) -> None:
    demande = creer_close(scene)
    collegue = acteur_pour(creer_agent("instructeur", caisse=scene.caisse))
    with comme_web(collegue), pytest.raises(RegleMetierRefusee) as refus:
        affecter_a_soi(acteur=collegue, demande_id=demande.pk)
    assert refus.value.code == "demande_terminee"


@pytest.mark.exigence("NOV-03")
def test_le_rejeu_voit_un_etat_ecrit_a_la_main(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    creer_close(scene)
    faussee = creer_transmise(scene)
    call_command("rejouer_demandes")
    assert "2 demandes rejouées, aucun écart" in capsys.readouterr().out
    Demande.objects.filter(pk=faussee.pk).update(echeance=MIDI)
    with pytest.raises(CommandError, match="1 demandes sur 2"):
        call_command("rejouer_demandes")
    assert str(faussee.reference) in capsys.readouterr().out
