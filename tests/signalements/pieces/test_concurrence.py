"""Real connections at once: one request, one sending, one verdict (SEC-02)."""

import pytest

from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.pieces.enums import EtatPiece
from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.signals import piece_jugee
from signalements.models import Demande, EvenementDemande, PieceDemandee
from signalements.selectors.rejeu import ecart
from signalements.services.demandes_de_pieces import demander_pieces
from signalements.services.jugements import juger
from signalements.services.refus import DemandeModifiee
from signalements.services.reponses import envoyer_reponses, repondre_par_fichier
from tests.factories.habilitations import acteur_pour, creer_agent, creer_technicien
from tests.factories.pieces import depot, pdf
from tests.factories.signalements import Scene, creer_scene
from tests.signalements.pieces.outils import AVIS, FORMULAIRE, avis_manquant, demander, etude, joindre
from tests.signalements.test_concurrence import a_la_fois

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene_reelle(transactional_db: None) -> Scene:
    """The scene, committed."""
    return creer_scene()


@pytest.mark.exigence("SEC-02", "DEM-10", "DEM-22", "UX-05")
def test_l_un_demande_l_autre_juge_un_seul_passe(scene_reelle: Scene) -> None:
    demande = etude(scene_reelle, FORMULAIRE)
    # The tax notice is optional for the one who judges: it was answered in words before.
    (item,) = demander(scene_reelle, demande, avis_manquant())
    PieceDemandee.objects.filter(pk=item.pk).update(reponse="Il n’en existe pas.")
    demande = envoyer_reponses(acteur=scene_reelle.technicien, demande_id=demande.pk)
    juge = acteur_pour(creer_agent("instructeur", caisse=scene_reelle.caisse))
    demandeur = scene_reelle.agent

    def geste(acteur: Acteur) -> str:
        if acteur == juge:
            return juger(
                acteur=acteur, demande_id=demande.pk, complet=True, recevable=True, version=demande.version
            ).etat
        demander_pieces(
            acteur=acteur, demande_id=demande.pk, pieces=[avis_manquant()], version=demande.version
        )
        return "incomplete"

    rendues = a_la_fois([juge, demandeur], geste)
    (refus,) = [r for r in rendues if isinstance(r, Exception)]
    (etat,) = [r for r in rendues if isinstance(r, str)]
    assert isinstance(refus, DemandeModifiee)
    finale = Demande.objects.get(pk=demande.pk)
    assert (finale.etat, ecart(finale)) == (etat, None)


@pytest.mark.exigence("SEC-02", "DEM-09")
def test_deux_envois_ne_font_qu_un_depot(scene_reelle: Scene) -> None:
    demande = etude(scene_reelle, FORMULAIRE)
    (item,) = demander(scene_reelle, demande, avis_manquant())
    repondre_par_fichier(
        acteur=scene_reelle.technicien, demande_id=demande.pk, demandee_id=item.pk, fichier=depot(pdf())
    )
    collegue = acteur_pour(creer_technicien(scene_reelle.partenaire))
    rendues = a_la_fois(
        [scene_reelle.technicien, collegue] * 2,
        lambda acteur: envoyer_reponses(acteur=acteur, demande_id=demande.pk).etat,
    )
    assert set(map(str, rendues)) == {"completee"}
    assert EvenementDemande.objects.filter(demande=demande, nature="depot").count() == 1
    assert Courriel.objects.filter(message="signalements.reponses_envoyees").count() == 1


@pytest.mark.exigence("DOC-03", "DEM-22", "SEC-02")
def test_un_verdict_pendant_le_jugement_ne_se_perd_pas(scene_reelle: Scene) -> None:
    for _ in range(3):
        demande = etude(scene_reelle, FORMULAIRE)
        jointe = joindre(scene_reelle, demande, AVIS, saine=False)

        def geste(acteur: Acteur, demande: Demande = demande, piece_id: int = jointe.piece_id) -> object:
            if acteur.profil == "systeme":
                piece = PieceJointe.objects.select_for_update().get(pk=piece_id)
                piece.etat, piece.emplacement = EtatPiece.INFECTEE, None
                piece.save()
                piece_jugee.send(sender=PieceJointe, piece=piece, etat=EtatPiece.INFECTEE)
                return None
            return juger(acteur=acteur, demande_id=demande.pk, complet=True, recevable=True)

        verdict, rendue = a_la_fois([ACTEUR_SYSTEME, scene_reelle.agent], geste)
        assert verdict is None
        assert isinstance(rendue, RegleMetierRefusee)
        assert rendue.code == "dossier_incomplet"
