"""The demonstration: the accounts of the story, safe to create twice."""

import pytest
from django.contrib.auth import authenticate

from conventions.demo import creer_demo as demo_des_conventions
from espace_partenaires.comptes.models import AcceptationCGU, Utilisateur
from espace_partenaires.comptes.reference import charger as charger_les_cgu
from espace_partenaires.notifications.models import Courriel
from habilitations.demo import CLE_TOTP, MOT_DE_PASSE, creer_demo
from habilitations.models import Habilitation
from tests.factories.habilitations import acteur_pour

pytestmark = pytest.mark.django_db


@pytest.mark.exigence("HAB-01", "HAB-05", "HAB-16")
def test_la_demonstration_ouvre_les_comptes_de_l_histoire() -> None:
    charger_les_cgu()
    demo_des_conventions()
    lignes = creer_demo()
    assert creer_demo() == lignes
    assert any(f"a-691-pmartin · {MOT_DE_PASSE} · {CLE_TOTP} · " in ligne for ligne in lignes)
    assert len(lignes) == 7
    etats = Habilitation.objects.order_by("utilisateur__identifiant").values_list("profil", "etat")
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
    assert AcceptationCGU.objects.count() == 6
    # Only the invitation still pending has its mail.
    assert [c.destinataire.nom for c in Courriel.objects.all() if c.destinataire] == ["Perrin"]
