"""The screens of accounts: gestionnaire and agent (HAB-02, HAB-03, HAB-08, HAB-17, NOV-01)."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from conventions.models import Partenaire
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.notifications.models import Courriel
from habilitations.models import ExceptionCourriel, Habilitation
from habilitations.rules.certifications import CERTIFICATIONS
from tests.factories.conventions import creer_caisse, creer_partenaire, relier
from tests.factories.habilitations import (
    creer_agent,
    creer_gestionnaire,
    creer_habilitation,
    creer_partenaire_lie,
    creer_technicien,
)

pytestmark = pytest.mark.django_db
Connecter = Callable[[Utilisateur], Client]
LISTE = "habilitations:lister_comptes"
TECHNICIEN: dict[str, Any] = {
    "civilite": "mme",
    "nom": "Diallo",
    "prenom": "Awa",
    "fonction": "assistante sociale",
    "courriel": "awa.diallo@valmont.example",
    "telephone": "04 00 00 00 01",
    "certifications": list(CERTIFICATIONS),
    "formation_detection_le": "2026-03-02",
}


def page(navigateur: Client, adresse: str, **suite: Any) -> str:
    """Return a page as a reader sees it: no-break spaces made plain."""
    return navigateur.get(adresse, **suite).content.decode().replace("\xa0", " ")


def adresse(nom: str, objet: Habilitation | Partenaire) -> str:
    return reverse(f"habilitations:{nom}", kwargs={"cle": objet.cle})


@pytest.fixture
def structure() -> Partenaire:
    partenaire = creer_partenaire("CCAS de Valmont")
    relier(creer_caisse(), partenaire)
    return partenaire


@pytest.mark.exigence("HAB-03", "NOV-01")
def test_le_gestionnaire_compte_ses_places_et_lit_ou_en_est_chacun(
    connecter: Connecter, structure: Partenaire
) -> None:
    gestionnaire = creer_gestionnaire(structure, nom="Roche", courriel="nadia.roche@valmont.example")
    creer_technicien(structure, nom="Roche", courriel="nadia.roche@valmont.example")
    creer_habilitation(structure, etat="invitee", compte={"nom": "Perrin", "civilite": "m"})
    creer_habilitation(structure, etat="expiree", compte={"nom": "Faure"})
    creer_habilitation(structure, etat="inactive", compte={"nom": "Marin"})
    creer_habilitation(structure, etat="annulee", compte={"nom": "Cachee"})
    html = page(connecter(gestionnaire), reverse(LISTE))
    assert "Gestionnaires · 1 sur 3" in html
    assert "Techniciens · 2 sur 15" in html
    assert "1 utilisée · 1 réservée par une invitation · 13 libres" in html
    assert "18 membres déclarés&nbsp;: 3 gestionnaires et 15 techniciens au plus" in html
    assert "second compte, même personne" in html
    for mots in (
        "invitation, expire ",
        "invitation expirée",
        "inactivé le ",
        "effacé le ",
        "Une place libérée le ",
    ):
        assert mots in html
    assert "Cachee" not in html
    assert html.count("invitation/renvoi/") == 2  # the pending one and the late one
    assert html.count("invitation/annulation/") == 1


@pytest.mark.exigence("HAB-03")
@pytest.mark.parametrize("ecran", ["liste", "volet", "accueil"])
def test_la_page_coute_autant_pour_trois_comptes_que_pour_vingt_cinq(
    ecran: str, connecter: Connecter
) -> None:
    comptees = []
    for combien in (3, 25):
        partenaire = creer_partenaire_lie(effectif=50)
        for rang in range(combien):
            creer_habilitation(partenaire, etat="invitee" if rang % 2 else "active")
        gestionnaire, agent = creer_gestionnaire(partenaire), creer_agent("gestionnaire_conventions")
        navigateur = connecter(agent if ecran == "volet" else gestionnaire)
        adresses = {
            "liste": reverse(LISTE),
            "volet": reverse("conventions:voir_partenaire", kwargs={"cle": partenaire.cle}),
            "accueil": reverse("web:accueil"),
        }
        navigateur.get(adresses[ecran])
        with CaptureQueriesContext(connection) as requetes:
            html = page(navigateur, adresses[ecran])
        assert ecran == "accueil" or html.count('scope="row"') >= combien + 1
        comptees.append(len(requetes))
    assert comptees[0] == comptees[1]


@pytest.mark.exigence("HAB-02", "HAB-08")
def test_le_gestionnaire_cree_un_technicien(connecter: Connecter, structure: Partenaire) -> None:
    navigateur = connecter(creer_gestionnaire(structure))
    creation = reverse("habilitations:creer_technicien")
    html = page(navigateur, creation)
    for texte in CERTIFICATIONS.values():
        assert texte in html
    assert "facultatif" in html
    reponse = navigateur.post(creation, TECHNICIEN, follow=True)
    habilitation = Habilitation.objects.get(profil="technicien")
    assert habilitation.utilisateur.identifiant in reponse.content.decode()
    assert Courriel.objects.filter(destinataire=habilitation.utilisateur).count() == 1
    fiche = page(navigateur, adresse("voir_compte", habilitation))
    assert "lundi 2 mars 2026" in fiche
    assert CERTIFICATIONS["territoire"] in fiche


@pytest.mark.exigence("HAB-08", "UX-05")
@pytest.mark.parametrize(
    ("changement", "dit", "champ"),
    [
        ({"courriel": "awa@gmail.com"}, "messagerie personnelle", "courriel"),
        ({"certifications": ["equipement"]}, CERTIFICATIONS["territoire"], "certifications"),
        ({"formation_detection_le": "2999-01-01"}, "pas encore passée", "formation_detection_le"),
        ({"nom": ""}, 'aria-invalid="true"', "nom"),
    ],
)
def test_un_refus_se_lit_au_bon_endroit_et_rien_de_ce_qui_est_saisi_ne_se_perd(
    changement: dict[str, Any], dit: str, champ: str, connecter: Connecter, structure: Partenaire
) -> None:
    navigateur = connecter(creer_gestionnaire(structure))
    reponse = navigateur.post(reverse("habilitations:creer_technicien"), {**TECHNICIEN, **changement})
    html = reponse.content.decode()
    assert f'href="#id_{champ}' in html
    assert dit in html
    assert 'value="assistante sociale"' in html
    assert not Habilitation.objects.filter(profil="technicien").exists()
    assert not Courriel.objects.exists()


@pytest.mark.exigence("HAB-03")
def test_sans_place_la_page_dit_comment_en_liberer_une(connecter: Connecter) -> None:
    partenaire = creer_partenaire_lie(effectif=3)
    for _ in range(5):
        creer_habilitation(partenaire)
    navigateur = connecter(creer_gestionnaire(partenaire))
    assert "Créer un technicien" not in page(navigateur, reverse(LISTE))
    html = navigateur.post(reverse("habilitations:creer_technicien"), TECHNICIEN).content.decode()
    assert "annulez une invitation" in html
    assert "Convention d’utilisation, article 2.2.1" in html
    assert Habilitation.objects.filter(partenaire=partenaire).count() == 6


@pytest.mark.exigence("HAB-03", "HAB-05")
def test_renvoyer_et_annuler_se_confirment_sur_leur_page(connecter: Connecter, structure: Partenaire) -> None:
    invitee = creer_habilitation(structure, etat="invitee")
    navigateur = connecter(creer_gestionnaire(structure))
    renvoi, annulation = adresse("renvoyer_invitation", invitee), adresse("annuler_invitation", invitee)
    assert "Ce qui va se passer" in page(navigateur, renvoi)
    assert "est libérée" in page(navigateur, annulation)
    assert not Courriel.objects.exists()  # looking changes nothing
    assert navigateur.post(renvoi).headers["Location"] == reverse(LISTE)
    assert "La place est libre" in navigateur.post(annulation, follow=True).content.decode()
    invitee.refresh_from_db()
    assert invitee.etat == "annulee"
    assert "il est « Invitation annulée »" in navigateur.post(renvoi).content.decode()


@pytest.mark.exigence("HAB-02")
def test_l_agent_habilite_un_gestionnaire_depuis_la_page_du_partenaire(
    connecter: Connecter, structure: Partenaire
) -> None:
    navigateur = connecter(creer_agent("gestionnaire_conventions"))
    fiche = reverse("conventions:voir_partenaire", kwargs={"cle": structure.cle})
    habiliter = adresse("habiliter_gestionnaire", structure)
    assert habiliter in page(navigateur, fiche)
    donnees = {
        cle: TECHNICIEN[cle] for cle in ("civilite", "nom", "prenom", "fonction", "courriel", "telephone")
    }
    refus = navigateur.post(habiliter, {**donnees, "courriel": "awa@ailleurs.example"}).content.decode()
    assert "n’est pas un domaine" in refus
    reponse = navigateur.post(habiliter, donnees)
    assert reponse.headers["Location"] == f"{fiche}#volet-comptes"
    html = page(navigateur, fiche)
    assert "Gestionnaires · 1 sur 3" in html
    assert "awa.diallo@valmont.example" in html or "Diallo" in html


@pytest.mark.exigence("HAB-02", "HAB-17")
def test_les_autres_agents_lisent_sans_agir(connecter: Connecter, structure: Partenaire) -> None:
    invitee = creer_habilitation(structure, "gestionnaire", "invitee")
    navigateur = connecter(creer_agent("instructeur", "superviseur", "dpo"))
    html = page(navigateur, reverse("conventions:voir_partenaire", kwargs={"cle": structure.cle}))
    assert invitee.utilisateur.identifiant in html
    assert "Habiliter un gestionnaire" not in html
    assert "invitation/annulation/" not in html
    assert invitee.utilisateur.identifiant in page(navigateur, adresse("voir_compte", invitee))
    assert navigateur.post(adresse("annuler_invitation", invitee)).status_code == 404
    invitee.refresh_from_db()
    assert invitee.etat == "invitee"


@pytest.mark.exigence("HAB-08")
def test_l_agent_accepte_une_adresse_hors_domaine(connecter: Connecter, structure: Partenaire) -> None:
    navigateur = connecter(creer_agent("gestionnaire_conventions"))
    envoi = {"courriel": "awa@metropole.example", "motif": "Mise à disposition"}
    navigateur.post(adresse("accepter_courriel", structure), envoi)
    assert ExceptionCourriel.objects.get().motif == "Mise à disposition"
    deja = navigateur.post(adresse("accepter_courriel", structure), envoi).content.decode()
    assert "déjà acceptée" in deja


@pytest.mark.exigence("NOV-01")
def test_et_si_l_effectif_changeait(connecter: Connecter, structure: Partenaire) -> None:
    for _ in range(3):
        creer_habilitation(structure, "gestionnaire", "invitee")
    agent = connecter(creer_agent("dpo"))
    essai = page(agent, adresse("simuler_effectif", structure) + "?membres=9")
    assert "Gestionnaires · 3 sur 2" in essai
    assert "1 compte de trop. Rien n’est supprimé, rien ne peut être créé" in essai
    assert "Techniciens · 0 sur 5" in essai
    assert "sur 5" not in page(agent, adresse("simuler_effectif", structure))
    refuse = page(agent, adresse("simuler_effectif", structure) + "?membres=-3")
    assert 'href="#id_membres"' in refuse
    assert "Techniciens · " not in refuse


@pytest.mark.exigence("HAB-17")
def test_hors_de_portee_rien_n_existe(connecter: Connecter, structure: Partenaire) -> None:
    invitee = creer_habilitation(structure, etat="invitee")
    voisin = connecter(creer_gestionnaire(creer_partenaire_lie()))
    technicien = connecter(creer_technicien(structure))
    ailleurs = connecter(creer_agent("gestionnaire_conventions", caisse=creer_caisse("381")))
    inconnu = voisin.get("/cette-page-n-existe-pas/").content
    secondes = re.compile(rb'data-(?:inactivite|totale)="\d+"')
    for navigateur in (voisin, technicien, ailleurs):
        for nom in ("voir_compte", "renvoyer_invitation", "annuler_invitation"):
            assert navigateur.get(adresse(nom, invitee)).status_code == 404
        for nom in ("simuler_effectif", "habiliter_gestionnaire", "accepter_courriel"):
            reponse = navigateur.get(adresse(nom, structure))
            assert reponse.status_code == 404
            assert structure.libelle.encode() not in reponse.content
    refusee = voisin.get(adresse("voir_compte", invitee)).content
    assert secondes.sub(b"", refusee) == secondes.sub(b"", inconnu)
    assert technicien.get(reverse(LISTE)).status_code == 404


@pytest.mark.exigence("UX-06", "NOV-01")
def test_l_accueil_du_gestionnaire_dit_ce_qui_attend(connecter: Connecter, structure: Partenaire) -> None:
    navigateur = connecter(creer_gestionnaire(structure))
    assert "Aucune invitation n’attend" in page(navigateur, reverse("web:accueil"))
    creer_habilitation(structure, etat="invitee", invitation_expire_le=timezone.now() + timedelta(days=2))
    creer_habilitation(structure, etat="invitee")
    html = page(navigateur, reverse("web:accueil"))
    assert "2 personnes n’ont pas encore ouvert leur compte" in html
    assert "2 réservées par des invitations · 13 libres" in html
    assert reverse(LISTE) in html
