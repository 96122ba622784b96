"""The demonstration: the accounts of the story, safe to create twice."""

import pytest
from django.contrib.auth import authenticate

from conventions.demo import creer_demo as demo_des_conventions
from espace_partenaires.comptes.models import AcceptationCGU, Utilisateur
from espace_partenaires.comptes.reference import charger as charger_les_cgu
from espace_partenaires.notifications.models import Courriel
from habilitations.demo import CLE_TOTP, MOT_DE_PASSE, creer_demo
from habilitations.models import DemandeHabilitation, Habilitation, Incident, Revue
from tests.factories.habilitations import acteur_pour

pytestmark = pytest.mark.django_db


def _identifiants(lignes: list[str]) -> list[str]:
    """Return the identifiers printed, the heading left out."""
    return [ligne.split(" · ")[0] for ligne in lignes[1:]]


@pytest.mark.exigence("HAB-01", "HAB-05", "HAB-16")
def test_la_demonstration_ouvre_les_comptes_de_l_histoire() -> None:
    charger_les_cgu()
    demo_des_conventions()
    lignes = creer_demo()
    assert creer_demo() == lignes
    assert any(f"a-691-pmartin · {MOT_DE_PASSE} · {CLE_TOTP} · " in ligne for ligne in lignes)
    assert len(lignes) == 7
    etats = (
        Habilitation.objects.filter(partenaire__libelle="CCAS de Valmont")
        .order_by("utilisateur__identifiant")
        .values_list("profil", "etat")
    )
    assert list(etats) == [
        ("gestionnaire", "active"),
        ("technicien", "active"),
        ("technicien", "invitee"),
        ("technicien", "active"),
    ]
    nadia = Utilisateur.objects.filter(nom="Roche")
    assert {compte.courriel for compte in nadia} == {"nadia.roche@valmont.example"}
    agent = Utilisateur.objects.get(identifiant="a-691-pmartin")
    assert acteur_pour(agent).roles == {"instructeur", "superviseur", "gestionnaire_conventions"}
    assert agent.check_password(MOT_DE_PASSE)
    assert authenticate(identifiant=agent.identifiant, password="autre") is None
    assert AcceptationCGU.objects.filter(utilisateur__identifiant__in=_identifiants(lignes)).count() == 6
    # Only the invitation still pending has its mail.
    assert [c.destinataire.nom for c in Courriel.objects.all() if c.destinataire] == ["Perrin"]


@pytest.mark.exigence("HAB-04", "HAB-10", "HAB-12", "HAB-15")
def test_la_demonstration_montre_des_comptes_qui_vivent() -> None:
    charger_les_cgu()
    demo_des_conventions()
    for _fois in range(2):
        creer_demo()
        demandes = DemandeHabilitation.objects.order_by("nature").values_list("nature", "etat")
        assert list(demandes) == [("inactiver", "acceptee"), ("modifier", "en_attente")]
        partis = Habilitation.objects.filter(etat="inactive").values_list("profil", "motif_inactivation")
        assert list(partis) == [("technicien", "depart")]
        incident = Incident.objects.get()
        assert (incident.origine, incident.etat) == ("publique", "ouvert")
        assert incident.habilitation is not None
        assert incident.habilitation.utilisateur.nom == "Morel"
        close = Revue.objects.get(close_le__isnull=False)
        assert close.numero
        assert close.lignes.filter(decision="confirmee").count() == 5
        ouverte = Revue.objects.get(close_le__isnull=True)
        assert ouverte.campagne is not None
        assert sorted(ouverte.lignes.values_list("decision", flat=True)) == ["", "confirmee"]
    # What is told as past leaves no mail to send today.
    assert {c.destinataire.nom for c in Courriel.objects.all() if c.destinataire} == {"Perrin"}
