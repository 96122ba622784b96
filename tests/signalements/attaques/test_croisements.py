"""What is posted names rows of other demandes, structures, caisses: none is reached (HAB-17)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from conventions.enums import Service
from conventions.models import RetraitReception
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.pieces.enums import EtatPiece
from espace_partenaires.pieces.models import PieceJointe
from signalements.models import Demande, Message, Orientation, PieceDemande, RendezVous
from signalements.rules.orientation import Confiee
from signalements.services.bureau import affecter
from signalements.services.demandes_de_pieces import PieceVoulue, juger_piece
from signalements.services.echanges import ecrire_message
from signalements.services.instruction import requalifier_motif
from signalements.services.liens import autre_par_reference
from signalements.services.masquages import masquer_passage
from signalements.services.orientations import orienter, repondre, retirer
from signalements.services.rendez_vous import proposer
from signalements.services.reponses import repondre_en_mots, repondre_par_fichier
from signalements.services.reservations import reserver_creneau
from signalements.services.transferts import transferer
from tests.conftest import ClientDuPortail
from tests.factories.demandes import creer_demande, motif
from tests.factories.habilitations import acteur_pour, creer_agent
from tests.factories.pieces import depot, pdf
from tests.factories.signalements import Scene
from tests.signalements.pieces.outils import FORMULAIRE, avis_manquant, demander, etude, joindre
from tests.signalements.rendez_vous import outils as rendez_vous
from tests.signalements.test_livraisons import habiliter, remettre
from tests.signalements.test_preuves import juger

pytestmark = pytest.mark.exigence("HAB-17")
Connecter = Callable[..., ClientDuPortail]


def lire(navigateur: ClientDuPortail, adresse: str) -> bytes:
    """Read a file that opens."""
    reponse: Any = navigateur.get(adresse)
    assert reponse.status_code == 200
    return b"".join(reponse.streaming_content)


@pytest.mark.exigence("NOV-04")
def test_une_reponse_ne_va_qu_a_la_demande_qui_la_pose(scene: Scene, voisins: Scene) -> None:
    une, autre = etude(scene, FORMULAIRE), etude(scene, FORMULAIRE, nom="Autre")
    (item,), (second,) = demander(scene, une, avis_manquant()), demander(scene, autre, avis_manquant())
    for acteur, demande, vise in ((scene.technicien, une, second), (voisins.technicien, une, item)):
        with pytest.raises(HorsPortee):
            repondre_en_mots(acteur=acteur, demande_id=demande.pk, demandee_id=vise.pk, texte="Voilà.")
        with pytest.raises(HorsPortee):
            repondre_par_fichier(
                acteur=acteur, demande_id=demande.pk, demandee_id=vise.pk, fichier=depot(pdf())
            )
    item.refresh_from_db()
    second.refresh_from_db()
    assert (item.reponse, second.reponse) == ("", "")
    assert not PieceDemande.objects.filter(repond_a__in=[item, second]).exists()


@pytest.mark.exigence("NOV-04")
def test_ni_le_fichier_ni_le_message_d_une_autre_demande(scene: Scene) -> None:
    une, autre = etude(scene, FORMULAIRE), etude(scene, nom="Autre")
    message = ecrire_message(acteur=scene.technicien, demande_id=une.pk, texte="Bonjour à vous.")
    with pytest.raises(HorsPortee):
        juger_piece(acteur=scene.agent, demande_id=autre.pk, numero=1, acceptee=True)
    with pytest.raises(HorsPortee):
        demander(scene, autre, PieceVoulue(raison="absente", remplace=1))
    with pytest.raises(HorsPortee):
        masquer_passage(
            acteur=scene.agent,
            demande_id=autre.pk,
            passage="Bonjour",
            raison="sante",
            message_id=message.pk,
        )
    assert Message.objects.get(pk=message.pk).texte == "Bonjour à vous."


@pytest.mark.exigence("DEM-16", "DEM-01", "DEM-04", "DEM-15")
def test_un_agent_ne_designe_rien_d_une_autre_caisse(scene: Scene, ailleurs: Scene) -> None:
    demande = creer_demande(scene, Service.CONTACT)
    etrangere = creer_demande(ailleurs, Service.CONTACT)
    superviseur = acteur_pour(creer_agent("superviseur", caisse=scene.caisse))
    with pytest.raises(RegleMetierRefusee, match="votre caisse"):
        affecter(acteur=superviseur, demande_id=demande.pk, agent_id=ailleurs.compte_agent.pk)
    with pytest.raises(HorsPortee):
        affecter(acteur=superviseur, demande_id=etrangere.pk, agent_id=scene.compte_agent.pk)
    with pytest.raises(RegleMetierRefusee, match="caisse propose"):
        requalifier_motif(
            acteur=scene.agent, demande_id=demande.pk, code=motif(Service.ETUDE, "c2s_sans").code
        )
    with pytest.raises(RegleMetierRefusee, match="convention"):
        transferer(acteur=scene.agent, demande_id=demande.pk, caisse_id=ailleurs.caisse.pk)
    with pytest.raises(RegleMetierRefusee, match="Aucune demande"):
        autre_par_reference(scene.agent, demande, str(etrangere.reference))
    demande.refresh_from_db()
    assert (demande.agent_id, demande.caisse_id) == (None, scene.caisse.pk)


@pytest.mark.exigence("DEM-18")
def test_une_orientation_ne_sort_pas_de_ses_deux_cotes(scene: Scene, voisins: Scene, ailleurs: Scene) -> None:
    personne = Confiee("Martin", "Lou", "0612345678")
    with pytest.raises(RegleMetierRefusee, match="en vigueur"):
        orienter(
            acteur=scene.agent,
            caisse_id=scene.caisse.pk,
            partenaire=ailleurs.partenaire.cle,
            confiee=personne,
        )
    with pytest.raises(HorsPortee):
        orienter(
            acteur=scene.agent,
            caisse_id=ailleurs.caisse.pk,
            partenaire=ailleurs.partenaire.cle,
            confiee=personne,
        )
    orientation = orienter(
        acteur=scene.agent, caisse_id=scene.caisse.pk, partenaire=scene.partenaire.cle, confiee=personne
    )
    with pytest.raises(HorsPortee):
        repondre(acteur=voisins.technicien, orientation_id=orientation.pk, acceptee=True)
    with pytest.raises(HorsPortee):
        retirer(acteur=ailleurs.agent, orientation_id=orientation.pk)
    assert Orientation.objects.get(pk=orientation.pk).etat == "en_attente"


@pytest.mark.exigence("DEM-13")
def test_un_creneau_ne_se_prend_que_chez_soi(scene: Scene, voisins: Scene, ailleurs: Scene) -> None:
    demande = rendez_vous.demander(scene)
    apres = rendez_vous.LUNDI
    for autre in (voisins, ailleurs):
        (permanence,) = rendez_vous.ouvrir(autre)
        creneau = rendez_vous.premier_creneau(permanence)
        with pytest.raises(HorsPortee):
            reserver_creneau(
                acteur=scene.technicien, demande_id=demande.pk, creneau_id=creneau.pk, maintenant=apres
            )
    with pytest.raises(RegleMetierRefusee) as refus:
        proposer(
            acteur=scene.agent,
            demande_id=demande.pk,
            proposition=rendez_vous.proposition(scene, agent_id=ailleurs.compte_agent.pk),
            maintenant=apres,
        )
    assert refus.value.code == "agent_inconnu"
    assert not RendezVous.objects.exists()


@pytest.mark.exigence("DEM-03", "NOV-04")
def test_la_caisse_ne_lit_pas_ce_qui_n_est_pas_envoye(scene: Scene, connecter: Connecter) -> None:
    demande = etude(scene, FORMULAIRE)
    (item,) = demander(scene, demande, avis_manquant())
    preparee = joindre(scene, demande, "avis_impot", repond_a=item)
    agente = connecter(scene.compte_agent)
    adresses = [
        reverse(f"signalements:{route}", args=[demande.cle, preparee.numero])
        for route in ("ouvrir_formulaire_signe", "ouvrir_piece_du_dossier")
    ]
    assert [agente.get(adresse).status_code for adresse in adresses] == [404, 404]
    page = agente.get(reverse("signalements:traiter_demande", args=[demande.cle])).content.decode()
    assert not any(adresse in page for adresse in adresses)


@pytest.mark.exigence("DEM-12", "ORG-03")
def test_un_document_remis_ne_s_ouvre_plus_une_fois_la_reception_retiree(
    scene: Scene, connecter: Connecter
) -> None:
    demande = creer_demande(habiliter(scene), Service.DOCUMENT)
    jointe = remettre(scene, demande)
    juger(EtatPiece.SAINE)
    adresse = reverse("signalements:ouvrir_piece", args=[demande.cle, jointe.numero])
    technicienne, agente = connecter(scene.compte_technicien), connecter(scene.compte_agent)
    assert lire(technicienne, adresse).startswith(b"%PDF")
    RetraitReception.objects.create(caisse=scene.caisse, partenaire=scene.partenaire)
    assert technicienne.get(adresse).status_code == 404
    page = technicienne.get(reverse("signalements:voir_demande", args=[demande.cle])).content.decode()
    assert adresse not in page
    du_bureau = agente.get(reverse("signalements:traiter_demande", args=[demande.cle])).content.decode()
    ouverture = reverse("signalements:ouvrir_formulaire_signe", args=[demande.cle, jointe.numero])
    assert ouverture in du_bureau
    assert lire(agente, ouverture).startswith(b"%PDF")
    assert PieceJointe.objects.get(pk=jointe.piece_id).etat == EtatPiece.SAINE
    assert Demande.objects.get(pk=demande.pk).partenaire_id == scene.partenaire.pk
