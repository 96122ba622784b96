"""The papers of a convention: deposited, scanned by the real antivirus, read by both sides, by nobody else (CONV-12)."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from conventions.enums import NatureDocument
from conventions.models import Avenant, Caisse, Convention, DocumentConvention, Partenaire, Partie
from conventions.services.documents import RattachementAbsent, joindre_document
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.pieces.controles import PieceRefusee
from espace_partenaires.pieces.enums import EtatPiece
from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.services.analyses import analyser
from tests.conftest import ClientDuPortail
from tests.factories.conventions import creer_caisse, creer_convention, creer_partenaire, relier
from tests.factories.habilitations import acteur_pour, creer_agent, creer_gestionnaire, creer_technicien
from tests.factories.pieces import depot, image, pdf
from tests.pieces.corpus.outils import EICAR, pdf_avec_joint

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jour")]
Connecter = Callable[[Utilisateur], ClientDuPortail]
CommeWeb = Callable[[Acteur], AbstractContextManager[None]]
CommeTaches = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def agent(rhone: Caisse) -> Utilisateur:
    return creer_agent("gestionnaire_conventions", caisse=rhone)


def texte(reponse: Any) -> str:
    return str(reponse.content.decode())


def recevoir(reponse: Any) -> bytes:
    """Read a whole answer; at its end the file closes itself."""
    return b"".join(reponse.streaming_content)


def joindre(
    comme_web: CommeWeb, agent: Utilisateur, convention: Convention, octets: bytes, **champs: Any
) -> DocumentConvention:
    acteur = acteur_pour(agent)
    valeurs = {"nature": NatureDocument.CONVENTION_SIGNEE, **champs}
    with comme_web(acteur):
        return joindre_document(acteur=acteur, convention=convention, fichier=depot(octets), **valeurs)


@pytest.mark.exigence("CONV-12")
def test_un_document_sain_se_telecharge_et_le_journal_le_dit(
    ccas: Convention, agent: Utilisateur, connecter: Connecter, comme_taches: CommeTaches
) -> None:
    navigateur, octets = connecter(agent), pdf()
    saisie = {"nature": "convention_signee", "fichier": depot(octets, "signature de Claire F.pdf")}
    page = texte(
        navigateur.post(reverse("conventions:joindre_document", args=[ccas.cle]), saisie, follow=True)
    )
    document = ccas.documents.get()
    adresse = reverse("conventions:ouvrir_document", args=[document.cle])
    assert "en cours d’analyse" in page
    assert adresse not in page
    assert navigateur.get(adresse).status_code == 404
    with comme_taches():
        assert analyser(piece_id=document.piece_id) == EtatPiece.SAINE
    page = texte(navigateur.get(reverse("conventions:lister_documents", args=[ccas.cle])))
    assert adresse in page
    assert hashlib.sha256(octets).hexdigest() in page
    assert "Claire" not in page
    reponse = navigateur.get(adresse)
    assert recevoir(reponse) == octets
    assert reponse["Content-Disposition"].startswith("attachment")
    traces = Evenement.objects.filter(action__startswith="conventions.").order_by("pk")
    assert [(t.action, t.objet_id, t.details["numero"]) for t in traces] == [
        ("conventions.joindre_document", ccas.pk, 1),
        ("conventions.ouvrir_document", ccas.pk, 1),
    ]


@pytest.mark.exigence("CONV-12", "DOC-03")
def test_un_document_infecte_ne_se_lit_jamais_et_sa_ligne_le_dit(
    ccas: Convention, agent: Utilisateur, connecter: Connecter, comme_web: CommeWeb, comme_taches: CommeTaches
) -> None:
    document = joindre(comme_web, agent, ccas, pdf_avec_joint("notice.com", EICAR))
    with comme_taches():
        assert analyser(piece_id=document.piece_id) == EtatPiece.INFECTEE
    navigateur = connecter(agent)
    page = texte(navigateur.get(reverse("conventions:lister_documents", args=[ccas.cle])))
    assert "fichier refusé" in page
    assert "Un virus a été trouvé" in page
    adresse = reverse("conventions:ouvrir_document", args=[document.cle])
    assert adresse not in page
    assert navigateur.get(adresse).status_code == 404
    piece = PieceJointe.objects.get(pk=document.piece_id)
    assert (piece.etat, piece.emplacement) == (EtatPiece.INFECTEE, None)
    assert not Evenement.objects.filter(action="conventions.ouvrir_document").exists()


@pytest.mark.exigence("CONV-12")
def test_un_contenu_refuse_au_depot_le_dit_a_cote_du_champ(
    ccas: Convention, agent: Utilisateur, connecter: Connecter
) -> None:
    page = texte(
        connecter(agent).post(
            reverse("conventions:joindre_document", args=[ccas.cle]),
            {"nature": "compte_rendu", "fichier": depot(b"<html>", "accuse.pdf")},
        )
    )
    assert "Joignez un PDF, un JPEG ou un PNG" in page
    assert '<option value="compte_rendu" selected>' in page
    assert "accuse_reception" not in page, "sans lettre, pas d’accusé de réception à joindre"
    assert not DocumentConvention.objects.exists()
    assert not PieceJointe.objects.exists()


@pytest.mark.exigence("CONV-12", "HAB-17")
def test_les_deux_cotes_lisent_et_personne_d_autre(
    ccas: Convention, agent: Utilisateur, connecter: Connecter, comme_web: CommeWeb, comme_taches: CommeTaches
) -> None:
    rhone, valmont = Caisse.objects.get(code="691"), Partenaire.objects.get(libelle="CCAS de Valmont")
    relier(rhone, valmont)
    document = joindre(comme_web, agent, ccas, image())
    with comme_taches():
        analyser(piece_id=document.piece_id)
    adresse = reverse("conventions:ouvrir_document", args=[document.cle])
    liste = reverse("conventions:lister_documents", args=[ccas.cle])
    lecteurs = [creer_agent(role, caisse=rhone) for role in ("instructeur", "superviseur", "dpo")]
    for compte in [*lecteurs, creer_gestionnaire(valmont)]:
        reponse = connecter(compte).get(adresse)
        assert recevoir(reponse)[:3] == b"\xff\xd8\xff"
    voisin = creer_partenaire("CCAS voisin")
    relier(rhone, voisin)
    ailleurs = creer_agent("gestionnaire_conventions", caisse=creer_caisse("011"))
    for compte in (creer_technicien(valmont), creer_gestionnaire(voisin), ailleurs):
        navigateur = connecter(compte)
        assert navigateur.get(adresse).status_code == navigateur.get(liste).status_code == 404
    with comme_web(acteur_pour(ailleurs)):
        # Even a query that forgets its scope finds nothing: PostgreSQL holds the door.
        assert not DocumentConvention.objects.exists()
        assert not PieceJointe.objects.exists()


@pytest.mark.exigence("CONV-12", "HAB-17")
def test_la_seconde_caisse_lit_ce_que_la_premiere_a_joint(
    rhone: Caisse, valmont: Partenaire, agent: Utilisateur, comme_web: CommeWeb
) -> None:
    ain = creer_caisse("011")
    convention = creer_convention(rhone, ain, valmont)
    collegue = creer_agent("gestionnaire_conventions", caisse=ain)
    document = joindre(comme_web, collegue, convention, pdf())
    assert (document.piece.caisse_id, document.piece.partenaire_id) == (ain.pk, valmont.pk)
    with comme_web(acteur_pour(agent)):
        lu = DocumentConvention.objects.visibles_par(acteur_pour(agent)).select_related("piece").get()
    assert lu.piece.sha256 == document.piece.sha256


@pytest.mark.exigence("CONV-12", "HAB-16")
@pytest.mark.parametrize("role", ["instructeur", "superviseur", "dpo"])
def test_seul_un_gestionnaire_de_conventions_joint(
    role: str, ccas: Convention, rhone: Caisse, comme_web: CommeWeb
) -> None:
    with pytest.raises(HorsPortee):
        joindre(comme_web, creer_agent(role, caisse=rhone), ccas, pdf())
    assert not DocumentConvention.objects.exists()


@pytest.mark.exigence("CONV-12")
def test_un_superviseur_joint_le_compte_rendu_d_un_comite(
    ccas: Convention, rhone: Caisse, comme_web: CommeWeb
) -> None:
    superviseur = creer_agent("superviseur", caisse=rhone)
    document = joindre(comme_web, superviseur, ccas, pdf(), nature=NatureDocument.COMPTE_RENDU)
    assert document.auteur_id == superviseur.pk


@pytest.mark.exigence("CONV-12", "CONV-22")
@pytest.mark.parametrize(
    ("nature", "champ"),
    [
        (NatureDocument.AVENANT_SIGNE, "avenant"),
        (NatureDocument.POUVOIR, "partie"),
        (NatureDocument.COURRIER, "courrier"),
        (NatureDocument.ACCUSE_RECEPTION, "courrier"),
    ],
)
def test_un_document_dit_de_quoi_il_parle(
    nature: str, champ: str, ccas: Convention, agent: Utilisateur, comme_web: CommeWeb
) -> None:
    with pytest.raises(RattachementAbsent, match="Choisissez") as refus:
        joindre(comme_web, agent, ccas, pdf(), nature=nature)
    assert refus.value.champ == champ
    assert not PieceJointe.objects.exists()


@pytest.mark.exigence("CONV-12", "HAB-17")
def test_rien_ne_se_rattache_a_une_autre_convention(
    ccas: Convention, rhone: Caisse, valmont: Partenaire, agent: Utilisateur, comme_web: CommeWeb
) -> None:
    autre = creer_convention(rhone, valmont)
    avenant = Avenant.objects.create(convention=autre, numero=1, objet="X", cree_le="2027-02-01T12:00Z")
    partie = Partie.objects.filter(convention=autre).first()
    for champs in (
        {"nature": NatureDocument.AVENANT_SIGNE, "avenant": avenant},
        {"nature": NatureDocument.POUVOIR, "partie": partie},
    ):
        with pytest.raises(HorsPortee):
            joindre(comme_web, agent, ccas, pdf(), **champs)


@pytest.mark.exigence("CONV-12")
def test_les_documents_se_numerotent_dans_leur_convention(
    ccas: Convention, rhone: Caisse, valmont: Partenaire, agent: Utilisateur, comme_web: CommeWeb
) -> None:
    numeros = [joindre(comme_web, agent, ccas, pdf()).numero for _ in range(2)]
    assert numeros == [1, 2]
    assert joindre(comme_web, agent, creer_convention(rhone, valmont), pdf()).numero == 1
    with pytest.raises(PieceRefusee):
        joindre(comme_web, agent, ccas, b"")
    with pytest.raises(IntegrityError), transaction.atomic():
        ccas.documents.update(numero=1)
