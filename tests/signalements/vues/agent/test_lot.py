"""From the list: several taken in charge, taken for oneself or given at once, each on its own."""

from collections.abc import Callable
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.notifications.models import Courriel
from signalements.enums import EtatDemande
from signalements.models import Demande
from signalements.services.bureau import affecter
from signalements.services.traitement import affecter_a_soi, prendre_en_charge
from tests.conftest import ClientDuPortail
from tests.factories.demandes import creer_demande
from tests.factories.habilitations import acteur_pour, creer_agent
from tests.factories.signalements import Scene, creer_close, creer_transmise
from tests.signalements.vues.agent.outils import LISTE, heures, texte

EN_LOT = reverse("signalements:agir_en_lot")
Connecter = Callable[[Utilisateur], ClientDuPortail]


@pytest.mark.exigence("DEM-16", "DEM-17")
def test_prendre_en_charge_plusieurs_demandes(scene: Scene, bureau: ClientDuPortail) -> None:
    demandes = [creer_transmise(scene), creer_transmise(scene)]
    laissee = creer_transmise(scene)
    reponse = bureau.post(
        EN_LOT, {"demandes": [str(d.cle) for d in demandes], "retour": "vue=a_prendre&autre=1"}, follow=True
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


@pytest.mark.exigence("DEM-16", "HAB-16")
def test_un_superviseur_confie_plusieurs_demandes(
    scene: Scene, voisins: Scene, connecter: Connecter, midi: time_machine.Traveller
) -> None:
    """One mail for all; what ended, or was given to somebody else meanwhile, is told and left as it was."""
    superviseur = connecter(creer_agent("superviseur", caisse=scene.caisse))
    libres = [creer_transmise(scene), creer_transmise(scene)]
    ailleurs, finie = creer_transmise(scene), creer_close(scene)
    marques = [f"{d.cle}." for d in (*libres, ailleurs, finie)]
    affecter_a_soi(acteur=voisins.agent, demande_id=ailleurs.pk)
    Courriel.objects.all().delete()
    agent = scene.compte_agent
    envoi = {"demandes": marques, "acte": "autre", "agent": str(agent.cle), "retour": "vue=sans_agent"}
    page = texte(superviseur.post(EN_LOT, envoi, follow=True))
    assert f"2 demandes confiées à {agent.prenom[0]}. {agent.nom}" in page
    assert f"{ailleurs.reference} : elle a été confiée entre-temps à quelqu’un d’autre" in page
    assert f"{finie.reference} : " in page
    suivies = dict(Demande.objects.values_list("pk", "agent"))
    assert [suivies[d.pk] for d in libres] == [agent.pk, agent.pk]
    assert suivies[ailleurs.pk] == voisins.compte_agent.pk
    courriel = Courriel.objects.get()
    assert (courriel.destinataire_id, "2 demandes" in courriel.texte) == (agent.pk, True)


@pytest.mark.exigence("DEM-16", "HAB-16", "HAB-17")
def test_on_ne_confie_qu_a_un_agent_actif_du_bureau(
    scene: Scene, ailleurs: Scene, bureau: ClientDuPortail, connecter: Connecter
) -> None:
    demande = creer_transmise(scene)
    superviseur = connecter(creer_agent("superviseur", caisse=scene.caisse))
    parti = creer_agent("instructeur", caisse=scene.caisse, is_active=False)
    interdits = [ailleurs.compte_agent, creer_agent("dpo"), creer_agent("gestionnaire_conventions"), parti]
    for compte in (*interdits, scene.compte_technicien):
        envoi = {"demandes": [f"{demande.cle}."], "acte": "autre", "agent": str(compte.cle)}
        assert "Choisissez à qui confier" in texte(superviseur.post(EN_LOT, envoi, follow=True))
        with pytest.raises(RegleMetierRefusee, match="compte est actif"):
            affecter(
                acteur=acteur_pour(creer_agent("superviseur", caisse=scene.caisse)),
                demande_id=demande.pk,
                agent_id=compte.pk,
            )
    envoi = {"demandes": [f"{demande.cle}."], "acte": "autre", "agent": str(scene.compte_agent.cle)}
    assert bureau.post(EN_LOT, envoi).status_code == 404, "un instructeur n’affecte qu’à soi"
    with pytest.raises(HorsPortee):
        affecter(acteur=scene.agent, demande_id=demande.pk, agent_id=scene.compte_agent.pk)
    demande.refresh_from_db()
    assert demande.agent_id is None


@pytest.mark.exigence("DEM-16")
def test_s_affecter_plusieurs_demandes(scene: Scene, bureau: ClientDuPortail) -> None:
    demandes = [creer_transmise(scene), creer_demande(scene, "etude"), creer_demande(scene, "contact")]
    envoi = {"demandes": [f"{d.cle}." for d in demandes], "acte": "soi"}
    assert "3 demandes dans « Mes demandes »" in texte(bureau.post(EN_LOT, envoi, follow=True))
    assert set(Demande.objects.values_list("agent", flat=True)) == {scene.compte_agent.pk}
