"""The caisse decides: accept, refuse with a reason, inactivate before the date (HAB-04, HAB-09, HAB-10)."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections, transaction

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.isolation.portee import portee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.settings.env import ROLES_BASE, env
from habilitations.enums import MotifInactivation
from habilitations.models import DemandeHabilitation, ExceptionCourriel, Habilitation
from habilitations.services.decisions import accepter_demande, inactiver_maintenant, refuser_demande
from habilitations.services.demandes import annuler_demande
from tests.factories.conventions import creer_caisse
from tests.factories.habilitations import acteur_pour, creer_agent, creer_habilitation
from tests.habilitations.demandes.scene import (
    LUNDI,
    CommeWeb,
    agent,
    demande,
    gestionnaire,
    structure,
)

pytestmark = pytest.mark.django_db


def refus_de(service: Any, **arguments: Any) -> RegleMetierRefusee:
    with pytest.raises(RegleMetierRefusee) as refus, transaction.atomic():
        service(maintenant=LUNDI, **arguments)
    return refus.value


@pytest.mark.exigence("HAB-02", "HAB-04")
def test_accepter_habilite_et_invite(comme_web: CommeWeb) -> None:
    partenaire = structure()
    compte, decideur = gestionnaire(partenaire), agent()
    une, acteur = demande(partenaire), acteur_pour(decideur)
    with comme_web(acteur):
        faite = accepter_demande(acteur=acteur, cle=une.cle, maintenant=LUNDI)
    assert (faite.etat, faite.decidee_par, faite.decidee_le, faite.faite_le) == (
        "faite",
        decideur.pk,
        LUNDI,
        LUNDI,
    )
    nouvelle = faite.habilitation
    assert nouvelle is not None
    assert (nouvelle.profil, nouvelle.etat, nouvelle.utilisateur.courriel) == (
        "gestionnaire",
        "invitee",
        "luc.perrin@valmont.example",
    )
    assert Courriel.objects.get(message="habilitations.invitation").destinataire == nouvelle.utilisateur
    dit = Courriel.objects.get(message="habilitations.demande_acceptee")
    assert dit.destinataire == compte
    assert "C’est fait" in dit.texte
    assert "Perrin" not in dit.texte
    assert Evenement.objects.get(action="habilitations.demande_acceptee").details == {"nature": "habiliter"}


@pytest.mark.exigence("HAB-03", "HAB-04", "HAB-08")
def test_ce_qui_refuse_l_acte_laisse_la_demande_en_attente(comme_web: CommeWeb) -> None:
    partenaire = structure(effectif=8)
    acteur = acteur_pour(agent())
    ailleurs = demande(partenaire, courriel="luc.perrin@agglo.example")
    with comme_web(acteur):
        assert refus_de(accepter_demande, acteur=acteur, cle=ailleurs.cle).code == "courriel_hors_domaine"
    for nom in ("Roche", "Marin"):
        gestionnaire(partenaire, nom)
    with comme_web(acteur):
        plein = refus_de(
            accepter_demande, acteur=acteur, cle=ailleurs.cle, exception_domaine="mis à disposition"
        )
    assert plein.code == "quota_atteint"
    ailleurs.refresh_from_db()
    assert (ailleurs.etat, ailleurs.decidee_le, ailleurs.habilitation) == ("en_attente", None, None)
    assert not Courriel.objects.filter(message="habilitations.demande_acceptee").exists()


@pytest.mark.exigence("HAB-04", "HAB-08")
def test_la_caisse_accepte_une_adresse_hors_domaine_avec_sa_raison(comme_web: CommeWeb) -> None:
    partenaire = structure()
    acteur = acteur_pour(agent())
    habiliter = demande(partenaire, courriel="luc.perrin@agglo.example")
    cible = gestionnaire(partenaire).habilitation
    modifier = demande(partenaire, "modifier", cible, courriel="nadia.roche@agglo.example")
    with comme_web(acteur):
        for une in (habiliter, modifier):
            accepter_demande(
                acteur=acteur, cle=une.cle, exception_domaine="mise à disposition", maintenant=LUNDI
            )
    nouvelle = Habilitation.objects.get(utilisateur__courriel="luc.perrin@agglo.example")
    assert nouvelle.exception_domaine == "mise à disposition"
    assert ExceptionCourriel.objects.get(courriel="nadia.roche@agglo.example").motif == "mise à disposition"
    cible.utilisateur.refresh_from_db()
    assert cible.utilisateur.courriel == "nadia.roche@agglo.example"


@pytest.mark.exigence("HAB-09")
def test_accepter_une_modification_ne_change_que_ce_qui_est_demande(comme_web: CommeWeb) -> None:
    partenaire = structure()
    compte = gestionnaire(partenaire, fonction="responsable", telephone="04 00 00 00 00")
    une = demande(partenaire, "modifier", compte.habilitation, nom="Roche-Marin", telephone="04 11 11 11 11")
    acteur, identifiant = acteur_pour(agent()), compte.identifiant
    with comme_web(acteur):
        faite = accepter_demande(acteur=acteur, cle=une.cle, maintenant=LUNDI)
    compte.refresh_from_db()
    assert faite.etat == "faite"
    assert (compte.nom, compte.telephone, compte.fonction, compte.identifiant) == (
        "Roche-Marin",
        "04 11 11 11 11",
        "responsable",
        identifiant,
    )


@pytest.mark.exigence("HAB-10")
def test_une_inactivation_acceptee_attend_sa_date(comme_web: CommeWeb) -> None:
    partenaire = structure()
    compte, cible = gestionnaire(partenaire), gestionnaire(partenaire, "Marin").habilitation
    une, acteur = demande(partenaire, "inactiver", cible), acteur_pour(agent())
    with comme_web(acteur):
        acceptee = accepter_demande(acteur=acteur, cle=une.cle, maintenant=LUNDI)
    cible.refresh_from_db()
    assert (acceptee.etat, acceptee.faite_le, cible.etat) == ("acceptee", None, "active")
    dit = Courriel.objects.get(message="habilitations.demande_acceptee", destinataire=compte)
    assert "Le compte sera inactivé le mardi 24" in dit.texte


@pytest.mark.exigence("HAB-10")
def test_la_caisse_peut_la_faire_avant_la_date(comme_web: CommeWeb) -> None:
    partenaire = structure()
    compte, cible = gestionnaire(partenaire), gestionnaire(partenaire, "Marin").habilitation
    une, acteur = demande(partenaire, "inactiver", cible), acteur_pour(agent())
    with comme_web(acteur):
        refus = refus_de(inactiver_maintenant, acteur=acteur, cle=une.cle)
        assert refus.code == "a_accepter"
        accepter_demande(acteur=acteur, cle=une.cle, maintenant=LUNDI)
        faite = inactiver_maintenant(acteur=acteur, cle=une.cle, maintenant=LUNDI)
    cible.refresh_from_db()
    assert (faite.etat, faite.faite_le) == ("faite", LUNDI)
    assert (cible.etat, cible.motif_inactivation, cible.inactivee_le) == (
        "inactive",
        MotifInactivation.DEPART,
        LUNDI,
    )
    assert Courriel.objects.filter(
        message="habilitations.inactivation_au_partenaire", destinataire=compte
    ).exists()


@pytest.mark.exigence("HAB-04", "HAB-09", "HAB-10", "RGPD-05")
def test_un_refus_dit_son_motif(comme_web: CommeWeb) -> None:
    partenaire = structure()
    compte, acteur = gestionnaire(partenaire), acteur_pour(agent())
    une = demande(partenaire)
    with comme_web(acteur):
        assert refus_de(refuser_demande, acteur=acteur, cle=une.cle, motif="  ").code == "motif_absent"
        assert refus_de(refuser_demande, acteur=acteur, cle=une.cle, motif="2850578006084").code == "nir"
        # Cut in silence, it would say something else than what the agent wrote.
        trop_long = refus_de(refuser_demande, acteur=acteur, cle=une.cle, motif="a" * 301)
        assert trop_long.code == "motif_trop_long"
        refusee = refuser_demande(
            acteur=acteur, cle=une.cle, motif="Donnez une adresse de la mairie.", maintenant=LUNDI
        )
    assert (refusee.etat, refusee.motif_refus) == ("refusee", "Donnez une adresse de la mairie.")
    dit = Courriel.objects.get(message="habilitations.demande_refusee")
    assert dit.destinataire == compte
    assert "Donnez une adresse de la mairie." in dit.texte
    assert not Habilitation.objects.filter(utilisateur__nom="Perrin").exists()


@pytest.mark.exigence("HAB-04")
def test_une_demande_deja_decidee_dit_par_qui_et_quand(comme_web: CommeWeb) -> None:
    partenaire = structure()
    compte = gestionnaire(partenaire)
    premier, second = agent(nom="Lenoir", prenom="Anne"), agent(nom="Petit")
    une = demande(partenaire)
    with comme_web(acteur_pour(premier)):
        refuser_demande(acteur=acteur_pour(premier), cle=une.cle, motif="Essai", maintenant=LUNDI)
    acteur = acteur_pour(second)
    with comme_web(acteur):
        refus = refus_de(accepter_demande, acteur=acteur, cle=une.cle)
    assert refus.code == "deja_decidee"
    lu = refus.message.replace("\N{NO-BREAK SPACE}", " ")
    assert "refusée par Anne Lenoir le lundi 9 novembre 2026 à 10 h 00" in lu
    partie = acteur_pour(compte)
    with comme_web(partie):
        du_partenaire = refus_de(annuler_demande, acteur=partie, cle=une.cle)
    assert "refusée par la caisse" in du_partenaire.message
    assert "Lenoir" not in du_partenaire.message
    assert not Habilitation.objects.filter(utilisateur__nom="Perrin").exists()


@pytest.mark.exigence("HAB-04", "HAB-17")
@pytest.mark.parametrize("roles", [("instructeur",), ("superviseur",), ("dpo",), ("superviseur", "dpo")])
def test_les_autres_roles_ne_decident_pas(roles: tuple[str, ...], comme_web: CommeWeb) -> None:
    une = demande(structure())
    intrus = acteur_pour(creer_agent(*roles))
    with comme_web(intrus), pytest.raises(HorsPortee):
        accepter_demande(acteur=intrus, cle=une.cle, maintenant=LUNDI)
    une.refresh_from_db()
    assert une.etat == "en_attente"


@pytest.mark.exigence("HAB-17")
def test_ni_une_autre_caisse_ni_le_partenaire(comme_web: CommeWeb) -> None:
    partenaire = structure()
    une = demande(partenaire)
    ailleurs = agent(caisse=creer_caisse("381", departements=("38",)))
    for intrus in (acteur_pour(ailleurs), acteur_pour(gestionnaire(partenaire))):
        for service, suite in ((accepter_demande, {}), (refuser_demande, {"motif": "Non"})):
            with comme_web(intrus), pytest.raises(HorsPortee):
                service(acteur=intrus, cle=une.cle, maintenant=LUNDI, **suite)
    une.refresh_from_db()
    assert une.etat == "en_attente"


@pytest.mark.exigence("HAB-10")
def test_accepter_tard_un_depart_le_fait_aussitot(comme_web: CommeWeb) -> None:
    partenaire = structure()
    gestionnaire(partenaire)
    cible = gestionnaire(partenaire, "Marin").habilitation
    une = demande(partenaire, "inactiver", cible, souhaitee_le=LUNDI.date())
    acteur = acteur_pour(agent())
    with comme_web(acteur):
        assert accepter_demande(acteur=acteur, cle=une.cle, maintenant=LUNDI).etat == "faite"
    cible.refresh_from_db()
    assert cible.etat == "inactive"


@pytest.mark.exigence("HAB-10")
def test_sans_successeur_le_depart_accepte_tard_attend(comme_web: CommeWeb) -> None:
    partenaire = structure()
    cible = gestionnaire(partenaire).habilitation
    creer_habilitation(partenaire, "gestionnaire", "invitee")
    une = demande(partenaire, "inactiver", cible, souhaitee_le=LUNDI.date())
    acteur = acteur_pour(agent())
    with comme_web(acteur):
        assert accepter_demande(acteur=acteur, cle=une.cle, maintenant=LUNDI).etat == "acceptee"
        refus = refus_de(inactiver_maintenant, acteur=acteur, cle=une.cle)
    cible.refresh_from_db()
    assert (refus.code, cible.etat) == ("dernier_gestionnaire", "active")


def ouvrir_comme_le_web(depart: threading.Barrier) -> None:
    compte = env.db_url(ROLES_BASE["web"])
    acces = {"USER": compte["USER"], "PASSWORD": compte["PASSWORD"]}
    connection.settings_dict = {**connection.settings_dict, **acces}
    with connection.cursor() as curseur:
        curseur.execute("SELECT current_user")
        assert curseur.fetchone() == ("portail_web",)
    depart.wait(timeout=30)


def ensemble(*essais: tuple[Acteur, Callable[[], DemandeHabilitation]]) -> Counter[str]:
    """Run the attempts from threads that start together, each as the web role under its own scope."""
    depart = threading.Barrier(len(essais))

    def un_fil(essai: tuple[Acteur, Callable[[], DemandeHabilitation]]) -> str:
        ouvrir_comme_le_web(depart)
        try:
            with portee(essai[0]):
                return str(essai[1]().etat)
        except RegleMetierRefusee as refus:
            return refus.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(essais)) as fils:
        return Counter(fils.map(un_fil, essais))


@pytest.mark.django_db(transaction=True)
@pytest.mark.exigence("HAB-03", "HAB-04")
def test_deux_agents_qui_acceptent_a_la_fois_font_un_compte() -> None:
    partenaire = structure()
    une = demande(partenaire)
    acteurs = [acteur_pour(agent()) for _ in range(2)]
    resultats = ensemble(
        *((acteur, lambda acteur=acteur: accepter_demande(acteur=acteur, cle=une.cle)) for acteur in acteurs)
    )
    assert resultats == {"faite": 1, "deja_decidee": 1}
    assert Habilitation.objects.filter(utilisateur__courriel="luc.perrin@valmont.example").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.exigence("HAB-04")
def test_accepter_et_annuler_a_la_fois_ont_un_seul_effet() -> None:
    partenaire = structure()
    une = demande(partenaire)
    decideur, partie = acteur_pour(agent()), acteur_pour(gestionnaire(partenaire))
    resultats = ensemble(
        (decideur, lambda: accepter_demande(acteur=decideur, cle=une.cle)),
        (partie, lambda: annuler_demande(acteur=partie, cle=une.cle)),
    )
    une.refresh_from_db()
    comptes = Habilitation.objects.filter(utilisateur__courriel="luc.perrin@valmont.example").count()
    assert resultats["deja_decidee"] == 1
    assert (une.etat, comptes) in {("faite", 1), ("annulee", 0)}
