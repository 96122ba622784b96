"""The screens of the pieces, both sides, without JavaScript (NOV-04, DEM-07, DEM-22)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.journal.models import Evenement
from espace_partenaires.pieces.enums import EtatPiece
from signalements.models import Demande, PieceDemande, PieceDemandee
from signalements.services.demandes_de_pieces import PieceVoulue, juger_piece
from signalements.services.faits import avancer
from signalements.services.identites import CHAMPS
from tests.conftest import ClientDuPortail
from tests.factories.pieces import depot, pdf
from tests.factories.signalements import Scene
from tests.signalements.pieces.outils import (
    AVIS,
    FORMULAIRE,
    MIDI,
    avis_manquant,
    brouillon_d_etude,
    demander,
    etude,
    joindre,
    verdict,
)
from tests.signalements.vues.agent.outils import texte

Connecter = Callable[[Utilisateur], ClientDuPortail]


def _adresse(nom: str, demande: Demande, **cles: object) -> str:
    return reverse(f"signalements:{nom}", kwargs={"cle": demande.cle, **cles})


def _items(**valeurs: str) -> dict[str, str]:
    """Return the form of a request as the page sends it, with what is typed."""
    vides = {f"libre-{rang}-raison": "absente" for rang in (1, 2, 3)}
    return {**vides, **{cle.replace("__", "-"): valeur for cle, valeur in valeurs.items()}}


@pytest.mark.exigence("NOV-04", "DEM-07", "DEM-21", "DOC-05")
def test_le_brouillon_montre_joint_remplace_et_retire(scene: Scene, connecter: Connecter) -> None:
    demande, client = brouillon_d_etude(scene), connecter(scene.compte_technicien)
    adresse = _adresse("deposer_pieces", demande)
    page = texte(client.get(adresse))
    assert "Ce qui est accepté : Un seul formulaire pour tout le foyer" in page.replace("<b>", "").replace(
        "</b>", ""
    )
    assert "complementaire-sante-solidaire.gouv.fr" in page
    assert "Gardez les originaux trois ans" in page
    assert page.count("obligatoire, à joindre") == 2
    # What cannot be read is said at once, beside its field.
    refusee = client.post(
        adresse, {"code": AVIS, "geste": "joindre", f"{AVIS}-fichier": depot(b"%PDF-1.4 rien")}
    )
    assert "Ce PDF ne s’ouvre pas" in texte(refusee)
    assert "Fichier : Avis d’imposition ou avis de situation déclarative</a>" in texte(refusee)
    client.post(adresse, {"code": AVIS, "geste": "joindre", f"{AVIS}-fichier": depot(pdf())})
    client.post(adresse, {"code": AVIS, "geste": "remplacer", f"{AVIS}-fichier": depot(pdf())})
    page = texte(client.get(adresse))
    assert "pièce n° 2, PDF" in page
    assert "Retirer la pièce n° 1" not in page
    suivi = texte(client.get(_adresse("suivre_pieces", demande, code=AVIS)))
    assert "data-suivi-en-cours" in suivi
    assert "csrf" not in suivi
    client.post(adresse, {"geste": "retirer", "numero": "2"})
    assert texte(client.get(adresse)).count("obligatoire, à joindre") == 2
    assert client.post(adresse, {"geste": "retirer", "numero": "²"}).status_code == 404


@pytest.mark.exigence("NOV-04", "DEM-22", "DOC-04", "DOC-02")
def test_l_agent_ouvre_juge_demande_puis_confirme(scene: Scene, connecter: Connecter) -> None:
    demande = etude(scene, FORMULAIRE, AVIS)
    joindre(scene, demande, AVIS, saine=False)
    client, page_de = connecter(scene.compte_agent), _adresse("traiter_demande", demande)
    fichier = client.get(_adresse("ouvrir_piece_du_dossier", demande, numero=1))
    assert fichier["Content-Type"] == "application/pdf"
    assert b"".join(fichier).startswith(b"%PDF")
    assert Evenement.objects.filter(action="signalements.telecharger_piece").count() == 1
    assert client.get(_adresse("ouvrir_piece_du_dossier", demande, numero=3)).status_code == 404
    version = {"version": str(demande.version)}
    juger = _adresse("juger_piece", demande, numero=2)
    assert "Choisissez pourquoi" in texte(client.post(juger, {**version, "geste": "refuser"}, follow=True))
    client.post(juger, {**version, "geste": "refuser", "raison": "illisible"})
    client.post(_adresse("juger_piece", demande, numero=1), {**version, "geste": "accepter"})
    page = texte(client.get(page_de))
    assert "acceptée" in page
    assert "La pièce n° 2 (Avis d’imposition ou avis de situation déclarative) est refusée" in page
    jugement = {**version, "complet": "on", "recevable": "on"}
    refus = texte(client.post(_adresse("juger_dossier", demande), jugement, follow=True))
    assert "ne peut pas encore être jugé complet" in refus
    demandee = _adresse("demander_pieces", demande)
    preparee = texte(client.get(demandee))
    assert "pièce n° 2 refusée" in preparee
    assert '<option value="illisible" selected>' in preparee
    saisie = _items(**{"refusee-2-demander": "on", "refusee-2-raison": "illisible"}, **version)
    # Refused, nothing typed is lost.
    sante = {**saisie, "refusee-2-precision": "Il a un cancer."}
    relue = texte(client.post(demandee, sante))
    assert "Il a un cancer." in relue
    assert "refusee-2-relu" in relue
    nir = {**sante, "libre-1-libelle": "Le 1 88 03 69 025 042 18"}
    assert texte(client.post(demandee, nir)).count('id="resume-erreurs"') == 1, "un résumé pour deux items"
    client.post(demandee, {**saisie, "refusee-2-precision": "La page 2 manque."})
    item = PieceDemandee.objects.get()
    assert (item.remplace and item.remplace.numero, item.precision) == (2, "La page 2 manque.")
    page = texte(client.get(page_de))
    assert "Ce qu’il prépare se lit une fois envoyé" in page
    assert "refusée, redemandée" in page


@pytest.mark.exigence("UX-05", "NOV-04")
def test_une_page_de_demande_perimee_dit_ce_qui_s_est_passe(scene: Scene, connecter: Connecter) -> None:
    demande = etude(scene, FORMULAIRE)
    client, adresse = connecter(scene.compte_agent), _adresse("demander_pieces", demande)
    saisie = _items(
        **{f"motif-{AVIS}-demander": "on", f"motif-{AVIS}-raison": "absente"},
        version=str(demande.version - 1),
    )
    page = texte(client.post(adresse, saisie))
    assert "Cette demande a changé" in page
    assert "Transmission, par" in page
    assert f'name="version" value="{demande.version}"' in page
    assert not PieceDemandee.objects.exists()


@pytest.mark.exigence("NOV-04", "DEM-10", "DEM-21", "NOV-03", "DEM-09", "UX-05")
def test_le_partenaire_repond_un_par_un_puis_envoie(scene: Scene, connecter: Connecter) -> None:
    with time_machine.travel(MIDI) as voyage:
        demande = etude(scene, FORMULAIRE)
        juger_piece(acteur=scene.agent, demande_id=demande.pk, numero=1, acceptee=False, raison="non_signee")
        voyage.shift(timedelta(days=1))
        formulaire, avis = demander(
            scene,
            demande,
            PieceVoulue(raison="non_signee", remplace=1, precision="Signez page 4."),
            avis_manquant(),
        )
        cote_caisse = texte(connecter(scene.compte_agent).get(_adresse("traiter_demande", demande)))
        assert "demandée le 21 novembre 2026" in cote_caisse
        assert "manque</span>" not in cote_caisse, "ce qui est demandé ne l’est pas deux fois"
        voyage.shift(timedelta(days=1))
        client = connecter(scene.compte_technicien)
        page = texte(client.get(_adresse("voir_demande", demande)))
        assert "2 pièces à fournir à la caisse" in page
        assert "« Signez page 4. »" in page
        reponses = _adresse("repondre_pieces", demande)
        page = texte(client.get(reponses))
        assert "au plus tard le mardi 22 décembre 2026" in page
        assert "Gardez les originaux trois ans" in page
        assert "Envoyés ensemble, les fichiers pèsent 50 Mo au plus." in page
        vide = client.post(reponses, {"joindre": str(avis.pk)})
        assert "Choisissez d’abord un fichier" in texte(vide)
        prefixe = f"demande-{avis.pk}"
        sante = client.post(
            reponses,
            {"mots": str(avis.pk), f"{prefixe}-texte": "Elle suit une chimiothérapie."},
        )
        assert "Elle suit une chimiothérapie." in texte(sante)
        assert f"{prefixe}-relu" in texte(sante)
        # Nothing typed is lost: the button of another item keeps these words too (UX-05).
        muette = client.post(
            reponses, {"joindre": str(formulaire.pk), f"{prefixe}-texte": "Elle n’en a pas encore."}
        )
        assert "Elle n’en a pas encore.</textarea>" in texte(muette)
        tot = texte(client.post(_adresse("envoyer_reponses", demande), follow=True))
        assert "Il reste à répondre : « Formulaire S3711" in tot
        client.post(
            reponses,
            {"joindre": str(formulaire.pk), f"demande-{formulaire.pk}-fichier": depot(pdf())},
        )
        assert "Envoyer mes réponses à la caisse" in texte(client.get(_adresse("voir_demande", demande)))
        fin = texte(client.post(_adresse("envoyer_reponses", demande), follow=True))
        assert "Vos réponses sont envoyées" in fin
        assert "« Elle n’en a pas encore. »" in fin, "ce qui est envoyé se relit"
        demande.refresh_from_db()
        assert demande.etat == "completee"
        # Sent twice, answered later: led back to the demande.
        client.post(_adresse("envoyer_reponses", demande))
        assert client.get(reponses).status_code == 302
        assert demande.evenements.filter(nature="depot").count() == 1


@pytest.mark.exigence("DEM-10", "NOV-05", "UX-05")
def test_la_correction_garde_ce_qui_est_tape(scene: Scene, connecter: Connecter) -> None:
    demande = etude(scene, FORMULAIRE)
    avancer(
        acteur=scene.agent,
        demande=demande,
        action="juger_irrecevable",
        maintenant=demande.cree_le,
        motif="identite",
    )
    client, adresse = connecter(scene.compte_technicien), _adresse("corriger_demande", demande)
    page = texte(client.get(adresse))
    assert "l’identité ne permet pas de retrouver la personne" in page
    assert "corrigez-les s’il le faut, puis renvoyez la demande" in page, "quoi faire, sur place"
    nir = client.post(adresse, {"geste": "envoyer", "texte": "1 88 03 69 025 042 18 corrigé"})
    assert "1 88 03 69 025 042 18 corrigé" in texte(nir)
    # The identity is on the page as it was sent: it goes back with the words.
    identite = {champ: getattr(demande, champ) for champ in CHAMPS}
    envoi = {"piece": "autre", "geste": "joindre", "fichier": depot(pdf())}
    jointe = texte(client.post(adresse, {**identite, **envoi, "nom": "Ozanne", "texte": "Son nom d’usage."}))
    assert "Pièce n° 2 jointe" in jointe
    assert 'value="Ozanne"' in jointe, "ce qui est tapé reste quand une pièce est jointe"
    assert "Son nom d’usage.</textarea>" in jointe
    assert "Retirer la pièce n° 2" in texte(client.get(adresse))
    client.post(adresse, {**identite, "geste": "envoyer", "texte": "Le nom est juste."})
    demande.refresh_from_db()
    assert demande.etat == "completee"


@pytest.mark.exigence("HAB-17")
def test_un_autre_partenaire_une_autre_caisse_ne_voient_rien(
    scene: Scene, voisins: Scene, ailleurs: Scene, connecter: Connecter
) -> None:
    demande = etude(scene, FORMULAIRE)
    (item,) = demander(scene, demande, avis_manquant())
    for compte in (voisins.compte_technicien, ailleurs.compte_technicien, ailleurs.compte_agent):
        client = connecter(compte)
        for nom, cles in (
            ("repondre_pieces", {}),
            ("corriger_demande", {}),
            ("demander_pieces", {}),
            ("ouvrir_piece_du_dossier", {"numero": 1}),
        ):
            assert client.get(_adresse(nom, demande, **cles)).status_code == 404
        for nom, cles in (
            ("envoyer_reponses", {}),
            ("juger_dossier", {}),
            ("juger_piece", {"numero": 1}),
            ("repondre_pieces", {}),
        ):
            envoi = {"mots": str(item.pk), f"demande-{item.pk}-texte": "x"}
            assert client.post(_adresse(nom, demande, **cles), envoi).status_code == 404
    item.refresh_from_db()
    assert item.reponse == ""


@pytest.mark.exigence("DOC-03")
def test_ce_que_l_antivirus_ecarte_se_voit_des_deux_cotes(scene: Scene, connecter: Connecter) -> None:
    demande = etude(scene)
    verdict(joindre(scene, demande, AVIS, saine=False), EtatPiece.INFECTEE)
    for compte, page in (
        (scene.compte_technicien, "voir_demande"),
        (scene.compte_agent, "traiter_demande"),
    ):
        assert "infectée, effacée" in texte(connecter(compte).get(_adresse(page, demande)))


@pytest.mark.exigence("NOV-04", "SEC-02")
@pytest.mark.parametrize("nom", ["traiter_demande", "demander_pieces"])
def test_le_nombre_de_requetes_ne_depend_pas_des_pieces(scene: Scene, connecter: Connecter, nom: str) -> None:
    demande, client = etude(scene, FORMULAIRE), connecter(scene.compte_agent)
    with time_machine.travel(MIDI, tick=False):
        client.get(_adresse(nom, demande))
        comptes = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as requetes:
                reponse: Any = client.get(_adresse(nom, demande))
            assert reponse.status_code == 200
            comptes.append(len(requetes))
            for code in (AVIS, AVIS, FORMULAIRE, AVIS):
                joindre(scene, demande, code)
            PieceDemande.objects.filter(demande=demande).update(
                acceptee=False, raison="illisible", jugee_le=MIDI
            )
    assert comptes[0] == comptes[1]
