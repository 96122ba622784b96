"""The screens of meetings, both sides: what is offered, what is refused with what was typed kept (DEM-13)."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from signalements.models import Creneau, Demande, Permanence, RendezVous
from signalements.services.rendez_vous_reponses import confirmer
from tests.conftest import ClientDuPortail
from tests.factories.conventions import creer_caisse, relier
from tests.factories.signalements import Scene
from tests.signalements.rendez_vous.outils import JEUDI, LUNDI, demander, ouvrir, premier_creneau, proposer_a
from tests.signalements.vues.agent.outils import adresse, texte


def envoi(scene: Scene, demande: Demande, **champs: Any) -> dict[str, Any]:
    """Return what an agent types to propose a meeting."""
    return {
        "mode": "site",
        "jour": "2026-12-03",
        "debut": "10:00",
        "fin": "10:30",
        "lieu": "Accueil de la caisse",
        "a_apporter": "Une pièce d’identité",
        "agent": scene.compte_agent.pk,
        "version": demande.version,
        **champs,
    }


def du_rendez_vous(nom: str, rendez_vous: RendezVous) -> str:
    """Return the address of a screen about a meeting."""
    return reverse(f"signalements:{nom}", args=[rendez_vous.cle])


@pytest.mark.exigence("DEM-13", "UX-01")
def test_de_la_proposition_a_la_confirmation(
    scene: Scene, agente: ClientDuPortail, technicienne: ClientDuPortail
) -> None:
    demande = demander(scene, LUNDI - timedelta(hours=1))
    page = texte(agente.get(adresse("proposer_rendez_vous", demande)))
    assert "Lundi matin, jeudi après-midi" in page
    assert "Conviennent à la personne : lundi matin, jeudi après-midi." in page, "à côté de la date aussi"
    reponse = agente.post(adresse("proposer_rendez_vous", demande), envoi(scene, demande))
    assert reponse["Location"] == adresse("traiter_demande", demande)
    page = texte(agente.get(reponse["Location"]))
    assert "cette date n’est pas dans les demi-journées qui conviennent à la personne" in page
    rendez_vous = RendezVous.objects.get()
    assert (rendez_vous.debut, rendez_vous.etat) == (JEUDI, "propose")
    page = texte(technicienne.get(adresse("voir_demande", demande)))
    assert "Rendez-vous à confirmer" in page
    assert "Jeudi 3 décembre 2026, de 10 h 00 à 10 h 30" in page
    technicienne.post(du_rendez_vous("confirmer_rendez_vous", rendez_vous))
    rendez_vous.refresh_from_db()
    assert rendez_vous.etat == "confirme"
    page = texte(agente.get(adresse("traiter_demande", demande)))
    assert "Déplacer" in page
    assert "Proposer un rendez-vous" not in page
    for mots in ("Rendez-vous confirmé", "Première date donnée le jour même"):
        assert mots in page
        assert mots in texte(technicienne.get(adresse("voir_demande", demande)))
    assert "On attend la caisse" not in texte(technicienne.get(adresse("voir_demande", demande)))
    (terminer,) = re.findall(r'<a class="([^"]*)"[^>]*>Terminer<', page)
    assert "bouton-secondaire" in terminer, "le rendez-vous vient avant la fin"


@pytest.mark.exigence("DEM-13", "DEM-03")
def test_un_avertissement_garde_la_saisie_et_demande_confirmation(
    scene: Scene, agente: ClientDuPortail
) -> None:
    demande = demander(scene, LUNDI - timedelta(hours=1))
    dimanche = envoi(scene, demande, jour="2026-12-06", lieu="Salle des fêtes")
    page = texte(agente.post(adresse("proposer_rendez_vous", demande), dimanche))
    assert "est un dimanche" in page
    assert 'value="Salle des fêtes"' in page
    assert 'type="checkbox" name="confirme"' in page
    assert not RendezVous.objects.exists()
    agente.post(adresse("proposer_rendez_vous", demande), {**dimanche, "confirme": "on"})
    assert RendezVous.objects.get().lieu == "Salle des fêtes"


@pytest.mark.exigence("UX-05", "DEM-13")
def test_une_page_ancienne_dit_ce_qui_s_est_passe(scene: Scene, agente: ClientDuPortail) -> None:
    demande = demander(scene, LUNDI - timedelta(hours=1))
    rendez_vous = proposer_a(scene, demande, maintenant=LUNDI - timedelta(minutes=30))
    perimee = {"raison": "regle", "version": demande.version}
    page = texte(agente.post(du_rendez_vous("annuler_rendez_vous", rendez_vous), perimee))
    assert "Depuis : rendez-vous proposé" in page
    demande.refresh_from_db()
    agente.post(
        du_rendez_vous("annuler_rendez_vous", rendez_vous),
        {"raison": "personne_indisponible", "version": demande.version},
    )
    rendez_vous.refresh_from_db()
    assert rendez_vous.etat == "annule"
    page = texte(agente.get(adresse("traiter_demande", demande)))
    assert "La personne n’est pas disponible" in page
    assert "Proposer un rendez-vous" in page


@pytest.mark.exigence("DEM-13", "DEM-23")
@pytest.mark.parametrize(("accord", "mot"), [(True, "La personne n’est pas venue"), (False, "Passé")])
def test_l_issue_n_est_dite_qu_avec_l_accord(
    *,
    scene: Scene,
    agente: ClientDuPortail,
    technicienne: ClientDuPortail,
    midi: time_machine.Traveller,
    accord: bool,
    mot: str,
) -> None:
    demande = demander(scene, LUNDI - timedelta(hours=1), accord_suivi=accord)
    rendez_vous = proposer_a(scene, demande, maintenant=LUNDI - timedelta(minutes=30))
    confirmer(acteur=scene.technicien, rendez_vous_id=rendez_vous.pk)
    assert agente.get(du_rendez_vous("constater_rendez_vous", rendez_vous)).status_code == 302
    midi.move_to(JEUDI + timedelta(hours=1))
    agente.revenir(scene.compte_agent)
    technicienne.revenir(scene.compte_technicien)
    assert "Dire comment il s’est passé" in texte(agente.get(adresse("traiter_demande", demande)))
    demande.refresh_from_db()
    agente.post(
        du_rendez_vous("constater_rendez_vous", rendez_vous), {"issue": "absent", "version": demande.version}
    )
    rendez_vous.refresh_from_db()
    assert rendez_vous.etat == "absent"
    page = texte(technicienne.get(adresse("voir_demande", demande)))
    assert mot in page
    assert ("n’est pas venue" in page) is accord
    assert ("Personne absente au rendez-vous" in page) is accord, "l’histoire non plus ne le dit pas"
    assert ("vous proposera une autre date" in page) is accord, "ni ce qui suit"


@pytest.mark.exigence("DEM-13")
def test_la_structure_demande_une_autre_date_ou_renonce(scene: Scene, technicienne: ClientDuPortail) -> None:
    demande = demander(scene, LUNDI - timedelta(hours=1))
    rendez_vous = proposer_a(scene, demande, maintenant=LUNDI - timedelta(minutes=30))
    page = texte(technicienne.post(du_rendez_vous("autre_date", rendez_vous), {"envoi": "oui"}))
    assert "Choisissez au moins une réponse." in page
    technicienne.post(du_rendez_vous("autre_date", rendez_vous), {"demi_journees": ["vendredi_matin"]})
    rendez_vous.refresh_from_db()
    assert rendez_vous.etat == "decline"
    second = proposer_a(scene, demande, maintenant=LUNDI)
    reponse = technicienne.post(
        du_rendez_vous("renoncer_au_rendez_vous", second), {"raison": "personne_indisponible"}
    )
    second.refresh_from_db()
    assert (reponse["Location"], second.etat) == (f"{adresse('voir_demande', demande)}#rendez-vous", "annule")
    # Too late: the page says so instead of a form.
    assert technicienne.get(du_rendez_vous("autre_date", second)).status_code == 302


@pytest.mark.exigence("DEM-13")
def test_une_permanence_s_ouvre_se_reserve_et_s_annule(
    scene: Scene, agente: ClientDuPortail, technicienne: ClientDuPortail
) -> None:
    saisie = {
        "partenaire": scene.partenaire.pk,
        "lieu": "Mairie annexe",
        "jour": "2026-12-18",
        "debut": "14:00",
        "fin": "15:00",
        "minutes": 30,
        "jusqu_au": "2027-01-08",
        "agent": scene.compte_agent.pk,
    }
    reponse = agente.post(reverse("signalements:nouvelle_permanence"), saisie, follow=True)
    page = texte(reponse)
    assert (
        "2 permanences ouvertes. Jours fériés laissés de côté : 25 décembre 2026, 1er janvier 2027." in page
    )
    assert "2 créneaux libres, 0 réservé" in page
    page = texte(agente.post(reverse("signalements:nouvelle_permanence"), saisie))
    assert "est déjà pris le vendredi 18 décembre 2026" in page
    demande = demander(scene, LUNDI - timedelta(hours=1))
    rhone = creer_caisse("692")
    relier(rhone, scene.partenaire)
    demander(replace(scene, caisse=rhone), LUNDI - timedelta(hours=1))
    page = texte(technicienne.get(reverse("signalements:permanences")))
    assert "Vendredi 18 décembre 2026" in page
    assert page.count("Choisir un créneau") == 1, "la caisse de l’autre demande n’en tient aucun"
    assert "Réserver un créneau de permanence" in texte(technicienne.get(adresse("voir_demande", demande)))
    creneau = Creneau.objects.order_by("debut")[0]
    assert "réservez un créneau libre" in texte(technicienne.get(adresse("voir_recu", demande)))
    technicienne.post(adresse("choisir_creneau", demande), {"creneau": creneau.pk})
    assert "réservez un créneau" not in texte(technicienne.get(adresse("voir_recu", demande)))
    page = texte(technicienne.get(adresse("voir_demande", demande)))
    assert "Changer pour un créneau de permanence" in page
    assert "Réserver un créneau de permanence" not in page
    autre = demander(scene, LUNDI - timedelta(minutes=30))
    page = texte(technicienne.post(adresse("choisir_creneau", autre), {"creneau": creneau.pk}))
    assert "Ce créneau vient d’être pris. Choisissez-en un autre." in page
    permanence = Permanence.objects.order_by("debut")[0]
    annulation = reverse("signalements:annuler_permanence", args=[permanence.cle])
    page = texte(agente.get(annulation))
    assert "1 rendez-vous réservé" in page
    assert "La permanence a été ouverte par erreur" in page
    page = texte(agente.post(annulation, {"raison": "lieu_indisponible"}, follow=True))
    assert "La permanence est annulée : 1 rendez-vous annulé." in page
    page = texte(technicienne.get(adresse("voir_demande", demande)))
    assert "Le lieu n’est pas disponible" in page


@pytest.mark.exigence("DEM-13", "UX-06")
def test_l_agenda_montre_la_semaine_en_nombre_constant_de_requetes(
    scene: Scene, agente: ClientDuPortail
) -> None:
    ouvrir(scene)
    adresse_agenda = f"{reverse('signalements:mes_rendez_vous')}?semaine=2026-12-02"
    proposer_a(scene, demander(scene, LUNDI - timedelta(hours=1)), maintenant=LUNDI - timedelta(minutes=30))
    agente.get(adresse_agenda)
    comptes = []
    for heures in (1, 2, 3):
        with CaptureQueriesContext(connection) as requetes:
            page = texte(agente.get(adresse_agenda))
        comptes.append(len(requetes))
        proposer_a(
            scene,
            demander(scene, LUNDI - timedelta(hours=1)),
            JEUDI + timedelta(hours=heures),
            LUNDI - timedelta(minutes=30),
        )
        ouvrir(scene, jour=date(2026, 12, 3) + timedelta(days=heures))
    assert len(set(comptes)) == 1
    assert "Jeudi 3 décembre 2026" in page
    assert "Mme B. L." in page
    assert "Lemaire" not in page
    ailleurs = texte(agente.get(f"{reverse('signalements:mes_rendez_vous')}?semaine=n-importe"))
    assert "Rien cette semaine" in ailleurs


@pytest.mark.exigence("HAB-17", "DEM-13")
def test_un_creneau_d_une_autre_structure_ne_se_reserve_pas(
    scene: Scene, voisins: Scene, technicienne: ClientDuPortail
) -> None:
    (chez_les_voisins,) = ouvrir(voisins)
    ouvrir(scene, jour=date(2026, 12, 4))
    demande = demander(scene, LUNDI - timedelta(hours=1))
    creneau = premier_creneau(chez_les_voisins)
    page = texte(technicienne.post(adresse("choisir_creneau", demande), {"creneau": creneau.pk}))
    assert "Choisissez-en un autre" in page
    assert not RendezVous.objects.exists()
