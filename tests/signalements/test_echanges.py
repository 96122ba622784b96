"""Messages that both sides read, notes that only agents read, and the story told to each."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from signalements.models import Message, NoteInterne
from signalements.selectors import fil
from signalements.services.echanges import ajouter_note, ecrire_message
from signalements.services.traitement import prendre_en_charge
from tests.factories.habilitations import acteur_pour, creer_agent, creer_technicien
from tests.factories.signalements import (
    Scene,
    creer_brouillon,
    creer_close,
    creer_prise_en_charge,
    creer_transmise,
)

MIDI = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]


@pytest.mark.exigence("DEM-11", "RGPD-02")
def test_un_message_previent_l_autre_cote(scene: Scene, comme_web: EnTantQue) -> None:
    collegue = creer_agent("instructeur", caisse=scene.caisse)
    demande = creer_transmise(scene, MIDI)
    Courriel.objects.all().delete()
    with comme_web(scene.technicien):
        ecrire_message(acteur=scene.technicien, demande_id=demande.pk, texte="Bonjour", maintenant=MIDI)
    assert set(Courriel.objects.values_list("destinataire_id", flat=True)) == {
        collegue.pk,
        scene.compte_agent.pk,
    }
    with comme_web(scene.agent):
        prendre_en_charge(acteur=scene.agent, demande_id=demande.pk, maintenant=MIDI)
        message = ecrire_message(acteur=scene.agent, demande_id=demande.pk, texte=" Merci. ", maintenant=MIDI)
    assert (message.cote, message.texte) == ("caisse", "Merci.")
    dernier = Courriel.objects.filter(message="signalements.nouveau_message").order_by("cree_le").last()
    assert dernier is not None
    assert dernier.destinataire_id == scene.compte_technicien.pk
    assert "Merci" not in dernier.texte + dernier.html


@pytest.mark.exigence("DEM-11")
def test_une_fois_pris_en_charge_seul_l_agent_qui_suit_est_prevenu(
    scene: Scene, comme_web: EnTantQue
) -> None:
    creer_agent("instructeur", caisse=scene.caisse)
    demande = creer_prise_en_charge(scene, MIDI)
    Courriel.objects.all().delete()
    with comme_web(scene.technicien):
        ecrire_message(acteur=scene.technicien, demande_id=demande.pk, texte="Bonjour")
    assert [c.destinataire_id for c in Courriel.objects.all()] == [scene.compte_agent.pk]


@pytest.mark.exigence("HAB-11")
def test_un_auteur_parti_laisse_la_suite_a_sa_structure(scene: Scene, comme_web: EnTantQue) -> None:
    demande = creer_prise_en_charge(scene, MIDI)
    collegue = creer_technicien(scene.partenaire)
    scene.compte_technicien.is_active = False
    scene.compte_technicien.save(update_fields=["is_active"])
    Courriel.objects.all().delete()
    with comme_web(scene.agent):
        ecrire_message(acteur=scene.agent, demande_id=demande.pk, texte="Bonjour")
    assert [c.destinataire_id for c in Courriel.objects.all()] == [collegue.pk]


@pytest.mark.exigence("DEM-11", "DEM-02")
@pytest.mark.parametrize(
    ("texte", "code"),
    [
        ("  \n ", "message_vide"),
        ("x" * 4001, "message_trop_long"),
        ("son numéro : 2 69 05 49 588 157 80", "nir"),
        ("1 85 05 2A 004 084", "nir"),
    ],
)
def test_ce_qui_ne_s_ecrit_pas(scene: Scene, comme_web: EnTantQue, texte: str, code: str) -> None:
    demande = creer_transmise(scene)
    courriels = Courriel.objects.count()
    for acteur, ecrire in (
        (scene.technicien, ecrire_message),
        (scene.agent, ecrire_message),
        (scene.agent, ajouter_note),
    ):
        with comme_web(acteur), pytest.raises(RegleMetierRefusee) as refus:
            ecrire(acteur=acteur, demande_id=demande.pk, texte=texte)
        assert refus.value.code == code
        assert "69" not in refus.value.message
    assert (Message.objects.count(), NoteInterne.objects.count()) == (0, 0)
    assert Courriel.objects.count() == courriels


@pytest.mark.exigence("DEM-11")
def test_ni_sur_un_brouillon_ni_apres_la_fin(scene: Scene, comme_web: EnTantQue) -> None:
    brouillon, close = creer_brouillon(scene), creer_close(scene)
    with comme_web(scene.technicien):
        with pytest.raises(HorsPortee):
            ecrire_message(acteur=scene.technicien, demande_id=brouillon.pk, texte="Bonjour")
        with pytest.raises(RegleMetierRefusee) as refus:
            ecrire_message(acteur=scene.technicien, demande_id=close.pk, texte="Bonjour")
    assert refus.value.code == "demande_terminee"


@pytest.mark.exigence("DEM-11", "HAB-17")
def test_les_notes_restent_a_la_caisse(scene: Scene, ailleurs: Scene, comme_web: EnTantQue) -> None:
    demande = creer_transmise(scene, MIDI)
    with comme_web(scene.agent):
        ajouter_note(acteur=scene.agent, demande_id=demande.pk, texte="À rappeler.", maintenant=MIDI)
    for acteur in (scene.technicien, ailleurs.agent):
        with comme_web(acteur):
            with pytest.raises(HorsPortee):
                ajouter_note(acteur=acteur, demande_id=demande.pk, texte="x")
            assert not NoteInterne.objects.exists()
    assert Courriel.objects.filter(message="signalements.nouveau_message").count() == 0


@pytest.mark.exigence("DEM-11", "NOV-03")
def test_le_fil_raconte_a_chacun_selon_son_cote(scene: Scene, comme_web: EnTantQue) -> None:
    demande = creer_transmise(scene, MIDI)
    prendre_en_charge(acteur=scene.agent, demande_id=demande.pk, maintenant=MIDI + timedelta(hours=1))
    ajouter_note(
        acteur=scene.agent, demande_id=demande.pk, texte="Interne", maintenant=MIDI + timedelta(hours=2)
    )
    ecrire_message(
        acteur=scene.agent, demande_id=demande.pk, texte="Vu", maintenant=MIDI + timedelta(hours=3)
    )
    ecrire_message(
        acteur=scene.technicien, demande_id=demande.pk, texte="Merci", maintenant=MIDI + timedelta(hours=4)
    )
    agent, technicien = scene.compte_agent.nom_complet, scene.compte_technicien.nom_complet
    with comme_web(scene.agent):
        cote_caisse = [(e.genre, e.auteur, e.texte) for e in fil(scene.agent, demande)]
    with comme_web(scene.technicien):
        cote_partenaire = [(e.genre, e.auteur, e.texte) for e in fil(scene.technicien, demande)]
    assert cote_caisse == [
        ("fait", scene.partenaire.libelle, "Transmission"),
        ("fait", agent, "Prise en charge"),
        ("note", agent, "Interne"),
        ("message", agent, "Vu"),
        ("message", scene.partenaire.libelle, "Merci"),
    ]
    assert cote_partenaire == [
        ("fait", technicien, "Transmission"),
        ("fait", scene.caisse.libelle, "Prise en charge"),
        ("message", scene.caisse.libelle, "Vu"),
        ("message", technicien, "Merci"),
    ]


@pytest.mark.exigence("RGPD-05")
def test_le_journal_ne_dit_rien_du_texte(scene: Scene, comme_web: EnTantQue) -> None:
    demande = creer_transmise(scene)
    superviseur = acteur_pour(creer_agent("superviseur", caisse=scene.caisse))
    with comme_web(superviseur):
        ecrire_message(acteur=superviseur, demande_id=demande.pk, texte="Bonjour Binta")
    trace = Evenement.objects.get(action="signalements.ecrire_message")
    assert trace.details == {"reference": demande.reference, "cote": "caisse"}
