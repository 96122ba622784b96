"""Complete, receivable: two dated judgements (DEM-22)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial

import pytest
import time_machine

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.notifications.models import Courriel
from signalements.models import PieceDemande
from signalements.selectors import horloge_de
from signalements.selectors.rejeu import ecart
from signalements.services.demandes_de_pieces import juger_piece
from signalements.services.jugements import jugements_de, juger
from signalements.services.refus import DemandeModifiee
from signalements.services.reponses import envoyer_reponses, repondre_en_mots
from tests.factories.habilitations import acteur_pour, creer_agent
from tests.factories.signalements import Scene
from tests.signalements.pieces.outils import (
    AVIS,
    FORMULAIRE,
    MIDI,
    avis_manquant,
    demander,
    etude,
    joindre,
)

EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]


def _refus(geste: Callable[[], object]) -> RegleMetierRefusee:
    with pytest.raises(RegleMetierRefusee) as refus:
        geste()
    return refus.value


@pytest.mark.exigence("DEM-22", "DEM-10", "DEM-09", "RGPD-02")
def test_les_deux_jugements_confirment_avec_la_date_de_la_reponse(scene: Scene, comme_web: EnTantQue) -> None:
    with time_machine.travel(MIDI) as voyage:
        demande = etude(scene, FORMULAIRE, AVIS)
        Courriel.objects.all().delete()
        voyage.shift(timedelta(days=5))
        with comme_web(scene.agent):
            jugee = juger(acteur=scene.agent, demande_id=demande.pk, complet=True, recevable=False)
            assert (jugee.etat, jugements_de(jugee)) == ("transmise", frozenset({"complete"}))
            assert not Courriel.objects.exists()
            voyage.shift(timedelta(hours=1))
            jugee = juger(acteur=scene.agent, demande_id=demande.pk, complet=False, recevable=True)
            assert (jugee.etat, ecart(jugee)) == ("complete", None)
        # Friday 20 November, thirty days: dated from the deposit, not from the agent's click.
        courriel = Courriel.objects.get()
        assert courriel.message == "signalements.complete_et_recevable"
        assert courriel.destinataire_id == scene.compte_technicien.pk
        texte = courriel.texte.replace("\N{NO-BREAK SPACE}", " ")
        assert "La réponse est attendue au plus tard le dimanche 20 décembre 2026." in texte
        assert "(Convention CPAM–CPTS, annexe 2, § 4.2)" in texte
        assert "Lemaire" not in courriel.texte
        assert not horloge_de(jugee).provisoire
        # What was not judged one by one is accepted by the judgement.
        assert (
            list(PieceDemande.objects.values_list("acceptee", "jugee_par_id"))
            == [(True, scene.compte_agent.pk)] * 2
        )


@pytest.mark.exigence("DEM-22", "NOV-04", "DOC-02")
def test_complet_est_refuse_avec_ce_qui_manque(scene: Scene) -> None:
    demande = etude(scene, FORMULAIRE)
    complet = partial(juger, acteur=scene.agent, demande_id=demande.pk, complet=True, recevable=True)
    refus = _refus(complet)
    assert refus.code == "dossier_incomplet"
    assert "Avis d’imposition" in refus.message
    joindre(scene, demande, AVIS, saine=False)
    assert "attend encore l’antivirus" in _refus(complet).message
    juger_piece(acteur=scene.agent, demande_id=demande.pk, numero=1, acceptee=False, raison="perimee")
    assert "est refusée" in _refus(complet).message
    demande.refresh_from_db()
    assert (demande.etat, jugements_de(demande)) == ("transmise", frozenset())
    # Receivable alone says nothing of the pieces.
    juger(acteur=scene.agent, demande_id=demande.pk, complet=False, recevable=True)
    assert jugements_de(demande) == {"recevable"}


@pytest.mark.exigence("DEM-22")
def test_une_piece_refusee_entre_les_deux_jugements_arrete_le_second(scene: Scene) -> None:
    demande = etude(scene, FORMULAIRE, AVIS)
    juger(acteur=scene.agent, demande_id=demande.pk, complet=True, recevable=False)
    juger_piece(acteur=scene.agent, demande_id=demande.pk, numero=2, acceptee=False, raison="illisible")
    geste = partial(juger, acteur=scene.agent, demande_id=demande.pk, complet=False, recevable=True)
    assert _refus(geste).code == "dossier_incomplet"
    juger_piece(acteur=scene.agent, demande_id=demande.pk, numero=2, acceptee=True)
    assert geste().etat == "complete"


@pytest.mark.exigence("DEM-22", "DEM-10")
def test_un_depot_efface_les_jugements_des_mots_suffisent(scene: Scene) -> None:
    with time_machine.travel(MIDI) as voyage:
        demande = etude(scene, FORMULAIRE)
        juger(acteur=scene.agent, demande_id=demande.pk, complet=False, recevable=True)
        voyage.shift(timedelta(hours=1))
        (item,) = demander(scene, demande, avis_manquant())
        voyage.shift(timedelta(hours=1))
        repondre_en_mots(
            acteur=scene.technicien, demande_id=demande.pk, demandee_id=item.pk, texte="Il n’en existe pas."
        )
        envoyer_reponses(acteur=scene.technicien, demande_id=demande.pk)
        voyage.shift(timedelta(hours=1))
        demande.refresh_from_db()
        assert jugements_de(demande) == frozenset()
        jugee = juger(acteur=scene.agent, demande_id=demande.pk, complet=True, recevable=True)
        assert (jugee.etat, ecart(jugee)) == ("complete", None)


@pytest.mark.exigence("UX-05", "SEC-02", "DEM-22")
def test_page_perimee_second_clic_et_jugement_vide(scene: Scene) -> None:
    demande = etude(scene, FORMULAIRE, AVIS)
    geste = partial(juger, acteur=scene.agent, demande_id=demande.pk, version=demande.version)
    assert _refus(partial(geste, complet=False, recevable=False)).code == "jugement_vide"
    une_fois = geste(complet=True, recevable=True)
    # The same agent, twice: nothing more, one mail.
    assert geste(complet=True, recevable=True).version == une_fois.version
    assert Courriel.objects.filter(message="signalements.complete_et_recevable").count() == 1
    collegue = acteur_pour(creer_agent("instructeur", caisse=scene.caisse))
    refus = _refus(
        partial(
            juger,
            acteur=collegue,
            demande_id=demande.pk,
            complet=True,
            recevable=True,
            version=demande.version,
        )
    )
    assert isinstance(refus, DemandeModifiee)
    assert refus.faits == 2


@pytest.mark.exigence("DEM-22", "HAB-17")
def test_seule_l_etude_se_juge_et_par_sa_caisse(scene: Scene, ailleurs: Scene, comme_web: EnTantQue) -> None:
    contact = etude(scene, nature="contact")
    assert (
        _refus(partial(juger, acteur=scene.agent, demande_id=contact.pk, complet=True, recevable=True)).code
        == "transition"
    )
    demande = etude(scene, FORMULAIRE, AVIS)
    for acteur in (scene.technicien, ailleurs.agent):
        with comme_web(acteur), pytest.raises(HorsPortee):
            juger(acteur=acteur, demande_id=demande.pk, complet=True, recevable=True)
