"""Write, cancel, record that the person withdraws: refused with the text kept, confirmed before what is final."""

import pytest

from espace_partenaires.notifications.models import Courriel
from signalements.enums import EtatDemande
from signalements.models import Consentement, Message
from signalements.services.traitement import annuler
from tests.conftest import ClientDuPortail
from tests.factories.demandes import creer_demande
from tests.factories.signalements import Scene, creer_prise_en_charge, creer_transmise
from tests.signalements.vues.agent.outils import adresse, texte
from tests.signalements.vues.suivi.outils import lire

NIR = "1 84 12 76 451 089 46"


@pytest.mark.exigence("DEM-11", "RGPD-02")
def test_un_message_part_a_la_caisse(scene: Scene, technicienne: ClientDuPortail) -> None:
    demande = creer_prise_en_charge(scene)
    Courriel.objects.all().delete()
    reponse = technicienne.post(adresse("ecrire_message", demande), {"texte": "Elle préfère le matin."})
    assert reponse["Location"] == f"{adresse('voir_demande', demande)}#echanges"
    assert Message.objects.get().texte == "Elle préfère le matin."
    assert "Elle préfère le matin." in lire(technicienne, demande)
    assert Courriel.objects.get().destinataire_id == scene.compte_agent.pk


@pytest.mark.exigence("DEM-02", "UX-05")
def test_un_numero_de_securite_sociale_est_refuse_et_le_texte_reste(
    scene: Scene, technicienne: ClientDuPortail
) -> None:
    demande = creer_transmise(scene)
    reponse = technicienne.post(adresse("ecrire_message", demande), {"texte": f"Voici : {NIR}, merci."})
    page = texte(reponse)
    assert "semble contenir un numéro de sécurité sociale" in page
    assert f"Voici : {NIR}, merci.</textarea>" in page
    assert 'aria-invalid="true"' in page
    assert not Message.objects.exists()


@pytest.mark.exigence("UX-05")
def test_un_message_vide_est_refuse_a_cote_du_champ(scene: Scene, technicienne: ClientDuPortail) -> None:
    reponse = technicienne.post(adresse("ecrire_message", creer_transmise(scene)), {"texte": "  "})
    assert "Écrivez votre message avant de l’envoyer." in texte(reponse)
    assert not Message.objects.exists()


@pytest.mark.exigence("UX-05", "DEM-11")
def test_trop_tard_pour_ecrire_le_texte_reste(scene: Scene, technicienne: ClientDuPortail) -> None:
    demande = creer_transmise(scene)
    annuler(acteur=scene.technicien, demande_id=demande.pk)
    page = texte(technicienne.post(adresse("ecrire_message", demande), {"texte": "Encore un mot."}))
    assert "la conversation est close" in page
    assert "Encore un mot.</textarea>" in page


@pytest.mark.exigence("DEM-10")
def test_annuler_se_confirme_puis_previent_la_caisse(scene: Scene, technicienne: ClientDuPortail) -> None:
    demande = creer_prise_en_charge(scene)
    page = texte(technicienne.get(adresse("annuler_demande", demande)))
    assert "Ce qui va se passer" in page
    assert "elle n’appelle plus la personne" in page
    autre = texte(technicienne.get(adresse("annuler_demande", creer_demande(scene))))
    assert "arrête de s’en occuper." in autre, "elle n’appelle que pour un signalement"
    demande.refresh_from_db()
    assert demande.etat == EtatDemande.PRISE_EN_CHARGE
    Courriel.objects.all().delete()
    suite = technicienne.post(adresse("annuler_demande", demande), follow=True)
    demande.refresh_from_db()
    assert demande.etat == EtatDemande.ANNULEE
    assert "La demande est annulée : la caisse est prévenue." in texte(suite)
    assert Courriel.objects.get().destinataire_id == scene.compte_agent.pk


@pytest.mark.exigence("DEM-10")
def test_annuler_deux_fois_n_annule_qu_une(scene: Scene, technicienne: ClientDuPortail) -> None:
    demande = creer_transmise(scene)
    technicienne.post(adresse("annuler_demande", demande))
    suite = technicienne.post(adresse("annuler_demande", demande), follow=True)
    assert "Cette demande est annulée : elle ne change plus." in texte(suite)
    assert "Annuler la demande" not in texte(suite)
    assert demande.evenements.filter(nature="annulation").count() == 1


@pytest.mark.exigence("DEM-06")
def test_retirer_l_accord_se_confirme_et_arrete_tout(scene: Scene, technicienne: ClientDuPortail) -> None:
    demande = creer_prise_en_charge(scene)
    assert "ne plus appeler la personne" in texte(technicienne.get(adresse("constater_retrait", demande)))
    assert Consentement.objects.get().retire_le is None
    suite = texte(technicienne.post(adresse("constater_retrait", demande), follow=True))
    demande.refresh_from_db()
    assert demande.etat == EtatDemande.ANNULEE
    assert Consentement.objects.get().retire_le is not None
    assert "L’accord est retiré : la demande est arrêtée" in suite
    assert "Accord retiré le" in suite


@pytest.mark.exigence("HAB-17")
@pytest.mark.parametrize("acte", ["annuler_demande", "constater_retrait", "ecrire_message"])
def test_les_voisins_ne_changent_rien(
    scene: Scene, voisins: Scene, technicienne: ClientDuPortail, acte: str
) -> None:
    demande = creer_transmise(voisins)
    assert technicienne.post(adresse(acte, demande), {"texte": "Bonjour"}).status_code == 404
    demande.refresh_from_db()
    assert demande.etat == EtatDemande.TRANSMISE
    assert not Message.objects.exists()
