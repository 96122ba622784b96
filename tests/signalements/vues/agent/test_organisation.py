"""The desk, organised: filters and columns, saved views, absences, presence, the superviseur's page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from espace_partenaires.comptes.models import Utilisateur
from signalements.enums import NatureFait
from signalements.models import Absence, VueEnregistree
from signalements.services.faits import consigner_fait
from signalements.services.traitement import affecter_a_soi
from tests.conftest import ClientDuPortail
from tests.factories.demandes import creer_demande, motif
from tests.factories.habilitations import creer_agent
from tests.factories.signalements import Scene, creer_transmise
from tests.signalements.vues.agent.outils import (
    LISTE,
    MIDI,
    adresse,
    garnir,
    heures,
    semer,
    semer_la_personne,
    texte,
)

Connecter = Callable[[Utilisateur], ClientDuPortail]
GARDER = reverse("signalements:garder_vue")
ABSENCES = reverse("signalements:gerer_absences")
CHARGE = reverse("signalements:superviser")
LISTES = ("lister_vues", "gerer_absences", "lister_modeles", "lister_orientations", "lister_permanences")


@pytest.mark.exigence("DEM-16")
def test_les_filtres_se_combinent(scene: Scene, voisins: Scene, bureau: ClientDuPortail) -> None:
    mas = creer_transmise(scene)
    urgente = creer_demande(scene, "etude", urgente=True)
    tard = creer_demande(scene, "etude", MIDI - timedelta(days=31))
    question = creer_demande(voisins, "contact", MIDI - timedelta(days=29))
    affecter_a_soi(acteur=scene.agent, demande_id=question.pk)
    partie = creer_demande(scene, "document")
    consigner_fait(acteur=scene.agent, demande=partie, nature=NatureFait.DEMANDE_DE_PIECES, maintenant=MIDI)
    etude = str(motif("etude").pk)
    cas: list[tuple[str, dict[str, str], set[object]]] = [
        ("a_prendre", {}, {mas, urgente, tard, question}),
        ("a_prendre", {"nature": "etude"}, {urgente, tard}),
        ("a_prendre", {"nature": "etude", "regle": "URGENT_14J"}, {urgente}),
        ("a_prendre", {"motif": etude, "echeance": "retard"}, {tard}),
        ("a_prendre", {"partenaire": str(voisins.partenaire.cle)}, {question}),
        ("a_prendre", {"agent": "moi"}, {question}),
        ("a_prendre", {"agent": "personne", "nature": "signalement"}, {mas}),
        ("a_prendre", {"agent": str(scene.compte_agent.cle)}, {question}),
        ("partenaire", {"echeance": "aucune", "etat": "incomplete"}, {partie}),
        ("echeance", {}, {mas, tard, question}),
        ("en_retard", {}, {tard}),
        ("a_prendre", {"nature": "Lemaire", "agent": "x", "motif": "0"}, {mas, urgente, tard, question}),
    ]
    for vue, filtres, attendues in cas:
        reponse = bureau.get(LISTE, {"vue": vue, **filtres})
        assert {ligne.demande for ligne in reponse.context["lignes"]} == attendues, (vue, filtres)
    page = texte(bureau.get(LISTE, {"vue": "a_prendre", "nature": "etude", "regle": "URGENT_14J"}))
    assert "14 jours si le dossier est complet" in page
    assert '<span aria-hidden="true">14 j.</span>' in page, "court à voir, entier à entendre"
    assert "Service : Étude de dossier" in page
    assert ">À prendre en charge, à lire, rendez-vous à proposer</option>" in page
    presse = texte(bureau.get(LISTE))
    for mots in ("demain avant minuit", "en retard de 1 jour"):
        assert mots in presse, "les jours du calendrier, comme sur la page de la demande"


@pytest.mark.exigence("DEM-16")
def test_les_colonnes_se_choisissent(scene: Scene, bureau: ClientDuPortail) -> None:
    creer_transmise(scene)
    page = texte(bureau.get(LISTE, {"colonnes": ["etat", "transmise", "inventee"]}))
    entetes = [
        mot
        for mot in ("État", "Transmise le", "Partenaire", "Agent")
        if f'<th scope="col">{mot}</th>' in page
    ]
    assert entetes == ["État", "Transmise le"]


@pytest.mark.exigence("DEM-16", "RGPD-02")
def test_aucun_nom_n_entre_dans_une_vue(scene: Scene, bureau: ClientDuPortail) -> None:
    """Codes and keys only: whatever is sent, what is not among the choices is not kept."""
    creer_demande(scene)
    faux = "&".join(
        f"{champ}=Lemaire-Ozanne" for champ in ("nature", "etat", "motif", "agent", "partenaire", "vue")
    )
    envoi = {
        "libelle": "Urgentes",
        "retour": f"{faux}&regle=URGENT_14J&nom=Binta&colonnes=Lemaire&colonnes=etat",
    }
    reponse = bureau.post(GARDER, envoi, follow=True)
    vue = VueEnregistree.objects.get()
    assert vue.filtres == {"vue": "a_prendre", "regle": "URGENT_14J"}
    assert vue.colonnes == ["etat"]
    assert "Vue « Urgentes » enregistrée" in texte(reponse)
    assert "Lemaire" not in str(reponse.redirect_chain)


@pytest.mark.exigence("DEM-16", "HAB-17")
def test_une_vue_se_partage_s_ouvre_se_renomme_s_oublie(
    scene: Scene, voisins: Scene, ailleurs: Scene, bureau: ClientDuPortail, connecter: Connecter
) -> None:
    etude = creer_demande(scene, "etude")
    creer_transmise(scene)
    bureau.post(GARDER, {"libelle": "Dossiers", "partagee": "on", "retour": "vue=a_prendre&nature=etude"})
    vue = VueEnregistree.objects.get()
    collegue = connecter(voisins.compte_agent)
    lien = next(iter(collegue.get(LISTE).context["enregistrees"]))
    assert (lien.libelle, lien.compte.nombre) == ("Dossiers", 1)
    ouverte = collegue.get(lien.url)
    assert [ligne.demande for ligne in ouverte.context["lignes"]] == [etude]
    assert "Dossiers</h1>" in texte(ouverte), "elle porte son nom"
    assert list(connecter(ailleurs.compte_agent).get(LISTE).context["enregistrees"]) == []
    changer = reverse("signalements:changer_vue", args=[vue.cle])
    assert collegue.get(changer).status_code == 404
    bureau.post(changer, {"libelle": "Études"})
    assert list(collegue.get(LISTE).context["enregistrees"]) == []
    oublier = reverse("signalements:oublier_vue", args=[vue.cle])
    assert "Ses filtres et ses colonnes sont perdus" in texte(bureau.get(oublier))
    assert VueEnregistree.objects.exists(), "lire ne supprime rien"
    page = texte(bureau.post(oublier, follow=True))
    assert "Vue « Études » supprimée" in page
    assert not VueEnregistree.objects.exists()


@pytest.mark.exigence("DEM-16", "UX-06")
def test_une_absence_se_declare_et_le_remplacant_le_lit(
    scene: Scene, voisins: Scene, bureau: ClientDuPortail, connecter: Connecter
) -> None:
    demande = creer_demande(scene)
    affecter_a_soi(acteur=scene.agent, demande_id=demande.pk)
    envoi = {
        "agent": str(scene.compte_agent.cle),
        "du": "2026-11-23",
        "au": "2026-11-27",
        "remplacant": str(voisins.compte_agent.cle),
    }
    assert "rien n’est déplacé" in texte(bureau.post(ABSENCES, envoi, follow=True))
    accueil = texte(connecter(voisins.compte_agent).get("/"))
    agent = scene.compte_agent
    assert f"Vous remplacez {agent.prenom[0]}. {agent.nom} jusqu’au vendredi 27 novembre 2026" in accueil
    assert str(demande.reference) in accueil
    assert "1 demande suivie par vous ou en remplacement" in accueil
    refusee = bureau.post(ABSENCES, envoi)
    assert "Une absence est déjà prévue" in texte(refusee)
    autre = {**envoi, "agent": str(voisins.compte_agent.cle), "remplacant": ""}
    assert bureau.post(ABSENCES, autre).status_code == 200, "un instructeur ne déclare que la sienne"
    supprimer = reverse("signalements:supprimer_absence", args=[Absence.objects.get().cle])
    assert connecter(voisins.compte_agent).get(supprimer).status_code == 404
    assert "n’est plus en absence" in texte(bureau.get(supprimer))
    assert Absence.objects.exists(), "lire ne supprime rien"
    assert "Absence supprimée" in texte(bureau.post(supprimer, follow=True))
    assert not Absence.objects.exists()


@pytest.mark.exigence("UX-05", "DEM-16")
def test_un_collegue_lit_que_la_demande_est_ouverte(
    scene: Scene, voisins: Scene, bureau: ClientDuPortail, connecter: Connecter, midi: time_machine.Traveller
) -> None:
    demande = creer_demande(scene)
    page = adresse("traiter_demande", demande)
    assert "Ouvert par" not in texte(bureau.get(page))
    midi.shift(heures(0.05))
    collegue = connecter(voisins.compte_agent)
    phrase = f"Ouvert par {scene.compte_agent.prenom[0]}. {scene.compte_agent.nom} depuis 3 minutes"
    assert phrase in texte(collegue.get(page))
    assert phrase in texte(collegue.get(LISTE, {"vue": "a_prendre"}))
    fond = collegue.post(adresse("signaler_presence", demande), headers={"x-portail-fond": "oui"})
    assert phrase in texte(fond)
    midi.shift(heures(0.1))
    assert "Ouvert par" not in texte(collegue.get(page))


@pytest.mark.exigence("DEM-19", "HAB-16", "HAB-17")
def test_la_page_du_superviseur_compte_sans_nommer(
    scene: Scene, ailleurs: Scene, bureau: ClientDuPortail, connecter: Connecter
) -> None:
    tard = creer_transmise(scene, MIDI - heures(60))
    affecter_a_soi(acteur=scene.agent, demande_id=tard.pk)
    creer_demande(scene, "etude")
    superviseur = connecter(creer_agent("superviseur", caisse=scene.caisse))
    reponse = superviseur.get(CHARGE)
    page = texte(reponse)
    agent = scene.compte_agent
    ligne = next(a for a in reponse.context["agents"] if a.nom == f"{agent.nom}, {agent.prenom}")
    assert (ligne.comptes.ouvertes, ligne.comptes.en_retard) == (1, 1)
    # Each count leads to the list that it counts, of this agent alone.
    for liste in (ligne.ouvertes, ligne.en_retard, ligne.proches):
        assert f'href="{escape(liste)}"' in reponse.content.decode()
        lignes = superviseur.get(liste).context["page"].lignes
        assert [demande.pk for demande in lignes] == [tard.pk]
    proches = superviseur.get(reponse.context["adresses"]["proches"]).context["page"].lignes
    assert f'retards compris</p></div><b class="chiffre">{len(proches)}</b>' in reponse.content.decode()
    assert (reponse.context["charge"].sans_agent, reponse.context["delais"][0][0].manques) == (1, 1)
    for mot in ("Lemaire", "Binta", "2026-691-"):
        assert mot not in page
    assert bureau.get(CHARGE).status_code == 404
    autre = connecter(creer_agent("superviseur", caisse=ailleurs.caisse)).get(CHARGE)
    assert autre.context["charge"].total.ouvertes == 0


@pytest.mark.exigence("DEM-16", "DEM-19")
def test_les_pages_du_bureau_coutent_autant_pour_3_et_30(scene: Scene, connecter: Connecter) -> None:
    navigateur = connecter(creer_agent("superviseur", "instructeur", caisse=scene.caisse))
    comptes: list[list[int]] = []
    for nombre in (3, 27):
        semer(scene, nombre, regle="MAS_48H")
        mesures = []
        for page in ("/", f"{LISTE}?vue=a_prendre&nature=signalement", CHARGE):
            navigateur.get(page)
            with CaptureQueriesContext(connection) as requetes:
                navigateur.get(page)
            mesures.append(len(requetes))
        comptes.append(mesures)
    assert comptes[0] == comptes[1]


@pytest.mark.exigence("DEM-16", "DEM-15", "DEM-18", "DEM-13")
def test_chaque_liste_du_bureau_coute_autant_pour_3_et_25(
    scene: Scene, voisins: Scene, connecter: Connecter
) -> None:
    navigateur = connecter(creer_agent("superviseur", "instructeur", caisse=scene.caisse))
    (demande, *_), collegue = semer_la_personne(scene, 1), voisins.compte_agent
    trouvees = navigateur.post(reverse("signalements:chercher_par_nom"), {"nom": "Lemaire-Ozanne"})
    pages = [
        trouvees["Location"],
        adresse("traiter_demande", demande),
        *map(reverse, map("signalements:{}".format, LISTES)),
    ]
    comptes: list[dict[str, int]] = []
    for nombre in (3, 22):
        semer_la_personne(scene, nombre)
        garnir(scene, collegue, nombre)
        mesures = {}
        for page in pages:
            navigateur.get(page)
            with CaptureQueriesContext(connection) as requetes:
                assert navigateur.get(page).status_code == 200
            mesures[page] = len(requetes)
        comptes.append(mesures)
    assert comptes[0] == comptes[1]
