"""The screens of the steering: what is late first, what is kept, what others never see (CONV-09, CONV-17)."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from conventions.enums import NatureDocument
from conventions.models import Comite, EvaluationPartagee, ObjectifDeTravail, PointNational
from conventions.services import comites as services
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME
from espace_partenaires.comptes.models import Utilisateur
from tests.conftest import ClientDuPortail
from tests.conventions.comites.scene import JOUR, Scene
from tests.factories.comptes import renouveler_mot_de_passe
from tests.factories.habilitations import creer_agent, creer_gestionnaire
from tests.factories.pieces import depot, pdf

Connecter = Callable[[Utilisateur], ClientDuPortail]
NIR = "1 84 12 76 451 089 46"

pytestmark = pytest.mark.django_db


def texte(reponse: Any) -> str:
    return str(reponse.content.decode()).replace("&nbsp;", " ").replace("\u00a0", " ")


def adresse(nom: str, objet: Any) -> str:
    return reverse(f"conventions:{nom}", args=[objet.cle])


@pytest.fixture
def client_referent(scene: Scene, connecter: Connecter) -> ClientDuPortail:
    return connecter(scene.gestionnaire)


@pytest.fixture
def comite(scene: Scene) -> Comite:
    return services.planifier(
        acteur=ACTEUR_SYSTEME, convention=scene.convention, le=JOUR, ordre_du_jour="Bilan", lieu="Salle A"
    )


@pytest.mark.exigence("CONV-09")
def test_le_retard_vient_en_premier_avec_son_article(
    scene: Scene, connecter: Connecter, jour: time_machine.Traveller
) -> None:
    page = texte(connecter(scene.agent).get(adresse("lister_comites", scene.convention)))
    assert "à réunir au plus tard le 5 janvier 2027" in page
    assert "Convention locale, article 5" in page
    jour.move_to("2027-01-06T09:00:00+01:00")
    page = texte(connecter(scene.agent).get(adresse("lister_comites", scene.convention)))
    retard = page.index("en retard depuis le 5 janvier 2027")
    assert retard < page.index("Réunions")
    # The evaluation of the first year is missing too.
    assert page.count("en retard depuis le 5 janvier 2027") == 2
    assert "Convention locale, article 9.2" in page


@pytest.mark.exigence("CONV-09")
def test_planifier_depuis_l_ecran_garde_ce_qui_est_refuse(
    scene: Scene, client_referent: ClientDuPortail
) -> None:
    saisie = {"le": "2026-12-21", "lieu": "Salle A", "ordre_du_jour": f"Cas de {NIR}"}
    page = client_referent.post(adresse("planifier_comite", scene.convention), saisie)
    assert "numéro de sécurité sociale" in texte(page)
    assert f"Cas de {NIR}" in texte(page)
    assert Comite.objects.count() == 0
    saisie["ordre_du_jour"] = "Bilan"
    page = client_referent.post(adresse("planifier_comite", scene.convention), saisie, follow=True)
    assert "Les référents de toutes les parties en sont avertis" in texte(page)
    assert "prévu le 21 décembre 2026" in texte(page)
    page = client_referent.post(adresse("planifier_comite", scene.convention), saisie)
    assert "Un comité est déjà inscrit au 21 décembre 2026" in texte(page)


@pytest.mark.exigence("CONV-09")
def test_le_compte_rendu_se_lit_par_tous_et_se_joint_signe(
    scene: Scene, comite: Comite, client_referent: ClientDuPortail, connecter: Connecter
) -> None:
    ecrire = adresse("ecrire_compte_rendu", comite)
    version = client_referent.get(ecrire).context["form"].initial["version"]
    presents = [comite.participants.get(nom="Awa Diallo").pk]
    page = client_referent.post(
        ecrire, {"compte_rendu": "Décisions prises.", "presents": presents, "version": version}, follow=True
    )
    assert "le comité est compté comme tenu" in texte(page)
    client_referent.post(adresse("joindre_compte_rendu", comite), {"fichier": depot(pdf())})
    document = comite.documents.get()
    assert document.nature == NatureDocument.COMPTE_RENDU
    lue = texte(connecter(scene.non_nomme).get(adresse("voir_comite", comite)))
    assert "Décisions prises." in lue
    assert "Compte rendu signé" in lue
    # Whoever is not a référent reads, and is offered nothing to write.
    assert "Corriger le compte rendu" not in lue
    assert lue.count(">a participé<") == 1
    assert lue.count("n’a pas participé<") == 1


@pytest.mark.exigence("CONV-09")
def test_la_seconde_personne_garde_son_texte_et_voit_l_autre(
    scene: Scene, comite: Comite, client_referent: ClientDuPortail, connecter: Connecter
) -> None:
    ecrire, presents = adresse("ecrire_compte_rendu", comite), [comite.participants.get(nom="Awa Diallo").pk]
    version = client_referent.get(ecrire).context["form"].initial["version"]
    saisie = {"compte_rendu": "Texte de Luc", "presents": presents, "version": version}
    connecter(scene.agent).post(ecrire, saisie)
    saisie["compte_rendu"] = "Texte d’Awa"
    page = client_referent.post(ecrire, saisie)
    assert "la vôtre n’est pas enregistrée" in texte(page)
    assert "Texte d’Awa" in texte(page)
    assert "Texte de Luc" in texte(page)
    comite.refresh_from_db()
    assert comite.compte_rendu == "Texte de Luc"
    # Having seen the other text, the person may now save.
    saisie["version"] = page.context["form"]["version"].value()
    client_referent.post(ecrire, saisie)
    comite.refresh_from_db()
    assert comite.compte_rendu == "Texte d’Awa"


@pytest.mark.exigence("CONV-09")
def test_annuler_et_retirer_depuis_l_ecran(comite: Comite, client_referent: ClientDuPortail) -> None:
    luc = comite.participants.get(nom="Luc Perrin")
    page = client_referent.post(adresse("retirer_participant", comite), {"participant": luc.pk}, follow=True)
    # The name may be the reader's own too, in the head of the page.
    assert "La personne est retirée des participants." in texte(page)
    assert not comite.participants.filter(pk=luc.pk).exists()
    page = client_referent.post(
        adresse("retirer_participant", comite), {"participant": "9" * 30}, follow=True
    )
    assert "ne figure plus parmi les participants" in texte(page)
    client_referent.post(adresse("ajouter_participant", comite), {"nom": "Inès Benali", "partie": ""})
    assert comite.participants.filter(nom="Inès Benali", partie=None).exists()
    page = client_referent.post(adresse("annuler_comite", comite), {"motif": "Neige"}, follow=True)
    assert "Le comité est annulé" in texte(page)
    page = client_referent.get(adresse("voir_comite", comite))
    assert "Neige" in texte(page)
    assert "Ce comité ne s’est pas tenu." in texte(page)


@pytest.mark.exigence("CONV-09", "CONV-08")
def test_un_point_monte_puis_sa_reponse_redescend(
    scene: Scene, comite: Comite, client_referent: ClientDuPortail, connecter: Connecter
) -> None:
    national = connecter(scene.national())
    page = client_referent.get(adresse("transmettre_point", comite))
    assert "le référent national de « Cadre nationale »" in texte(page)
    client_referent.post(adresse("transmettre_point", comite), {"texte": "Former les accueils"})
    point = PointNational.objects.get()
    assert "1 point attend votre réponse" in texte(national.get(reverse("web:accueil")))
    liste = reverse("conventions:lister_points_nationaux")
    page = national.get(liste)
    assert "Former les accueils" in texte(page)
    assert "CPAM du Rhône, Association Le Pas" in texte(page)
    page = national.post(adresse("repondre_point", point), {"reponse": "Une formation ouvre."}, follow=True)
    assert list(page.context["a_repondre"]) == []
    assert "Une formation ouvre." in texte(client_referent.get(adresse("voir_comite", comite)))
    page = national.post(adresse("repondre_point", point), {"reponse": "Encore."})
    assert "a déjà répondu à ce point" in texte(page)
    assert client_referent.get(liste).status_code == 404
    assert client_referent.get(adresse("repondre_point", point)).status_code == 404


@pytest.mark.exigence("CONV-09")
def test_sans_cadre_l_ecran_dit_que_personne_ne_recoit(jour: None, connecter: Connecter) -> None:
    scene = Scene(sous_cadre=False)
    comite = services.planifier(
        acteur=ACTEUR_SYSTEME, convention=scene.convention, le=JOUR, ordre_du_jour="Bilan"
    )
    page = texte(connecter(scene.gestionnaire).get(adresse("transmettre_point", comite)))
    assert "Personne ne recevrait ce point" in page
    assert "<textarea" not in page


@pytest.mark.exigence("CONV-09")
def test_le_programme_se_parcourt_par_annee(scene: Scene, client_referent: ClientDuPortail) -> None:
    voir, ajouter = (adresse(nom, scene.convention) for nom in ("voir_programme", "ajouter_objectif"))
    client_referent.post(
        f"{ajouter}?annee=2026", {"objectif": "Former", "resultat_attendu": "Dix", "echeance": "2026-10-01"}
    )
    objectif = ObjectifDeTravail.objects.get()
    page = texte(client_referent.get(voir))
    assert "échéance passée" in page
    report = adresse("reconduire_programme", scene.convention)
    page = texte(client_referent.post(report, {"annee": 2026}, follow=True))
    assert "Un objectif est reconduit en 2027" in page
    page = texte(client_referent.post(report, {"annee": 2026}, follow=True))
    assert "Rien à reconduire" in page
    client_referent.post(adresse("marquer_atteint", objectif))
    assert "atteint le 23 novembre 2026" in texte(client_referent.get(voir, {"annee": "2026"}))
    assert "atteint le" not in texte(client_referent.get(voir, {"annee": "2027"}))
    assert "Programme de travail 2026" in texte(client_referent.get(voir, {"annee": "1515"}))
    page = texte(client_referent.post(report, {"annee": "1515"}, follow=True))
    assert "Choisissez l’année" in page


@pytest.mark.exigence("CONV-09")
def test_modifier_un_objectif_garde_les_deux_textes(
    scene: Scene, client_referent: ClientDuPortail, connecter: Connecter
) -> None:
    objectif = ObjectifDeTravail.objects.create(
        convention=scene.convention, annee=2026, objectif="Former", resultat_attendu="Dix"
    )
    modifier = adresse("modifier_objectif", objectif)
    version = client_referent.get(modifier).context["form"].initial["version"]
    saisie = {"objectif": "Former", "resultat_attendu": "Dix", "avancement": "Luc : six", "version": version}
    connecter(scene.agent).post(modifier, saisie)
    page = client_referent.post(modifier, {**saisie, "avancement": "Awa : sept"})
    assert "Luc : six" in texte(page)
    assert "Awa : sept" in texte(page)
    objectif.refresh_from_db()
    assert objectif.avancement == "Luc : six"


@pytest.mark.exigence("CONV-17")
def test_l_evaluation_dit_ce_qu_elle_ouvre_et_celle_de_la_premiere_annee(
    scene: Scene, connecter: Connecter, jour: time_machine.Traveller
) -> None:
    client_referent = connecter(scene.gestionnaire)
    ajouter, liste = (adresse(nom, scene.convention) for nom in ("ajouter_evaluation", "lister_evaluations"))
    page = texte(client_referent.post(ajouter, {"tenue_le": "2026-11-24", "synthese": "Bonne année"}))
    assert "sa date ne peut pas être à venir" in page
    assert "Bonne année" in page
    page = texte(client_referent.post(ajouter, {"tenue_le": "2026-11-23", "synthese": "Bien"}, follow=True))
    assert "tenue le 23 novembre 2026" in page
    assert "Elle permet d’actualiser la convention à son renouvellement." in page
    assert "Convention locale, article 9.2" in page
    jour.move_to("2027-11-23T10:00:00+01:00")
    renouveler_mot_de_passe(scene.gestionnaire)
    client_referent = connecter(scene.gestionnaire)
    client_referent.post(ajouter, {"tenue_le": "2027-11-22", "synthese": "Encore mieux"})
    page = texte(client_referent.get(liste))
    assert page.index("Encore mieux") < page.index("Bien<")
    assert page.count("évaluation de la première année<") == 1
    assert page.index("évaluation de la première année<") > page.index("Encore mieux")


@pytest.mark.exigence("CONV-17")
def test_une_premiere_evaluation_tardive_est_dite_telle(
    jour: time_machine.Traveller, connecter: Connecter
) -> None:
    scene = Scene(modele="locale-caf", sous_cadre=False)
    jour.move_to("2027-02-01T10:00:00+01:00")
    EvaluationPartagee.objects.create(
        convention=scene.convention, tenue_le="2027-01-20", synthese="Bien", consignee_le="2027-01-20T10:00Z"
    )
    page = texte(connecter(scene.agent).get(adresse("lister_evaluations", scene.convention)))
    assert "évaluation de la première année, tenue après douze mois" in page
    assert "Elle ouvre le droit de modifier la convention par avenant." in page
    assert "Convention locale CPAM–CAF, article 14.3" in page


@pytest.mark.exigence("HAB-17")
@pytest.mark.parametrize("nom", ["lister_comites", "voir_programme", "lister_evaluations"])
def test_une_autre_structure_ne_trouve_rien(nom: str, scene: Scene, connecter: Connecter) -> None:
    for compte in (creer_gestionnaire(), scene.technicien()):
        assert connecter(compte).get(adresse(nom, scene.convention)).status_code == 404
    lecteur = connecter(creer_agent("instructeur"))
    page = texte(lecteur.get(adresse(nom, scene.convention)))
    assert "Pages du pilotage" in page
    assert not any(
        mot in page for mot in ("Planifier un comité", "Ajouter un objectif", "Consigner une éval")
    )
