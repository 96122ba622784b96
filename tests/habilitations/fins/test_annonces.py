"""Who is told of an end, in which words, and the proof of when (HAB-10, HAB-11, HAB-12)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from conventions.models import Caisse, Partenaire
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee
from espace_partenaires.notifications import envoi
from espace_partenaires.notifications.models import Courriel
from habilitations.enums import MotifInactivation, NatureEvenement
from habilitations.models import EvenementCompte, Habilitation
from habilitations.services.annonces import balayer_annonces, prevenir, prevenir_les_caisses
from habilitations.services.inactivation import eteindre
from habilitations.services.ouverture import verrouiller_habilitation
from tests.factories.conventions import creer_caisse, creer_partenaire, relier
from tests.factories.habilitations import (
    acteur_pour,
    creer_agent,
    creer_gestionnaire,
    creer_habilitation,
    creer_technicien,
)
from tests.habilitations.fins.conftest import MIDI, CommeTaches, CommeWeb

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("HAB-12")]
STRUCTURE, PERSONNE = "habilitations.inactivation_au_partenaire", "habilitations.compte_inactive"
CAISSES = "habilitations.fermeture_aux_caisses"


def fermer(
    acteur: Acteur, habilitation: Habilitation, motif: MotifInactivation, caisse_id: int | None = None
) -> EvenementCompte:
    """End an account and tell of it, as every service that ends one does."""
    with transaction.atomic():
        verrouillee = verrouiller_habilitation(acteur, habilitation.cle)
        fait = eteindre(acteur, verrouillee, motif, MIDI, caisse_id=caisse_id)
        prevenir(acteur, fait, MIDI)
    return fait


def destinataires(message: str) -> list[str]:
    lignes = Courriel.objects.filter(message=message).order_by("pk")
    return sorted(ligne.destinataire.identifiant if ligne.destinataire else ligne.adresse for ligne in lignes)


def test_la_caisse_ferme_un_compte_la_personne_et_la_structure_le_lisent(
    valmont: Partenaire, caisse: Caisse, comme_web: CommeWeb
) -> None:
    nadia, autre = creer_gestionnaire(valmont), creer_gestionnaire(valmont)
    awa = creer_technicien(valmont, prenom="Awa")
    agent = acteur_pour(creer_agent("gestionnaire_conventions"))
    with comme_web(agent):
        fait = fermer(agent, awa.habilitation, MotifInactivation.SECURITE, caisse.pk)
    assert destinataires(PERSONNE) == [awa.identifiant]
    assert destinataires(STRUCTURE) == sorted([nadia.identifiant, autre.identifiant])
    lu = Courriel.objects.filter(message=STRUCTURE).first()
    assert lu is not None
    for brut in (lu.texte, lu.html):
        texte = brut.replace("&nbsp;", " ").replace("\xa0", " ")
        assert "lundi 23 novembre 2026 à 12 h 00" in texte
        assert "par la CPAM du Rhône" in texte
        assert "mesure de sécurité" in texte
        assert "22 mai 2027" in texte
        assert awa.identifiant in texte
        assert "Diallo" not in texte
    sienne = Courriel.objects.get(message=PERSONNE)
    assert "Bonjour Awa" in sienne.texte
    assert "mésusage" not in sienne.texte, "on ne reproche rien à la personne"
    awa.refresh_from_db()
    assert not awa.has_usable_password()
    assert fait.caisse == caisse


def test_outre_mer_l_heure_est_celle_de_la_caisse(comme_web: CommeWeb) -> None:
    guyane = creer_caisse("973", fuseau="America/Cayenne")
    partenaire = creer_partenaire()
    relier(guyane, partenaire)
    nadia, awa = creer_gestionnaire(partenaire), creer_technicien(partenaire)
    creer_gestionnaire(partenaire)
    with comme_web(acteur_pour(nadia)):
        fermer(acteur_pour(nadia), awa.habilitation, MotifInactivation.DEPART)
    assert "à 8\xa0h\xa000" in Courriel.objects.get(message=STRUCTURE).texte


@pytest.mark.exigence("HAB-11")
def test_qui_agit_pour_la_structure_ne_s_ecrit_pas_a_soi_meme(
    valmont: Partenaire, caisse: Caisse, comme_web: CommeWeb
) -> None:
    nadia, autre, awa = creer_gestionnaire(valmont), creer_gestionnaire(valmont), creer_technicien(valmont)
    with comme_web(acteur_pour(nadia)):
        fait = fermer(acteur_pour(nadia), awa.habilitation, MotifInactivation.DEPART, caisse.pk)
    assert destinataires(STRUCTURE) == [autre.identifiant]
    assert "par un gestionnaire de la structure" in Courriel.objects.get(message=STRUCTURE).texte
    assert fait.caisse is None, "aucune caisse n’a agi"
    awa.refresh_from_db()
    assert awa.has_usable_password()


@pytest.mark.parametrize(("dpo", "attendus"), [("dpo@valmont.example", ["dpo@valmont.example"]), ("", [])])
def test_sans_gestionnaire_on_ecrit_au_delegue_de_la_structure(
    dpo: str, attendus: list[str], valmont: Partenaire, caisse: Caisse, comme_web: CommeWeb
) -> None:
    Partenaire.objects.filter(pk=valmont.pk).update(courriel_dpo=dpo)
    seule = creer_gestionnaire(valmont)
    agent = acteur_pour(creer_agent("dpo"))
    with comme_web(agent):
        fermer(agent, seule.habilitation, MotifInactivation.SECURITE, caisse.pk)
    assert destinataires(STRUCTURE) == attendus
    assert all("http" not in lu.texte for lu in Courriel.objects.filter(message=STRUCTURE))


def fermeture(valmont: Partenaire, caisse: Caisse) -> tuple[EvenementCompte, Utilisateur]:
    ailleurs = creer_caisse("381")
    relier(ailleurs, valmont)
    leur_agent = creer_agent("gestionnaire_conventions", caisse=ailleurs)
    creer_agent("instructeur", "superviseur", caisse=ailleurs)
    creer_gestionnaire(valmont)
    agent = acteur_pour(creer_agent("gestionnaire_conventions"))
    awa = creer_technicien(valmont)
    return fermer(agent, awa.habilitation, MotifInactivation.SECURITE, caisse.pk), leur_agent


def test_les_autres_caisses_du_partenaire_l_apprennent_une_fois(
    valmont: Partenaire, caisse: Caisse, comme_taches: CommeTaches
) -> None:
    fait, leur_agent = fermeture(valmont, caisse)
    with comme_taches():
        assert prevenir_les_caisses(fait_id=fait.pk) == 1
        prevenir_les_caisses(fait_id=fait.pk)
    assert destinataires(CAISSES) == [leur_agent.identifiant]
    assert "par la CPAM du Rhône" in Courriel.objects.get(message=CAISSES).texte


@pytest.mark.exigence("SEC-02")
def test_le_balayage_rattrape_un_reveil_perdu_pendant_trois_jours(
    valmont: Partenaire, caisse: Caisse, comme_taches: CommeTaches
) -> None:
    _, leur_agent = fermeture(valmont, caisse)
    with comme_taches():
        balayer_annonces(maintenant=MIDI + timedelta(days=3, minutes=1))
        assert destinataires(CAISSES) == []
        balayer_annonces(maintenant=MIDI + timedelta(days=3))
    assert destinataires(CAISSES) == [leur_agent.identifiant]


def test_personne_d_autre_que_le_systeme_n_ecrit_aux_caisses(valmont: Partenaire, caisse: Caisse) -> None:
    fait, leur_agent = fermeture(valmont, caisse)
    with pytest.raises(HorsPortee):
        prevenir_les_caisses(acteur=acteur_pour(leur_agent), fait_id=fait.pk)
    assert destinataires(CAISSES) == []


@pytest.mark.parametrize("perdu", [False, True])
def test_la_preuve_porte_l_heure_de_la_remise(
    perdu: bool,
    valmont: Partenaire,
    caisse: Caisse,
    comme_taches: CommeTaches,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nadia = creer_gestionnaire(valmont)
    agent = acteur_pour(creer_agent("gestionnaire_conventions"))
    fait = fermer(agent, creer_technicien(valmont).habilitation, MotifInactivation.DEPART, caisse.pk)
    courriel = Courriel.objects.get(message=STRUCTURE, destinataire=nadia)
    assert not fait.suites.exists(), "écrit n’est pas encore prévenu"
    remise = MIDI + timedelta(minutes=7)
    Courriel.objects.update(prochaine_tentative_le=MIDI)
    if perdu:
        monkeypatch.setattr(envoi, "annoncer", lambda *_: None)
    with time_machine.travel(remise, tick=False), comme_taches():
        envoi.envoyer(courriel_id=courriel.pk)
        assert fait.suites.exists() != perdu
        balayer_annonces()
        balayer_annonces()
    preuve = fait.suites.get()
    assert (preuve.nature, preuve.survenu_le, preuve.nombre) == (
        NatureEvenement.PARTENAIRE_PREVENU,
        remise,
        1,
    )
    assert preuve.cle == courriel.pk


@pytest.mark.exigence("HAB-13")
def test_la_fin_des_conventions_n_est_l_acte_de_personne(valmont: Partenaire) -> None:
    awa = creer_habilitation(valmont)
    fait = eteindre(ACTEUR_SYSTEME, awa, MotifInactivation.FIN_DES_CONVENTIONS, MIDI)
    prevenir(ACTEUR_SYSTEME, fait, MIDI)
    assert "(heure de la caisse), automatiquement." in Courriel.objects.get(message=PERSONNE).texte
