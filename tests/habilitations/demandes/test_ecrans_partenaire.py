"""The screens of the structure that asks (HAB-04, HAB-09, HAB-10, HAB-17)."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from conventions.models import Partenaire
from espace_partenaires.comptes.models import Utilisateur
from habilitations.models import DemandeHabilitation
from tests.factories.conventions import creer_caisse, relier
from tests.habilitations.demandes.scene import LUNDI, PREMIERE, demande, gestionnaire, structure

pytestmark = pytest.mark.django_db
Connecter = Callable[[Utilisateur], Client]
PERSONNE: dict[str, Any] = {
    "civilite": "m",
    "nom": "Perrin",
    "prenom": "Luc",
    "fonction": "responsable adjoint",
    "courriel": "luc.perrin@valmont.example",
    "telephone": "04 00 00 00 04",
    "precision": "",
}


def lire(reponse: Any) -> str:
    """Return a page as a reader sees it: no-break spaces made plain."""
    return str(reponse.content.decode().replace("\xa0", " ").replace("&nbsp;", " "))


def adresse(nom: str, cle: object = None) -> str:
    return reverse(f"habilitations:{nom}", kwargs={"cle": cle} if cle else None)


@pytest.fixture
def valmont() -> Partenaire:
    return structure()


@pytest.mark.exigence("HAB-03", "HAB-04", "UX-01")
@time_machine.travel(LUNDI, tick=True)
def test_demander_un_gestionnaire_la_jauge_sous_les_yeux(connecter: Connecter, valmont: Partenaire) -> None:
    navigateur = connecter(gestionnaire(valmont))
    html = lire(navigateur.get(adresse("demander_gestionnaire")))
    assert "Gestionnaires · 1 sur 3" in html
    assert "Vous pouvez demander 2 gestionnaires." in html
    assert "cinq jours ouvrés" in html
    assert 'name="caisse"' not in html, "une seule caisse : elle va de soi"
    reponse = navigateur.post(adresse("demander_gestionnaire"), PERSONNE, follow=True)
    une = DemandeHabilitation.objects.get()
    assert reponse.redirect_chain == [(adresse("voir_demande", une.cle), 302)]
    html = lire(reponse)
    assert "Elle a jusqu’au mardi 17 novembre 2026 pour répondre." in html
    for mots in ("attend la caisse", "Luc", "Perrin", "articles 2.2 et 2.2.1", "Annuler cette demande"):
        assert mots in html


@pytest.mark.exigence("HAB-04", "UX-05")
def test_ce_qui_est_tape_reste_quand_la_demande_est_refusee(
    connecter: Connecter, valmont: Partenaire
) -> None:
    navigateur = connecter(gestionnaire(valmont))
    envoi = {**PERSONNE, "courriel": "luc.perrin@agglo.example"}
    html = lire(navigateur.post(adresse("demander_gestionnaire"), envoi))
    assert "n’est pas un domaine de votre structure" in html
    for valeur in ("Perrin", "responsable adjoint", "luc.perrin@agglo.example", "04 00 00 00 04"):
        assert f'value="{valeur}"' in html
    assert "Convention d’utilisation, articles 2.2 et 2.2.1" in html
    assert not DemandeHabilitation.objects.exists()


@pytest.mark.exigence("HAB-03", "HAB-04")
def test_sans_place_la_page_dit_que_faire(connecter: Connecter) -> None:
    partenaire = structure(effectif=8)
    demande(partenaire)
    navigateur = connecter(gestionnaire(partenaire))
    html = lire(navigateur.get(adresse("demander_gestionnaire")))
    assert "Toutes les places sont prises, ou déjà demandées" in html
    envoi = {**PERSONNE, "courriel": "ines@valmont.example"}
    html = lire(navigateur.post(adresse("demander_gestionnaire"), envoi))
    assert "demandez l’inactivation d’un gestionnaire qui part" in html
    assert 'value="ines@valmont.example"' in html


@pytest.mark.exigence("HAB-04")
def test_avec_deux_caisses_le_formulaire_demande_laquelle(connecter: Connecter, valmont: Partenaire) -> None:
    ain = creer_caisse("011", departements=("01",), libelle="CPAM de l’Ain")
    relier(ain, valmont)
    navigateur = connecter(gestionnaire(valmont))
    html = lire(navigateur.get(adresse("demander_gestionnaire")))
    assert "La CPAM de l’Ain" in html
    assert "La CPAM du Rhône" in html
    html = lire(navigateur.post(adresse("demander_gestionnaire"), PERSONNE))
    assert "Choisissez une réponse." in html
    navigateur.post(adresse("demander_gestionnaire"), {**PERSONNE, "caisse": str(ain.cle)})
    assert DemandeHabilitation.objects.get().caisse == ain


@pytest.mark.exigence("HAB-09")
def test_demander_une_modification_part_du_compte(connecter: Connecter, valmont: Partenaire) -> None:
    compte = gestionnaire(valmont, fonction="responsable", telephone="04 00 00 00 00")
    navigateur, page = connecter(compte), adresse("demander_modification", compte.habilitation.cle)
    html = lire(navigateur.get(page))
    for valeur in ("Roche", "responsable", "04 00 00 00 00", compte.courriel):
        assert f'value="{valeur}"' in html
    pareil = {champ: getattr(compte, champ) for champ in PERSONNE if champ != "precision"}
    html = lire(navigateur.post(page, pareil))
    assert "Rien ne change par rapport au compte actuel." in html
    html = lire(navigateur.post(page, {**pareil, "nom": "Roche-Marin"}, follow=True))
    assert "Roche-Marin" in html
    une = DemandeHabilitation.objects.get()
    assert (une.nom, une.fonction) == ("Roche-Marin", "")


@pytest.mark.exigence("HAB-10")
@time_machine.travel(LUNDI, tick=True)
def test_le_dernier_gestionnaire_donne_son_successeur(connecter: Connecter, valmont: Partenaire) -> None:
    compte = gestionnaire(valmont)
    navigateur, page = connecter(compte), adresse("demander_inactivation", compte.habilitation.cle)
    html = lire(navigateur.get(page))
    assert "C’est votre dernier gestionnaire" in html
    assert "pour le mardi 24 novembre 2026 au plus tôt" in html
    assert "Personne : un autre gestionnaire reste actif" not in html
    html = lire(navigateur.post(page, {"souhaitee_le": PREMIERE.isoformat()}))
    assert "dites qui prend la suite, et donnez ses coordonnées" in html
    trop_tot = {"souhaitee_le": "2026-11-23", "releve": "nouvelle", **PERSONNE}
    html = lire(navigateur.post(page, trop_tot))
    assert "la date la plus proche est le mardi 24 novembre 2026" in html
    assert 'value="luc.perrin@valmont.example"' in html
    html = lire(navigateur.post(page, {**trop_tot, "souhaitee_le": PREMIERE.isoformat(), "nom": ""}))
    assert "Remplissez ce champ." in html
    assert not DemandeHabilitation.objects.exists()
    navigateur.post(page, {**trop_tot, "souhaitee_le": PREMIERE.isoformat()})
    departs = DemandeHabilitation.objects.filter(nature="inactiver")
    assert departs.get().demande_du_successeur == DemandeHabilitation.objects.get(nature="habiliter")


@pytest.mark.exigence("HAB-10")
def test_un_autre_gestionnaire_actif_prend_la_suite(connecter: Connecter, valmont: Partenaire) -> None:
    autre = gestionnaire(valmont, "Marin").habilitation
    compte = gestionnaire(valmont)
    navigateur, page = connecter(compte), adresse("demander_inactivation", compte.habilitation.cle)
    assert "Personne : un autre gestionnaire reste actif" in lire(navigateur.get(page))
    navigateur.post(page, {"souhaitee_le": "2099-01-05", "releve": f"compte:{autre.cle}"})
    assert DemandeHabilitation.objects.get().successeur == autre
    # A value that the page never offered is refused, not obeyed.
    DemandeHabilitation.objects.all().delete()
    reponse = navigateur.post(page, {"souhaitee_le": "2099-01-05", "releve": "compte:pas-une-cle"})
    assert reponse.status_code == 200
    assert not DemandeHabilitation.objects.exists()


@pytest.mark.exigence("HAB-04", "HAB-09", "HAB-10", "HAB-17")
def test_la_liste_dit_ou_en_est_chaque_demande(connecter: Connecter, valmont: Partenaire) -> None:
    compte = gestionnaire(valmont)
    autre = gestionnaire(valmont, "Marin").habilitation
    demande(valmont, courriel="a@valmont.example", nom="Tard")
    decidee: dict[str, Any] = {"decidee_le": LUNDI, "decidee_par": 7}
    demande(valmont, etat="refusee", motif_refus="Donnez une autre adresse.", **decidee)
    demande(valmont, "inactiver", autre, etat="acceptee", **decidee)
    demande(valmont, "modifier", autre, etat="annulee", decidee_le=LUNDI, motif_refus="Plus rien à changer.")
    demande(structure("CCAS voisin"), nom="Voisin")
    with time_machine.travel(LUNDI, tick=True):
        html = lire(connecter(compte).get(adresse("lister_demandes")))
    for mots in (
        "Réponse au plus tard le mardi 17 novembre 2026.",
        "refusée le 9 novembre 2026",
        "Donnez une autre adresse.",
        "acceptée, pour le 24 novembre 2026",
        "close le 9 novembre 2026",
        "Plus rien à changer.",
    ):
        assert mots in html
    assert "Voisin" not in html
    with time_machine.travel("2026-11-18T12:00:00Z", tick=True):
        assert "délai dépassé" in lire(connecter(compte).get(adresse("lister_demandes")))


@pytest.mark.exigence("HAB-04", "HAB-10")
def test_on_annule_sur_sa_propre_page(connecter: Connecter, valmont: Partenaire) -> None:
    compte = gestionnaire(valmont)
    gestionnaire(valmont, "Marin")
    suite = demande(valmont)
    une = demande(valmont, "inactiver", compte.habilitation, demande_du_successeur=suite)
    navigateur, page = connecter(compte), adresse("annuler_demande", une.cle)
    html = lire(navigateur.get(page))
    assert "n’est pas annulée : la caisse la décidera" in html
    une.refresh_from_db()
    assert une.etat == "en_attente", "lire ne change rien"
    assert "est annulée" in lire(navigateur.post(page, follow=True))
    une.refresh_from_db()
    suite.refresh_from_db()
    assert (une.etat, suite.etat) == ("annulee", "en_attente")
    html = lire(navigateur.post(page))
    assert "a déjà été annulée par le partenaire" in html
