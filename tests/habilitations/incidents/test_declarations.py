"""The public form: the same answer for all, one row, a worker that does the rest (HAB-12, SEC-01)."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.cache import CacheAvecRepli
from espace_partenaires.exceptions import HorsPortee
from espace_partenaires.notifications.models import Courriel
from habilitations.enums import EtatHabilitation, EtatIncident, OrigineIncident
from habilitations.models import DeclarationPublique, Habilitation, Incident
from habilitations.services.declarations import (
    Declaration,
    declarer,
    reprendre_declaration,
    reprendre_tout,
)
from tests.conftest import ClientDuPortail
from tests.habilitations.incidents.conftest import Scene

pytestmark = pytest.mark.exigence("HAB-12", "SEC-01")
CommeWeb = Callable[[Acteur | None], AbstractContextManager[None]]
CommeTaches = Callable[[], AbstractContextManager[None]]
FORMULAIRE = "habilitations:signaler_compte_compromis"
NUIT = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
DIXIEME = 10


def saisie(**champs: str) -> dict[str, str]:
    return {
        "nature": "vol",
        "constate_le": timezone.localdate().isoformat(),
        "recit": "Téléphone volé.",
        "caisse": "691",
        "identifiant": "",
        "structure": "CCAS de Valmont",
        "nom": "Zoé Quentin",
        "telephone": "04 00 00 00 09",
        "courriel": "zoe.quentin@valmont.example",
        **champs,
    }


def declaration(identifiant: str = "") -> Declaration:
    return Declaration(
        nature="vol",
        constate_le=date(2026, 11, 20),
        identifiant=identifiant,
        structure="CCAS de Valmont",
        nom="Zoé Quentin",
        courriel="zoe.quentin@valmont.example",
        telephone="04 00 00 00 09",
        recit="Téléphone volé.",
    )


def deposer(comme_web: CommeWeb, dite: Declaration, le: datetime | None = None, caisse: str = "691") -> UUID:
    connues = set(DeclarationPublique.objects.values_list("pk", flat=True))
    with comme_web(None):
        declarer(acteur=None, code_caisse=caisse, declaration=dite, maintenant=le)
    return DeclarationPublique.objects.exclude(pk__in=connues).get().pk


def reprise(comme_taches: CommeTaches, numero: UUID) -> Incident | None:
    with comme_taches():
        return reprendre_declaration(declaration_id=numero)


def test_la_meme_page_et_les_memes_requetes_que_le_compte_existe_ou_non(
    scene: Scene, client: ClientDuPortail
) -> None:
    client.post(reverse(FORMULAIRE), saisie())  # warms the caches of the process
    vues = []
    for identifiant in (scene.technicien.identifiant, "t-9999-inconnu", ""):
        with CaptureQueriesContext(connection) as requetes:
            envoi = client.post(reverse(FORMULAIRE), saisie(identifiant=identifiant))
        page = client.get(envoi["Location"])
        textes = [re.sub(r"'[^']*'|\d+", "?", requete["sql"]) for requete in requetes.captured_queries]
        vues.append((envoi.status_code, envoi["Location"], NUIT.sub("", page.content.decode()), textes))
    assert vues[0][0] == 302
    assert vues[0] == vues[1] == vues[2]
    assert not any("habilitations_habilitation" in texte for texte in vues[0][3])
    assert "Votre signalement est reçu" in vues[0][2]
    assert DeclarationPublique.objects.count() == 4
    assert not Incident.objects.exists()


def test_le_role_web_ajoute_et_ne_relit_pas(scene: Scene, comme_web: CommeWeb) -> None:
    deposer(comme_web, declaration())
    with comme_web(None):
        assert not DeclarationPublique.objects.exists()
        assert DeclarationPublique.objects.all().delete()[0] == 0
    assert DeclarationPublique.objects.count() == 1


@pytest.mark.parametrize("redis", ["présent", "absent"])
def test_la_onzieme_en_une_heure_attend_meme_sans_redis(
    scene: Scene, client: ClientDuPortail, redis: str
) -> None:
    if redis == "absent":
        CacheAvecRepli._muet_jusqu_a = float("inf")
    try:
        reponses = [client.post(reverse(FORMULAIRE), saisie()).status_code for _ in range(DIXIEME + 1)]
        assert client.get(reverse(FORMULAIRE)).status_code == 200, "lire ne compte pas"
    finally:
        CacheAvecRepli._muet_jusqu_a = 0.0
    assert reponses == [302] * DIXIEME + [429]
    assert DeclarationPublique.objects.count() == DIXIEME


@pytest.mark.parametrize(
    ("champ", "valeur", "mots"),
    [
        ("recit", "Le numéro 285057800608436.", "numéro de sécurité sociale"),
        ("structure", "2 85 05 78 006 084 36", "numéro de sécurité sociale"),
        ("constate_le", "2199-01-01", "pas encore passée"),
        ("caisse", "999", "999"),
        ("courriel", "pas une adresse", "adresse"),
        ("nom", "", "Remplissez ce champ."),
    ],
)
def test_ce_qui_est_refuse_garde_ce_qui_est_ecrit(
    scene: Scene, client: ClientDuPortail, champ: str, valeur: str, mots: str
) -> None:
    reponse = client.post(reverse(FORMULAIRE), saisie(**{champ: valeur}))
    html = reponse.content.decode()
    assert reponse.status_code == 200
    assert mots in html
    assert "04 00 00 00 09" in html
    assert not DeclarationPublique.objects.exists()


def test_le_signalement_trouve_son_compte_sans_le_fermer(
    scene: Scene, comme_web: CommeWeb, comme_taches: CommeTaches
) -> None:
    numero = deposer(comme_web, declaration(scene.technicien.identifiant.upper()))
    incident = reprise(comme_taches, numero)
    assert incident is not None
    assert (incident.habilitation_id, incident.partenaire_id) == (
        scene.technicien.habilitation.pk,
        scene.valmont.pk,
    )
    assert (incident.etat, incident.origine) == (EtatIncident.OUVERT, OrigineIncident.PUBLIQUE)
    assert Habilitation.objects.get(utilisateur=scene.technicien).etat == EtatHabilitation.ACTIVE
    assert not DeclarationPublique.objects.exists()
    recu = Courriel.objects.get(message="habilitations.signalement_recu")
    assert recu.adresse == "zoe.quentin@valmont.example"
    au_titulaire = Courriel.objects.get(message="habilitations.compte_signale_au_titulaire")
    assert au_titulaire.destinataire_id == scene.technicien.pk
    for secret in (scene.technicien.identifiant, scene.technicien.nom, "Valmont"):
        assert secret not in recu.texte + recu.html + recu.objet
    for secret in ("Zoé", "Quentin", "04 00 00 00 09", "Téléphone volé"):
        assert secret not in au_titulaire.texte + au_titulaire.html + au_titulaire.objet


def test_inconnu_l_accuse_de_reception_est_le_meme(
    scene: Scene, comme_web: CommeWeb, comme_taches: CommeTaches
) -> None:
    debut = timezone.now() - timedelta(hours=9)
    for rang, identifiant in enumerate((scene.technicien.identifiant, "t-9999-inconnu")):
        dite = replace(declaration(identifiant), courriel=f"personne{rang}@valmont.example")
        reprise(comme_taches, deposer(comme_web, dite, debut))
    recus = Courriel.objects.filter(message="habilitations.signalement_recu")
    assert recus.count() == 2
    assert len({(recu.objet, recu.texte, recu.html) for recu in recus}) == 1
    sans_compte = Incident.objects.get(identifiant="t-9999-inconnu")
    assert (sans_compte.caisse, sans_compte.partenaire_id) == (scene.caisse, None)


def test_lie_a_d_autres_caisses_le_signalement_va_a_l_une_d_elles(
    scene: Scene, comme_web: CommeWeb, comme_taches: CommeTaches
) -> None:
    numero = deposer(comme_web, declaration(scene.technicien.identifiant), caisse="381")
    incident = reprise(comme_taches, numero)
    assert incident is not None
    assert incident.caisse_id in {scene.caisse.pk, scene.autre.pk}


@pytest.mark.parametrize(("ecart", "attendus"), [(59, 1), (61, 2)])
def test_dix_fois_la_meme_en_une_heure_font_un_signalement(
    scene: Scene, comme_web: CommeWeb, comme_taches: CommeTaches, ecart: int, attendus: int
) -> None:
    debut = timezone.now() - timedelta(hours=5)
    for rang in range(DIXIEME):
        derniere = rang == DIXIEME - 1
        le = debut + (timedelta(minutes=ecart) if derniere else timedelta(minutes=rang))
        deposer(comme_web, declaration("t-9999-inconnu"), le)
    with comme_taches():
        reprendre_tout()
    assert Incident.objects.count() == attendus
    assert not DeclarationPublique.objects.exists()


def test_une_precision_nouvelle_est_un_autre_signalement_mais_un_seul_accuse(
    scene: Scene, comme_web: CommeWeb, comme_taches: CommeTaches
) -> None:
    le = timezone.now().replace(minute=10)
    for recit in ("Téléphone volé.", "Ordinateur volé aussi."):
        deposer(comme_web, replace(declaration(), recit=recit), le)
    with comme_taches():
        reprendre_tout()
    assert Incident.objects.count() == 2
    assert Courriel.objects.filter(message="habilitations.signalement_recu").count() == 1


def test_deux_fois_le_meme_reveil_ne_font_rien_de_plus(
    scene: Scene, comme_web: CommeWeb, comme_taches: CommeTaches
) -> None:
    numero = deposer(comme_web, declaration())
    assert reprise(comme_taches, numero) is not None
    assert reprise(comme_taches, numero) is None
    assert Incident.objects.count() == 1


def test_personne_d_autre_que_le_systeme_ne_reprend(scene: Scene, comme_web: CommeWeb) -> None:
    numero = deposer(comme_web, declaration())
    intrus = Acteur(utilisateur_id=3, profil="agent", roles=frozenset({"dpo"}))
    with pytest.raises(HorsPortee):
        reprendre_declaration(acteur=intrus, declaration_id=numero)
    with pytest.raises(HorsPortee), comme_web(None):
        declarer(acteur=None, code_caisse="zzz", declaration=declaration())
    assert not Incident.objects.exists()


def test_les_liens_publics_menent_au_formulaire(client: ClientDuPortail, db: None) -> None:
    for page in ("account_login", "web:securite", "web:aide"):
        assert f'href="{reverse(FORMULAIRE)}"' in client.get(reverse(page)).content.decode(), page
