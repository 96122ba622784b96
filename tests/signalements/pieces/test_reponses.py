"""The partner answers: kept as it goes, sent together, dated from the sending (DEM-09, DEM-10, NOV-04)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
import time_machine

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.pieces.enums import EtatPiece
from signalements.models import Demande, Message, PieceDemandee
from signalements.selectors import horloge_de
from signalements.selectors.pieces import dossier_de_pieces
from signalements.selectors.rejeu import ecart
from signalements.services.demandes_de_pieces import PieceVoulue, demander_pieces, juger_piece
from signalements.services.faits import avancer
from signalements.services.pieces_jointes import joindre_piece, retirer_piece
from signalements.services.reponses import (
    corriger,
    envoyer_reponses,
    repondre_en_mots,
    repondre_par_fichier,
)
from tests.factories.habilitations import acteur_pour, creer_technicien
from tests.factories.pieces import depot, pdf
from tests.factories.signalements import Scene
from tests.signalements.pieces.outils import AVIS, FORMULAIRE, MIDI, avis_manquant, demander, etude, verdict

EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]
PARIS = ZoneInfo("Europe/Paris")


def _refus(geste: Callable[[], object]) -> str:
    with pytest.raises(RegleMetierRefusee) as refus:
        geste()
    return refus.value.code


def _incomplete(scene: Scene) -> tuple[Demande, list[PieceDemandee]]:
    """An étude whose form is refused and whose tax notice is missing."""
    demande = etude(scene, FORMULAIRE)
    juger_piece(acteur=scene.agent, demande_id=demande.pk, numero=1, acceptee=False, raison="non_signee")
    return demande, demander(scene, demande, PieceVoulue(raison="non_signee", remplace=1), avis_manquant())


@pytest.mark.exigence("DEM-09", "DEM-10", "NOV-04", "HAB-11")
def test_le_delai_repart_de_l_envoi_pas_du_premier_fichier(scene: Scene, comme_web: EnTantQue) -> None:
    with time_machine.travel(MIDI) as voyage:
        demande, (formulaire, avis) = _incomplete(scene)
        collegue = acteur_pour(creer_technicien(scene.partenaire))
        Courriel.objects.all().delete()
        voyage.shift(timedelta(days=1))
        with comme_web(collegue):
            repondre_par_fichier(
                acteur=collegue, demande_id=demande.pk, demandee_id=formulaire.pk, fichier=depot(pdf())
            )
            # Not sent: nothing has moved, the caisse reads nothing of it.
            demande.refresh_from_db()
            assert (demande.etat, demande.echeance) == ("incomplete", None)
            assert _refus(partial(envoyer_reponses, acteur=collegue, demande_id=demande.pk)) == (
                "reponses_manquantes"
            )
        with comme_web(scene.agent):
            assert [j.numero for j in dossier_de_pieces(demande).envoyees] == [1]
        voyage.shift(timedelta(days=2))
        with comme_web(scene.technicien):
            repondre_en_mots(
                acteur=scene.technicien,
                demande_id=demande.pk,
                demandee_id=avis.pk,
                texte="La personne vient d’arriver, elle n’en a pas.",
            )
            envoyee = envoyer_reponses(acteur=scene.technicien, demande_id=demande.pk)
            # The second click, or a colleague's, finds the work done.
            assert envoyer_reponses(acteur=scene.technicien, demande_id=demande.pk).version == envoyee.version
        demande.refresh_from_db()
        # Monday 23 November: thirty days, that one left out, until 23 December at midnight.
        assert demande.etat == "completee"
        assert demande.echeance is not None
        assert demande.echeance.astimezone(PARIS).isoformat() == "2026-12-23T23:59:59+01:00"
        assert demande.evenements.filter(nature="depot").count() == 1
        assert ecart(demande) is None
        assert horloge_de(demande).provisoire
        assert {c.message for c in Courriel.objects.all()} == {"signalements.reponses_envoyees"}
        with comme_web(scene.agent):
            assert [j.numero for j in dossier_de_pieces(demande).envoyees] == [1, 2]


@pytest.mark.exigence("NOV-04", "DOC-03")
def test_un_fichier_ecarte_rouvre_son_item(scene: Scene, comme_web: EnTantQue) -> None:
    demande, (formulaire, avis) = _incomplete(scene)
    jointe = repondre_par_fichier(
        acteur=scene.technicien, demande_id=demande.pk, demandee_id=formulaire.pk, fichier=depot(pdf())
    )
    repondre_par_fichier(
        acteur=scene.technicien, demande_id=demande.pk, demandee_id=avis.pk, fichier=depot(pdf())
    )
    verdict(jointe, EtatPiece.INFECTEE)
    with comme_web(scene.technicien):
        assert [item.libelle for item in dossier_de_pieces(demande).attendent()] == [formulaire.libelle]
        assert _refus(partial(envoyer_reponses, acteur=scene.technicien, demande_id=demande.pk)) == (
            "reponses_manquantes"
        )
    demande.refresh_from_db()
    assert demande.etat == "incomplete"


@pytest.mark.exigence("NOV-04")
def test_seules_les_refusees_rouvrent_l_acceptee_reste_close(scene: Scene, comme_web: EnTantQue) -> None:
    demande = etude(scene, FORMULAIRE, AVIS)
    juger_piece(acteur=scene.agent, demande_id=demande.pk, numero=1, acceptee=False, raison="illisible")
    juger_piece(acteur=scene.agent, demande_id=demande.pk, numero=2, acceptee=True)
    dossier = dossier_de_pieces(demande)
    assert [j.numero for j in dossier.a_redemander()] == [1]
    assert dossier.a_demander() == []
    (item,) = demander(scene, demande, PieceVoulue(raison="illisible", remplace=1))
    with comme_web(scene.technicien):
        jointe = repondre_par_fichier(
            acteur=scene.technicien, demande_id=demande.pk, demandee_id=item.pk, fichier=depot(pdf())
        )
        # What the caisse already has is not taken back; what was just joined is.
        assert (
            _refus(partial(retirer_piece, acteur=scene.technicien, demande_id=demande.pk, numero=2))
            == "transition"
        )
        envoyer_reponses(acteur=scene.technicien, demande_id=demande.pk)
    demande.refresh_from_db()
    assert dossier_de_pieces(demande).a_redemander() == []
    assert (jointe.attendue, jointe.repond_a) == (item.attendue, item)
    # Refused again, the new one reopens; the first stays replaced.
    verdict(jointe, EtatPiece.SAINE)
    juger_piece(acteur=scene.agent, demande_id=demande.pk, numero=3, acceptee=False, raison="incomplete")
    assert [j.numero for j in dossier_de_pieces(demande).a_redemander()] == [3]


@pytest.mark.exigence("HAB-11", "NOV-04")
def test_un_collegue_retire_ce_qui_n_est_pas_parti(scene: Scene, comme_web: EnTantQue) -> None:
    demande, (formulaire, _) = _incomplete(scene)
    jointe = repondre_par_fichier(
        acteur=scene.technicien, demande_id=demande.pk, demandee_id=formulaire.pk, fichier=depot(pdf())
    )
    collegue = acteur_pour(creer_technicien(scene.partenaire))
    with comme_web(collegue):
        retirer_piece(acteur=collegue, demande_id=demande.pk, numero=jointe.numero)
        assert len(dossier_de_pieces(demande).attendent()) == 2
    jointe.piece.refresh_from_db()
    assert jointe.piece.etat == EtatPiece.EFFACEE


@pytest.mark.exigence("NOV-05", "DEM-02", "NOV-04")
@pytest.mark.parametrize(
    ("texte", "code"),
    [
        ("Son numéro est 1 88 03 69 025 042 18", "nir"),
        ("Elle suit une chimiothérapie.", "sante_a_confirmer"),
        ("a" * 501, "message_trop_long"),
    ],
)
def test_les_mots_sont_gardes(scene: Scene, texte: str, code: str) -> None:
    demande, (formulaire, _) = _incomplete(scene)
    repondre = partial(
        repondre_en_mots,
        acteur=scene.technicien,
        demande_id=demande.pk,
        demandee_id=formulaire.pk,
        texte=texte,
    )
    assert _refus(repondre) == code
    formulaire.refresh_from_db()
    assert formulaire.reponse == ""
    if code == "sante_a_confirmer":
        assert repondre(confirme=True).reponse == texte


@pytest.mark.exigence("HAB-17")
def test_personne_d_autre_ne_repond(
    scene: Scene, voisins: Scene, ailleurs: Scene, comme_web: EnTantQue
) -> None:
    demande, (formulaire, _) = _incomplete(scene)
    autre, (etranger, _) = _incomplete(voisins)
    for acteur in (voisins.technicien, ailleurs.technicien, scene.agent):
        with comme_web(acteur):
            for geste in (
                partial(
                    repondre_en_mots,
                    acteur=acteur,
                    demande_id=demande.pk,
                    demandee_id=formulaire.pk,
                    texte="x",
                ),
                partial(envoyer_reponses, acteur=acteur, demande_id=demande.pk),
            ):
                with pytest.raises(HorsPortee):
                    geste()
    # An item of another demande, even one's own page open, does not exist.
    with comme_web(scene.technicien), pytest.raises(HorsPortee):
        repondre_en_mots(acteur=scene.technicien, demande_id=demande.pk, demandee_id=etranger.pk, texte="x")
    assert autre.etat == "incomplete"


@pytest.mark.exigence("DEM-10", "DEM-09", "NOV-05")
def test_une_irrecevable_se_corrige_par_des_mots_ou_un_fichier(scene: Scene, comme_web: EnTantQue) -> None:
    with time_machine.travel(MIDI) as voyage:
        demande = etude(scene, FORMULAIRE)
        voyage.shift(timedelta(days=1))
        avancer(
            acteur=scene.agent,
            demande=demande,
            action="juger_irrecevable",
            maintenant=MIDI + timedelta(days=1),
            motif="identite",
        )
        voyage.shift(timedelta(days=1))
        envoyer = partial(corriger, acteur=scene.technicien, demande_id=demande.pk)
        with comme_web(scene.technicien):
            assert _refus(partial(envoyer, texte=" ")) == "correction_vide"
            assert _refus(partial(envoyer, texte="1880369025042 18")) == "nir"
            joindre_piece(acteur=scene.technicien, demande_id=demande.pk, fichier=depot(pdf()), code="")
            rendue = envoyer(texte="Le prénom est corrigé.")
            assert envoyer(texte="Le prénom est corrigé.").version == rendue.version
        demande.refresh_from_db()
        assert (demande.etat, ecart(demande)) == ("completee", None)
        assert [m.texte for m in Message.objects.all()] == ["Le prénom est corrigé."]
        assert demande.echeance is not None
        assert demande.echeance.astimezone(PARIS).date().isoformat() == "2026-12-22"


@pytest.mark.exigence("DEM-10")
def test_un_rendez_vous_irrecevable_se_corrige_aussi(scene: Scene) -> None:
    demande = etude(scene, nature=Service.RENDEZ_VOUS)
    avancer(
        acteur=scene.agent,
        demande=demande,
        action="juger_irrecevable",
        maintenant=demande.cree_le,
        motif="autre_nature",
    )
    assert corriger(acteur=scene.technicien, demande_id=demande.pk, texte="Précisé.").etat == "completee"
    with pytest.raises(RegleMetierRefusee):
        demander_pieces(acteur=scene.agent, demande_id=demande.pk, pieces=[avis_manquant()])
