"""From the list: several taken in charge at once, each on its own; found by reference only."""

from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from signalements.enums import EtatDemande
from signalements.services.traitement import prendre_en_charge
from tests.conftest import ClientDuPortail
from tests.factories.signalements import Scene, creer_transmise
from tests.signalements.vues.agent.outils import LISTE, adresse, heures, texte

EN_LOT = reverse("signalements:prendre_en_charge_en_lot")
RECHERCHE = reverse("signalements:chercher_demande")


@pytest.mark.exigence("DEM-16", "DEM-17")
def test_prendre_en_charge_plusieurs_demandes(scene: Scene, bureau: ClientDuPortail) -> None:
    demandes = [creer_transmise(scene), creer_transmise(scene)]
    laissee = creer_transmise(scene)
    reponse = bureau.post(
        EN_LOT, {"demandes": [str(d.cle) for d in demandes], "vue": "a_prendre"}, follow=True
    )
    assert reponse.redirect_chain == [(f"{LISTE}?vue=a_prendre", 302)]
    assert "2 demandes prises en charge" in texte(reponse)
    for demande in demandes:
        demande.refresh_from_db()
        assert (demande.etat, demande.agent_id) == (EtatDemande.PRISE_EN_CHARGE, scene.compte_agent.pk)
    laissee.refresh_from_db()
    assert laissee.etat == EtatDemande.TRANSMISE


@pytest.mark.exigence("DEM-16", "DEM-17")
def test_ce_qui_n_a_pas_pu_l_etre_est_dit(
    scene: Scene, voisins: Scene, bureau: ClientDuPortail, midi: time_machine.Traveller
) -> None:
    libre, prise = creer_transmise(scene), creer_transmise(scene)
    prendre_en_charge(acteur=voisins.agent, demande_id=prise.pk)
    midi.shift(heures(1))
    bureau.revenir(scene.compte_agent)
    page = texte(bureau.post(EN_LOT, {"demandes": [str(libre.cle), str(prise.cle)]}, follow=True))
    collegue = voisins.compte_agent.nom_complet
    assert "1 demande prise en charge" in page
    assert f"{prise.reference} : entre-temps, cette demande a été prise en charge par {collegue}" in page
    assert "aujourd’hui à 12 h 00. Rien n’a changé." in page
    prise.refresh_from_db()
    assert prise.agent_id == voisins.compte_agent.pk


@pytest.mark.exigence("HAB-17")
def test_une_cle_etrangere_ne_prend_rien(scene: Scene, ailleurs: Scene, bureau: ClientDuPortail) -> None:
    etrangere = creer_transmise(ailleurs)
    cles = [str(etrangere.cle), str(uuid4()), "n-importe-quoi"]
    page = texte(bureau.post(EN_LOT, {"demandes": cles}, follow=True))
    assert "Choisissez d’abord au moins une demande" in page
    etrangere.refresh_from_db()
    assert etrangere.etat == EtatDemande.TRANSMISE


@pytest.mark.exigence("DEM-16", "DEM-02")
@pytest.mark.parametrize("fin", [False, True])
def test_chercher_par_la_reference_ou_sa_fin(scene: Scene, bureau: ClientDuPortail, fin: bool) -> None:
    demande = creer_transmise(scene)
    reference = str(demande.reference)
    saisie = f" {reference[-6:].lower()} " if fin else reference.lower()
    reponse = bureau.post(RECHERCHE, {"reference": saisie})
    assert (reponse.status_code, reponse["Location"]) == (302, adresse("traiter_demande", demande))


@pytest.mark.exigence("DEM-02", "RGPD-02")
@pytest.mark.parametrize("saisie", ["Lemaire", "1 88 03 69 123 456 78", "", "x" * 50])
def test_on_ne_cherche_ni_nom_ni_numero(scene: Scene, bureau: ClientDuPortail, saisie: str) -> None:
    creer_transmise(scene)
    reponse = bureau.post(RECHERCHE, {"reference": saisie}, follow=True)
    page = texte(reponse)
    assert reponse.redirect_chain == [(LISTE, 302)], "rien de la saisie dans une adresse"
    assert "référence d’une demande" in page
    assert not saisie or saisie not in page


@pytest.mark.exigence("HAB-17")
def test_la_reference_d_une_autre_caisse_est_inconnue(
    scene: Scene, ailleurs: Scene, bureau: ClientDuPortail
) -> None:
    etrangere = creer_transmise(ailleurs)
    page = texte(bureau.post(RECHERCHE, {"reference": etrangere.reference}, follow=True))
    assert f"Aucune demande de votre caisse ne porte la référence {etrangere.reference}" in page
