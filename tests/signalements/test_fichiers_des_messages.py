"""A file with a message: the partner's, under quarantine; none on a signalement, none from the caisse (DEM-11)."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.pieces.enums import EtatPiece
from espace_partenaires.pieces.models import PieceJointe
from signalements.models import Message, PieceDemande
from signalements.services.echanges import ecrire_message
from tests.conftest import ClientDuPortail
from tests.factories.demandes import creer_demande
from tests.factories.pieces import depot, pdf
from tests.factories.signalements import Scene, creer_transmise
from tests.signalements.vues.agent.outils import adresse, texte
from tests.signalements.vues.suivi.outils import juger

EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]
Connecter = Callable[[Utilisateur], ClientDuPortail]


@pytest.mark.exigence("DEM-11", "DOC-02", "DOC-04")
def test_un_fichier_attend_l_antivirus_puis_s_ouvre_des_deux_cotes(
    scene: Scene, connecter: Connecter
) -> None:
    demande = creer_demande(scene)
    technicienne, bureau = connecter(scene.compte_technicien), connecter(scene.compte_agent)
    envoi = {"texte": "Voici l’avis.", "fichier": depot(pdf())}
    reponse = technicienne.post(adresse("ecrire_message", demande), envoi)
    assert reponse["Location"].endswith("#echanges")
    jointe = PieceDemande.objects.get()
    assert (jointe.nature, jointe.numero, jointe.message) == ("echange", 1, Message.objects.get())
    pages = (
        (technicienne, adresse("voir_demande", demande), adresse("ouvrir_piece", demande, numero=1)),
        (bureau, adresse("traiter_demande", demande), adresse("ouvrir_formulaire_signe", demande, numero=1)),
    )
    for navigateur, page, piece in pages:
        lue = texte(navigateur.get(page))
        assert "en quarantaine" in lue
        assert piece not in lue
        assert navigateur.get(piece).status_code == 404
    juger(EtatPiece.SAINE)
    for navigateur, page, piece in pages:
        assert piece in texte(navigateur.get(page))
        assert b"".join(navigateur.get(piece)).startswith(b"%PDF")


@pytest.mark.exigence("DEM-11", "DOC-03")
def test_un_fichier_infecte_ne_s_ouvre_jamais_et_le_message_reste(scene: Scene, connecter: Connecter) -> None:
    demande = creer_demande(scene)
    ecrire_message(
        acteur=scene.technicien, demande_id=demande.pk, texte="Voici l’avis.", fichier=depot(pdf())
    )
    juger(EtatPiece.INFECTEE)
    page = texte(connecter(scene.compte_agent).get(adresse("traiter_demande", demande)))
    assert "Voici l’avis." in page
    assert "infectée, effacée" in page
    assert adresse("ouvrir_formulaire_signe", demande, numero=1) not in page


@pytest.mark.exigence("DEM-11", "DEM-12", "SEC-02")
def test_ni_sur_un_signalement_ni_depuis_la_caisse(scene: Scene, comme_web: EnTantQue) -> None:
    mas, etude = creer_transmise(scene), creer_demande(scene)
    for acteur, demande in ((scene.technicien, mas), (scene.agent, mas), (scene.agent, etude)):
        with comme_web(acteur), pytest.raises(RegleMetierRefusee) as refus:
            ecrire_message(acteur=acteur, demande_id=demande.pk, texte="Voici.", fichier=depot(pdf()))
        assert refus.value.code == "piece_interdite"
    assert (Message.objects.count(), PieceJointe.objects.count()) == (0, 0)


@pytest.mark.exigence("DEM-11", "DOC-01", "UX-05")
def test_un_fichier_refuse_garde_le_texte(scene: Scene, connecter: Connecter) -> None:
    demande, mas = creer_demande(scene), creer_transmise(scene)
    technicienne = connecter(scene.compte_technicien)
    envoi = {"texte": "Voici l’avis.", "fichier": depot(b"MZ programme", "avis.pdf")}
    page = texte(technicienne.post(adresse("ecrire_message", demande), envoi))
    assert "Voici l’avis.</textarea>" in page
    assert "Joignez un PDF, un JPEG ou un PNG" in page
    assert not Message.objects.exists()
    assert 'type="file"' not in texte(technicienne.get(adresse("voir_demande", mas)))


@pytest.mark.exigence("DEM-03", "NOV-05", "UX-05")
@pytest.mark.parametrize("cote", ["partenaire", "caisse", "note"])
def test_un_mot_de_sante_se_relit_sans_javascript(scene: Scene, connecter: Connecter, cote: str) -> None:
    demande = creer_demande(scene)
    route, prefixe = {
        "partenaire": ("ecrire_message", ""),
        "caisse": ("repondre", "message-"),
        "note": ("ajouter_note", "note-"),
    }[cote]
    compte = scene.compte_technicien if cote == "partenaire" else scene.compte_agent
    navigateur = connecter(compte)
    envoi = {f"{prefixe}texte": "Il a du diabète."}
    page = texte(navigateur.post(adresse(route, demande), envoi))
    assert "« diabète »" in page
    assert "Il a du diabète.</textarea>" in page
    assert f'name="{prefixe}relu"' in page
    reponse = navigateur.post(adresse(route, demande), {**envoi, f"{prefixe}relu": "on"})
    assert reponse.status_code == 302


@pytest.mark.exigence("DEM-11", "UX-06")
def test_une_longue_conversation_replie_ses_debuts(scene: Scene, connecter: Connecter) -> None:
    demande = creer_demande(scene)
    for rang in range(20):
        ecrire_message(acteur=scene.technicien, demande_id=demande.pk, texte=f"Message {rang}.")
    page = texte(connecter(scene.compte_technicien).get(adresse("voir_demande", demande)))
    plies, deplies = page.split("Voir les 9 échanges plus anciens")[1].split("</details>", 1)
    assert "Message 19." in deplies
    assert "Message 3." in plies
    assert "Message 3." not in deplies
