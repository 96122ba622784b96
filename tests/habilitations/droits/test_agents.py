"""The agents of a caisse, who follows a partenaire, and « suivis par moi » (HAB-16, HAB-17)."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from conventions.models import Convention, Partenaire, Partie
from conventions.services.droits import preparer_groupe_de_suivi
from espace_partenaires.comptes.models import Utilisateur
from habilitations.selectors import suiveurs
from tests.factories.conventions import creer_caisse, relier
from tests.factories.habilitations import creer_agent, creer_partenaire_lie

pytestmark = pytest.mark.django_db
Connecter = Callable[[Utilisateur], Client]
AGENTS = "habilitations:lister_agents"
PARTENAIRES = "conventions:lister_partenaires"


def lire(navigateur: Client, adresse: str) -> str:
    return navigateur.get(adresse).content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def suivi_de(partenaire: Partenaire) -> str:
    return reverse("habilitations:designer_suiveurs", kwargs={"cle": partenaire.cle})


def suivre(agent: Utilisateur, *partenaires: Partenaire) -> None:
    """Have an agent follow partenaires, by the groups that the service writes."""
    for partenaire in partenaires:
        agent.groups.add(preparer_groupe_de_suivi(agent.agent.caisse, partenaire))


@pytest.mark.exigence("HAB-16")
def test_la_liste_dit_les_roles_le_second_facteur_et_la_derniere_connexion(connecter: Connecter) -> None:
    superviseur = creer_agent("superviseur", nom="Alba")
    creer_agent("instructeur", "dpo", nom="Brun", last_login=timezone.now())
    creer_agent("instructeur", nom="Caron", is_active=False, ferme_le=timezone.now())
    creer_agent("instructeur", nom="Effacee", caisse=creer_caisse("381"))
    html = lire(connecter(superviseur), reverse(AGENTS))
    brun = html[html.index("Brun") : html.index("Comptes fermés")]
    assert "Instructeur<br>Délégué à la protection des données" in brun
    assert "en place" in brun
    assert "à l’instant" in brun or "il y a" in brun
    assert "Comptes fermés (1)" in html
    assert html.index("Comptes fermés") < html.index("Caron")
    assert "Effacee" not in html


@pytest.mark.exigence("HAB-16")
def test_la_liste_coute_autant_pour_trois_agents_que_pour_trente(connecter: Connecter) -> None:
    navigateur = connecter(creer_agent("superviseur"))
    partenaire = creer_partenaire_lie()
    comptees = []
    for combien in (3, 27):
        for _ in range(combien):
            suivre(creer_agent("instructeur", "dpo"), partenaire)
        navigateur.get(reverse(AGENTS))
        with CaptureQueriesContext(connection) as requetes:
            html = lire(navigateur, reverse(AGENTS))
        assert html.count('scope="row"') >= combien
        comptees.append(len(requetes))
    assert comptees[0] == comptees[1]


@pytest.mark.exigence("HAB-16", "HAB-17")
def test_les_droits_d_un_agent_d_ailleurs_n_existent_pas(connecter: Connecter) -> None:
    ailleurs = creer_agent("instructeur", caisse=creer_caisse("381"))
    navigateur = connecter(creer_agent("superviseur"))
    reponse = navigateur.get(reverse("habilitations:droits_de_l_agent", kwargs={"cle": ailleurs.cle}))
    assert reponse.status_code == 404
    assert ailleurs.nom_complet.encode() not in reponse.content


@pytest.mark.exigence("HAB-16")
def test_on_designe_qui_suit_depuis_la_page_du_partenaire(connecter: Connecter) -> None:
    partenaire = creer_partenaire_lie()
    instructeur = creer_agent("instructeur", nom="Brun")
    navigateur = connecter(creer_agent("gestionnaire_conventions"))
    fiche = reverse("conventions:voir_partenaire", kwargs={"cle": partenaire.cle})
    assert "Personne en particulier" in lire(navigateur, fiche)
    assert suivi_de(partenaire) in lire(navigateur, fiche)
    reponse = navigateur.post(suivi_de(partenaire), {"agents": [str(instructeur.pk)]})
    assert reponse.headers["Location"] == f"{fiche}#volet-suivi"
    html = lire(navigateur, fiche)
    assert "Un agent de la caisse suit" in html
    assert html.index("Qui suit ce partenaire") < html.index(instructeur.nom_complet)
    assert list(suiveurs(partenaire.pk, creer_caisse().pk)) == [instructeur]
    assert f'value="{instructeur.pk}"' in lire(navigateur, suivi_de(partenaire))
    navigateur.post(suivi_de(partenaire), {})
    assert "Personne en particulier" in lire(navigateur, fiche)


@pytest.mark.exigence("HAB-16", "HAB-17")
def test_un_agent_d_ailleurs_ou_invente_est_refuse(connecter: Connecter) -> None:
    partenaire, ailleurs = creer_partenaire_lie(), creer_agent("instructeur", caisse=creer_caisse("381"))
    navigateur = connecter(creer_agent("superviseur"))
    for forge in (str(ailleurs.pk), "0", "x"):
        html = navigateur.post(suivi_de(partenaire), {"agents": [forge]}).content.decode()
        assert 'href="#id_agents' in html
    assert not suiveurs(partenaire.pk, creer_caisse().pk).exists()
    lecteur = connecter(creer_agent("instructeur", "dpo"))
    assert lecteur.post(suivi_de(partenaire), {}).status_code == 404
    assert suivi_de(partenaire) not in lire(
        lecteur, reverse("conventions:voir_partenaire", kwargs={"cle": partenaire.cle})
    )


@pytest.mark.exigence("HAB-16")
def test_suivis_par_moi_ne_montre_que_ceux_que_je_suis(connecter: Connecter) -> None:
    agent, collegue = creer_agent("instructeur"), creer_agent("instructeur")
    suivi, autre = creer_partenaire_lie(), creer_partenaire_lie()
    navigateur = connecter(agent)
    assert "Vous ne suivez aucun partenaire" in lire(navigateur, reverse(PARTENAIRES) + "?vue=suivis")
    suivre(agent, suivi)
    suivre(collegue, autre)
    html = lire(navigateur, reverse(PARTENAIRES) + "?vue=suivis")
    assert suivi.libelle in html
    assert autre.libelle not in html
    assert autre.libelle in lire(navigateur, reverse(PARTENAIRES))
    assert autre.libelle not in lire(navigateur, reverse(PARTENAIRES) + f"?vue=suivis&q={autre.numero}")


@pytest.mark.exigence("HAB-16", "HAB-17")
def test_suivre_ne_montre_pas_un_partenaire_d_ailleurs(connecter: Connecter) -> None:
    agent, ailleurs = creer_agent("instructeur"), creer_partenaire_lie(caisse=creer_caisse("381"))
    suivre(agent, ailleurs)  # a row that no service writes
    assert ailleurs.libelle not in lire(connecter(agent), reverse(PARTENAIRES) + "?vue=suivis")


@pytest.mark.exigence("HAB-16")
def test_mille_partenaires_suivis_coutent_autant_que_trente(connecter: Connecter) -> None:
    agent, caisse = creer_agent("instructeur"), creer_caisse()
    navigateur, comptees = connecter(agent), []
    for combien in (30, 970):
        numeros = range(Partenaire.objects.count(), Partenaire.objects.count() + combien)
        partenaires = [creer_partenaire_nu(numero) for numero in numeros]
        for partenaire in partenaires:
            relier(caisse, partenaire)
        suivre(agent, *partenaires)
        _compter_les_lignes()
        navigateur.get(reverse(PARTENAIRES) + "?vue=suivis")
        with CaptureQueriesContext(connection) as requetes:
            html = lire(navigateur, reverse(PARTENAIRES) + "?vue=suivis")
        assert html.count("/partenaires/") >= 25
        comptees.append(len(requetes))
    assert comptees[0] == comptees[1]


def _compter_les_lignes() -> None:
    """Take the statistics that autovacuum takes of rows that are there to stay: without them a plan takes minutes."""
    tables = [modele._meta.db_table for modele in (Partenaire, Convention, Partie)]
    with connection.cursor() as curseur:
        curseur.execute(f"ANALYZE {', '.join(tables)}")


def creer_partenaire_nu(numero: int) -> Partenaire:
    """Make a partenaire with a number of its own, away from those of the factory."""
    return Partenaire.objects.create(
        numero=f"{5000 + numero}", type="ccas", libelle=f"CCAS suivi {numero:04d}"
    )
