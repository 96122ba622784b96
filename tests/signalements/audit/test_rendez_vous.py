"""Meetings and pieces: the very minute, the other caisse's slot, the former agent, the stale page, the journal."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from signalements.models import RendezVous
from signalements.services.demandes_de_pieces import PieceVoulue, juger_piece
from signalements.services.instruction import juger_irrecevable
from signalements.services.permanences import annuler_permanence
from signalements.services.refus import DemandeModifiee
from signalements.services.rendez_vous import constater, deplacer, proposer
from signalements.services.rendez_vous_reponses import confirmer, demander_autre_date
from signalements.services.reponses import corriger, envoyer_reponses, repondre_en_mots
from signalements.services.reservations import reserver_creneau
from tests.factories.conventions import creer_caisse, relier
from tests.factories.habilitations import acteur_pour, creer_agent
from tests.factories.signalements import Scene
from tests.signalements.pieces.outils import AVIS, FORMULAIRE, etude
from tests.signalements.pieces.outils import demander as demander_des_pieces
from tests.signalements.rendez_vous.outils import (
    JEUDI,
    LUNDI,
    demander,
    ouvrir,
    premier_creneau,
    proposer_a,
    proposition,
)

EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]
PLUS_TARD = LUNDI + timedelta(hours=1)
SANTE = "Il a un cancer."


@pytest.mark.exigence("UX-05", "DEM-16", "DEM-13")
@pytest.mark.parametrize("acte", ["proposer", "deplacer", "constater"])
def test_une_page_ancienne_ne_fait_rien_d_un_rendez_vous(
    scene: Scene, comme_web: EnTantQue, acte: str
) -> None:
    demande = demander(scene)
    avec_une_date = acte != "proposer"
    premier = proposer_a(scene, demande) if avec_une_date else None
    demande.refresh_from_db()
    vue, cle = demande.version - 1, premier.pk if premier else 0
    gestes = {
        "proposer": lambda: proposer(
            acteur=scene.agent,
            demande_id=demande.pk,
            proposition=proposition(scene),
            version=vue,
            maintenant=PLUS_TARD,
        ),
        "deplacer": lambda: deplacer(
            acteur=scene.agent,
            rendez_vous_id=cle,
            proposition=proposition(scene, JEUDI + timedelta(hours=1)),
            version=vue,
            maintenant=PLUS_TARD,
        ),
        "constater": lambda: constater(
            acteur=scene.agent, rendez_vous_id=cle, tenu=True, version=vue, maintenant=JEUDI
        ),
    }
    with comme_web(scene.agent), pytest.raises(DemandeModifiee):
        gestes[acte]()
    assert list(RendezVous.objects.values_list("etat", flat=True)) == ["propose"] * avec_une_date


@pytest.mark.exigence("DEM-13")
def test_a_l_heure_dite_on_ne_confirme_plus_on_constate(scene: Scene, comme_web: EnTantQue) -> None:
    premier = proposer_a(scene, demander(scene))
    with comme_web(scene.technicien), pytest.raises(RegleMetierRefusee) as refus:
        confirmer(acteur=scene.technicien, rendez_vous_id=premier.pk, maintenant=premier.debut)
    assert refus.value.code == "trop_tard"
    with comme_web(scene.technicien):
        confirmer(
            acteur=scene.technicien,
            rendez_vous_id=premier.pk,
            maintenant=premier.debut - timedelta(seconds=1),
        )
    with comme_web(scene.agent):
        tenu = constater(acteur=scene.agent, rendez_vous_id=premier.pk, tenu=True, maintenant=premier.debut)
    assert tenu.etat == "tenu"


@pytest.mark.exigence("DEM-13", "HAB-17", "ORG-01")
def test_un_creneau_d_une_autre_caisse_ne_se_reserve_pas(scene: Scene, comme_web: EnTantQue) -> None:
    isere = creer_caisse("381")
    relier(isere, scene.partenaire)
    compte = creer_agent("instructeur", caisse=isere)
    la_bas = replace(scene, caisse=isere, compte_agent=compte, agent=acteur_pour(compte))
    (permanence,) = ouvrir(la_bas)
    demande = demander(scene)
    technicien = acteur_pour(scene.compte_technicien)
    assert {scene.caisse.pk, isere.pk} <= set(technicien.caisse_ids)
    with comme_web(technicien), pytest.raises(HorsPortee):
        reserver_creneau(
            acteur=technicien,
            demande_id=demande.pk,
            creneau_id=premier_creneau(permanence).pk,
            maintenant=PLUS_TARD,
        )
    assert not RendezVous.objects.exists()


@pytest.mark.exigence("DEM-13", "UX-07")
def test_changer_de_creneau_previent_l_agent_qui_n_attend_plus(scene: Scene, comme_web: EnTantQue) -> None:
    collegue = creer_agent("instructeur", caisse=scene.caisse)
    permanences = [ouvrir(scene)[0], ouvrir(replace(scene, compte_agent=collegue))[0]]
    demande = demander(scene)
    with comme_web(scene.technicien):
        for rang, permanence in enumerate(permanences):
            reserver_creneau(
                acteur=scene.technicien,
                demande_id=demande.pk,
                creneau_id=premier_creneau(permanence).pk,
                maintenant=PLUS_TARD + timedelta(minutes=rang),
            )
    envoyes = Courriel.objects.order_by("cree_le").values_list("message", "destinataire")
    assert list(envoyes) == [
        ("signalements.creneau_reserve", scene.compte_agent.pk),
        ("signalements.creneau_reserve", collegue.pk),
        ("signalements.rendez_vous_annule", scene.compte_agent.pk),
    ]


@pytest.mark.exigence("DEM-13")
def test_une_permanence_finie_ne_s_annule_plus(scene: Scene, comme_web: EnTantQue) -> None:
    (permanence,) = ouvrir(scene)
    with comme_web(scene.agent):
        with pytest.raises(RegleMetierRefusee) as refus:
            annuler_permanence(
                acteur=scene.agent, permanence_id=permanence.pk, raison="erreur", maintenant=permanence.fin
            )
        assert refus.value.code == "passee"
        with pytest.raises(HorsPortee):
            annuler_permanence(acteur=scene.technicien, permanence_id=permanence.pk, raison="erreur")


@pytest.mark.exigence("DEM-13", "RGPD-05")
def test_chaque_reponse_a_un_rendez_vous_se_journalise(scene: Scene) -> None:
    demande = demander(scene)
    premier = proposer_a(scene, demande)
    demander_autre_date(
        acteur=scene.technicien,
        rendez_vous_id=premier.pk,
        demi_journees=["lundi_matin"],
        maintenant=PLUS_TARD,
    )
    second = proposer_a(scene, demande, maintenant=PLUS_TARD)
    constater(acteur=scene.agent, rendez_vous_id=second.pk, tenu=False, maintenant=JEUDI)
    traces = Evenement.objects.filter(action__endswith="_rendez_vous").order_by("pk")
    assert [(t.action.removeprefix("signalements."), t.details) for t in traces] == [
        ("proposer_rendez_vous", {"reference": demande.reference, "etat": "propose"}),
        ("decliner_rendez_vous", {"reference": demande.reference, "etat": "decline"}),
        ("proposer_rendez_vous", {"reference": demande.reference, "etat": "propose"}),
        ("constater_rendez_vous", {"reference": demande.reference, "etat": "absent"}),
    ]
    (decline,) = Courriel.objects.filter(message="signalements.rendez_vous_decline")
    assert decline.destinataire_id == scene.compte_agent.pk


@pytest.mark.exigence("DEM-03", "NOV-05", "RGPD-05")
def test_un_texte_relu_se_journalise_ou_qu_il_soit_ecrit(scene: Scene) -> None:
    demande, contact = etude(scene, FORMULAIRE), etude(scene, nature="contact")
    juger_piece(acteur=scene.agent, demande_id=demande.pk, numero=1, acceptee=False, raison="perimee")
    voulue = PieceVoulue(raison="absente", code=AVIS, precision=SANTE)
    (item,) = demander_des_pieces(scene, demande, voulue, confirme=True)
    repondre_en_mots(
        acteur=scene.technicien, demande_id=demande.pk, demandee_id=item.pk, texte=SANTE, confirme=True
    )
    envoyer_reponses(acteur=scene.technicien, demande_id=demande.pk)
    juger_irrecevable(acteur=scene.agent, demande_id=contact.pk, raison="identite")
    corriger(acteur=scene.technicien, demande_id=contact.pk, texte=SANTE, confirme=True)
    meeting = demander(scene)
    proposer_a(scene, meeting, a_apporter=SANTE, confirme=True)
    traces = Evenement.objects.filter(action="signalements.confirmer_texte").order_by("pk")
    assert [(t.objet_id, t.details) for t in traces] == [
        (d.pk, {"reference": d.reference}) for d in (demande, demande, contact, meeting)
    ]
    envois = Evenement.objects.filter(action="signalements.envoyer_reponses").order_by("pk")
    assert [t.objet_id for t in envois] == [demande.pk, contact.pk]
