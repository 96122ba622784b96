"""An address that refuses mail: a task of the caisse, until it changes or mail passes again."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.enums import EtatCourriel
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.notifications.rebonds import ADRESSE_REFUSEE
from espace_partenaires.notifications.services import notifier
from espace_partenaires.notifications.signals import adresse_refusee as signal
from habilitations.enums import NatureEvenement
from habilitations.models import EvenementCompte
from habilitations.notifications import COMPTE_REACTIVE
from habilitations.selectors_adresses import adresse_refusee, adresses_refusees
from habilitations.services.adresses import balayer_adresses, dire_l_adresse_bonne, noter_le_refus
from habilitations.services.modifications import modifier_compte
from tests.conftest import ClientDuPortail
from tests.factories.conventions import creer_caisse
from tests.factories.habilitations import (
    acteur_pour,
    creer_agent,
    creer_gestionnaire,
    creer_partenaire_lie,
    creer_technicien,
)

pytestmark = [pytest.mark.exigence("UX-07"), pytest.mark.django_db]
CommeTaches = Callable[[], AbstractContextManager[None]]
Connecter = Callable[[Utilisateur], ClientDuPortail]
MIDI = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def _courriel(compte: Utilisateur, quand: datetime, *, refuse: bool) -> Courriel:
    """Write a mail that left at this hour, refused for good or not."""
    contexte = dict.fromkeys(COMPTE_REACTIVE.variables, "x")
    (courriel,) = notifier(message=COMPTE_REACTIVE, destinataires=[compte], contexte=contexte)
    etat = (
        {"etat": EtatCourriel.ECHEC, "derniere_erreur": ADRESSE_REFUSEE}
        if refuse
        else {"etat": EtatCourriel.ENVOYE}
    )
    vide = {"texte": "", "html": "", "lien": ""}
    Courriel.objects.filter(pk=courriel.pk).update(
        envoye_le=quand, prochaine_tentative_le=quand, **vide, **etat
    )
    courriel.refresh_from_db()
    return courriel


def _refuser(compte: Utilisateur, quand: datetime = MIDI) -> Courriel:
    courriel = _courriel(compte, quand, refuse=True)
    with time_machine.travel(quand, tick=False):
        signal.send_robust(sender=Courriel, courriel=courriel)
    return courriel


def test_un_refus_est_une_tache_pour_chaque_caisse_du_partenaire_et_pour_elles_seules(
    comme_taches: CommeTaches,
) -> None:
    compte = creer_technicien(creer_partenaire_lie())
    with comme_taches():
        _refuser(compte)
        _refuser(compte, MIDI + timedelta(hours=1))
    agent, ailleurs = (
        acteur_pour(creer_agent("gestionnaire_conventions")),
        acteur_pour(creer_agent("gestionnaire_conventions", caisse=creer_caisse("381"))),
    )
    (ligne,) = adresses_refusees(agent)
    assert (ligne.utilisateur, ligne.refusee_le) == (compte, MIDI), "une tâche, depuis le premier refus"
    assert not adresses_refusees(ailleurs).exists()


def test_un_refus_plus_vieux_que_la_correction_ne_dit_plus_rien(comme_taches: CommeTaches) -> None:
    structure = creer_partenaire_lie()
    compte = creer_technicien(structure)
    gestionnaire = acteur_pour(creer_gestionnaire(structure))
    parti = _courriel(compte, MIDI, refuse=True)
    modifier_compte(
        acteur=gestionnaire,
        cle=compte.habilitation.cle,
        champs={"courriel": "bonne.adresse@valmont.example"},
        maintenant=MIDI + timedelta(minutes=5),
    )
    with comme_taches():
        noter_le_refus(parti)
        assert adresse_refusee(compte.habilitation) is None


def test_l_adresse_changee_ferme_la_tache_pas_le_telephone() -> None:
    structure = creer_partenaire_lie()
    compte = creer_technicien(structure)
    gestionnaire = acteur_pour(creer_gestionnaire(structure))
    _refuser(compte)
    for champ, valeur, reste in (
        ("telephone", "04 11 11 11 11", True),
        ("courriel", "bonne.adresse@valmont.example", False),
    ):
        modifier_compte(acteur=gestionnaire, cle=compte.habilitation.cle, champs={champ: valeur})
        assert (adresse_refusee(compte.habilitation) is not None) == reste


def test_un_courriel_qui_passe_ferme_la_tache_au_bout_d_un_jour(comme_taches: CommeTaches) -> None:
    compte = creer_technicien(creer_partenaire_lie())
    _refuser(compte)
    _courriel(compte, MIDI + timedelta(hours=1), refuse=False)
    with comme_taches():
        assert balayer_adresses(maintenant=MIDI + timedelta(hours=24)) == 0, "il peut encore revenir"
        assert balayer_adresses(maintenant=MIDI + timedelta(hours=25)) == 1
        assert balayer_adresses(maintenant=MIDI + timedelta(hours=26)) == 0
    assert adresse_refusee(compte.habilitation) is None


@pytest.mark.exigence("SEC-02")
def test_le_balayage_rattrape_une_annonce_perdue(comme_taches: CommeTaches) -> None:
    compte, parti = creer_technicien(creer_partenaire_lie()), creer_technicien(creer_partenaire_lie())
    _courriel(compte, MIDI, refuse=True)
    _courriel(parti, MIDI - timedelta(days=11), refuse=True)
    with comme_taches():
        for heures in (1, 2):
            balayer_adresses(maintenant=MIDI + timedelta(hours=heures))
    faits = EvenementCompte.objects.filter(nature=NatureEvenement.ADRESSE_REFUSEE)
    assert [fait.habilitation for fait in faits] == [compte.habilitation]


def test_ni_agent_ni_adresse_nue_ni_compte_fini_ne_font_de_tache(comme_taches: CommeTaches) -> None:
    fini = creer_technicien(creer_partenaire_lie())
    _refuser(fini)
    fini.habilitation.etat, fini.habilitation.inactivee_le = "inactive", MIDI
    fini.habilitation.save()
    _refuser(creer_agent("instructeur"))
    Courriel.objects.all().delete()
    contexte = dict.fromkeys(COMPTE_REACTIVE.variables, "x")
    (nue,) = notifier(message=COMPTE_REACTIVE, destinataires=["dpo@ccas.example"], contexte=contexte)
    with comme_taches():
        noter_le_refus(nue)
    agent = acteur_pour(creer_agent("gestionnaire_conventions"))
    assert not adresses_refusees(agent).exists()
    assert EvenementCompte.objects.count() == 1


@pytest.mark.exigence("HAB-17")
def test_corrigee_se_dit_une_fois_par_la_caisse_et_s_ecrit_au_journal_sans_l_adresse() -> None:
    structure = creer_partenaire_lie()
    compte = creer_technicien(structure)
    _refuser(compte)
    cle = compte.habilitation.cle
    for acteur in (
        creer_gestionnaire(structure),
        creer_agent("superviseur"),
        creer_agent("gestionnaire_conventions", caisse=creer_caisse("381")),
    ):
        with pytest.raises(HorsPortee):
            dire_l_adresse_bonne(acteur=acteur_pour(acteur), cle=cle)
    agent = acteur_pour(creer_agent("gestionnaire_conventions"))
    dire_l_adresse_bonne(acteur=agent, cle=cle)
    with pytest.raises(RegleMetierRefusee, match="plus signalée"):
        dire_l_adresse_bonne(acteur=agent, cle=cle)
    entree = Evenement.objects.get(action="habilitations.adresse_retablie")
    assert (entree.objet_id, entree.details) == (compte.habilitation.pk, {})


@pytest.mark.exigence("UX-06")
def test_la_liste_l_accueil_et_le_compte_le_disent_puis_se_taisent(connecter: Connecter) -> None:
    compte = creer_technicien(creer_partenaire_lie())
    _refuser(compte)
    agent = connecter(creer_agent("gestionnaire_conventions"))
    liste = f"{reverse('habilitations:bureau_habilitations')}?vue=adresses"
    fiche = reverse("habilitations:voir_compte", args=[compte.habilitation.cle])
    accueil = agent.get("/").content.decode()
    assert "1 compte à l’adresse refusée" in accueil
    assert compte.identifiant in agent.get(liste).content.decode()
    assert "Cette adresse refuse nos courriels" in agent.get(fiche).content.decode()
    reponse = agent.post(
        reverse("habilitations:dire_adresse_bonne", args=[compte.habilitation.cle]), follow=True
    )
    page = reponse.content.decode()
    assert "C’est noté" in page
    assert "Aucune adresse n’est refusée" in page
    assert "Cette adresse refuse" not in agent.get(fiche).content.decode()
    assert "Adresse de nouveau bonne" in agent.get(fiche).content.decode()
