"""Transfers, documents and orientations: who may, from where, who is told, what is written."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest

from conventions.enums import Service
from conventions.models import Caisse
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.pieces.enums import EtatPiece
from signalements.models import Demande, Orientation
from signalements.selectors.rejeu import ecart
from signalements.services.instruction import instruire, juger_irrecevable
from signalements.services.livraisons import deposer_document
from signalements.services.orientations import effacer_orientations_anciennes, repondre, retirer
from signalements.services.refus import DemandeModifiee
from signalements.services.traitement import annuler
from signalements.services.transferts import transferer
from tests.factories.conventions import creer_caisse, relier
from tests.factories.demandes import creer_demande
from tests.factories.pieces import depot, pdf
from tests.factories.signalements import Scene
from tests.signalements.rendez_vous.outils import LUNDI, demander, proposer_a
from tests.signalements.test_livraisons import habiliter
from tests.signalements.test_orientations import confier
from tests.signalements.test_preuves import juger

MIDI = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]
EnTache = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def isere(scene: Scene) -> Caisse:
    """Another caisse, in force with the partenaire of the scene."""
    caisse = creer_caisse("381")
    relier(caisse, scene.partenaire)
    return caisse


@pytest.mark.exigence("DEM-04", "DEM-13", "UX-05")
@pytest.mark.parametrize(
    ("cas", "code"),
    [("finie", "demande_terminee"), ("rendez_vous", "rendez_vous"), ("perimee", "demande_modifiee")],
)
def test_ce_qui_ne_se_transfere_pas_reste_ou_il_est(
    scene: Scene, isere: Caisse, comme_web: EnTantQue, cas: str, code: str
) -> None:
    demande, version = demander(scene), None
    if cas == "finie":
        annuler(acteur=scene.technicien, demande_id=demande.pk, maintenant=LUNDI + timedelta(hours=1))
    elif cas == "rendez_vous":
        proposer_a(scene, demande)
    else:
        version = demande.version - 1
    faits = demande.evenements.count()
    with comme_web(scene.agent), pytest.raises(RegleMetierRefusee) as refus:
        transferer(acteur=scene.agent, demande_id=demande.pk, caisse_id=isere.pk, version=version)
    demande.refresh_from_db()
    assert (refus.value.code, demande.caisse_id) == (code, scene.caisse.pk)
    assert demande.evenements.count() == faits
    assert not Courriel.objects.filter(message__startswith="signalements.transfert").exists()


@pytest.mark.exigence("DEM-12", "DEM-10")
def test_un_document_sain_apres_l_annulation_ne_se_remet_pas(scene: Scene, comme_web: EnTantQue) -> None:
    demande = creer_demande(habiliter(scene), Service.DOCUMENT)
    with comme_web(scene.agent):
        deposer_document(acteur=scene.agent, demande_id=demande.pk, fichier=depot(pdf()))
    annuler(acteur=scene.technicien, demande_id=demande.pk)
    juger(EtatPiece.SAINE)
    demande = Demande.objects.select_related("caisse").get(pk=demande.pk)
    assert (demande.etat, ecart(demande)) == ("annulee", None)
    assert not demande.evenements.filter(nature="livraison").exists()
    assert not Courriel.objects.filter(message="signalements.livraison").exists()


@pytest.mark.exigence("DEM-12", "UX-05")
def test_un_document_ne_se_depose_que_la_ou_la_demande_est_a_la_caisse(
    scene: Scene, comme_web: EnTantQue
) -> None:
    demande = creer_demande(habiliter(scene), Service.DOCUMENT)
    with comme_web(scene.agent), pytest.raises(DemandeModifiee):
        deposer_document(
            acteur=scene.agent, demande_id=demande.pk, fichier=depot(pdf()), version=demande.version - 1
        )
    with comme_web(scene.agent):
        juger_irrecevable(acteur=scene.agent, demande_id=demande.pk, raison="identite")
        with pytest.raises(RegleMetierRefusee) as refus:
            deposer_document(acteur=scene.agent, demande_id=demande.pk, fichier=depot(pdf()))
    assert refus.value.code == "transition"
    assert not Evenement.objects.filter(action="signalements.deposer_document").exists()


@pytest.mark.exigence("DEM-18", "HAB-17")
def test_le_partenaire_ne_retire_pas_ce_que_la_caisse_confie(scene: Scene, comme_web: EnTantQue) -> None:
    orientation = confier(scene)
    with comme_web(scene.technicien), pytest.raises(HorsPortee):
        retirer(acteur=scene.technicien, orientation_id=orientation.pk)
    orientation.refresh_from_db()
    assert (orientation.etat, orientation.repondue_par_id) == ("en_attente", None)


@pytest.mark.exigence("DEM-18", "HAB-17")
def test_une_orientation_ne_vient_pas_de_la_demande_d_une_autre_caisse(
    scene: Scene, ailleurs: Scene, comme_web: EnTantQue
) -> None:
    loin = creer_demande(ailleurs)
    # Even without the policies of the database: the service asks by itself.
    with pytest.raises(HorsPortee):
        confier(scene, demande_id=loin.pk)
    assert not Orientation.objects.exists()


@pytest.mark.exigence("DEM-18", "RGPD-05", "RGPD-02")
def test_chaque_pas_d_une_orientation_se_journalise_sans_la_personne(
    scene: Scene, comme_taches: EnTache
) -> None:
    acceptee, retiree = confier(scene), confier(scene)
    repondre(acteur=scene.technicien, orientation_id=acceptee.pk, acceptee=True, maintenant=MIDI)
    retirer(acteur=scene.agent, orientation_id=retiree.pk, maintenant=MIDI)
    with comme_taches():
        assert effacer_orientations_anciennes(maintenant=datetime(2028, 5, 22, 9, 0, tzinfo=UTC)) == 2
    traces = Evenement.objects.filter(action__contains="orient").order_by("pk")
    assert [(trace.action.removeprefix("signalements."), trace.details) for trace in traces] == [
        ("orienter", {"etat": "en_attente"}),
        ("orienter", {"etat": "en_attente"}),
        ("repondre_a_l_orientation", {"etat": "acceptee"}),
        ("retirer_l_orientation", {"etat": "retiree"}),
        ("effacer_orientation", {"etat": "acceptee"}),
        ("effacer_orientation", {"etat": "retiree"}),
    ]


@pytest.mark.exigence("DEM-18", "HAB-11")
def test_la_reponse_va_au_bureau_quand_l_agent_est_parti(scene: Scene, voisins: Scene) -> None:
    orientation = confier(scene)
    Utilisateur.objects.filter(pk=scene.compte_agent.pk).update(is_active=False)
    repondre(acteur=scene.technicien, orientation_id=orientation.pk, acceptee=True, maintenant=MIDI)
    (courriel,) = Courriel.objects.filter(message="signalements.orientation_repondue")
    assert courriel.destinataire_id == voisins.compte_agent.pk


@pytest.mark.exigence("DEM-10", "DEM-26", "RGPD-05")
def test_ce_que_l_agent_juge_se_journalise_avec_sa_raison_sans_texte(scene: Scene) -> None:
    contact = creer_demande(scene, Service.CONTACT, MIDI)
    juger_irrecevable(acteur=scene.agent, demande_id=contact.pk, raison="identite", texte="Confidence")
    autre = creer_demande(scene, Service.CONTACT, MIDI)
    instruire(acteur=scene.agent, demande_id=autre.pk)
    traces = Evenement.objects.filter(action__in=["signalements.juger_irrecevable", "signalements.instruire"])
    assert {(t.action, t.objet_id): t.details for t in traces} == {
        ("signalements.juger_irrecevable", contact.pk): {
            "reference": contact.reference,
            "raison": "identite",
        },
        ("signalements.instruire", autre.pk): {"reference": autre.reference},
    }
