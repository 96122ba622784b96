"""The list of accounts: acts, filter, search without address, ended accounts folded (HAB-11, HAB-14, HAB-17)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.models import Partenaire
from espace_partenaires.comptes.models import Utilisateur
from habilitations.models import Habilitation
from tests.factories.conventions import creer_caisse
from tests.factories.habilitations import creer_gestionnaire, creer_habilitation, creer_partenaire_lie

pytestmark = pytest.mark.django_db
Connecter = Callable[[Utilisateur], Client]
LISTE = "habilitations:lister_comptes"
FERMES = "Comptes inactivés ("


def lire(navigateur: Client, suite: str = "") -> str:
    reponse = navigateur.get(reverse(LISTE) + suite)
    return reponse.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def reactivation(habilitation: Habilitation) -> str:
    return reverse("habilitations:reactiver_compte", kwargs={"cle": habilitation.cle})


@pytest.fixture
def nombreuse(db: None) -> Partenaire:
    """Twenty-four accounts beside the reader's: active, invited, ended, and one erased."""
    partenaire = creer_partenaire_lie(effectif=40)
    for rang in range(18):
        creer_habilitation(partenaire, compte={"nom": f"Actif{rang:02d}"})
    creer_habilitation(partenaire, etat="invitee", compte={"nom": "Œuvrard", "prenom": "Chloé"})
    creer_habilitation(partenaire, etat="expiree", compte={"nom": "Tardive"})
    for rang in range(3):
        creer_habilitation(partenaire, etat="inactive", compte={"nom": f"Partie{rang}"})
    creer_habilitation(partenaire, etat="effacee", compte={"nom": "Disparue"})
    return partenaire


@pytest.mark.exigence("HAB-14")
def test_les_comptes_fermes_sont_replies_et_les_effaces_caches(
    connecter: Connecter, nombreuse: Partenaire
) -> None:
    html = lire(connecter(creer_gestionnaire(nombreuse)))
    assert "Comptes inactivés (3), effacés six mois après" in html
    assert html.index("Tardive") < html.index(FERMES) < html.index("Partie0")
    assert "Disparue" not in html
    assert html.count("/invitation/renvoi/") == 2
    assert html.count("/reactivation/") == 3


@pytest.mark.exigence("HAB-11")
@pytest.mark.parametrize(
    ("tri", "presents", "absents"),
    [
        ("actifs", ["Actif00"], ["Œuvrard", "Partie0"]),
        ("invitations", ["Œuvrard", "Tardive"], ["Actif00", "Partie0"]),
        ("inactives", ["Partie0", "<details open>"], ["Actif00", "Tardive"]),
        ("inconnu", ["Actif00", "Œuvrard", "Partie0"], ["Disparue"]),
    ],
)
def test_on_trie_par_etat(
    tri: str, presents: list[str], absents: list[str], connecter: Connecter, nombreuse: Partenaire
) -> None:
    html = lire(connecter(creer_gestionnaire(nombreuse)), f"?etat={tri}")
    assert [mot for mot in presents if mot not in html] == []
    assert [mot for mot in absents if mot in html] == []


@pytest.mark.exigence("HAB-17")
def test_on_cherche_un_nom_sans_qu_il_passe_par_une_adresse(
    connecter: Connecter, nombreuse: Partenaire
) -> None:
    navigateur = connecter(creer_gestionnaire(nombreuse))
    html = navigateur.post(reverse(LISTE), {"nom": "oeuvrard CHLOE"}).content.decode()
    assert "Œuvrard" in html
    assert "Actif00" not in html
    assert "nom=" not in "".join(part for part in html.split() if part.startswith("href="))
    # In an address the name is nothing.
    assert "Actif00" in lire(navigateur, "?nom=oeuvrard")
    assert "Aucun compte ne correspond" in navigateur.post(reverse(LISTE), {"nom": "zzz"}).content.decode()


@pytest.mark.exigence("HAB-11")
def test_jusqu_a_vingt_comptes_rien_a_trier(connecter: Connecter) -> None:
    partenaire = creer_partenaire_lie(effectif=40)
    gestionnaire = creer_gestionnaire(partenaire)
    for _ in range(19):
        creer_habilitation(partenaire)
    navigateur = connecter(gestionnaire)
    assert 'name="nom"' not in lire(navigateur)
    creer_habilitation(partenaire)
    assert 'name="nom"' in lire(navigateur)


@pytest.mark.exigence("HAB-14")
@time_machine.travel("2026-06-15 09:00:00+02:00", tick=False)
def test_reactiver_s_offre_jusqu_a_la_veille_de_l_effacement(connecter: Connecter) -> None:
    partenaire = creer_partenaire_lie()
    gestionnaire = creer_gestionnaire(partenaire)
    partie = creer_habilitation(partenaire, etat="inactive", motif_inactivation="depart")
    exclue = creer_habilitation(partenaire, etat="inactive", motif_inactivation="exclusion")
    ancien = creer_habilitation(partenaire, "gestionnaire", "inactive")
    html = lire(connecter(gestionnaire))
    assert "effacé le 15 décembre 2026" in html
    assert reactivation(partie) in html
    assert reactivation(exclue) not in html
    assert reactivation(ancien) not in html  # the caisse's to bring back
    minuit = datetime.fromisoformat("2026-12-15 00:00:00+01:00")
    for moment, offert in ((minuit - timedelta(minutes=1), True), (minuit, False)):
        with time_machine.travel(moment, tick=False):
            # An account of that day: the password of the other one would have to be renewed first.
            assert (reactivation(partie) in lire(connecter(creer_gestionnaire(partenaire)))) is offert


@pytest.mark.exigence("HAB-14", "ORG-01")
@time_machine.travel("2026-06-14 22:30:00+02:00", tick=False)
def test_le_jour_de_l_effacement_est_celui_de_la_caisse(connecter: Connecter) -> None:
    # Half past midnight in Saint-Denis, already the 15th: still the 14th in Paris.
    reunion = creer_caisse("974", departements=["974"], fuseau="Indian/Reunion")
    partenaire = creer_partenaire_lie(caisse=reunion)
    gestionnaire = creer_gestionnaire(partenaire)
    creer_habilitation(partenaire, etat="inactive", motif_inactivation="depart")
    assert "effacé le 15 décembre 2026" in lire(connecter(gestionnaire))


@pytest.mark.exigence("HAB-03", "NOV-01")
def test_la_liste_coute_autant_pour_trois_lignes_que_pour_trois_cents(connecter: Connecter) -> None:
    partenaire = creer_partenaire_lie()
    navigateur = connecter(creer_gestionnaire(partenaire))
    comptees = []
    for combien in (3, 297):
        for _ in range(combien):
            creer_habilitation(partenaire, etat="inactive")
        navigateur.get(reverse(LISTE))
        with CaptureQueriesContext(connection) as requetes:
            html = lire(navigateur)
        assert html.count('scope="row"') >= combien
        comptees.append(len(requetes))
    assert comptees[0] == comptees[1]
