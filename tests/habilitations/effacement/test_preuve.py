"""Erased means found nowhere: every text of every table, every file, is read (HAB-14)."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.urls import reverse

from conventions.models import MessageConvention, Referent
from conventions.services.referents import courriels_de_la_partie, parties_a_pourvoir
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME
from espace_partenaires.comptes.models import (
    NOM_EFFACE,
    AcceptationCGU,
    Invitation,
    MotDePasseChoisi,
    Utilisateur,
    VersionCGU,
)
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from habilitations.enums import EtatHabilitation, MotifInactivation, NatureEvenement
from habilitations.models import EvenementCompte, Exclusion, Habilitation, LigneRevue
from habilitations.services.effacements import compter_les_effacements, effacer_comptes
from habilitations.services.inactivation import eteindre
from habilitations.signals import compte_efface
from tests.conftest import ClientDuPortail
from tests.factories.comptes import accepter
from tests.factories.habilitations import creer_agent, creer_gestionnaire, creer_technicien
from tests.habilitations.effacement.balayage import colonnes_qui_disent, fichiers_qui_disent
from tests.habilitations.effacement.scene import DEBUT, MOTS, PARIS, PERSONNE, Vie, vivre

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("HAB-14", "RGPD-01")]
CommeTaches = Callable[[], AbstractContextManager[None]]
Connecter = Callable[[Utilisateur], ClientDuPortail]
FIN = datetime(2026, 3, 10, 15, 30, tzinfo=PARIS)
EFFACEMENT = datetime(2026, 9, 10, 0, 1, tzinfo=PARIS)
# Where the person is before: the reading is worth something only if it finds her.
CONNUES = {
    "django_admin_log.object_repr",
    "comptes_accesoublie.saisie",
    "comptes_utilisateur.courriel",
    "comptes_utilisateur.fonction",
    "comptes_utilisateur.identifiant",
    "comptes_utilisateur.nom",
    "comptes_utilisateur.prenom",
    "comptes_utilisateur.telephone",
    "conventions_messageconvention.signature",
    "conventions_referent.courriel",
    "conventions_referent.nom",
    "habilitations_demandehabilitation.courriel",
    "habilitations_demandehabilitation.motif_refus",
    "habilitations_exceptioncourriel.courriel",
    "habilitations_exclusion.motif",
    "habilitations_habilitation.exception_domaine",
    "habilitations_habilitation.precision_inactivation",
    "habilitations_incident.recit",
    "notifications_courriel.adresse",
    "notifications_courriel.html",
    "notifications_courriel.objet",
}


@pytest.fixture
def vie() -> Iterator[Vie]:
    """The person's two accounts, lived in, then inactivated; the clock stands six months later, the first minute."""
    with time_machine.travel(DEBUT, tick=False) as horloge:
        scene = vivre()
        horloge.move_to(FIN)
        for habilitation in (scene.gestionnaire, scene.technicien):
            with transaction.atomic():
                habilitation.refresh_from_db()
                eteindre(
                    ACTEUR_SYSTEME,
                    habilitation,
                    MotifInactivation.AUTRE,
                    FIN,
                    precision="Mme Zyxwellec est partie",
                )
        horloge.move_to(EFFACEMENT)
        yield scene


def test_rien_ne_reste_nulle_part(vie: Vie, comme_taches: CommeTaches) -> None:
    avant = colonnes_qui_disent(MOTS)
    assert avant >= CONNUES
    with comme_taches():
        bilan = effacer_comptes()
    assert bilan.partenaires == 2
    assert colonnes_qui_disent(MOTS) == set()
    assert fichiers_qui_disent(MOTS) == []
    assert len(avant) > 20


def test_ce_qui_dependait_des_comptes_est_parti(vie: Vie, comme_taches: CommeTaches) -> None:
    siens = [vie.gestionnaire.utilisateur_id, vie.technicien.utilisateur_id]
    assert Authenticator.objects.filter(user__in=siens).count() == 4
    assert AcceptationCGU.objects.filter(utilisateur__in=siens).count() == 2
    with comme_taches():
        effacer_comptes()
    assert not Authenticator.objects.filter(user__in=siens).exists()
    assert not UserSession.objects.filter(user__in=siens).exists()
    for modele in (AcceptationCGU, Invitation, MotDePasseChoisi):
        assert not modele.objects.filter(utilisateur__in=siens).exists()
    assert not Courriel.objects.filter(destinataire__in=siens).exists()
    for session in Session.objects.all():
        assert session.get_decoded().get("_auth_user_id") not in {str(numero) for numero in siens}
    autre = Courriel.objects.get(message="essai")
    assert autre.texte == f"Le compte {NOM_EFFACE} de {NOM_EFFACE} ({NOM_EFFACE})."


def test_une_ligne_sans_nom_reste(vie: Vie, comme_taches: CommeTaches) -> None:
    with comme_taches():
        effacer_comptes()
    for habilitation in Habilitation.objects.filter(pk__in=[vie.gestionnaire.pk, vie.technicien.pk]):
        compte = Utilisateur.objects.get(pk=habilitation.utilisateur_id)
        assert (habilitation.etat, habilitation.effacee_le) == (EtatHabilitation.EFFACEE, EFFACEMENT)
        assert (compte.nom_complet, compte.identifiant) == (NOM_EFFACE, f"efface-{compte.pk}")
        assert (compte.is_active, compte.last_login, compte.has_usable_password()) == (False, None, False)
        assert (habilitation.inactivee_le, habilitation.motif_inactivation) == (FIN, MotifInactivation.AUTRE)
        faits = EvenementCompte.objects.filter(habilitation=habilitation).values_list("nature", flat=True)
        assert set(faits) == {NatureEvenement.INACTIVATION, NatureEvenement.EFFACEMENT}
    assert LigneRevue.objects.get().decision == "confirmee"
    exclusion = Exclusion.objects.get()
    assert {exclusion.directeur, exclusion.motif, exclusion.motif_levee} == {"Effacé"}


def test_la_demande_s_ouvre_encore(vie: Vie, comme_taches: CommeTaches, connecter: Connecter) -> None:
    with comme_taches():
        effacer_comptes()
    # Whoever reads six months later has another password by then.
    agent, collegue = creer_agent("instructeur", caisse=vie.caisse), creer_technicien(vie.partenaire)
    for compte in (agent, collegue):
        accepter(compte, VersionCGU.objects.get())
    pages = [
        connecter(agent).get(reverse("signalements:traiter_demande", kwargs={"cle": vie.demande.cle})),
        connecter(collegue).get(reverse("signalements:voir_demande", kwargs={"cle": vie.demande.cle})),
    ]
    for page in pages:
        assert page.status_code == 200
        assert NOM_EFFACE in page.content.decode()
        assert not any(mot in page.content.decode().lower() for mot in MOTS)


def test_le_compte_efface_n_est_plus_visible(
    vie: Vie, comme_taches: CommeTaches, connecter: Connecter
) -> None:
    collegue = creer_gestionnaire(vie.partenaire)
    accepter(collegue, VersionCGU.objects.get())
    navigateur = connecter(collegue)
    page = reverse("habilitations:voir_compte", kwargs={"cle": vie.technicien.cle})
    liste = reverse("habilitations:lister_comptes")
    assert vie.technicien.utilisateur.identifiant in navigateur.get(liste).content.decode()
    with comme_taches():
        effacer_comptes()
    assert navigateur.get(page).status_code == 404
    contenu = navigateur.get(liste).content.decode()
    assert vie.technicien.utilisateur.identifiant not in contenu
    assert f"efface-{vie.technicien.utilisateur_id}" not in contenu


@pytest.mark.exigence("CONV-08")
def test_le_referent_efface_n_est_plus_prevenu(vie: Vie, comme_taches: CommeTaches) -> None:
    referent = Referent.objects.get()
    assert parties_a_pourvoir(referent.convention, EFFACEMENT.date())
    with comme_taches():
        effacer_comptes()
    referent.refresh_from_db()
    assert (referent.nom, referent.courriel, referent.au) == (NOM_EFFACE, "", EFFACEMENT.date())
    assert courriels_de_la_partie(referent.partie, EFFACEMENT.date()) == []
    assert referent.partie in parties_a_pourvoir(referent.convention, EFFACEMENT.date() + timedelta(days=1))
    assert MessageConvention.objects.get().signature == NOM_EFFACE


@pytest.mark.exigence("RGPD-05")
def test_le_journal_n_est_pas_touche(vie: Vie, comme_taches: CommeTaches) -> None:
    avant = list(Evenement.objects.order_by("pk").values())
    with comme_taches():
        effacer_comptes()
    apres = list(Evenement.objects.order_by("pk").values())
    assert apres[: len(avant)] == avant
    assert [entree["action"] for entree in apres[len(avant) :]] == ["habilitations.compte_efface"] * 2


def test_chaque_application_est_prevenue_avant(vie: Vie, comme_taches: CommeTaches) -> None:
    vus: list[tuple[int, str]] = []

    def entendre(utilisateur_id: int, **_: object) -> None:
        vus.append((utilisateur_id, Utilisateur.objects.get(pk=utilisateur_id).nom))

    compte_efface.connect(entendre)
    try:
        with comme_taches():
            effacer_comptes()
    finally:
        compte_efface.disconnect(entendre)
    assert vus == [(h.utilisateur_id, PERSONNE["nom"]) for h in (vie.gestionnaire, vie.technicien)]


def test_l_essai_compte_et_n_ecrit_rien(vie: Vie, comme_taches: CommeTaches) -> None:
    with comme_taches():
        assert compter_les_effacements().partenaires == 2
    assert Habilitation.objects.filter(etat=EtatHabilitation.INACTIVE).count() == 2
    vie.gestionnaire.utilisateur.refresh_from_db()
    assert vie.gestionnaire.utilisateur.nom == PERSONNE["nom"]
