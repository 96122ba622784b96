"""A document leaves by the portal for who may receive it, and for nobody else (DEM-12)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from conventions.enums import Service, TypePartenaire
from conventions.models import RetraitReception
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.pieces.enums import EtatPiece
from espace_partenaires.pieces.models import PieceJointe
from signalements.models import Demande, PieceDemande
from signalements.selectors.rejeu import ecart
from signalements.services.decisions import terminer
from signalements.services.livraisons import deposer_document
from tests.conftest import ClientDuPortail
from tests.factories.demandes import creer_demande
from tests.factories.pieces import depot, pdf
from tests.factories.signalements import Scene
from tests.signalements.test_preuves import juger

EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]


def habiliter(scene: Scene) -> Scene:
    """Make the partenaire of the scene a service de tutelle, which may receive documents."""
    scene.partenaire.type = TypePartenaire.TUTELLE
    scene.partenaire.save(update_fields=["type"])
    return scene


def remettre(scene: Scene, demande: Demande) -> PieceDemande:
    """Hand a document over, as the agent."""
    return deposer_document(
        acteur=scene.agent, demande_id=demande.pk, fichier=depot(pdf(), "attestation.pdf")
    )


@pytest.mark.exigence("DEM-12", "DOC-02", "DOC-04")
def test_le_document_sain_est_remis_et_se_telecharge(
    scene: Scene, comme_web: EnTantQue, connecter: Callable[..., ClientDuPortail]
) -> None:
    demande = creer_demande(habiliter(scene), Service.DOCUMENT)
    with comme_web(scene.agent):
        jointe = remettre(scene, demande)
        with pytest.raises(RegleMetierRefusee) as trop_tot:
            terminer(acteur=scene.agent, demande_id=demande.pk)
    assert trop_tot.value.code == "analyse_en_cours"
    adresse = f"/demandes/{demande.cle}/pieces/{jointe.numero}/"
    technicienne = connecter(scene.compte_technicien)
    assert technicienne.get(adresse).status_code == 404, "rien ne s’ouvre avant l’antivirus"
    juger(EtatPiece.SAINE)
    demande = Demande.objects.select_related("caisse").get(pk=demande.pk)
    assert demande.evenements.get(nature="livraison").motif == "portail"
    assert (
        Courriel.objects.get(message="signalements.livraison").destinataire_id == scene.compte_technicien.pk
    )
    recu: Any = technicienne.get(adresse)
    assert b"".join(recu.streaming_content).startswith(b"%PDF")
    assert Evenement.objects.filter(action="signalements.telecharger_piece").count() == 1
    assert "Document remis par la caisse" in technicienne.get(f"/demandes/{demande.cle}/").content.decode()
    with comme_web(scene.agent):
        terminer(acteur=scene.agent, demande_id=demande.pk)
    fini = Demande.objects.select_related("caisse").get(pk=demande.pk)
    assert (fini.etat, ecart(fini)) == ("terminee", None)


@pytest.mark.exigence("DEM-12", "DOC-03")
def test_un_document_ecarte_ne_se_remet_pas_et_l_agent_le_sait(scene: Scene, comme_web: EnTantQue) -> None:
    demande = creer_demande(habiliter(scene), Service.DOCUMENT)
    with comme_web(scene.agent):
        remettre(scene, demande)
    juger(EtatPiece.INFECTEE)
    assert not demande.evenements.filter(nature="livraison").exists()
    assert Courriel.objects.filter(message="signalements.livraison").count() == 0
    prevenus = Courriel.objects.exclude(destinataire=scene.compte_technicien)
    assert (
        prevenus.filter(message="signalements.fichier_ecarte", destinataire=scene.compte_agent).count() == 1
    )
    with comme_web(scene.agent):
        assert remettre(scene, demande).numero == 2, "un autre fichier prend sa place"


@pytest.mark.exigence("DEM-12", "DEM-11", "ORG-03")
@pytest.mark.parametrize(
    ("nature", "code", "partenaire"),
    [
        (Service.DOCUMENT, "", "ordinaire"),
        (Service.DOCUMENT, "", "retire"),
        (Service.DOCUMENT, "autre", "habilite"),
        (Service.CONTACT, "", "habilite"),
        (Service.ETUDE, "", "habilite"),
        (Service.RENDEZ_VOUS, "", "habilite"),
    ],
)
def test_le_service_et_la_base_refusent_un_fichier_sortant(
    scene: Scene, comme_web: EnTantQue, nature: str, code: str, partenaire: str
) -> None:
    if partenaire != "ordinaire":
        habiliter(scene)
    if partenaire == "retire":
        RetraitReception.objects.create(partenaire=scene.partenaire, caisse=scene.caisse)
    demande = creer_demande(scene, nature, code=code)
    with comme_web(scene.agent), pytest.raises(RegleMetierRefusee) as refus:
        remettre(scene, demande)
    assert (refus.value.code, PieceJointe.objects.count()) == ("livraison_refusee", 0)
    _inserer_en_sql(scene, demande)


def _inserer_en_sql(scene: Scene, demande: Demande) -> None:
    """Write an outgoing file in raw SQL, whatever the code says: PostgreSQL refuses it."""
    autre = creer_demande(scene, Service.CONTACT)
    with connection.cursor() as curseur:
        curseur.execute(
            "INSERT INTO pieces_piecejointe (cle, etat, caisse_id, partenaire_id, auteur_id, emplacement, sha256,"
            " taille, type_detecte, deposee_le, tentatives, version_signatures, motif) VALUES (gen_random_uuid(),"
            " 'quarantaine', %s, %s, %s, 'x', '', 1, 'application/pdf', now(), 0, '', '') RETURNING id",
            [scene.caisse.pk, scene.partenaire.pk, scene.compte_agent.pk],
        )
        piece = curseur.fetchone()[0]
        inserer = (
            "INSERT INTO signalements_piecedemande (demande_id, piece_id, nature, numero, raison)"
            " VALUES (%s, %s, %s, 99, '')"
        )
        with pytest.raises(IntegrityError, match="ne reçoit pas de document"), transaction.atomic():
            curseur.execute(inserer, [demande.pk, piece, "sortante"])
        curseur.execute(inserer, [autre.pk, piece, "echange"])
        with pytest.raises(IntegrityError, match="ne reçoit pas de document"), transaction.atomic():
            curseur.execute(
                "UPDATE signalements_piecedemande SET nature = 'sortante' WHERE piece_id = %s", [piece]
            )


@pytest.mark.exigence("DEM-12", "HAB-17")
def test_ni_un_autre_ni_deux_fois(scene: Scene, ailleurs: Scene, comme_web: EnTantQue) -> None:
    demande = creer_demande(habiliter(scene), Service.DOCUMENT)
    for autre in (scene.technicien, ailleurs.agent):
        with comme_web(autre), pytest.raises(HorsPortee):
            deposer_document(acteur=autre, demande_id=demande.pk, fichier=depot(pdf()))
    with comme_web(scene.agent):
        remettre(scene, demande)
        with pytest.raises(RegleMetierRefusee) as refus:
            remettre(scene, demande)
    assert (refus.value.code, PieceJointe.objects.count()) == ("deja_remis", 1)


@pytest.mark.exigence("DEM-12")
def test_un_document_remis_n_est_plus_propose(
    scene: Scene, comme_web: EnTantQue, connecter: Callable[..., ClientDuPortail]
) -> None:
    demande = creer_demande(habiliter(scene), Service.DOCUMENT)
    with comme_web(scene.agent):
        remettre(scene, demande)
    bureau = connecter(scene.compte_agent)
    assert f"/bureau/{demande.cle}/document/" not in bureau.get(f"/bureau/{demande.cle}/").content.decode()
    page = bureau.get(f"/bureau/{demande.cle}/document/", follow=True).content.decode()
    assert "Un document est déjà déposé pour cette demande." in page
    assert 'type="file"' not in page


@pytest.mark.exigence("DEM-12", "UX-02")
def test_dire_comment_le_document_est_remis_n_est_pas_facultatif(
    scene: Scene, connecter: Callable[..., ClientDuPortail]
) -> None:
    demande = creer_demande(scene, Service.DOCUMENT)
    fin = f"/bureau/{demande.cle}/fin/"
    bureau = connecter(scene.compte_agent)
    question = bureau.get(fin).content.decode().partition("Le document")[2].partition("</legend>")[0]
    assert "facultatif" not in question
    assert "Dites comment le document a été remis" in bureau.post(fin, {"etape": "relire"}).content.decode()


@pytest.mark.exigence("DEM-12")
@pytest.mark.parametrize("habilite", [True, False])
def test_la_page_n_offre_le_portail_qu_a_un_habilite(
    scene: Scene, connecter: Callable[..., ClientDuPortail], habilite: bool
) -> None:
    if habilite:
        habiliter(scene)
    demande = creer_demande(scene, Service.DOCUMENT)
    bureau = connecter(scene.compte_agent)
    page = bureau.get(f"/bureau/{demande.cle}/").content.decode()
    assert ("Remettre le document" in page) is habilite
    assert (
        "Envoyé à l’adresse connue de la personne"
        in bureau.get(f"/bureau/{demande.cle}/fin/").content.decode()
    )
    bureau.post(f"/bureau/{demande.cle}/document/", {"fichier": depot(pdf()), "version": demande.version})
    assert PieceDemande.objects.filter(demande=demande).exists() is habilite
