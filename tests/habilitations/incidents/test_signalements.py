"""A partner reports an account: what closes at once, who is told, what is refused (HAB-12, S1u 4.1)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from habilitations.enums import EtatHabilitation, EtatIncident, MotifInactivation, OrigineIncident
from habilitations.models import Habilitation, Incident
from habilitations.services.alertes_incidents import alerter_les_caisses, balayer_alertes
from habilitations.services.incidents import constater, geler, signaler
from tests.factories.conventions import creer_caisse
from tests.factories.habilitations import (
    acteur_pour,
    creer_habilitation,
    creer_partenaire_lie,
    creer_technicien,
)
from tests.habilitations.incidents.conftest import Scene

pytestmark = pytest.mark.exigence("HAB-12")
CommeWeb = Callable[[Acteur | None], AbstractContextManager[None]]
CommeTaches = Callable[[], AbstractContextManager[None]]
Connecter = Callable[[Utilisateur], Client]
REPRISE = "mon-compte/confirmer"


def fait_par(
    comme_web: CommeWeb,
    qui: Utilisateur,
    vise: Utilisateur,
    *,
    nature: str = "vol",
    jours: int = 1,
    recit: str = "Sac volé dans le train.",
) -> Incident:
    acteur = acteur_pour(qui)
    with comme_web(acteur):
        return signaler(
            acteur=acteur,
            cle=vise.habilitation.cle,
            nature=nature,
            constate_le=timezone.localdate() - timedelta(days=jours),
            recit=recit,
        )


def etat_de(compte: Utilisateur) -> tuple[str, str, bool]:
    habilitation = Habilitation.objects.select_related("utilisateur").get(utilisateur=compte)
    return habilitation.etat, habilitation.motif_inactivation, habilitation.utilisateur.is_active


FERME = (EtatHabilitation.INACTIVE, MotifInactivation.SECURITE, False)
OUVERT = (EtatHabilitation.ACTIVE, "", True)


@pytest.mark.parametrize(
    ("qui", "vise", "attendu"),
    [
        ("technicien", "technicien", FERME),
        ("gestionnaire", "technicien", FERME),
        ("gestionnaire", "gestionnaire", FERME),
        ("gestionnaire", "collegue", OUVERT),
    ],
)
def test_ce_qu_un_signalement_ferme_a_l_instant(
    scene: Scene, comme_web: CommeWeb, qui: str, vise: str, attendu: tuple[str, str, bool]
) -> None:
    cible: Utilisateur = getattr(scene, vise)
    incident = fait_par(comme_web, getattr(scene, qui), cible)
    assert etat_de(cible) == attendu
    incident.refresh_from_db()
    assert incident.etat == (EtatIncident.GELE if attendu == FERME else EtatIncident.OUVERT)
    assert (incident.gele_le is not None) == (attendu == FERME)
    assert incident.caisse_id in {scene.caisse.pk, scene.autre.pk}
    assert Evenement.objects.filter(action="habilitations.compte_signale", objet_id=incident.pk).count() == 1


def test_le_dernier_gestionnaire_ferme_son_compte_aussi(comme_web: CommeWeb, scene: Scene) -> None:
    seule = creer_habilitation(creer_partenaire_lie(), "gestionnaire").utilisateur
    fait_par(comme_web, seule, seule)
    assert etat_de(seule) == FERME


@pytest.mark.parametrize(
    ("qui", "vise"), [("technicien", "gestionnaire"), ("technicien", "autre"), ("gestionnaire", "ailleurs")]
)
def test_hors_de_portee(scene: Scene, comme_web: CommeWeb, qui: str, vise: str) -> None:
    cibles = {
        "gestionnaire": scene.gestionnaire,
        "autre": creer_technicien(scene.valmont),
        "ailleurs": creer_technicien(creer_partenaire_lie(caisse=scene.caisse)),
    }
    with pytest.raises(HorsPortee):
        fait_par(comme_web, getattr(scene, qui), cibles[vise])
    assert not Incident.objects.exists()
    assert etat_de(cibles[vise]) == OUVERT


@pytest.mark.parametrize(
    ("jours", "recit", "code"),
    [(1, "Le 2 85 05 78 006 084 36 est concerné.", "nir"), (-1, "", "date_future")],
)
def test_ce_qui_est_refuse(scene: Scene, comme_web: CommeWeb, jours: int, recit: str, code: str) -> None:
    with pytest.raises(RegleMetierRefusee) as refus:
        fait_par(comme_web, scene.gestionnaire, scene.technicien, jours=jours, recit=recit)
    assert refus.value.code == code
    assert etat_de(scene.technicien) == OUVERT
    assert not Incident.objects.exists()


def test_un_compte_jamais_ouvert_n_a_rien_a_fermer(scene: Scene, comme_web: CommeWeb) -> None:
    invitee = creer_habilitation(scene.valmont, etat="invitee").utilisateur
    with pytest.raises(RegleMetierRefusee, match="annulez plutôt son invitation"):
        fait_par(comme_web, scene.gestionnaire, invitee)


def test_un_double_clic_fait_un_seul_signalement(scene: Scene, comme_web: CommeWeb) -> None:
    premier = fait_par(comme_web, scene.gestionnaire, scene.collegue)
    second = fait_par(comme_web, scene.gestionnaire, scene.collegue)
    assert premier.pk == second.pk
    assert Incident.objects.count() == 1
    fait_par(comme_web, scene.gestionnaire, scene.collegue, nature="perte")
    assert Incident.objects.count() == 2, "une autre nature est un autre signalement"


def test_chaque_caisse_liee_est_prevenue_et_personne_d_autre(
    scene: Scene, comme_web: CommeWeb, comme_taches: CommeTaches
) -> None:
    incident = fait_par(comme_web, scene.gestionnaire, scene.collegue)
    with comme_taches():
        assert alerter_les_caisses(incident_id=incident.pk) == 5
        alerter_les_caisses(incident_id=incident.pk)
        balayer_alertes()
    ecrits = Courriel.objects.filter(message="habilitations.compte_signale")
    assert {courriel.destinataire_id for courriel in ecrits} == {
        compte.pk
        for compte in (
            scene.conventions,
            scene.superviseur,
            scene.dpo,
            scene.conventions_autre,
            scene.dpo_autre,
        )
    }
    assert ecrits.count() == 5
    for courriel in ecrits:
        assert courriel.urgent
        assert scene.collegue.identifiant in courriel.texte
        assert reverse("habilitations:voir_incident", args=[incident.cle]) in courriel.texte
        assert "Sac volé" not in courriel.texte + courriel.html + courriel.objet


def test_le_balayage_rattrape_une_alerte_perdue_et_le_dpo_recoit_le_journal(
    scene: Scene, comme_web: CommeWeb, comme_taches: CommeTaches
) -> None:
    fait_par(comme_web, scene.gestionnaire, scene.technicien)
    with comme_taches():
        balayer_alertes()
        balayer_alertes()
    comptes = {
        message: set(Courriel.objects.filter(message=message).values_list("destinataire_id", flat=True))
        for message in ("habilitations.compte_signale_et_inactive", "habilitations.journal_reuni")
    }
    assert comptes["habilitations.compte_signale_et_inactive"] == {
        scene.conventions.pk,
        scene.superviseur.pk,
        scene.conventions_autre.pk,
    }
    assert comptes["habilitations.journal_reuni"] == {scene.dpo.pk, scene.dpo_autre.pk}


@pytest.mark.parametrize("redige", [True, False])
def test_la_personne_qui_signale_son_compte_est_mise_dehors(
    scene: Scene, connecter: Connecter, redige: bool
) -> None:
    ici, ailleurs = connecter(scene.technicien), connecter(scene.technicien)
    for navigateur in (ici, ailleurs):
        assert navigateur.get("/mon-compte/").status_code == 200
    assert UserSession.objects.filter(user=scene.technicien).count() == 2
    saisie = {
        "nature": "vol",
        "constate_le": timezone.localdate().isoformat(),
        "recit": "x" if redige else "",
    }
    reponse = ici.post(reverse("habilitations:signaler_mon_compte"), saisie)
    html = reponse.content.decode()
    assert reponse.status_code == 200
    for mots in ("Votre compte est inactivé", "SEC-", "Qui appeler", scene.caisse.libelle):
        assert mots in html
    assert not UserSession.objects.filter(user=scene.technicien).exists()
    for navigateur in (ici, ailleurs):
        assert "/connexion/" in navigateur.get("/mon-compte/")["Location"]
    assert etat_de(scene.technicien) == FERME


def test_le_gestionnaire_donne_son_mot_de_passe_pour_fermer_le_compte_d_un_autre(
    scene: Scene, connecter: Connecter
) -> None:
    navigateur = connecter(scene.gestionnaire)
    adresse = reverse("habilitations:signaler_compte", args=[scene.technicien.habilitation.cle])
    assert REPRISE in navigateur.get(adresse)["Location"]
    assert etat_de(scene.technicien) == OUVERT


def test_le_formulaire_refuse_et_garde_ce_qui_est_ecrit(scene: Scene, connecter: Connecter) -> None:
    navigateur = connecter(scene.technicien)
    adresse = reverse("habilitations:signaler_mon_compte")
    saisie = {"nature": "perte", "constate_le": "2199-01-01", "recit": "Carnet perdu au marché"}
    html = navigateur.post(adresse, saisie).content.decode()
    assert "Cette date n’est pas encore passée." in html
    assert "Carnet perdu au marché" in html
    html = navigateur.post(adresse, saisie | {"recit": "NIR 285057800608436"}).content.decode()
    assert "numéro de sécurité sociale" in html
    assert etat_de(scene.technicien) == OUVERT


@pytest.mark.parametrize("role", ["conventions", "superviseur", "dpo", "conventions_autre"])
def test_la_caisse_gele_tout_de_suite(scene: Scene, comme_web: CommeWeb, role: str) -> None:
    incident = fait_par(comme_web, scene.gestionnaire, scene.collegue)
    acteur = acteur_pour(getattr(scene, role))
    with comme_web(acteur):
        geler(acteur=acteur, cle=incident.cle)
    incident.refresh_from_db()
    assert etat_de(scene.collegue) == FERME
    assert (incident.etat, incident.gele_par) == (EtatIncident.GELE, acteur.utilisateur_id)
    messages = set(Courriel.objects.values_list("message", "destinataire_id"))
    assert ("habilitations.compte_inactive", scene.collegue.pk) in messages
    assert ("habilitations.inactivation_au_partenaire", scene.gestionnaire.pk) in messages
    with comme_web(acteur), pytest.raises(RegleMetierRefusee) as refus:
        geler(acteur=acteur, cle=incident.cle)
    assert refus.value.code == "etat"


def test_ni_l_instructeur_ni_la_caisse_etrangere_ne_gelent(scene: Scene, comme_web: CommeWeb) -> None:
    incident = fait_par(comme_web, scene.gestionnaire, scene.collegue)
    for compte in (scene.dpo_etranger, scene.gestionnaire):
        acteur = acteur_pour(compte)
        with comme_web(acteur), pytest.raises(HorsPortee):
            geler(acteur=acteur, cle=incident.cle)
    assert etat_de(scene.collegue) == OUVERT


def test_la_caisse_constate_d_elle_meme(scene: Scene, comme_web: CommeWeb, comme_taches: CommeTaches) -> None:
    acteur = acteur_pour(scene.superviseur)
    with comme_web(acteur):
        incident, encore = (
            constater(
                acteur=acteur,
                cle=scene.technicien.habilitation.cle,
                nature="usage_frauduleux",
                constate_le=timezone.localdate(),
                recit="Connexions de nuit.",
            )
            for _ in range(2)
        )
    assert incident.pk == encore.pk
    assert (incident.origine, incident.etat) == (OrigineIncident.CAISSE, EtatIncident.GELE)
    assert incident.caisse_id == scene.caisse.pk
    assert etat_de(scene.technicien) == FERME
    with comme_taches():
        alerter_les_caisses(incident_id=incident.pk)
    assert not Courriel.objects.filter(message__startswith="habilitations.compte_signale").exists()
    assert Courriel.objects.filter(message="habilitations.journal_reuni").count() == 2


@pytest.mark.exigence("ORG-01")
@pytest.mark.parametrize(
    ("a_paris", "accepte"), [("2026-11-22T20:59:00", False), ("2026-11-22T21:01:00", True)]
)
def test_le_jour_est_celui_de_la_caisse(comme_web: CommeWeb, db: None, a_paris: str, accepte: bool) -> None:
    """At nine in the evening in Paris, the next day begins in La Réunion."""
    partenaire = creer_partenaire_lie(caisse=creer_caisse("974", fuseau="Indian/Reunion"))
    compte = creer_technicien(partenaire)
    with time_machine.travel(datetime.fromisoformat(a_paris).replace(tzinfo=ZoneInfo("Europe/Paris"))):
        if accepte:
            assert fait_par(comme_web, compte, compte, jours=-1).etat == EtatIncident.GELE
        else:
            with pytest.raises(RegleMetierRefusee, match="pas encore passée"):
                fait_par(comme_web, compte, compte, jours=-1)
