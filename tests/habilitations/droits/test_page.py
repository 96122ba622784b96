"""« Ce que ce compte peut faire »: the page, the table and the routes say the same (HAB-01, HAB-16, HAB-17)."""

import re
from html import unescape
from typing import Final

import pytest
from django.db import transaction
from django.urls import reverse

from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME
from habilitations.droits import droits_enregistres
from habilitations.enums import RoleAgent
from tests.access.monde import Monde, creer_monde
from tests.access.test_matrice import OUVERTES, REGLES
from tests.conftest import ClientDuPortail

LIGNE = re.compile(
    r'<th scope="row">(?P<action>[^<]+)(?:<p.*?</p>)?</th>\s*<td[^>]*>(?P<reponse>.*?)</td>', re.DOTALL
)
# Roles of the world → what the table calls them.
PORTEURS: Final = {
    "technicien": "technicien",
    "gestionnaire": "gestionnaire",
    "instructeur": "instructeur",
    "conventions": "gestionnaire_conventions",
    "superviseur": "superviseur",
    "dpo": "dpo",
    "administrateur": "administrateur",
}
# One act at least for each right of the table.
SONDES: Final[dict[str, tuple[str, ...]]] = {
    "son_compte": ("comptes:profil", "account_change_password", "usersessions_list"),
    "signaler": ("signalements:nouvelle_demande", "signalements:historique"),
    "bureau": ("signalements:lister_demandes",),
    "instruire": ("signalements:traiter_demande", "signalements:repondre"),
    "s_affecter": ("signalements:s_affecter",),
    "affecter": ("signalements:superviser",),
    "gerer_techniciens": ("habilitations:creer_technicien", "habilitations:annuler_invitation"),
    "voir_comptes": ("habilitations:voir_compte", "habilitations:simuler_effectif"),
    "demander": ("habilitations:demander_gestionnaire",),
    "habiliter": ("habilitations:habiliter_gestionnaire", "habilitations:accepter_courriel"),
    "geler": ("habilitations:geler_compte",),
    "journal": ("habilitations:lire_journal",),
    "repondre_revues": ("habilitations:ouvrir_revue", "habilitations:repondre_revue"),
    "ouvrir_revues": ("habilitations:ouvrir_campagne",),
    "suivre_revues": ("habilitations:lister_campagnes",),
    "lire_sa_convention": ("conventions:ma_convention",),
    "lire_conventions": ("conventions:voir_partenaire", "conventions:lister_partenaires"),
    "ecrire_conventions": ("conventions:creer_convention", "conventions:signer_partie"),
    "couper": ("conventions:couper_acces",),
    "regler_services": ("conventions:regler_service",),
    "animer": ("conventions:planifier_comite", "conventions:ajouter_objectif"),
    "analyser": ("conventions:analyser_fiche",),
    "dysfonctionnement": ("conventions:signaler_dysfonctionnement",),
    "regler_caisse": ("conventions:modifier_caisse", "conventions:regler_second_facteur"),
    "regler_suivi": ("habilitations:designer_suiveurs",),
    "voir_agents": ("habilitations:lister_agents", "habilitations:droits_de_l_agent"),
    "administrer": ("admin:index",),
}


@pytest.fixture
def monde(db: None) -> Monde:
    """The world of the access matrix, made by the owner."""
    return creer_monde()


def navigateur(role: str, monde: Monde) -> ClientDuPortail:
    client = ClientDuPortail()
    client.force_login(monde.comptes[role], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def reponses(html: str) -> dict[str, bool]:
    """Return what a page answers, by action; caisse by caisse would give the last one, but here there is one."""
    return {
        unescape(ligne["action"]).strip(): "oui" in re.sub(r"<[^>]+>", " ", ligne["reponse"]).split()
        for ligne in LIGNE.finditer(html)
    }


def laisse_passer(client: ClientDuPortail, route: str, role: str, monde: Monde) -> bool:
    """Tell whether a route lets this account through, on the objects of our world.

    A page that depends on the state of the object may not exist here: its rule, proved elsewhere, answers.
    """
    if route == "admin:index":
        return bool(client.get(reverse(route)).status_code == 200)
    regle = REGLES[route]
    if regle.selon_son_etat:
        return role in regle.roles
    parametres = dict(regle.cles)
    if regle.objet:
        parametres["cle"] = str(monde.objets[regle.objet].cle)
    appel = client.post if regle.methode == "POST" else client.get
    with transaction.atomic():
        statut = appel(reverse(route, kwargs=parametres)).status_code
        transaction.set_rollback(True)
    return statut in OUVERTES


@pytest.mark.exigence("HAB-16")
def test_chaque_droit_a_au_moins_une_sonde() -> None:
    assert {ligne.code for ligne, _ in droits_enregistres()} == set(SONDES)


@pytest.mark.exigence("HAB-01", "HAB-16", "HAB-17")
@pytest.mark.parametrize("role", sorted(PORTEURS))
def test_la_page_dit_ce_que_dit_la_table_et_ce_que_font_les_routes(role: str, monde: Monde) -> None:
    client = navigateur(role, monde)
    dites = reponses(client.get(reverse("habilitations:mes_droits")).content.decode())
    lignes = [ligne for ligne, _ in droits_enregistres()]
    assert set(dites) == {ligne.action for ligne in lignes}
    ecarts = []
    for ligne in lignes:
        attendu = PORTEURS[role] in ligne.porteurs
        if dites[ligne.action] != attendu:
            ecarts.append((ligne.code, "table", attendu))
        ecarts += [
            (ligne.code, route, dites[ligne.action])
            for route in SONDES[ligne.code]
            if laisse_passer(client, route, role, monde) != dites[ligne.action]
        ]
    assert ecarts == []


@pytest.mark.exigence("HAB-01", "HAB-16")
@pytest.mark.parametrize("role", ["technicien_autre", "gestionnaire_autre", "agent_autre"])
def test_ailleurs_la_table_vaut_aussi(role: str, monde: Monde) -> None:
    roles = {"agent_autre": {str(un) for un in RoleAgent}}.get(role, {role.removesuffix("_autre")})
    dites = reponses(navigateur(role, monde).get(reverse("habilitations:mes_droits")).content.decode())
    for ligne, _ in droits_enregistres():
        # The gestionnaire of the other partenaire is the référent of nothing.
        a_la_condition = not ligne.condition or role == "agent_autre"
        assert dites[ligne.action] == (bool(roles & ligne.porteurs) and a_la_condition), ligne.code


@pytest.mark.exigence("HAB-16", "HAB-17")
def test_la_page_d_un_autre_dit_ce_que_dit_la_sienne(monde: Monde) -> None:
    sienne = reponses(
        navigateur("technicien", monde).get(reverse("habilitations:mes_droits")).content.decode()
    )
    cle = monde.comptes["technicien"].habilitation.cle
    for lecteur in ("gestionnaire", "instructeur", "dpo"):
        page = navigateur(lecteur, monde).get(reverse("habilitations:droits_du_compte", kwargs={"cle": cle}))
        assert reponses(page.content.decode()) == sienne, lecteur
    agent = monde.comptes["dpo"]
    vue = navigateur("superviseur", monde).get(
        reverse("habilitations:droits_de_l_agent", kwargs={"cle": agent.cle})
    )
    du_dpo = reponses(navigateur("dpo", monde).get(reverse("habilitations:mes_droits")).content.decode())
    assert reponses(vue.content.decode()) == du_dpo


@pytest.mark.exigence("HAB-16")
def test_le_systeme_n_est_pas_un_compte() -> None:
    """The portal itself passes every function: no right is written for it, and it has no page."""
    assert all("systeme" not in ligne.porteurs for ligne, _ in droits_enregistres())
    assert ACTEUR_SYSTEME.utilisateur_id == 0
