"""The caisse's work list, and the page where it decides (HAB-04, HAB-09, HAB-10, UX-06)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from conventions.models import Partenaire
from espace_partenaires.comptes.models import Utilisateur
from habilitations.models import Habilitation
from habilitations.services.decisions import refuser_demande
from tests.factories.comptes import MOT_DE_PASSE
from tests.factories.conventions import creer_caisse
from tests.factories.habilitations import acteur_pour, creer_agent
from tests.habilitations.demandes.scene import LUNDI, agent, demande, gestionnaire, structure
from tests.habilitations.demandes.test_ecrans_partenaire import adresse, lire

pytestmark = pytest.mark.django_db
Connecter = Callable[[Utilisateur], Client]
BUREAU = "habilitations:bureau_habilitations"
DECIDEE: dict[str, Any] = {"decidee_le": LUNDI, "decidee_par": 7}


@pytest.fixture
def valmont() -> Partenaire:
    return structure()


def rang(html: str, *mots: str) -> list[int]:
    return [html.index(mot) for mot in mots]


@pytest.mark.exigence("UX-06", "HAB-04", "HAB-10")
@time_machine.travel(LUNDI + timedelta(days=9), tick=True)
def test_la_liste_va_du_plus_en_retard_au_plus_lointain(connecter: Connecter, valmont: Partenaire) -> None:
    jour = timezone.now()
    cible = gestionnaire(valmont, "Marin").habilitation
    demande(valmont, "inactiver", cible, demandee_le=jour, souhaitee_le=jour.date() + timedelta(days=20))
    demande(valmont, nom="Demain", courriel="d@valmont.example", demandee_le=LUNDI + timedelta(days=1))
    demande(valmont, nom="Retard", courriel="r@valmont.example")
    demande(
        structure("CCAS d’ailleurs", caisse=creer_caisse("381")), caisse=creer_caisse("381"), nom="Ailleurs"
    )
    navigateur = connecter(agent())
    html = lire(navigateur.get(reverse(BUREAU)))
    positions = rang(html, "Luc Retard", "Luc Demain", "Nadia Marin")
    assert positions == sorted(positions)
    assert "3 demandes, dont 1 en retard" in html
    for mots in ("en retard de 1 jour", "dernier jour", "reste 1"):
        assert mots in html
    assert "Ailleurs" not in html
    seules = lire(navigateur.get(f"{reverse(BUREAU)}?vue=en_retard"))
    assert "Luc Retard" in seules
    assert "Luc Demain" not in seules
    departs = lire(navigateur.get(f"{reverse(BUREAU)}?nature=inactiver"))
    assert "Nadia Marin" in departs
    assert "Luc Retard" not in departs


@pytest.mark.exigence("UX-06", "HAB-10")
@time_machine.travel(LUNDI + timedelta(days=20), tick=True)
def test_un_depart_sans_successeur_se_voit(connecter: Connecter, valmont: Partenaire) -> None:
    cible = gestionnaire(valmont).habilitation
    demande(valmont, "inactiver", cible, etat="acceptee", **DECIDEE)
    autre = structure("CCAS de Brindas")
    gestionnaire(autre, "Faure")
    demande(
        autre,
        "inactiver",
        gestionnaire(autre, "Benali").habilitation,
        etat="acceptee",
        souhaitee_le=timezone.localdate() + timedelta(days=5),
        **DECIDEE,
    )
    seule = structure("CCAS sans personne")
    navigateur = connecter(agent())
    attendent = lire(navigateur.get(f"{reverse(BUREAU)}?vue=successeur"))
    assert "attend le successeur" in attendent
    assert "CCAS de Valmont" in attendent
    assert "CCAS de Brindas" not in attendent
    assert "CCAS de Brindas" in lire(navigateur.get(f"{reverse(BUREAU)}?vue=programmees"))
    sans = lire(navigateur.get(f"{reverse(BUREAU)}?vue=sans_gestionnaire"))
    assert seule.libelle in sans
    assert "personne n’est invité" in sans
    assert "CCAS de Valmont" not in sans


@pytest.mark.exigence("UX-06")
def test_l_accueil_et_le_menu_comptent_ce_qui_attend(connecter: Connecter, valmont: Partenaire) -> None:
    gestionnaire(valmont)
    demande(valmont, demandee_le=timezone.now() - timedelta(days=30))
    html = lire(connecter(agent()).get(reverse("web:accueil")))
    bloc = html[html.index("Habilitations à décider") :]
    assert "1 demande à décider" in bloc
    assert "1 en retard" in bloc
    assert f"{reverse(BUREAU)}?vue=en_retard" in bloc
    assert "Habilitations à décider" not in lire(
        connecter(creer_agent("instructeur")).get(reverse("web:accueil"))
    )


@pytest.mark.exigence("UX-06", "HAB-17")
def test_trois_cents_lignes_coutent_autant_que_trois(connecter: Connecter) -> None:
    navigateur, comptees = connecter(agent()), []
    partenaire = structure()
    gestionnaire(partenaire)
    for combien, debut in ((3, 0), (300, 3)):
        for numero in range(debut, combien):
            demande(partenaire, courriel=f"p{numero}@valmont.example", nom=f"Nom{numero:03d}")
        navigateur.get(reverse(BUREAU))
        with CaptureQueriesContext(connection) as requetes:
            html = lire(navigateur.get(reverse(BUREAU)))
        comptees.append(len(requetes))
    assert comptees[0] == comptees[1]
    assert html.count("Luc Nom") == 25
    vues: set[str] = set()
    while True:
        page = [mot[:3] for mot in html.split("Luc Nom")[1:]]
        assert not vues & set(page)
        vues |= set(page)
        if 'rel="next"' not in html:
            break
        suite = html.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
        html = lire(navigateur.get(f"{reverse(BUREAU)}{suite}"))
    assert len(vues) == 300


@pytest.mark.exigence("HAB-09")
def test_une_modification_montre_avant_et_apres(connecter: Connecter, valmont: Partenaire) -> None:
    compte = gestionnaire(valmont, telephone="04 00 00 00 00", fonction="responsable")
    une = demande(valmont, "modifier", compte.habilitation, nom="Roche-Marin", fonction="responsable")
    navigateur, page = connecter(agent()), adresse("traiter_demande", une.cle)
    html = lire(navigateur.get(page))
    ligne = html[html.index('<th scope="row">Nom</th>') :].split("</tr>")[0]
    assert "Roche</td>" in ligne
    assert "Roche-Marin" in ligne
    assert "change</span>" in ligne
    assert "déjà ainsi" in html[html.index('<th scope="row">Fonction</th>') :].split("</tr>")[0]
    assert "ne change pas" in html[html.index('<th scope="row">Téléphone</th>') :].split("</tr>")[0]
    assert "accept" in html
    html = lire(navigateur.post(page, {"decision": "accepter"}, follow=True))
    assert "est acceptée. Le compte est modifié." in html
    compte.refresh_from_db()
    assert compte.nom == "Roche-Marin"


@pytest.mark.exigence("HAB-04", "HAB-08", "UX-05")
def test_habiliter_depuis_la_page(connecter: Connecter, valmont: Partenaire) -> None:
    gestionnaire(valmont)
    une = demande(valmont, courriel="luc.perrin@agglo.example", precision="mis à disposition")
    navigateur, page = connecter(agent()), adresse("traiter_demande", une.cle)
    html = lire(navigateur.get(page))
    assert "Gestionnaires · 1 sur 3" in html
    assert "L’adresse n’appartient pas aux domaines déclarés par le partenaire (« valmont.example »)" in html
    assert reverse("conventions:voir_partenaire", kwargs={"cle": valmont.cle}) in html
    html = lire(navigateur.post(page, {"decision": "accepter"}))
    assert "La demande n’a pas été décidée" in html
    assert "votre structure" not in html
    assert html.count("donnez-en la raison ci-dessous") > 1
    envoi = {"decision": "accepter", "exception_domaine": "agent de l’agglomération"}
    html = lire(navigateur.post(page, envoi, follow=True))
    assert "L’invitation part à l’adresse luc.perrin@agglo.example." in html
    nouvelle = Habilitation.objects.get(utilisateur__courriel="luc.perrin@agglo.example")
    assert nouvelle.exception_domaine == "agent de l’agglomération"


@pytest.mark.exigence("HAB-04", "UX-05")
def test_refuser_demande_un_motif_et_garde_ce_qui_est_ecrit(
    connecter: Connecter, valmont: Partenaire
) -> None:
    gestionnaire(valmont)
    une, autre = demande(valmont), demande(valmont, courriel="a@valmont.example")
    moi, collegue = agent(), agent(nom="Lenoir", prenom="Anne")
    navigateur, page = connecter(moi), adresse("traiter_demande", une.cle)
    assert "Choisissez un motif, ou écrivez-le" in lire(navigateur.post(page, {"decision": "refuser"}))
    pret = "Les places de gestionnaire sont prises : demandez d’abord l’inactivation d’un compte."
    navigateur.post(page, {"decision": "refuser", "motif_pret": pret, "motif": "Merci."})
    une.refresh_from_db()
    assert (une.etat, une.motif_refus) == ("refusee", f"{pret} Merci.")
    refuser_demande(acteur=acteur_pour(collegue), cle=autre.cle, motif="Déjà vu.")
    html = lire(
        navigateur.post(
            adresse("traiter_demande", autre.cle), {"decision": "refuser", "motif": "Mon texte à moi."}
        )
    )
    assert "a déjà été refusée par Anne Lenoir" in html
    assert "Mon texte à moi." in html
    autre.refresh_from_db()
    assert autre.motif_refus == "Déjà vu."


@pytest.mark.exigence("HAB-10", "SEC-01")
def test_inactiver_redemande_le_mot_de_passe(connecter: Connecter, valmont: Partenaire) -> None:
    gestionnaire(valmont)
    cible = gestionnaire(valmont, "Marin").habilitation
    une = demande(valmont, "inactiver", cible, souhaitee_le=timezone.localdate() + timedelta(days=20))
    navigateur = connecter(agent())
    html = lire(navigateur.get(adresse("traiter_demande", une.cle)))
    assert adresse("accepter_inactivation", une.cle) in html
    # The direct way is closed: an inactivation is accepted on its own page.
    reponse = navigateur.post(adresse("traiter_demande", une.cle), {"decision": "accepter"})
    assert reponse.status_code == 404
    reponse = navigateur.post(adresse("accepter_inactivation", une.cle))
    assert reponse.status_code == 302
    assert reponse["Location"].startswith("/mon-compte/confirmer/")
    une.refresh_from_db()
    assert une.etat == "en_attente"
    navigateur.post(reverse("account_reauthenticate"), {"password": MOT_DE_PASSE})
    page = lire(navigateur.get(adresse("accepter_inactivation", une.cle)))
    assert "le compte de Nadia Marin est inactivé" in page
    assert "Les techniciens que cette personne a créés restent actifs" in page
    assert "L’inactivation est acceptée pour le" in lire(
        navigateur.post(adresse("accepter_inactivation", une.cle), follow=True)
    )
    assert "Inactiver dès maintenant" in lire(navigateur.get(adresse("traiter_demande", une.cle)))
    navigateur.post(adresse("inactiver_avant_la_date", une.cle))
    une.refresh_from_db()
    cible.refresh_from_db()
    assert (une.etat, cible.etat) == ("faite", "inactive")


@pytest.mark.exigence("HAB-17")
@pytest.mark.parametrize("role", ["superviseur", "dpo"])
def test_qui_lit_ne_decide_pas(role: str, connecter: Connecter, valmont: Partenaire) -> None:
    une = demande(valmont)
    navigateur, page = connecter(creer_agent(role)), adresse("traiter_demande", une.cle)
    html = lire(navigateur.get(page))
    assert "La décision revient aux gestionnaires de conventions" in html
    assert 'name="decision"' not in html
    assert navigateur.post(page, {"decision": "accepter"}).status_code == 404
    une.refresh_from_db()
    assert une.etat == "en_attente"
