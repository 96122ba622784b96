"""The history: filters, a search by name that leaves no name, exports that nothing runs, an identity taken up."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.urls import reverse

from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.journal.models import Evenement
from signalements.enums import EtatDemande
from signalements.models import Consentement, Demande
from signalements.rules.export import cellule
from signalements.services.echanges import ecrire_message
from signalements.services.faits import avancer
from tests.conftest import ClientDuPortail
from tests.factories.comptes import MOT_DE_PASSE
from tests.factories.demandes import creer_demande
from tests.factories.habilitations import creer_technicien
from tests.factories.signalements import Scene, creer_brouillon_complet, creer_prise_en_charge
from tests.signalements.vues.agent.outils import MIDI, adresse, texte
from tests.signalements.vues.suivi.outils import lire

Connecter = Callable[[Utilisateur], ClientDuPortail]
HISTORIQUE = reverse("signalements:historique")
RECHERCHE = reverse("signalements:chercher_dans_l_historique")
JOUR = timedelta(days=1)


@pytest.fixture
def sure(technicienne: ClientDuPortail) -> ClientDuPortail:
    """The same browser, whose password was just typed again."""
    technicienne.post(reverse("account_reauthenticate"), {"password": MOT_DE_PASSE})
    return technicienne


@pytest.fixture
def demandes(scene: Scene) -> dict[str, Demande]:
    """One demande of each kind, at different places."""
    prise = creer_prise_en_charge(scene, MIDI - 3 * JOUR)
    ecrire_message(acteur=scene.agent, demande_id=prise.pk, texte="Quel créneau ?")
    etude = creer_demande(scene, "etude", MIDI - 10 * JOUR, nom="Petit", prenom="Jeanne")
    avancer(acteur=scene.agent, demande=etude, action="demander_pieces", maintenant=MIDI - JOUR)
    document = creer_demande(scene, "document", MIDI - 20 * JOUR, nom="=HYPERLINK(1)", prenom="@Nour")
    avancer(acteur=scene.agent, demande=document, action="terminer", maintenant=MIDI - 5 * JOUR)
    contact = creer_demande(scene, "contact", MIDI - 2 * JOUR, accord_suivi=False, nom="Roy", prenom="Anna")
    avancer(acteur=scene.agent, demande=contact, action="instruire", maintenant=MIDI - JOUR)
    return {"signalement": prise, "etude": etude, "document": document, "contact": contact}


@pytest.mark.exigence("DEM-14", "DEM-23", "UX-06")
def test_l_historique_se_resserre_et_se_trie(
    scene: Scene, technicienne: ClientDuPortail, demandes: dict[str, Demande]
) -> None:
    noms = {demande.pk: nom for nom, demande in demandes.items()}
    cas: dict[tuple[tuple[str, Any], ...], list[str]] = {
        (): ["contact", "signalement", "etude", "document"],
        (("tri", "anciennes"),): ["document", "etude", "signalement", "contact"],
        (("tri", "fin"),): ["document"],
        (("nature", "etude"),): ["etude"],
        (("motif", demandes["document"].motif_id),): ["document"],
        (("etat", "terminees"),): ["document"],
        (("etat", "a-completer"),): ["etude"],
        # Without the person's agreement, the instruction of a question is not told: neither by a filter.
        (("etat", "transmises"),): ["contact"],
        (("etat", "en-instruction"),): [],
        (("attente", "nous"),): ["signalement", "etude"],
        (("attente", "caisse"),): ["contact"],
        (("du", "2026-11-13"), ("au", "2026-11-20")): ["signalement", "etude"],
        (("auteur", scene.compte_technicien.pk), ("nature", "contact")): ["contact"],
        (("motif", "inconnu"),): ["contact", "signalement", "etude", "document"],
    }
    for filtres, attendues in cas.items():
        lignes = technicienne.get(HISTORIQUE, dict(filtres)).context["lignes"]
        assert [noms[ligne.demande.pk] for ligne in lignes] == attendues, filtres


@pytest.mark.exigence("DEM-14", "RGPD-02", "HAB-17")
def test_une_recherche_par_nom_ne_laisse_le_nom_nulle_part(
    scene: Scene, voisins: Scene, technicienne: ClientDuPortail, connecter: Connecter
) -> None:
    notre = creer_demande(scene, "etude", MIDI, nom="Lemaire-Ozanne", prenom="Binta")
    autre = creer_demande(voisins, "etude", MIDI, nom="Lemaire-Ozanne", prenom="Binta")
    reponse = technicienne.post(RECHERCHE, {"texte": "binta LEMAIRE ozanne"})
    page = texte(technicienne.get(reponse["Location"]))
    assert str(notre.reference) in page
    assert str(autre.reference) not in page
    assert "Mme B. L." in page
    session = str(dict(technicienne.session.items()))
    traces = str(list(Evenement.objects.values_list("action", "details")))
    assert Evenement.objects.filter(action="signalements.chercher_par_nom").get().details == {"nombre": 1}
    for lieu in (reponse["Location"], page, session, traces, str(technicienne.cookies)):
        assert "emaire" not in lieu.lower()
    collegue = connecter(creer_technicien(scene.partenaire))
    assert collegue.get(reponse["Location"])["Location"] == HISTORIQUE
    for minutes in (14, 28):
        # The session, kept alive, outlives the search.
        with time_machine.travel(MIDI + timedelta(minutes=minutes), tick=False):
            assert str(notre.reference) in texte(technicienne.get(reponse["Location"]))
    with time_machine.travel(MIDI + timedelta(minutes=31), tick=False):
        assert "Cette recherche a expiré" in texte(technicienne.get(reponse["Location"], follow=True))


@pytest.mark.exigence("DEM-14", "DEM-02")
def test_une_reference_mene_a_sa_page_et_un_nir_nulle_part(
    scene: Scene, technicienne: ClientDuPortail
) -> None:
    demande = creer_demande(scene, "document", MIDI)
    reponse = technicienne.post(RECHERCHE, {"texte": str(demande.reference).lower()})
    assert reponse["Location"] == adresse("voir_demande", demande)
    perdue = technicienne.post(RECHERCHE, {"texte": "2026-691-ZZZZZZ"}, follow=True)
    assert "Aucune demande de votre structure ne porte la référence" in texte(perdue)


@pytest.mark.exigence("SEC-01", "DEM-14")
@pytest.mark.parametrize("valeur", ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1"])
def test_aucune_cellule_n_est_une_formule(valeur: str) -> None:
    assert cellule(valeur) == f"'{valeur}"
    assert cellule("Jean-Luc @ Valmont") == "Jean-Luc @ Valmont"


@pytest.mark.exigence("DEM-14", "SEC-01", "RGPD-05", "DEM-23")
def test_l_export_obeit_aux_filtres_et_ne_contient_aucune_formule(
    scene: Scene, voisins: Scene, sure: ClientDuPortail, demandes: dict[str, Demande]
) -> None:
    creer_demande(voisins, "document", MIDI)
    page = texte(sure.get(reverse("signalements:preparer_export"), {"nature": "document"}))
    assert "1 demande" in page
    assert "espace protégé de votre structure" in page
    reponse = sure.get(reverse("signalements:exporter_historique", args=["csv"]), {"nature": "document"})
    assert reponse["Content-Disposition"] == 'attachment; filename="historique-2026-11-23.csv"'
    contenu = reponse.content.decode("utf-8-sig")
    assert reponse.content.startswith(b"\xef\xbb\xbf")
    lignes = list(csv.DictReader(io.StringIO(contenu), delimiter=";"))
    assert [(ligne["Nom"], ligne["Prénom"]) for ligne in lignes] == [("'=HYPERLINK(1)", "'@Nour")]
    assert lignes[0]["Référence"] == demandes["document"].reference
    assert lignes[0]["Transmise le"] == "03/11/2026"
    classeur = sure.get(reverse("signalements:exporter_historique", args=["xlsx"]))
    with ZipFile(io.BytesIO(classeur.content)) as archive:
        feuille = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in feuille
    assert "=HYPERLINK(1)" in feuille
    assert feuille.count("<row ") == 1 + len(demandes)
    traces = Evenement.objects.filter(action="signalements.exporter_historique").order_by("pk")
    assert [trace.details for trace in traces] == [
        {"nombre": 1, "format": "csv"},
        {"nombre": 4, "format": "xlsx"},
    ]


@pytest.mark.exigence("DEM-14", "SEC-01")
def test_l_export_redemande_le_mot_de_passe(scene: Scene, technicienne: ClientDuPortail) -> None:
    creer_demande(scene, "document", MIDI)
    reponse = technicienne.get(
        reverse("signalements:exporter_historique", args=["csv"]), {"etat": "en-cours"}
    )
    assert reponse["Location"].startswith(reverse("account_reauthenticate"))
    assert "en-cours" in reponse["Location"]
    assert not Evenement.objects.filter(action="signalements.exporter_historique").exists()


@pytest.mark.exigence("DEM-14")
def test_un_export_trop_grand_demande_une_periode(
    scene: Scene, sure: ClientDuPortail, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("services.exports", "views.suivi_export"):
        monkeypatch.setattr(f"signalements.{module}.LIGNES_MAX", 1)
    for _ in range(2):
        creer_demande(scene, "document", MIDI)
    page = texte(sure.get(reverse("signalements:preparer_export")))
    assert "Cet export est trop grand" in page
    suite = sure.get(reverse("signalements:exporter_historique", args=["csv"]), follow=True)
    assert "Choisissez une période plus courte" in texte(suite)


@pytest.mark.exigence("DEM-14", "DEM-06", "HAB-17")
def test_une_identite_connue_se_reprend_jamais_un_accord(
    scene: Scene, voisins: Scene, technicienne: ClientDuPortail, connecter: Connecter
) -> None:
    source = creer_demande(scene, "document", MIDI, telephone="0612345678")
    assert "Nouvelle demande pour cette personne" in lire(technicienne, source)
    assert (
        connecter(voisins.compte_technicien)
        .post(adresse("reprendre_identite", source), {"service": "etude"})
        .status_code
        == 404
    )
    collegue = creer_technicien(scene.partenaire)
    reponse = connecter(collegue).post(adresse("reprendre_identite", source), {"service": "etude"})
    brouillon = Demande.objects.get(etat=EtatDemande.BROUILLON)
    assert reponse["Location"] == adresse("reprendre_brouillon", brouillon)
    assert (brouillon.nature, brouillon.auteur_id, brouillon.caisse_id) == (
        "etude",
        collegue.pk,
        source.caisse_id,
    )
    assert brouillon.saisie == {
        "civilite": "mme",
        "nom": "Lemaire-Ozanne",
        "prenom": "Binta",
        "date_naissance": "1988-03-04",
        "departement": "69",
        "telephone": "0612345678",
    }
    assert brouillon.information_certifiee_le is None
    assert not Consentement.objects.filter(demande=brouillon).exists()
    trace = Evenement.objects.get(action="signalements.reprendre_identite")
    assert trace.details == {"reference": source.reference}
    Demande.objects.filter(pk=source.pk).update(nom="", prenom="", nom_plie="", prenom_plie="")
    assert "Nouvelle demande pour cette personne" not in lire(technicienne, source)


@pytest.mark.exigence("UX-05", "DEM-20")
def test_un_brouillon_d_une_autre_se_garde_a_son_auteur(
    scene: Scene, technicienne: ClientDuPortail, connecter: Connecter
) -> None:
    brouillon = creer_brouillon_complet(scene, MIDI)
    collegue = connecter(creer_technicien(scene.partenaire))
    envoi = {"service": "etude"}
    assert collegue.post(adresse("reprendre_identite", brouillon), envoi).status_code == 404
    assert Demande.objects.count() == 1
