"""A demande goes to another caisse: same reference, same start, its last day over there (DEM-04)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from conventions.enums import Service
from conventions.models import Caisse
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.enums import EtatCourriel
from espace_partenaires.notifications.envoi import PLUS_LISIBLE, balayer
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.pieces.models import PieceJointe
from signalements.models import Demande
from signalements.notifications import MOTIF_CHANGE, TRANSFERT, TRANSFERT_RECU
from signalements.selectors.demandes import fil
from signalements.selectors.rejeu import ecart
from signalements.services.annonces import annoncer_a_une_caisse
from signalements.services.instruction import instruire
from signalements.services.transferts import transferer
from tests.conftest import ClientDuPortail
from tests.factories.conventions import creer_caisse, relier
from tests.factories.demandes import creer_demande
from tests.factories.habilitations import acteur_pour, creer_agent
from tests.factories.signalements import Scene, creer_transmise

MIDI = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]


def la_reunion(scene: Scene, *, liee: bool = True) -> tuple[Caisse, Acteur]:
    """Make a caisse in another time zone, tied or not to the partenaire, and its instructeur."""
    caisse = creer_caisse("974")
    Caisse.objects.filter(pk=caisse.pk).update(fuseau="Indian/Reunion", libelle="CGSS de La Réunion")
    caisse.refresh_from_db()
    if liee:
        relier(caisse, scene.partenaire)
    return caisse, acteur_pour(creer_agent("instructeur", caisse=caisse))


@pytest.mark.exigence("DEM-04", "DEM-09", "HAB-17")
def test_la_demande_change_de_caisse_sans_rien_perdre(scene: Scene, comme_web: EnTantQue) -> None:
    caisse, agent = la_reunion(scene)
    demande = creer_demande(scene, Service.CONTACT, MIDI)
    with comme_web(scene.agent):
        instruire(acteur=scene.agent, demande_id=demande.pk, maintenant=MIDI + timedelta(hours=1))
        reference = transferer(
            acteur=scene.agent,
            demande_id=demande.pk,
            caisse_id=caisse.pk,
            version=demande.version + 1,
            maintenant=MIDI + timedelta(days=2),
        )
        assert not Demande.objects.visibles_par(scene.agent).exists()
        assert not Demande.objects.exists(), "la base ne la montre plus non plus"
    with comme_web(agent):
        vue = Demande.objects.visibles_par(agent).select_related("caisse").get(reference=reference)
        assert (vue.caisse_id, vue.agent_id, ecart(vue)) == (caisse.pk, None, None)
    technicien = acteur_pour(scene.compte_technicien)
    with comme_web(technicien):
        lue = (
            Demande.objects.visibles_par(technicien).select_related("caisse", "partenaire").get(pk=demande.pk)
        )
        qui = [(element.nature, element.auteur) for element in fil(technicien, lue)]
    assert qui == [
        ("transmission", scene.compte_technicien.nom_complet),
        ("instruction", scene.caisse.libelle),
        ("transfert", scene.caisse.libelle),
    ], "chaque fait reste à la caisse qui l’a fait"
    assert vue.reference == demande.reference
    assert vue.echeance is not None
    locale = vue.echeance.astimezone(ZoneInfo("Indian/Reunion"))
    assert (locale.date() - MIDI.date(), locale.hour, locale.minute) == (timedelta(days=30), 23, 59)
    assert vue.evenements.get(nature="transfert").motif == "691-974"
    assert set(
        Courriel.objects.filter(message__startswith="signalements.transfert").values_list(
            "message", "destinataire"
        )
    ) == {
        ("signalements.transfert", scene.compte_technicien.pk),
        ("signalements.transfert_recu", agent.utilisateur_id),
    }
    journal = Evenement.objects.filter(action="signalements.transferer")
    assert set(journal.values_list("caisse_id", flat=True)) == {scene.caisse.pk, caisse.pk}


@pytest.mark.exigence("DEM-04", "HAB-17", "UX-07")
def test_ce_qui_attendait_de_partir_ne_part_plus_vers_la_caisse_d_avant(
    scene: Scene, comme_web: EnTantQue, comme_taches: Callable[[], AbstractContextManager[None]]
) -> None:
    caisse, agent = la_reunion(scene)
    partie, restee = (creer_demande(scene, Service.CONTACT, MIDI) for _ in range(2))
    for demande in (partie, restee):
        annoncer_a_une_caisse(demande, MOTIF_CHANGE, demande.evenements.get())
    with comme_web(scene.agent):
        transferer(
            acteur=scene.agent,
            demande_id=partie.pk,
            caisse_id=caisse.pk,
            maintenant=MIDI + timedelta(hours=1),
        )
    with comme_taches():
        balayer()
    sorts = {
        (courriel.destinataire_id, courriel.objet.split()[1]): courriel.derniere_erreur or courriel.etat
        for courriel in Courriel.objects.filter(message__in=[MOTIF_CHANGE.code, TRANSFERT_RECU.code])
    }
    assert sorts == {
        (scene.compte_agent.pk, partie.reference): PLUS_LISIBLE,
        (scene.compte_agent.pk, restee.reference): EtatCourriel.ENVOYE,
        (agent.utilisateur_id, partie.reference): EtatCourriel.ENVOYE,
    }
    assert Courriel.objects.get(message=TRANSFERT.code).etat == EtatCourriel.ENVOYE, "le partenaire, lui, lit"


@pytest.mark.exigence("DEM-04", "DEM-09")
def test_quarante_huit_heures_restent_quarante_huit_heures(scene: Scene, comme_web: EnTantQue) -> None:
    caisse, _ = la_reunion(scene)
    demande = creer_transmise(scene, MIDI)
    with comme_web(scene.agent):
        transferer(
            acteur=scene.agent,
            demande_id=demande.pk,
            caisse_id=caisse.pk,
            maintenant=MIDI + timedelta(hours=3),
        )
    assert Demande.objects.get(pk=demande.pk).echeance == MIDI + timedelta(hours=48)
    assert set(PieceJointe.objects.values_list("caisse_id", flat=True)) <= {caisse.pk}


@pytest.mark.exigence("DEM-04", "DEM-11")
def test_sans_convention_la_caisse_a_joindre_est_nommee(
    scene: Scene, connecter: Callable[..., ClientDuPortail]
) -> None:
    caisse, _ = la_reunion(scene, liee=False)
    nationale = creer_caisse("000", type="CNAM")
    demande = creer_demande(scene, Service.CONTACT, MIDI)
    bureau = connecter(scene.compte_agent)
    avant = bureau.get(f"/bureau/{demande.cle}/transfert/").content.decode()
    assert "Vos notes internes partent avec elle" in avant
    assert f'value="{nationale.code}"' not in avant, "elle n’a pas d’assurés"
    page = bureau.post(
        f"/bureau/{demande.cle}/transfert/", {"caisse": "974", "version": demande.version}
    ).content.decode()
    assert f"n’a pas de convention en vigueur avec la {caisse.libelle}" in page
    assert f"s’adresser à la {caisse.libelle}" in page
    demande.refresh_from_db()
    assert (demande.caisse_id, demande.evenements.count()) == (scene.caisse.pk, 1)


@pytest.mark.exigence("DEM-04", "HAB-17")
def test_les_refus_du_transfert(scene: Scene, ailleurs: Scene, comme_web: EnTantQue) -> None:
    demande = creer_demande(scene, Service.CONTACT, MIDI)
    with comme_web(scene.agent), pytest.raises(RegleMetierRefusee) as refus:
        transferer(acteur=scene.agent, demande_id=demande.pk, caisse_id=scene.caisse.pk)
    assert refus.value.code == "meme_caisse"
    for autre in (scene.technicien, ailleurs.agent):
        with comme_web(autre), pytest.raises(HorsPortee):
            transferer(acteur=autre, demande_id=demande.pk, caisse_id=ailleurs.caisse.pk)
    assert demande.evenements.count() == 1
