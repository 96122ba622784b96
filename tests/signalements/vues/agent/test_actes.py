"""What an agent does from the page: each act once, each refusal in words, the text kept."""

from collections.abc import Callable

import pytest
import time_machine

from espace_partenaires.comptes.models import Utilisateur
from signalements.enums import EtatDemande
from signalements.models import Consentement, Demande, Message, NoteInterne
from signalements.services.traitement import annuler, prendre_en_charge
from tests.conftest import ClientDuPortail
from tests.factories.signalements import Scene, creer_close, creer_prise_en_charge, creer_transmise
from tests.signalements.vues.agent.outils import adresse, heures, texte

NIR = "1 88 03 69 123 456 59"
Connecter = Callable[[Utilisateur], ClientDuPortail]


def agir(bureau: ClientDuPortail, nom: str, demande: Demande, **donnees: str) -> str:
    """Post an act and return the page that follows."""
    return texte(bureau.post(adresse(nom, demande), donnees, follow=True))


@pytest.mark.exigence("DEM-17", "DEM-09")
def test_prendre_en_charge_arrete_le_delai(
    scene: Scene, bureau: ClientDuPortail, midi: time_machine.Traveller
) -> None:
    demande = creer_transmise(scene)
    midi.shift(heures(5))
    bureau.revenir(scene.compte_agent)
    page = agir(bureau, "prendre_en_charge", demande)
    assert "Vous avez pris cette demande en charge" in page
    assert "Prise en charge, personne à appeler" in page
    assert "Prise en charge en 5 h" in page
    assert "suivi par vous" in page
    assert "Démarrer l’accompagnement" in page
    agir(bureau, "prendre_en_charge", demande)
    assert demande.evenements.filter(nature="prise_en_charge").count() == 1


@pytest.mark.exigence("DEM-17")
def test_un_collegue_est_passe_avant(
    scene: Scene, voisins: Scene, bureau: ClientDuPortail, midi: time_machine.Traveller
) -> None:
    demande = creer_transmise(scene)
    prendre_en_charge(acteur=voisins.agent, demande_id=demande.pk)
    midi.shift(heures(3))
    bureau.revenir(scene.compte_agent)
    page = agir(bureau, "prendre_en_charge", demande)
    collegue = voisins.compte_agent.nom_complet
    assert f"Entre-temps, cette demande a été prise en charge par {collegue}, aujourd’hui à 12 h 00." in page
    demande.refresh_from_db()
    assert demande.agent_id == voisins.compte_agent.pk


@pytest.mark.exigence("DEM-17", "HAB-17")
def test_le_partenaire_a_annule_entre_temps(scene: Scene, bureau: ClientDuPortail) -> None:
    demande = creer_prise_en_charge(scene)
    annuler(acteur=scene.technicien, demande_id=demande.pk)
    page = agir(bureau, "demarrer_accompagnement", demande)
    assert f"a été annulée par {scene.partenaire.libelle}, à l’instant" in page
    assert "s’est arrêtée" not in page, "la prise en charge avait eu lieu"


@pytest.mark.exigence("DEM-16")
def test_s_affecter_puis_suivre(scene: Scene, voisins: Scene, bureau: ClientDuPortail) -> None:
    demande = creer_prise_en_charge(voisins)
    page = agir(bureau, "s_affecter", demande)
    assert "Vous suivez désormais cette demande." in page
    assert "S’affecter" not in page
    demande.refresh_from_db()
    assert (demande.agent_id, demande.etat) == (scene.compte_agent.pk, EtatDemande.PRISE_EN_CHARGE)


@pytest.mark.exigence("DEM-17")
def test_demarrer_l_accompagnement(scene: Scene, bureau: ClientDuPortail) -> None:
    demande = creer_prise_en_charge(scene)
    page = agir(bureau, "demarrer_accompagnement", demande)
    assert "L’accompagnement est commencé." in page
    assert "Accompagnement en cours" in page


@pytest.mark.exigence("DEM-11")
def test_envoyer_un_message_et_ajouter_une_note(scene: Scene, bureau: ClientDuPortail) -> None:
    demande = creer_transmise(scene)
    page = agir(bureau, "repondre", demande, **{"message-texte": "J’appelle demain matin."})
    assert "Message envoyé" in page
    page = agir(bureau, "ajouter_note", demande, **{"note-texte": "Rappeler après 14 h."})
    assert "Note ajoutée" in page
    message, note = Message.objects.get(), NoteInterne.objects.get()
    assert (message.cote, message.auteur_id) == ("caisse", scene.compte_agent.pk)
    assert note.texte == "Rappeler après 14 h."


@pytest.mark.exigence("DEM-02", "UX-05")
@pytest.mark.parametrize(("nom", "champ"), [("repondre", "message-texte"), ("ajouter_note", "note-texte")])
def test_un_numero_de_securite_sociale_est_refuse_et_le_texte_reste(
    scene: Scene, bureau: ClientDuPortail, nom: str, champ: str
) -> None:
    demande = creer_transmise(scene)
    page = agir(bureau, nom, demande, **{champ: f"Son numéro est le {NIR}, merci."})
    avant, apres = page.split("<textarea", 1)
    assert "Une réponse est à revoir" in avant
    assert "numéro de sécurité sociale" in avant
    assert NIR not in avant, "le refus ne le répète pas"
    assert f"Son numéro est le {NIR}, merci." in apres
    assert not Message.objects.exists()
    assert not NoteInterne.objects.exists()


@pytest.mark.exigence("DEM-11")
@pytest.mark.parametrize(
    ("nom", "mots"), [("repondre", "Écrivez votre message"), ("ajouter_note", "Écrivez votre note")]
)
def test_un_texte_vide_dit_quoi_faire(scene: Scene, bureau: ClientDuPortail, nom: str, mots: str) -> None:
    demande = creer_transmise(scene)
    assert mots in agir(bureau, nom, demande)
    assert "Signalement" in texte(bureau.get(adresse(nom, demande), follow=True))


@pytest.mark.exigence("DEM-11", "UX-05")
def test_ecrire_a_une_demande_close_garde_le_texte(scene: Scene, bureau: ClientDuPortail) -> None:
    demande = creer_close(scene)
    page = agir(bureau, "repondre", demande, **{"message-texte": "Encore un mot"})
    assert "Entre-temps, cette demande a été close par vous" in page
    assert "Encore un mot" in page


@pytest.mark.exigence("DEM-06")
def test_la_personne_retire_son_accord(scene: Scene, bureau: ClientDuPortail) -> None:
    demande = creer_prise_en_charge(scene)
    assert "Tout s’arrête tout de suite" in texte(bureau.get(adresse("retirer_accord", demande)))
    demande.refresh_from_db()
    assert demande.etat == EtatDemande.PRISE_EN_CHARGE, "lire la page ne change rien"
    page = agir(bureau, "retirer_accord", demande)
    assert "L’accord est retiré" in page
    assert "accord retiré par la personne" in page
    assert Consentement.objects.get(demande=demande).retire_le is not None
    encore = texte(bureau.get(adresse("retirer_accord", demande), follow=True))
    assert "Cette demande est annulée : elle ne change plus." in encore


@pytest.mark.exigence("HAB-16")
@pytest.mark.parametrize("nom", ["prendre_en_charge", "s_affecter", "demarrer_accompagnement"])
def test_un_acte_ne_se_fait_pas_en_lisant(scene: Scene, bureau: ClientDuPortail, nom: str) -> None:
    demande = creer_transmise(scene)
    assert bureau.get(adresse(nom, demande)).status_code == 405
    demande.refresh_from_db()
    assert (demande.etat, demande.agent_id) == (EtatDemande.TRANSMISE, None)
