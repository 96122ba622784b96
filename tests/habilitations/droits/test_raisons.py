"""Why an account may or may not: closed, cut, without convention, bound to several caisses (HAB-16, HAB-17)."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from conventions.models import CoupureAcces, Partenaire
from conventions.services.suivi import designer_les_suiveurs
from espace_partenaires.comptes.models import Utilisateur
from habilitations.models import Habilitation
from tests.factories.comptes import accepter, publier_cgu
from tests.factories.conventions import creer_caisse, creer_partenaire, mettre_fin, relier
from tests.factories.habilitations import (
    acteur_pour,
    creer_administrateur,
    creer_agent,
    creer_gestionnaire,
    creer_habilitation,
    creer_partenaire_lie,
    creer_technicien,
)

pytestmark = pytest.mark.django_db
Connecter = Callable[[Utilisateur], Client]
MES_DROITS = "habilitations:mes_droits"
SIGNALER = "Préparer, transmettre et suivre une demande, répondre à la caisse"
CREER = "Créer, inviter, inactiver et réactiver un technicien de la structure"


def lire(navigateur: Client, adresse: str) -> str:
    """Return the words of a page, without its tags."""
    reponse = navigateur.get(adresse)
    assert reponse.status_code == 200
    html = reponse.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def droits_du(habilitation: Habilitation) -> str:
    return reverse("habilitations:droits_du_compte", kwargs={"cle": habilitation.cle})


@pytest.fixture
def partenaire() -> Partenaire:
    structure = creer_partenaire("CCAS de Valmont")
    relier(creer_caisse(), structure, signee_le=date(2026, 1, 5))
    return structure


@pytest.mark.exigence("HAB-01", "HAB-16")
def test_la_convention_en_vigueur_est_la_raison_du_oui(connecter: Connecter, partenaire: Partenaire) -> None:
    page = lire(connecter(creer_technicien(partenaire)), reverse(MES_DROITS))
    raison = (
        "oui Parce que ce compte est celui d’un technicien et que la convention d’utilisation "
        "avec la CPAM du Rhône est en vigueur depuis le 5 janvier 2026."
    )
    assert f"{SIGNALER} ✓ {raison}" in page
    assert f"{CREER} ○ non Réservé aux gestionnaires de la structure." in page
    assert "Tout compte ouvert de la structure le peut." in page
    assert "CPAM du Rhône Convention d’utilisation en vigueur depuis le 5 janvier 2026" in page


@pytest.mark.exigence("HAB-16")
def test_les_groupes_de_l_agent_sont_la_raison_du_oui(connecter: Connecter) -> None:
    page = lire(connecter(creer_agent("instructeur", "superviseur")), reverse(MES_DROITS))
    assert "dans les groupes des instructeurs et des superviseurs de la CPAM du Rhône." in page
    assert (
        "S’affecter une demande ✓ oui Parce que ce compte est dans le groupe des instructeurs de la CPAM du Rhône."
        in page
    )
    assert "Réservé aux gestionnaires de conventions de la caisse." in page
    sans_role = lire(connecter(creer_agent()), reverse(MES_DROITS))
    assert "Groupes aucun : ce compte ne voit rien de la caisse" in sans_role
    assert sans_role.count("✓ oui") == 1  # its own account


@pytest.mark.exigence("HAB-16")
def test_l_administrateur_n_a_que_le_sien(connecter: Connecter) -> None:
    page = lire(connecter(creer_administrateur()), reverse(MES_DROITS))
    assert page.count("✓ oui") == 2
    assert "Parce que ce compte est celui d’un administrateur national." in page


@pytest.mark.exigence("HAB-16", "CONV-15")
def test_une_coupure_ferme_une_caisse_et_pas_l_autre(connecter: Connecter, partenaire: Partenaire) -> None:
    ain = creer_caisse("011", departements=("01",), libelle="CPAM de l’Ain")
    relier(ain, partenaire, signee_le=date(2026, 2, 2))
    technicien = creer_technicien(partenaire)
    CoupureAcces.objects.create(
        caisse=creer_caisse(), partenaire=partenaire, motif="Essai", coupee_le="2026-03-03T10:00:00+01:00"
    )
    page = lire(connecter(technicien), reverse(MES_DROITS))
    assert (
        f"{SIGNALER} avec la CPAM du Rhône ○ non "
        "La CPAM du Rhône a coupé l’accès de la structure le 3 mars 2026." in page
    )
    assert f"{SIGNALER} avec la CPAM de l’Ain ✓ oui" in page
    assert "avec la CPAM de l’Ain est en vigueur depuis le 2 février 2026" in page


@pytest.mark.exigence("HAB-17")
def test_l_agent_ne_lit_que_ce_que_le_compte_peut_avec_sa_caisse(
    connecter: Connecter, partenaire: Partenaire
) -> None:
    ain = creer_caisse("011", departements=("01",), libelle="CPAM de l’Ain")
    relier(ain, partenaire, signee_le=date(2026, 2, 2))
    habilitation = creer_technicien(partenaire).habilitation
    page = lire(connecter(creer_agent("instructeur", caisse=ain)), droits_du(habilitation))
    assert "CPAM de l’Ain" in page
    assert "CPAM du Rhône" not in page
    assert "Elles disent ce que le compte peut faire avec votre caisse" in page
    # With its own caisse cut, the account may nothing there, although the other one runs.
    CoupureAcces.objects.create(caisse=ain, partenaire=partenaire, motif="Essai", coupee_le=timezone.now())
    page = lire(connecter(creer_agent("instructeur", caisse=ain)), droits_du(habilitation))
    assert f"{SIGNALER} ○ non La CPAM de l’Ain a coupé l’accès" in page


@pytest.mark.exigence("HAB-13", "HAB-16")
def test_le_dernier_jour_de_la_convention_et_le_lendemain(
    connecter: Connecter, partenaire: Partenaire
) -> None:
    technicien = creer_technicien(partenaire)
    mettre_fin(partenaire.parties.get(convention__nature="utilisation").convention, date(2026, 6, 30))
    with time_machine.travel("2026-06-30 23:59:00+02:00", tick=False):
        page = lire(connecter(technicien), reverse(MES_DROITS))
        assert f"{SIGNALER} ✓ oui" in page
        assert "jusqu’au 30 juin 2026 inclus" in page
    with time_machine.travel("2026-07-01 00:01:00+02:00", tick=False):
        navigateur = connecter(technicien)
        page = lire(navigateur, reverse(MES_DROITS))
    assert f"{SIGNALER} ○ non Aucune convention d’utilisation n’est en vigueur avec la CPAM du Rhône." in page
    assert "Lire la convention de la structure et ce qu’elle lui ouvre ✓ oui" in page


@pytest.mark.exigence("HAB-11", "HAB-16")
@pytest.mark.parametrize(
    ("etat", "mots"),
    [
        ("inactive", "Inactivé le 15 juin 2026 : a quitté la structure"),
        ("invitee", "Pas encore ouvert : l’invitation expire le 22 juin 2026"),
        ("expiree", "Invitation expirée."),
    ],
)
def test_un_compte_ferme_ne_peut_rien(
    etat: str, mots: str, connecter: Connecter, partenaire: Partenaire
) -> None:
    with time_machine.travel("2026-06-15 09:00:00+02:00", tick=False):
        motif: dict[str, Any] = {"motif_inactivation": "depart"} if etat == "inactive" else {}
        habilitation = creer_habilitation(partenaire, etat=etat, **motif)
        page = lire(connecter(creer_gestionnaire(partenaire)), droits_du(habilitation))
    assert f"Où en est le compte {mots}" in page
    assert "✓ oui" not in page
    assert f"{SIGNALER} ○ non Ce compte n’est pas ouvert." in page


@pytest.mark.exigence("HAB-05", "HAB-07", "HAB-16")
def test_ce_qui_manque_passe_avant_tout_le_reste(connecter: Connecter, partenaire: Partenaire) -> None:
    gestionnaire, technicien = creer_gestionnaire(partenaire), creer_technicien(partenaire)
    navigateur = connecter(gestionnaire)
    assert "Avant tout le reste" not in lire(navigateur, droits_du(technicien.habilitation))
    caisse = creer_caisse()
    caisse.exige_second_facteur = True
    caisse.save()
    agent = connecter(creer_agent("dpo"))
    page = lire(agent, droits_du(technicien.habilitation))
    assert "Il reste à ajouter un second facteur, exigé pour ce compte." in page


@pytest.mark.exigence("HAB-05", "HAB-06", "HAB-16")
def test_les_conditions_et_le_mot_de_passe_manquent_a_leur_heure(
    connecter: Connecter, partenaire: Partenaire
) -> None:
    with time_machine.travel("2026-06-15 09:00:00+02:00", tick=False):
        technicien = creer_technicien(partenaire)
        version = publier_cgu(en_vigueur_le=timezone.now())
        lecteur = creer_agent("dpo")
        accepter(lecteur, version)
        page = lire(connecter(lecteur), droits_du(technicien.habilitation))
        assert "Il reste à accepter les conditions d’utilisation en vigueur." in page
        accepter(technicien, version)
        assert "Avant tout le reste" not in lire(connecter(lecteur), droits_du(technicien.habilitation))
        terme = timezone.now() + timedelta(days=settings.DUREE_MOT_DE_PASSE_JOURS)
    for moment, attendu in ((terme - timedelta(minutes=1), False), (terme, True)):
        with time_machine.travel(moment, tick=False):
            recent = creer_agent("dpo")
            accepter(recent, version)
            page = lire(connecter(recent), droits_du(technicien.habilitation))
        assert ("Il reste à choisir un nouveau mot de passe" in page) is attendu


@pytest.mark.exigence("HAB-16")
def test_suivre_est_dit_et_n_ouvre_rien(connecter: Connecter, partenaire: Partenaire) -> None:
    agent = creer_agent("instructeur")
    navigateur = connecter(agent)
    avant = lire(navigateur, reverse(MES_DROITS))
    designer_les_suiveurs(
        acteur=acteur_pour(creer_agent("superviseur")),
        caisse=creer_caisse(),
        partenaire=partenaire,
        agents=[agent.pk],
    )
    apres = lire(navigateur, reverse(MES_DROITS))
    assert "Partenaires suivis 1, pour être prévenu le premier : cela n’ouvre aucun droit" in apres
    assert apres.count("✓ oui") == avant.count("✓ oui")


@pytest.mark.exigence("HAB-17")
def test_hors_de_portee_la_page_n_existe_pas(connecter: Connecter, partenaire: Partenaire) -> None:
    technicien = creer_technicien(partenaire)
    habilitation, collegue = technicien.habilitation, creer_technicien(partenaire).habilitation
    refuses = [
        (creer_gestionnaire(creer_partenaire_lie()), habilitation),
        (creer_agent("superviseur", caisse=creer_caisse("381")), habilitation),
        (technicien, collegue),
        (technicien, habilitation),  # its own page has no key in its address
    ]
    for compte, cible in refuses:
        navigateur = connecter(compte)
        reponse = navigateur.get(droits_du(cible))
        assert reponse.status_code == 404
        assert cible.utilisateur.identifiant.encode() not in reponse.content or cible == habilitation


@pytest.mark.exigence("HAB-16", "UX-01")
def test_ce_qui_n_est_jamais_pour_ce_profil_est_replie_a_la_fin(
    connecter: Connecter, partenaire: Partenaire
) -> None:
    for compte, siens, autrui in (
        (creer_technicien(partenaire), SIGNALER, CREER),
        (creer_gestionnaire(partenaire), CREER, SIGNALER),
    ):
        vu, replie = lire(connecter(compte), reverse(MES_DROITS)).split(
            "Ce qui appartient à d’autres comptes"
        )
        assert siens in vu
        assert siens not in replie
        assert "Caisse et administration" in replie
        assert "Caisse et administration" not in vu
        assert autrui in vu + replie


@pytest.mark.exigence("HAB-16", "UX-01")
def test_rien_n_est_replie_pour_un_agent(connecter: Connecter) -> None:
    page = lire(connecter(creer_agent("instructeur")), reverse(MES_DROITS))
    assert "Ce qui appartient à d’autres comptes" not in page
    assert SIGNALER in page
