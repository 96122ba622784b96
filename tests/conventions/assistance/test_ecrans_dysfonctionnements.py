"""The screens of malfunctions: help, form, list, answer, from both sides."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from conventions.models import Caisse, Dysfonctionnement, Interlocuteur, Partenaire
from conventions.services.dysfonctionnements import reference_de
from espace_partenaires.comptes.models import Utilisateur
from tests.conftest import ClientDuPortail
from tests.conventions.assistance.conftest import Connecter
from tests.factories.conventions import creer_caisse, relier
from tests.factories.habilitations import creer_agent

pytestmark = pytest.mark.django_db

SIGNALER = "conventions:signaler_dysfonctionnement"
LISTER = "conventions:lister_dysfonctionnements"
QUAND = "2026-11-23T09:30"


def creer_signale(caisse: Caisse, auteur: Utilisateur, **champs: object) -> Dysfonctionnement:
    maintenant = timezone.now()
    valeurs = {
        "description": "La page reste blanche.",
        "page": "/historique/",
        "survenu_le": maintenant,
        "signale_le": maintenant,
        **champs,
    }
    return Dysfonctionnement.objects.create(caisse=caisse, auteur_id=auteur.pk, **valeurs)


@pytest.mark.exigence("ORG-05")
def test_l_aide_nomme_le_support_de_ses_caisses_par_rang(
    technicien: Utilisateur, caisse: Caisse, support: Interlocuteur, connecter: Connecter
) -> None:
    caisse.interlocuteurs.create(volet="support", rang=3, nom="Troisième Essai", telephone="04 00 00 00 03")
    caisse.interlocuteurs.create(volet="support", rang=2, nom="Second Essai", courriel="second@rhone.example")
    caisse.interlocuteurs.create(volet="prevention", nom="Prévention Essai", courriel="p@rhone.example")
    page = connecter(technicien).get(
        reverse("web:aide"), headers={"referer": "http://testserver/historique/?q=Le"}
    )
    html = page.content.decode()
    rangs = [html.index(nom) for nom in ("Camille Essai", "Second Essai", "Troisième Essai")]
    assert rangs == sorted(rangs)
    assert "Prévention Essai" not in html
    assert f"{reverse(SIGNALER)}?page=/historique/" in html
    assert "q=Le" not in html


@pytest.mark.exigence("ORG-05")
def test_l_aide_d_un_visiteur_ne_nomme_personne(client: ClientDuPortail, support: Interlocuteur) -> None:
    html = client.get(reverse("web:aide")).content.decode()
    assert "Camille Essai" not in html
    assert reverse(SIGNALER) not in html
    assert reverse("web:secours") in html


@pytest.mark.exigence("ORG-05")
def test_le_formulaire_reprend_la_page_et_lit_le_navigateur(
    technicien: Utilisateur, caisse: Caisse, connecter: Connecter
) -> None:
    navigateur = connecter(technicien)
    adresse = reverse(SIGNALER)
    vierge = navigateur.get(adresse, {"page": "/demandes/?q=Lemaire"}).content.decode()
    assert 'value="/demandes/"' in vierge
    assert "Lemaire" not in vierge
    assert "Aucune donnée d’un assuré" in vierge
    depuis = navigateur.get(adresse, headers={"referer": "http://testserver/interlocuteurs/?x=1"})
    assert 'value="/interlocuteurs/"' in depuis.content.decode()
    ailleurs = navigateur.get(adresse, headers={"referer": "http://ailleurs.example/x/"})
    assert 'value="/x/"' not in ailleurs.content.decode()
    reponse = navigateur.post(
        adresse,
        {"caisse": caisse.code, "description": "Rien ne vient.", "page": "/demandes/", "survenu_le": QUAND},
        headers={"user-agent": "Navigateur d’essai".encode().decode("latin-1")},
    )
    signale = Dysfonctionnement.objects.get()
    assert reponse["Location"] == reverse("conventions:voir_dysfonctionnement", args=[signale.cle])
    assert signale.navigateur.startswith("Navigateur d")
    assert signale.survenu_le == datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


@pytest.mark.exigence("ORG-05")
def test_un_numero_est_refuse_et_le_reste_n_est_pas_perdu(
    technicien: Utilisateur, caisse: Caisse, connecter: Connecter
) -> None:
    saisie = {
        "caisse": caisse.code,
        "description": "Pour 2 88 03 69 123 456 78, rien.",
        "page": "/demandes/",
        "survenu_le": QUAND,
    }
    html = connecter(technicien).post(reverse(SIGNALER), saisie).content.decode()
    assert "ressemble à un numéro de sécurité sociale" in html
    assert "rien.</textarea>" in html
    assert f'value="{QUAND}"' in html
    assert not Dysfonctionnement.objects.exists()


@pytest.mark.exigence("ORG-01", "ORG-05")
def test_avec_plusieurs_caisses_on_demande_laquelle(
    technicien: Utilisateur, valmont: Partenaire, connecter: Connecter
) -> None:
    reunion = creer_caisse("974", departements=("974",), fuseau="Indian/Reunion", libelle="CGSS d’essai")
    relier(reunion, valmont)
    navigateur = connecter(technicien)
    saisie = {"description": "Rien ne vient.", "survenu_le": QUAND}
    assert "Choisissez une réponse." in navigateur.post(reverse(SIGNALER), saisie).content.decode()
    navigateur.post(reverse(SIGNALER), {**saisie, "caisse": "974"})
    signale = Dysfonctionnement.objects.get()
    assert signale.caisse == reunion
    assert signale.survenu_le == datetime(2026, 11, 23, 5, 30, tzinfo=UTC), "à l’heure de la caisse"
    navigateur.post(reverse(SIGNALER), {**saisie, "caisse": "011"})
    assert Dysfonctionnement.objects.count() == 1, "une caisse étrangère n’est pas un choix"


@pytest.mark.exigence("ORG-08")
def test_la_vie_entiere_par_les_ecrans(
    technicien: Utilisateur,
    agent: Utilisateur,
    agent_national: Utilisateur,
    caisse: Caisse,
    connecter: Connecter,
) -> None:
    auteur, local, national = connecter(technicien), connecter(agent), connecter(agent_national)
    signale = creer_signale(caisse, technicien)
    voir = reverse("conventions:voir_dysfonctionnement", args=[signale.cle])
    page = local.get(voir).content.decode()
    assert technicien.identifiant in page
    assert "Transmettre au support national" in page
    assert national.get(voir).status_code == 404
    local.post(
        reverse("conventions:escalader_dysfonctionnement", args=[signale.cle]),
        {"escalade-motif": "Au-delà de nous."},
    )
    assert "Envoyer la réponse" not in local.get(voir).content.decode()
    assert "Au-delà de nous." in national.get(voir).content.decode()
    national.post(
        reverse("conventions:repondre_dysfonctionnement", args=[signale.cle]),
        {"reponse-texte": "Corrigé partout."},
    )
    page = auteur.get(voir).content.decode()
    for mot in (
        "Corrigé partout.",
        "Support national",
        "Cela ne marche toujours pas",
        "23\u00a0novembre 2026",
    ):
        assert mot in page
    auteur.post(
        reverse("conventions:relancer_dysfonctionnement", args=[signale.cle]),
        {"relance-texte": "Encore blanc."},
    )
    page = local.get(voir).content.decode()
    assert "Encore blanc." in page
    assert "Envoyer la réponse" in page


@pytest.mark.exigence("ORG-08")
def test_une_reponse_refusee_revient_avec_son_texte(
    technicien: Utilisateur, agent: Utilisateur, caisse: Caisse, connecter: Connecter
) -> None:
    signale = creer_signale(caisse, technicien)
    adresse = reverse("conventions:repondre_dysfonctionnement", args=[signale.cle])
    html = (
        connecter(agent).post(adresse, {"reponse-texte": "Vu pour 2 88 03 69 123 456 78."}).content.decode()
    )
    assert "ressemble à un numéro de sécurité sociale" in html
    assert "Vu pour 2 88" in html
    signale.refresh_from_db()
    assert signale.etat == "ouvert"


@pytest.mark.exigence("ORG-08", "HAB-17")
def test_chacun_ne_liste_que_ce_qu_il_suit(
    technicien: Utilisateur,
    agent_d_ailleurs: Utilisateur,
    caisse: Caisse,
    valmont: Partenaire,
    connecter: Connecter,
) -> None:
    sien = creer_signale(caisse, technicien, partenaire=valmont, page="/page-du-technicien/")
    creer_signale(caisse, creer_agent("instructeur"), page="/page-de-l-agent/")
    assert "/page-de-l-agent/" not in connecter(technicien).get(reverse(LISTER)).content.decode()
    du_lecteur = connecter(creer_agent("dpo")).get(reverse(LISTER)).content.decode()
    assert "/page-du-technicien/" in du_lecteur
    assert "/page-de-l-agent/" in du_lecteur
    ailleurs = connecter(agent_d_ailleurs)
    assert "/page-du-technicien/" not in ailleurs.get(reverse(LISTER)).content.decode()
    inconnu = ailleurs.get(reverse("conventions:voir_dysfonctionnement", args=[uuid4()]))
    cache = ailleurs.get(reverse("conventions:voir_dysfonctionnement", args=[sien.cle]))
    assert (cache.status_code, cache.content) == (404, inconnu.content)


@pytest.mark.exigence("ORG-08")
def test_la_liste_se_filtre_et_se_feuillette_a_cout_constant(
    technicien: Utilisateur, agent: Utilisateur, caisse: Caisse, connecter: Connecter
) -> None:
    navigateur = connecter(agent)
    for jour in range(60):
        le = timezone.now() - timedelta(days=jour)
        creer_signale(caisse, technicien, signale_le=le, etat="repondu" if jour % 2 else "ouvert")
    tous = [reference_de(un) for un in Dysfonctionnement.objects.order_by("-signale_le")]

    def lues(adresse: str) -> tuple[list[str], str, int]:
        with CaptureQueriesContext(connection) as requetes:
            html = navigateur.get(adresse).content.decode()
        return [reference for reference in tous if f">{reference}<" in html], html, len(requetes)

    page, html, cout = lues(reverse(LISTER))
    assert page == tous[:25]
    suivante = f"{reverse(LISTER)}?curseur={Dysfonctionnement.objects.order_by('-signale_le')[24].cle}"
    assert suivante.split("?")[1] in html
    page, _, cout_suivante = lues(suivante)
    assert page == tous[25:50]
    assert cout_suivante <= cout + 1, "le repère, et rien d’autre"
    page, _, _ = lues(
        f"{reverse(LISTER)}?curseur=avant-{Dysfonctionnement.objects.order_by('-signale_le')[25].cle}"
    )
    assert page == tous[:25]
    page, _, _ = lues(f"{reverse(LISTER)}?etat=repondu")
    assert page == tous[1:50:2]


@pytest.mark.exigence("ORG-08")
def test_l_heure_montree_est_celle_de_la_caisse(connecter: Connecter) -> None:
    caisse = creer_caisse("974", departements=("974",), fuseau="Indian/Reunion")
    agent = creer_agent("superviseur", caisse=caisse)
    with time_machine.travel("2026-11-23T10:00:00+01:00"):
        signale = creer_signale(caisse, agent)
        html = connecter(agent).get(reverse("conventions:voir_dysfonctionnement", args=[signale.cle]))
    assert "à 13\u00a0h" in html.content.decode()
