"""The page of the agreement: text, proof, signed form, declarations (DEM-06, DEM-23, DOC-02, DOC-03)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from espace_partenaires.pieces.enums import EtatPiece
from signalements.models import Demande, PieceDemande
from signalements.selectors import formulaire_joint, texte_de_consentement
from signalements.services.preuves import apprendre_le_verdict
from tests.conftest import ClientDuPortail
from tests.factories.pieces import depot, pdf
from tests.factories.signalements import SAISIE, Scene, creer_brouillon
from tests.signalements.vues.agent.outils import MIDI, texte
from tests.signalements.vues.saisie.outils import ACCORD, a_une_erreur, adresse, champ, envoyer, ouvre, page


@pytest.fixture
def demande(scene: Scene) -> Demande:
    """A draft where only the agreement is left to take."""
    sans = {"regime_general": False, "information_certifiee": False, "accord_suivi": False}
    return creer_brouillon(scene, **{**SAISIE, **sans})


def joindre(navigateur: ClientDuPortail, demande: Demande, octets: bytes, **donnees: Any) -> str:
    """Attach a file from the page, and return what follows."""
    demande.refresh_from_db()
    envoi = {
        "mode": "signature",
        "recueilli_le": "2026-11-23",
        **donnees,
        "fichier": depot(octets),
        "action": "joindre",
        "version": demande.version,
    }
    return texte(navigateur.post(adresse(demande, "accord"), envoi, follow=True))


@pytest.mark.exigence("DEM-06", "DEM-23")
def test_la_page_montre_le_texte_et_qui_a_repere(
    scene: Scene, navigateur: ClientDuPortail, demande: Demande
) -> None:
    contenu = page(navigateur, adresse(demande, "accord"))
    premier = texte_de_consentement().texte.split("\n\n")[1].strip()
    assert " ".join(premier.split())[:60] in " ".join(contenu.split())
    assert scene.compte_technicien.nom_complet in contenu
    assert scene.compte_technicien.courriel in contenu
    assert ouvre("telecharger_formulaire", demande) in contenu
    assert 'value="2026-11-23"' in champ(contenu, "recueilli_le"), "le jour est proposé"
    responsable = f"({scene.caisse.libelle}, responsable du traitement)"
    assert responsable in champ(contenu, "information_certifiee"), "qui reçoit, et répond des données"


@pytest.mark.exigence("DEM-06", "DEM-23")
def test_un_accord_a_distance_suffit(navigateur: ClientDuPortail, demande: Demande) -> None:
    reponse = envoyer(navigateur, demande, "accord", **ACCORD)
    assert reponse.url == adresse(demande, "relecture")
    demande.refresh_from_db()
    consentement = demande.saisie["consentement"]
    assert consentement["mode"] == "distance"
    assert consentement["empreinte"] == texte_de_consentement().empreinte
    assert demande.saisie["accord_suivi"] is True


@pytest.mark.exigence("DEM-01", "DEM-06", "DEM-23")
@pytest.mark.parametrize(
    ("change", "faux"),
    [
        ({"mode": ""}, "mode"),
        ({"recueilli_le": "2026-11-24"}, "recueilli_le"),
        ({"mode": "representant"}, "reference_jugement"),
        ({"mode": "signature"}, "fichier"),
        ({"information_certifiee": ""}, "information_certifiee"),
        ({"regime_general": ""}, "regime_general"),
    ],
)
def test_ce_qui_manque_se_dit_a_sa_place(
    navigateur: ClientDuPortail, demande: Demande, change: dict[str, str], faux: str
) -> None:
    donnees = {nom: valeur for nom, valeur in {**ACCORD, **change}.items() if valeur}
    contenu = texte(envoyer(navigateur, demande, "accord", **donnees))
    assert [nom for nom in (*ACCORD, "fichier") if a_une_erreur(contenu, nom)] == [faux]


@pytest.mark.exigence("DEM-23")
def test_l_accord_de_suivi_est_libre(navigateur: ClientDuPortail, demande: Demande) -> None:
    sans = {nom: valeur for nom, valeur in ACCORD.items() if nom != "accord_suivi"}
    assert envoyer(navigateur, demande, "accord", **sans).url == adresse(demande, "relecture")
    demande.refresh_from_db()
    assert demande.saisie["accord_suivi"] is False


@pytest.mark.exigence("DEM-06", "DOC-02")
def test_joindre_le_formulaire_signe(navigateur: ClientDuPortail, demande: Demande) -> None:
    contenu = joindre(navigateur, demande, pdf(), accord_suivi="on")
    assert "Formulaire de consentement signé" in contenu
    assert "pièce n° 1" in contenu
    assert "quarantaine" in contenu
    demande.refresh_from_db()
    assert demande.saisie["accord_suivi"] is True, "joindre ne perd rien de la page"
    assert demande.saisie["consentement"]["mode"] == "signature"
    etat = page(navigateur, ouvre("suivre_formulaire", demande))
    assert "pièce n° 1" in etat
    assert "<html" not in etat
    complet = {**ACCORD, "mode": "signature"}
    assert envoyer(navigateur, demande, "accord", **complet).url == adresse(demande, "relecture")


@pytest.mark.exigence("DOC-02")
@pytest.mark.parametrize(
    ("etat", "mot"), [(EtatPiece.EN_ANALYSE, "en cours d’analyse"), (EtatPiece.SAINE, "saine")]
)
def test_l_etat_de_la_piece_se_lit(
    navigateur: ClientDuPortail, demande: Demande, etat: EtatPiece, mot: str
) -> None:
    joindre(navigateur, demande, pdf())
    piece = PieceDemande.objects.select_related("piece").get(demande=demande).piece
    piece.etat, piece.analysee_le, piece.version_signatures = etat, MIDI, "ClamAV 1.4.6"
    piece.save(update_fields=["etat", "analysee_le", "version_signatures"])
    contenu = page(navigateur, adresse(demande, "accord"))
    assert mot in contenu
    assert ("data-suivi-en-cours" in contenu) is (etat != EtatPiece.SAINE)


@pytest.mark.exigence("DOC-03")
def test_une_piece_infectee_se_dit_et_ne_compte_plus(navigateur: ClientDuPortail, demande: Demande) -> None:
    joindre(navigateur, demande, pdf())
    piece = PieceDemande.objects.select_related("piece").get(demande=demande).piece
    piece.etat, piece.emplacement = EtatPiece.INFECTEE, None
    piece.save(update_fields=["etat", "emplacement"])
    apprendre_le_verdict(piece=piece, etat=EtatPiece.INFECTEE)
    contenu = page(navigateur, adresse(demande, "accord"))
    assert "infectée" in contenu
    refuse = texte(envoyer(navigateur, demande, "accord", **{**ACCORD, "mode": "signature"}))
    assert "Joignez le formulaire signé par la personne." in champ(refuse, "fichier")
    assert "pièce n° 2" in joindre(navigateur, demande, pdf())


@pytest.mark.exigence("DOC-01", "UX-05")
def test_un_faux_pdf_est_refuse_et_le_brouillon_intact(navigateur: ClientDuPortail, demande: Demande) -> None:
    contenu = joindre(navigateur, demande, b"PK\x03\x04" + b"\x00" * 400, accord_suivi="on")
    assert a_une_erreur(contenu, "fichier")
    assert "Joignez un PDF, un JPEG ou un PNG" in champ(contenu, "fichier")
    assert not PieceDemande.objects.filter(demande=demande).exists()
    demande.refresh_from_db()
    assert demande.saisie["nom"] == SAISIE["nom"]
    assert demande.saisie["accord_suivi"] is True


@pytest.mark.exigence("DEM-06")
def test_retirer_puis_remplacer(navigateur: ClientDuPortail, demande: Demande) -> None:
    joindre(navigateur, demande, pdf())
    envoyer(navigateur, demande, "accord", **{**ACCORD, "mode": "signature"}, action="retirer")
    assert formulaire_joint(demande) is None
    contenu = joindre(navigateur, demande, pdf())
    assert "pièce n° 2" in contenu, "un numéro n’est pas donné deux fois"


@pytest.mark.exigence("DOC-02", "SEC-02")
def test_les_pieces_se_verrouillent_avant_la_demande(navigateur: ClientDuPortail, demande: Demande) -> None:
    joindre(navigateur, demande, pdf())
    with CaptureQueriesContext(connection) as requetes:
        joindre(navigateur, demande, pdf(), accord_suivi="on")
    verrous = [r["sql"] for r in requetes.captured_queries if "FOR UPDATE" in r["sql"]]
    assert 'FROM "pieces_piecejointe"' in verrous[0], "l’antivirus tient la pièce quand il cherche la demande"
    assert any('FROM "signalements_demande"' in verrou for verrou in verrous[1:])


@pytest.mark.exigence("DEM-06", "RGPD-02")
def test_le_formulaire_a_signer_se_telecharge(navigateur: ClientDuPortail, demande: Demande) -> None:
    reponse = navigateur.get(ouvre("telecharger_formulaire", demande))
    assert reponse["Content-Type"] == "application/pdf"
    assert reponse.content.startswith(b"%PDF-")
    assert "lemaire" not in reponse["Content-Disposition"].lower()
