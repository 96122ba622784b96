"""Every act of an agent that tells somebody something, for the test of all mails."""

from conventions.enums import Service, TypePartenaire
from espace_partenaires.pieces.enums import EtatPiece
from signalements.rules.orientation import Confiee
from signalements.services.decisions import terminer
from signalements.services.instruction import (
    instruire,
    juger_irrecevable,
    orienter_en_interne,
    requalifier_motif,
    requalifier_urgence,
)
from signalements.services.livraisons import deposer_document
from signalements.services.orientations import orienter, repondre, retirer
from signalements.services.transferts import transferer
from tests.conftest import role_de_base
from tests.factories.conventions import creer_caisse, relier
from tests.factories.demandes import creer_demande
from tests.factories.habilitations import creer_agent
from tests.factories.pieces import depot, pdf
from tests.factories.signalements import SAISIE, Scene
from tests.signalements.test_preuves import juger


def tout_decider(scene: Scene) -> None:
    """Judge, study, end, hand over, transfer, orient: once each."""
    agent = scene.agent
    etude = creer_demande(scene, Service.ETUDE)
    requalifier_urgence(acteur=agent, demande_id=etude.pk, raison="soin_proche")
    orienter_en_interne(acteur=agent, demande_id=etude.pk, vers="service_social")
    juger_irrecevable(acteur=agent, demande_id=etude.pk, raison="identite", texte="Confidence sur Binta")
    requalifier_motif(acteur=agent, demande_id=etude.pk, code="puma")
    contact = creer_demande(scene, Service.CONTACT)
    instruire(acteur=agent, demande_id=contact.pk)
    terminer(acteur=agent, demande_id=contact.pk, reponse="Confidence sur Binta")
    _remettre(scene)
    _transferer(scene)
    _orienter(scene)


def _remettre(scene: Scene) -> None:
    avant = scene.partenaire.type
    scene.partenaire.type = TypePartenaire.TUTELLE
    scene.partenaire.save(update_fields=["type"])
    document = creer_demande(scene, Service.DOCUMENT)
    deposer_document(acteur=scene.agent, demande_id=document.pk, fichier=depot(pdf(), "Lemaire-Ozanne.pdf"))
    juger(EtatPiece.SAINE)
    scene.partenaire.type = avant
    scene.partenaire.save(update_fields=["type"])


def _transferer(scene: Scene) -> None:
    autre = creer_caisse("381")
    relier(autre, scene.partenaire)
    creer_agent("instructeur", caisse=autre)
    demande = creer_demande(scene, Service.CONTACT)
    # The function of the transfer checks the scope of who calls it: under that of the agent only.
    with role_de_base("portail_web", scene.agent):
        transferer(acteur=scene.agent, demande_id=demande.pk, caisse_id=autre.pk)


def _orienter(scene: Scene) -> None:
    confiee = Confiee(str(SAISIE["nom"]), str(SAISIE["prenom"]), str(SAISIE["telephone"]))
    acceptee, retiree = (
        orienter(
            acteur=scene.agent,
            caisse_id=scene.caisse.pk,
            partenaire=scene.partenaire.cle,
            confiee=confiee,
        )
        for _ in range(2)
    )
    repondre(acteur=scene.technicien, orientation_id=acceptee.pk, acceptee=True)
    retirer(acteur=scene.agent, orientation_id=retiree.pk)
