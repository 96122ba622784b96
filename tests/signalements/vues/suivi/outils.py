"""What the tests of the partner's follow-up screens prepare and read."""

from typing import Any

from espace_partenaires.pieces.enums import EtatPiece
from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.signals import piece_jugee
from signalements.models import Demande
from signalements.services.consentements import joindre_formulaire, recueillir_consentement
from signalements.services.traitement import clore, demarrer_accompagnement, prendre_en_charge
from signalements.services.transmission import transmettre
from tests.conftest import ClientDuPortail
from tests.factories.pieces import depot, pdf
from tests.factories.signalements import REPONSES_DE_CLOTURE, SAISIE, Scene, creer_brouillon, creer_transmise
from tests.signalements.vues.agent.outils import MIDI, adresse, texte

IDENTITE = ("Lemaire", "Ozanne", "Binta")


def lire(navigateur: ClientDuPortail, demande: Demande) -> str:
    """Return the partner's page of a demande, as it is read."""
    reponse = navigateur.get(adresse("voir_demande", demande))
    assert reponse.status_code == 200
    return texte(reponse)


def creer_signee(scene: Scene, **saisie: Any) -> Demande:
    """Make a transmitted demande whose proof is a signed form, waiting for the antivirus."""
    demande = creer_brouillon(scene, MIDI, **{**SAISIE, **saisie})
    joindre_formulaire(acteur=scene.technicien, demande_id=demande.pk, fichier=depot(pdf()), maintenant=MIDI)
    demande = recueillir_consentement(
        acteur=scene.technicien,
        demande_id=demande.pk,
        mode="signature",
        recueilli_le=MIDI.date(),
        version=demande.version,
        maintenant=MIDI,
    )
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


def creer_infectee(scene: Scene) -> Demande:
    """Make a transmitted demande whose signed form the antivirus dismissed."""
    demande = creer_signee(scene)
    juger(EtatPiece.INFECTEE)
    return demande


def accompagner(scene: Scene, *, accord_suivi: bool, jusqu_au_bout: bool) -> Demande:
    """Make a demande in accompagnement, or closed, with or without the person's agreement to be told."""
    demande = creer_transmise(scene, accord_suivi=accord_suivi)
    prendre_en_charge(acteur=scene.agent, demande_id=demande.pk)
    demande = demarrer_accompagnement(acteur=scene.agent, demande_id=demande.pk)
    if jusqu_au_bout:
        demande = clore(acteur=scene.agent, demande_id=demande.pk, **REPONSES_DE_CLOTURE)
    return demande
