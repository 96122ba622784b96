"""What agents judge and decide: each act, each refusal, and what replay gives afterwards."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from signalements.enums import NatureFait
from signalements.models import DecisionDroit, Demande, Message
from signalements.selectors.rejeu import ecart
from signalements.services.consentements import retirer_consentement
from signalements.services.decisions import terminer
from signalements.services.demandes_de_pieces import demander_pieces, juger_piece
from signalements.services.faits import consigner_fait
from signalements.services.instruction import (
    instruire,
    juger_irrecevable,
    orienter_en_interne,
    requalifier_motif,
    requalifier_urgence,
)
from signalements.services.jugements import juger
from signalements.services.refus import DemandeModifiee, FinIncomplete
from signalements.services.traitement import affecter_a_soi, annuler, clore
from tests.factories.demandes import creer_demande
from tests.factories.habilitations import creer_agent
from tests.factories.signalements import REPONSES_DE_CLOTURE, Scene, creer_prise_en_charge, creer_transmise
from tests.signalements.pieces.outils import FORMULAIRE, avis_manquant, etude
from tests.signalements.rendez_vous import outils as rdv

MIDI = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
UNE_HEURE = timedelta(hours=1)
EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]
NATURES = [Service.ETUDE, Service.CONTACT, Service.DOCUMENT, Service.RENDEZ_VOUS]


def relue(demande: Demande) -> Demande:
    """Read a demande again; what is stored must be what its facts give."""
    fraiche = Demande.objects.select_related("caisse", "motif").get(pk=demande.pk)
    assert ecart(fraiche) is None
    return fraiche


def etude_en_instruction(scene: Scene, **champs: Any) -> Demande:
    """An étude judged complete and receivable, and taken up by the agent."""
    demande = creer_demande(scene, Service.ETUDE, MIDI, **champs)
    for nature in (NatureFait.COMPLETE, NatureFait.RECEVABLE):
        consigner_fait(acteur=scene.agent, demande=demande, nature=nature, maintenant=MIDI + UNE_HEURE)
    return instruire(acteur=scene.agent, demande_id=demande.pk, maintenant=MIDI + 2 * UNE_HEURE)


def courriels(nom: str) -> int:
    """Count the mails of a kind."""
    return Courriel.objects.filter(message=f"signalements.{nom}").count()


@pytest.mark.exigence("DEM-10", "DEM-22")
@pytest.mark.parametrize("nature", NATURES)
def test_irrecevable_arrete_le_delai_et_dit_pourquoi(scene: Scene, comme_web: EnTantQue, nature: str) -> None:
    demande = creer_demande(scene, nature, MIDI)
    with comme_web(scene.agent):
        juger_irrecevable(
            acteur=scene.agent,
            demande_id=demande.pk,
            raison="identite",
            texte="Le prénom ne correspond pas.",
            version=demande.version,
            maintenant=MIDI + UNE_HEURE,
        )
    demande = relue(demande)
    assert (demande.etat, demande.echeance) == ("irrecevable", None)
    assert demande.evenements.get(nature="irrecevabilite").motif == "identite"
    assert Message.objects.get(demande=demande).texte == "Le prénom ne correspond pas."
    assert courriels("irrecevable") == 1


@pytest.mark.exigence("DEM-10", "DEM-01")
def test_changer_le_motif_rend_la_demande_a_lire(scene: Scene, comme_web: EnTantQue) -> None:
    demande = creer_demande(scene, Service.ETUDE, MIDI)
    due = demande.echeance
    with comme_web(scene.agent):
        juger_irrecevable(acteur=scene.agent, demande_id=demande.pk, raison="autre_motif", maintenant=MIDI)
        requalifier_motif(
            acteur=scene.agent, demande_id=demande.pk, code="puma", maintenant=MIDI + 30 * UNE_HEURE
        )
    demande = relue(demande)
    assert (demande.etat, demande.motif and demande.motif.code) == ("transmise", "puma")
    assert demande.echeance == due, "rien n’est gagné à renvoyer puis reprendre"
    assert courriels("motif_change") == 1


@pytest.mark.exigence("DEM-26", "DEM-09")
def test_requalifier_garde_le_depart_du_delai(scene: Scene, comme_web: EnTantQue) -> None:
    demande = creer_demande(scene, Service.ETUDE, MIDI)
    for rang, (raison, jours) in enumerate([("soin_proche", 14), ("droits_ouverts", 30)], start=1):
        with comme_web(scene.agent):
            requalifier_urgence(
                acteur=scene.agent,
                demande_id=demande.pk,
                raison=raison,
                maintenant=MIDI + timedelta(days=rang),
            )
        demande = relue(demande)
        assert demande.echeance is not None
        assert (demande.echeance.date() - MIDI.date()).days == jours
    assert [f.regle for f in demande.evenements.filter(nature="requalification").order_by("id")] == [
        "URGENT_14J",
        "DOSSIER_30J",
    ]
    assert courriels("requalification") == 2


@pytest.mark.exigence("DEM-10", "DEM-16", "HAB-17")
def test_instruire_attribue_la_demande(scene: Scene, comme_web: EnTantQue) -> None:
    demande = creer_demande(scene, Service.CONTACT, MIDI)
    with comme_web(scene.agent):
        instruire(acteur=scene.agent, demande_id=demande.pk, version=demande.version)
        instruire(acteur=scene.agent, demande_id=demande.pk, version=demande.version)
    demande = relue(demande)
    assert (demande.etat, demande.agent_id) == ("en_instruction", scene.compte_agent.pk)
    assert (demande.evenements.count(), courriels("en_instruction")) == (2, 1)


@pytest.mark.exigence("DEM-16", "HAB-16", "DEM-09")
def test_qui_agit_suit_ce_que_personne_ne_suivait(scene: Scene, comme_web: EnTantQue) -> None:
    """One act of each service; what a colleague follows stays theirs, until their account ends."""
    lue, suivie, quittee = etude(scene, FORMULAIRE), creer_demande(scene), creer_demande(scene)
    rendez_vous, signalement = rdv.demander(scene), creer_transmise(scene)
    due, collegue, parti = (
        signalement.echeance,
        *(creer_agent("instructeur", caisse=scene.caisse) for _ in "12"),
    )
    Demande.objects.filter(pk=suivie.pk).update(agent=collegue)
    Demande.objects.filter(pk=quittee.pk).update(agent=parti)
    Utilisateur.objects.filter(pk=parti.pk).update(is_active=False)
    actes: list[tuple[Demande, Callable[..., object], dict[str, Any]]] = [
        (lue, juger_piece, {"numero": 1, "acceptee": True}),
        (creer_demande(scene), demander_pieces, {"pieces": [avis_manquant()]}),
        (creer_demande(scene), juger, {"complet": False, "recevable": True}),
        (creer_demande(scene), juger_irrecevable, {"raison": "identite"}),
        (creer_demande(scene, Service.CONTACT), terminer, {"reponse": "Les droits sont ouverts."}),
        (signalement, orienter_en_interne, {"vers": "service_social"}),
        (quittee, requalifier_urgence, {"raison": "rupture"}),
        (suivie, requalifier_urgence, {"raison": "rupture"}),
    ]
    with comme_web(scene.agent):
        for demande, acte, choix in actes:
            acte(acteur=scene.agent, demande_id=demande.pk, **choix)
        rdv.proposer_a(scene, rendez_vous)
    agents = [relue(demande).agent_id for demande, _, _ in [*actes, (rendez_vous, None, None)]]
    moi = scene.compte_agent.pk
    assert agents == [moi, moi, moi, moi, moi, moi, moi, collegue.pk, moi]
    signalement = relue(signalement)
    assert (signalement.etat, signalement.echeance) == ("transmise", due), (
        "suivre n’est pas prendre en charge"
    )


@pytest.mark.exigence("DEM-10", "DEM-23")
@pytest.mark.parametrize("accord", [True, False])
def test_une_etude_se_termine_par_une_decision_par_droit(
    scene: Scene, comme_web: EnTantQue, accord: bool
) -> None:
    demande = etude_en_instruction(scene, accord_suivi=accord)
    with comme_web(scene.agent):
        terminer(
            acteur=scene.agent,
            demande_id=demande.pk,
            decisions=[("c2s_sans", "refus"), ("c2s_avec", "accord")],
            version=demande.version,
            maintenant=MIDI + timedelta(days=2),
        )
    demande = relue(demande)
    assert (demande.etat, demande.close_le) == ("terminee", MIDI + timedelta(days=2))
    assert list(DecisionDroit.objects.values_list("droit", "sens")) == [
        ("c2s_sans", "refus"),
        ("c2s_avec", "accord"),
    ]
    assert courriels("cloture") == 1, "la fin se dit toujours"
    assert courriels("en_instruction") == accord, "le reste, si la personne l’accepte"
    assert Evenement.objects.filter(action="signalements.terminer").count() == 1


@pytest.mark.exigence("DEM-10", "DEM-12", "DEM-13")
@pytest.mark.parametrize(
    ("nature", "reponses"),
    [
        (Service.CONTACT, {"reponse": "Les droits sont ouverts."}),
        (Service.DOCUMENT, {"remise": "adresse"}),
        (Service.RENDEZ_VOUS, {"reponse": "La personne a préféré venir sans rendez-vous."}),
    ],
)
def test_chaque_nature_se_termine_a_sa_facon(
    scene: Scene, comme_web: EnTantQue, nature: str, reponses: dict[str, Any]
) -> None:
    demande = creer_demande(scene, nature, MIDI)
    with comme_web(scene.agent):
        with pytest.raises(FinIncomplete):
            terminer(acteur=scene.agent, demande_id=demande.pk)
        terminer(acteur=scene.agent, demande_id=demande.pk, maintenant=MIDI + UNE_HEURE, **reponses)
    demande = relue(demande)
    assert demande.etat == "terminee"
    assert Message.objects.filter(demande=demande).count() == ("reponse" in reponses)
    remises = list(demande.evenements.filter(nature="livraison").values_list("motif", flat=True))
    assert remises == (["adresse"] if nature == Service.DOCUMENT else [])


@pytest.mark.exigence("DEM-10", "DEM-17")
def test_un_accompagnement_code_aussi_des_droits(scene: Scene, comme_web: EnTantQue) -> None:
    demande = creer_prise_en_charge(scene, MIDI)
    with comme_web(scene.agent):
        with pytest.raises(FinIncomplete):
            clore(
                acteur=scene.agent,
                demande_id=demande.pk,
                decisions=[("puma", "accord"), ("puma", "refus")],
                **REPONSES_DE_CLOTURE,
            )
        assert relue(demande).etat == "prise_en_charge"
        clore(
            acteur=scene.agent, demande_id=demande.pk, decisions=[("puma", "accord")], **REPONSES_DE_CLOTURE
        )
    assert DecisionDroit.objects.get(demande=demande).sens == "accord"


@pytest.mark.exigence("DEM-16", "DEM-23")
@pytest.mark.parametrize("accord", [True, False])
def test_orienter_vers_le_service_social_continue_la_demande(
    scene: Scene, comme_web: EnTantQue, accord: bool
) -> None:
    demande = creer_demande(scene, Service.ETUDE, MIDI, accord_suivi=accord)
    with comme_web(scene.agent):
        orienter_en_interne(acteur=scene.agent, demande_id=demande.pk, vers="service_social")
        with pytest.raises(RegleMetierRefusee) as refus:
            orienter_en_interne(acteur=scene.agent, demande_id=demande.pk, vers="service_social")
    assert (refus.value.code, relue(demande).etat) == ("deja", "transmise")
    assert courriels("orientation_interne") == accord


def _actes(scene: Scene, demande: Demande) -> dict[str, Callable[[Acteur, int | None], object]]:
    return {
        "irrecevable": lambda a, v: juger_irrecevable(
            acteur=a, demande_id=demande.pk, raison="identite", version=v
        ),
        "motif": lambda a, v: requalifier_motif(acteur=a, demande_id=demande.pk, code="puma", version=v),
        "urgence": lambda a, v: requalifier_urgence(
            acteur=a, demande_id=demande.pk, raison="rupture", version=v
        ),
        "instruire": lambda a, v: instruire(acteur=a, demande_id=demande.pk, version=v),
        "terminer": lambda a, v: terminer(acteur=a, demande_id=demande.pk, version=v),
        "orienter": lambda a, v: orienter_en_interne(
            acteur=a, demande_id=demande.pk, vers="mediation", version=v
        ),
    }


@pytest.mark.exigence("UX-05", "DEM-16", "HAB-17")
@pytest.mark.parametrize("acte", ["irrecevable", "motif", "urgence", "instruire", "terminer", "orienter"])
def test_une_page_perimee_ou_un_autre_ne_font_rien(
    scene: Scene, ailleurs: Scene, comme_web: EnTantQue, acte: str
) -> None:
    demande = creer_demande(scene, Service.ETUDE, MIDI)
    faire = _actes(scene, demande)[acte]
    with comme_web(scene.agent), pytest.raises(DemandeModifiee) as refus:
        faire(scene.agent, demande.version - 1)
    assert refus.value.faits == 1
    for autre in (scene.technicien, ailleurs.agent):
        with comme_web(autre), pytest.raises(HorsPortee):
            faire(autre, None)
    assert relue(demande).evenements.count() == 1


@pytest.mark.exigence("DEM-10", "DEM-26", "DEM-03", "DEM-02")
@pytest.mark.parametrize(
    ("nature", "acte", "code"),
    [
        (Service.ETUDE, (juger_irrecevable, {"raison": "autre"}), "raison"),
        (Service.ETUDE, (juger_irrecevable, {"raison": "identite", "texte": "269054958815780"}), "nir"),
        (
            Service.ETUDE,
            (juger_irrecevable, {"raison": "identite", "texte": "Il a un cancer."}),
            "sante_a_confirmer",
        ),
        (Service.ETUDE, (requalifier_motif, {"code": "c2s_sans"}), "motif"),
        (Service.ETUDE, (requalifier_motif, {"code": "ame_premiere"}), "motif"),
        (Service.ETUDE, (requalifier_motif, {"code": "attestation"}), "motif"),
        (Service.ETUDE, (requalifier_urgence, {"raison": "sans_soin"}), "deja"),
        (Service.ETUDE, (requalifier_urgence, {"raison": "fatigue"}), "raison"),
        (Service.CONTACT, (requalifier_urgence, {"raison": "rupture"}), "nature"),
        (Service.ETUDE, (instruire, {}), "transition"),
        (Service.ETUDE, (terminer, {"decisions": [("c2s_sans", "accord")]}), "transition"),
        (Service.CONTACT, (orienter_en_interne, {"vers": "ailleurs"}), "vers"),
    ],
)
def test_chaque_refus_ne_change_rien(
    scene: Scene,
    comme_web: EnTantQue,
    nature: str,
    acte: tuple[Callable[..., object], dict[str, Any]],
    code: str,
) -> None:
    demande = creer_demande(scene, nature, MIDI)
    with comme_web(scene.agent), pytest.raises(RegleMetierRefusee) as refus:
        acte[0](acteur=scene.agent, demande_id=demande.pk, **acte[1])
    assert refus.value.code == code
    assert (relue(demande).evenements.count(), Message.objects.count()) == (1, 0)


@pytest.mark.exigence("DEM-10", "DEM-06", "DEM-16")
@pytest.mark.parametrize("nature", NATURES)
def test_toute_nature_s_affecte_s_annule_et_se_retire(
    scene: Scene, comme_web: EnTantQue, nature: str
) -> None:
    annulee, retiree = creer_demande(scene, nature, MIDI), creer_demande(scene, nature, MIDI)
    with comme_web(scene.agent):
        affecter_a_soi(acteur=scene.agent, demande_id=annulee.pk)
        retirer_consentement(acteur=scene.agent, demande_id=retiree.pk)
    with comme_web(scene.technicien):
        annuler(acteur=scene.technicien, demande_id=annulee.pk)
    assert [relue(d).etat for d in (annulee, retiree)] == ["annulee", "annulee"]
    assert relue(annulee).agent_id == scene.compte_agent.pk
    for courriel in Courriel.objects.filter(message="signalements.annulation"):
        assert "signalement" not in f"{courriel.objet}{courriel.texte}".lower()
    with comme_web(scene.agent), pytest.raises(RegleMetierRefusee):
        terminer(acteur=scene.agent, demande_id=annulee.pk, reponse="Trop tard.")
