"""The antivirus dismisses a signed form: the draft loses it, the transmitted demande asks for another."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.pieces.enums import EtatPiece
from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.signals import piece_jugee
from signalements.models import Consentement, Demande
from signalements.selectors import (
    Vue,
    accueil_technicien,
    formulaire_joint,
    liste_de_travail,
    preuve_en_ordre,
)
from signalements.selectors.rejeu import ecart
from signalements.services.consentements import joindre_formulaire, recueillir_consentement
from signalements.services.traitement import annuler, demarrer_accompagnement, prendre_en_charge
from signalements.services.transmission import transmettre
from tests.factories.habilitations import acteur_pour, creer_technicien
from tests.factories.pieces import depot, pdf
from tests.factories.signalements import SAISIE, Scene, creer_brouillon

MIDI = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]
EnTache = Callable[[], AbstractContextManager[None]]


def brouillon_signe(scene: Scene) -> Demande:
    demande = creer_brouillon(scene, MIDI, **SAISIE)
    joindre_formulaire(acteur=scene.technicien, demande_id=demande.pk, fichier=depot(pdf()), maintenant=MIDI)
    return recueillir_consentement(
        acteur=scene.technicien,
        demande_id=demande.pk,
        mode="signature",
        recueilli_le=MIDI.date(),
        version=demande.version,
        maintenant=MIDI,
    )


def transmise_signee(scene: Scene) -> Demande:
    demande = brouillon_signe(scene)
    return transmettre(
        acteur=scene.technicien, demande_id=demande.pk, version=demande.version, maintenant=MIDI
    )


def juger(etat: EtatPiece) -> None:
    """Give the verdict of the antivirus on the last file, as the workers do."""
    piece = PieceJointe.objects.latest("pk")
    piece.etat = etat
    if etat == EtatPiece.SAINE:
        piece.analysee_le, piece.version_signatures = MIDI, "ClamAV 1.4.6"
    else:
        piece.emplacement = None
    piece.save()
    piece_jugee.send(sender=PieceJointe, piece=piece, etat=etat)


@pytest.mark.exigence("DOC-03", "RGPD-02")
@pytest.mark.parametrize("etat", [EtatPiece.INFECTEE, EtatPiece.REFUSEE])
def test_dans_un_brouillon_la_piece_tombe_et_l_auteur_l_apprend(
    scene: Scene, comme_taches: EnTache, etat: EtatPiece
) -> None:
    demande = brouillon_signe(scene)
    with comme_taches():
        juger(etat)
    assert formulaire_joint(demande) is None
    (courriel,) = Courriel.objects.all()
    assert (courriel.message, courriel.destinataire_id) == (
        "signalements.piece_ecartee",
        scene.compte_technicien.pk,
    )
    assert f"/{demande.cle}/" in courriel.texte
    demande.refresh_from_db()
    assert (demande.etat, demande.saisie["nom"]) == ("brouillon", "Lemaire-Ozanne")


@pytest.mark.exigence("DOC-03", "DEM-06")
def test_transmise_elle_tient_et_une_nouvelle_preuve_est_demandee(
    scene: Scene, comme_taches: EnTache
) -> None:
    demande = transmise_signee(scene)
    echeance = demande.echeance
    Courriel.objects.all().delete()
    with comme_taches():
        juger(EtatPiece.INFECTEE)
        juger(EtatPiece.INFECTEE)
    demande.refresh_from_db()
    assert (demande.etat, demande.echeance) == ("transmise", echeance)
    assert list(demande.evenements.order_by("pk").values_list("nature", "auteur_id")) == [
        ("transmission", scene.compte_technicien.pk),
        ("preuve_demandee", None),
    ]
    assert [c.message for c in Courriel.objects.all()] == ["signalements.preuve_demandee"]
    assert not preuve_en_ordre(demande)
    assert ecart(demande) is None


@pytest.mark.exigence("DEM-06", "UX-06")
def test_chacun_voit_que_la_preuve_est_attendue(
    scene: Scene, comme_web: EnTantQue, comme_taches: EnTache
) -> None:
    demande = transmise_signee(scene)
    with comme_taches():
        juger(EtatPiece.INFECTEE)
    with comme_web(scene.technicien):
        assert accueil_technicien(scene.technicien).attendent == [demande]
        assert accueil_technicien(scene.technicien).en_cours == []
    with comme_web(scene.agent):
        assert liste_de_travail(scene.agent, Vue.PREUVE).lignes == [demande]


@pytest.mark.exigence("DEM-06", "DOC-03")
def test_personne_n_appelle_avant_la_nouvelle_preuve(
    scene: Scene, comme_web: EnTantQue, comme_taches: EnTache
) -> None:
    demande = transmise_signee(scene)
    with comme_taches():
        juger(EtatPiece.INFECTEE)
    with comme_web(scene.agent):
        prendre_en_charge(acteur=scene.agent, demande_id=demande.pk, maintenant=MIDI + timedelta(hours=1))
        with pytest.raises(RegleMetierRefusee) as refus:
            demarrer_accompagnement(acteur=scene.agent, demande_id=demande.pk)
    assert refus.value.code == "preuve_attendue"
    Courriel.objects.all().delete()
    collegue = acteur_pour(creer_technicien(scene.partenaire))
    with comme_web(collegue):
        jointe = joindre_formulaire(
            acteur=collegue, demande_id=demande.pk, fichier=depot(pdf()), maintenant=MIDI + timedelta(hours=2)
        )
    assert (Consentement.objects.get().piece, jointe.numero) == (jointe.piece, 2)
    assert [c.destinataire_id for c in Courriel.objects.all()] == [scene.compte_agent.pk]
    with comme_web(scene.agent):
        rendue = demarrer_accompagnement(acteur=scene.agent, demande_id=demande.pk)
    assert rendue.etat == "accompagnement"


@pytest.mark.exigence("DOC-03")
def test_une_seconde_infection_redemande_une_preuve(
    scene: Scene, comme_web: EnTantQue, comme_taches: EnTache
) -> None:
    demande = transmise_signee(scene)
    for _ in range(2):
        with comme_taches():
            juger(EtatPiece.INFECTEE)
        with comme_web(scene.technicien):
            assert not preuve_en_ordre(demande)
            joindre_formulaire(acteur=scene.technicien, demande_id=demande.pk, fichier=depot(pdf()))
    natures = demande.evenements.order_by("pk").values_list("nature", flat=True)
    assert list(natures) == [
        "transmission",
        "preuve_demandee",
        "preuve_fournie",
        "preuve_demandee",
        "preuve_fournie",
    ]
    with comme_taches():
        juger(EtatPiece.SAINE)
    assert preuve_en_ordre(demande)


@pytest.mark.exigence("DOC-02")
def test_un_fichier_sain_ou_etranger_ne_change_rien(scene: Scene, comme_taches: EnTache) -> None:
    demande = transmise_signee(scene)
    with comme_taches():
        juger(EtatPiece.SAINE)
    annuler(acteur=scene.technicien, demande_id=demande.pk)
    traces = Evenement.objects.filter(action="signalements.demander_preuve")
    with comme_taches():
        juger(EtatPiece.INFECTEE)
    assert not traces.exists()
    demande.refresh_from_db()
    assert demande.etat == "annulee"
