"""The caisse follows a report: finds the account, reads the journal, closes (HAB-12, RGPD-05, HAB-17)."""

import csv
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from habilitations.enums import ConclusionIncident, EtatIncident, OrigineIncident
from habilitations.export_journal import cellule, tableur
from habilitations.models import Incident
from habilitations.selectors_incidents import journal_du_compte, resume_du_journal
from habilitations.services.incidents import geler
from habilitations.services.suivi_incidents import clore, rattacher
from tests.factories.habilitations import acteur_pour, creer_habilitation, creer_partenaire_lie
from tests.habilitations.incidents.conftest import Scene

pytestmark = pytest.mark.exigence("HAB-12")
CommeWeb = Callable[[Acteur | None], AbstractContextManager[None]]
Connecter = Callable[[Utilisateur], Client]


@pytest.fixture
def incident(scene: Scene) -> Incident:
    """A colleague reported yesterday, still open."""
    return Incident.objects.create(
        caisse=scene.caisse,
        partenaire=scene.valmont,
        habilitation=scene.collegue.habilitation,
        nature="usage_frauduleux",
        origine=OrigineIncident.PORTAIL,
        constate_le=timezone.localdate() - timedelta(days=1),
        declare_le=timezone.now(),
        declarant_id=scene.gestionnaire.pk,
        recit="Connexions de nuit.",
    )


@pytest.fixture
def public(scene: Scene) -> Incident:
    """Somebody wrote on the public form, with a wrong identifier."""
    return Incident.objects.create(
        caisse=scene.caisse,
        nature="vol",
        origine=OrigineIncident.PUBLIQUE,
        constate_le=timezone.localdate(),
        declare_le=timezone.now(),
        identifiant="t-9999-perdu",
        structure="CCAS de Valmont",
        nom="Hugo Faure",
        courriel="hugo.faure@ailleurs.example",
        telephone="04 00 00 00 09",
        recit="Sac volé.",
    )


def page(navigateur: Client, nom: str, incident: Incident) -> tuple[int, str]:
    reponse = navigateur.get(reverse(f"habilitations:{nom}", args=[incident.cle]))
    return reponse.status_code, reponse.content.decode().replace("\xa0", " ")


@pytest.mark.exigence("HAB-17")
@pytest.mark.parametrize(
    ("qui", "attendu"),
    [
        ("conventions", 200),
        ("dpo", 200),
        ("conventions_autre", 200),
        ("gestionnaire", 200),
        ("dpo_etranger", 404),
        ("technicien", 404),
    ],
)
def test_qui_lit_un_signalement(
    scene: Scene, connecter: Connecter, incident: Incident, qui: str, attendu: int
) -> None:
    code, html = page(connecter(getattr(scene, qui)), "voir_incident", incident)
    assert code == attendu
    assert ("usage" in html.lower() or "actes que la personne" in html) == (attendu == 200)
    assert ("Geler le compte" in html) == (attendu == 200 and qui != "gestionnaire")


@pytest.mark.exigence("HAB-17", "RGPD-02")
def test_la_structure_ne_lit_rien_de_qui_a_ecrit(
    scene: Scene, connecter: Connecter, public: Incident, comme_web: CommeWeb
) -> None:
    acteur = acteur_pour(scene.conventions)
    with comme_web(acteur):
        rattacher(acteur=acteur, cle=public.cle, compte=scene.technicien.habilitation.cle)
    _, caisse = page(connecter(scene.conventions), "voir_incident", public)
    code, structure = page(connecter(scene.gestionnaire), "voir_incident", public)
    assert code == 200
    for mots in ("Hugo Faure", "04 00 00 00 09", "hugo.faure@ailleurs.example", "Sac volé."):
        assert mots in caisse
        assert mots not in structure


def test_l_accueil_et_la_liste_montrent_le_plus_ancien_d_abord(
    scene: Scene, connecter: Connecter, incident: Incident, public: Incident
) -> None:
    Incident.objects.filter(pk=public.pk).update(declare_le=timezone.now() - timedelta(minutes=40))
    navigateur = connecter(scene.superviseur)
    html = navigateur.get(reverse("habilitations:lister_incidents")).content.decode().replace("\xa0", " ")
    assert html.index("t-9999-perdu") < html.index(scene.collegue.identifiant)
    assert "il y a 40 minutes" in html
    accueil = navigateur.get(reverse("web:accueil")).content.decode()
    assert "Comptes compromis à traiter" in accueil
    assert str(public.cle) in accueil


def test_la_liste_coute_autant_pour_deux_que_pour_vingt(
    scene: Scene, connecter: Connecter, incident: Incident
) -> None:
    navigateur, adresse = connecter(scene.conventions), reverse("habilitations:lister_incidents")
    navigateur.get(adresse)
    comptes = []
    for suite in (1, 20):
        for rang in range(suite):
            Incident.objects.create(
                caisse=scene.caisse,
                partenaire=scene.valmont,
                habilitation=scene.technicien.habilitation,
                nature="vol",
                origine=OrigineIncident.PUBLIQUE,
                constate_le=timezone.localdate(),
                declare_le=timezone.now() - timedelta(minutes=rang),
            )
        with CaptureQueriesContext(connection) as requetes:
            navigateur.get(adresse)
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]


def test_le_compte_se_retrouve_par_un_mot(scene: Scene, connecter: Connecter, public: Incident) -> None:
    ailleurs = creer_habilitation(creer_partenaire_lie(caisse=scene.etrangere), compte={"nom": "Valmontais"})
    navigateur = connecter(scene.dpo)
    adresse = reverse("habilitations:rattacher_incident", args=[public.cle])
    html = navigateur.get(adresse, {"q": "valmont"}).content.decode()
    assert scene.technicien.identifiant in html
    assert ailleurs.utilisateur.identifiant not in html
    compte = str(scene.technicien.habilitation.cle)
    navigateur.post(f"{adresse}?q=valmont", {"compte": compte})
    public.refresh_from_db()
    assert (public.habilitation_id, public.partenaire_id) == (
        scene.technicien.habilitation.pk,
        scene.valmont.pk,
    )
    assert Courriel.objects.filter(message="habilitations.compte_signale_au_titulaire").count() == 1


@pytest.mark.exigence("HAB-17")
def test_un_compte_d_une_autre_caisse_ne_se_rattache_pas(
    scene: Scene, comme_web: CommeWeb, public: Incident
) -> None:
    ailleurs = creer_habilitation(creer_partenaire_lie(caisse=scene.etrangere))
    acteur = acteur_pour(scene.conventions)
    with comme_web(acteur), pytest.raises(HorsPortee):
        rattacher(acteur=acteur, cle=public.cle, compte=ailleurs.cle)
    with comme_web(acteur):
        rattacher(acteur=acteur, cle=public.cle, compte=scene.technicien.habilitation.cle)
        with pytest.raises(RegleMetierRefusee) as refus:
            rattacher(acteur=acteur, cle=public.cle, compte=scene.collegue.habilitation.cle)
    assert refus.value.code == "deja_rattache"


def entree(
    auteur: Utilisateur | None, vise: Utilisateur, jours: float, action: str, **champs: Any
) -> Evenement:
    return Evenement.objects.create(
        action=action,
        survenu_le=timezone.now() - timedelta(days=jours),
        auteur_id=auteur.pk if auteur else None,
        objet_type="comptes.utilisateur",
        objet_id=vise.pk,
        **champs,
    )


@pytest.fixture
def journal(scene: Scene, incident: Incident) -> Incident:
    entree(scene.collegue, scene.collegue, 3, "comptes.connexion", adresse="203.0.113.7")
    entree(scene.collegue, scene.collegue, 2, "comptes.connexion", adresse="203.0.113.7")
    entree(None, scene.collegue, 2, "comptes.connexion_refusee")
    entree(scene.collegue, scene.collegue, 33, "comptes.mot_de_passe_change")
    entree(scene.technicien, scene.technicien, 2, "comptes.deconnexion")
    return incident


@pytest.mark.exigence("RGPD-05", "HAB-17")
@pytest.mark.parametrize(
    ("qui", "attendu"),
    [
        ("dpo", (3, True)),
        ("dpo_autre", (3, True)),
        ("conventions", (0, True)),
        ("superviseur", (0, True)),
        ("dpo_etranger", (0, False)),
        ("gestionnaire", (0, False)),
    ],
)
def test_la_base_elle_meme_dit_qui_lit_le_journal(
    scene: Scene, comme_web: CommeWeb, journal: Incident, qui: str, attendu: tuple[int, bool]
) -> None:
    acteur = acteur_pour(getattr(scene, qui))
    with comme_web(acteur):
        lues = journal_du_compte(journal)
        lignes = {ligne.libelle: ligne.nombre for ligne in resume_du_journal(journal)}
    entrees, resume = attendu
    assert len(lues) == entrees
    assert lignes == ({"Connexion": 2, "Connexion refusée": 1} if resume else {})


@pytest.mark.exigence("RGPD-05")
def test_trente_jours_avant_le_constat_et_pas_un_de_plus(
    scene: Scene, comme_web: CommeWeb, incident: Incident
) -> None:
    Incident.objects.filter(pk=incident.pk).update(constate_le=date(2026, 11, 20))
    incident.refresh_from_db()
    for instant in ("2026-10-20T21:59:00Z", "2026-10-20T22:01:00Z"):
        Evenement.objects.create(
            action="comptes.connexion",
            survenu_le=datetime.fromisoformat(instant),
            auteur_id=scene.collegue.pk,
        )
    acteur = acteur_pour(scene.dpo)
    with comme_web(acteur):
        assert len(journal_du_compte(incident)) == 1


@pytest.mark.exigence("RGPD-05")
def test_le_dpo_lit_et_exporte_et_c_est_consigne(
    scene: Scene, connecter: Connecter, comme_web: CommeWeb, journal: Incident
) -> None:
    navigateur = connecter(scene.dpo)
    assert page(navigateur, "lire_journal", journal)[0] == 404, "le compte est encore actif"
    acteur = acteur_pour(scene.conventions)
    with comme_web(acteur):
        geler(acteur=acteur, cle=journal.cle)
    code, html = page(navigateur, "lire_journal", journal)
    assert code == 200
    assert "Connexion refusée" in html
    assert "203.0.113.7" in html
    assert page(connecter(scene.conventions), "lire_journal", journal)[0] == 404
    lecture = Evenement.objects.get(action="habilitations.journal_lu")
    assert (lecture.auteur_id, lecture.objet_id, lecture.caisse_id) == (
        scene.dpo.pk,
        journal.pk,
        scene.caisse.pk,
    )
    resume = page(connecter(scene.superviseur), "voir_incident", journal)[1]
    assert "Connexion : 2 fois" in resume.replace("&nbsp;", " ")
    assert Evenement.objects.filter(action="habilitations.resume_lu", auteur_id=scene.superviseur.pk).exists()
    export = navigateur.get(reverse("habilitations:exporter_journal", args=[journal.cle]))
    assert "confirmer" in export["Location"], "le mot de passe est redemandé"
    assert not Evenement.objects.filter(action="habilitations.journal_exporte").exists()


@pytest.mark.parametrize(
    ("valeur", "attendue"),
    [
        ("=1+1", "'=1+1"),
        ("+33", "'+33"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        (None, ""),
        (12, "12"),
        ("Connexion", "Connexion"),
    ],
)
@pytest.mark.exigence("SEC-01")
def test_une_cellule_n_est_jamais_une_formule(valeur: object, attendue: str) -> None:
    assert cellule(valeur) == attendue


@pytest.mark.exigence("RGPD-05")
def test_le_tableur_s_ouvre_et_se_lit(scene: Scene, journal: Incident) -> None:
    piege = Evenement(action="=cmd", survenu_le=timezone.now(), auteur_id=scene.dpo.pk, details={"nombre": 3})
    octets = tableur([piege], scene.collegue.habilitation, timezone.get_current_timezone())
    lignes = list(csv.reader(octets.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert lignes[0][0] == "Date et heure"
    assert lignes[1][1:4] == ["'=cmd", "'=cmd", f"compte n°{scene.dpo.pk}"]


def test_la_cloture_se_dit_a_la_structure(
    scene: Scene, comme_web: CommeWeb, connecter: Connecter, incident: Incident
) -> None:
    acteur = acteur_pour(scene.conventions)
    with comme_web(acteur):
        with pytest.raises(RegleMetierRefusee) as refus:
            clore(acteur=acteur, cle=incident.cle, conclusion=ConclusionIncident.COMPTE_FERME, suite="Vu.")
        clore(
            acteur=acteur,
            cle=incident.cle,
            conclusion=ConclusionIncident.FAUSSE_ALERTE,
            suite="C’était elle-même, en congé.",
        )
        with pytest.raises(RegleMetierRefusee) as encore:
            clore(acteur=acteur, cle=incident.cle, conclusion=ConclusionIncident.FAUSSE_ALERTE, suite="x")
    assert (refus.value.code, encore.value.code) == ("conclusion", "etat")
    incident.refresh_from_db()
    assert incident.etat == EtatIncident.CLOS
    ecrits = Courriel.objects.filter(message="habilitations.signalement_clos")
    assert {courriel.destinataire_id for courriel in ecrits} == {scene.gestionnaire.pk, scene.collegue.pk}
    assert all("en congé" not in courriel.texte + courriel.html for courriel in ecrits)
    assert "en congé" in page(connecter(scene.gestionnaire), "voir_incident", incident)[1]


def test_sans_compte_la_cloture_ne_dit_rien_d_un_compte(
    scene: Scene, comme_web: CommeWeb, public: Incident
) -> None:
    acteur = acteur_pour(scene.superviseur)
    with comme_web(acteur):
        clore(acteur=acteur, cle=public.cle, conclusion=ConclusionIncident.SANS_COMPTE, suite="Rien trouvé.")
    ecrit = Courriel.objects.get()
    assert (ecrit.message, ecrit.adresse) == ("habilitations.signalement_traite", public.courriel)
    for secret in ("Aucun compte", scene.caisse.libelle, "Rien trouvé"):
        assert secret not in ecrit.texte + ecrit.html + ecrit.objet


def test_l_autre_compte_de_la_personne_est_propose(
    scene: Scene, connecter: Connecter, incident: Incident
) -> None:
    second = creer_habilitation(scene.valmont, compte={"courriel": scene.collegue.courriel.upper()})
    _, html = page(connecter(scene.conventions), "voir_incident", incident)
    assert "Autre compte de la même personne" in html
    assert second.utilisateur.identifiant in html
    assert reverse("habilitations:constater_compromission", args=[second.cle]) in html
