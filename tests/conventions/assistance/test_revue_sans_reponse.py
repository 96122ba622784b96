"""What a caisse decides of techniciens for whom nobody answers a review (NOV-09, ORG-01)."""

import pytest
from django.urls import reverse

from conventions.models import Caisse
from conventions.services.caisses import regler_revue_sans_reponse
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee
from espace_partenaires.journal.models import Evenement
from tests.conventions.assistance.conftest import Connecter
from tests.factories.habilitations import acteur_pour, creer_agent

pytestmark = pytest.mark.django_db
REGLER = "conventions:regler_revue_sans_reponse"


@pytest.mark.exigence("NOV-09", "ORG-01")
def test_la_caisse_dit_si_les_techniciens_sans_reponse_sont_inactives(
    agent: Utilisateur, caisse: Caisse, connecter: Connecter
) -> None:
    navigateur = connecter(agent)
    assert "aucun compte inactivé" in navigateur.get(reverse("conventions:ma_caisse")).content.decode()
    page = navigateur.get(reverse(REGLER)).content.decode()
    assert "préavis de huit jours" in page
    assert "Un gestionnaire n’est jamais inactivé faute de réponse" in page
    for _ in range(2):  # a second agent whose page still offered it changes nothing back
        navigateur.post(reverse(REGLER), {"inactive": "oui"})
        caisse.refresh_from_db()
        assert caisse.revue_inactive_sans_reponse
    assert "techniciens inactivés" in navigateur.get(reverse("conventions:ma_caisse")).content.decode()
    navigateur.post(reverse(REGLER), {"inactive": "non"})
    caisse.refresh_from_db()
    assert not caisse.revue_inactive_sans_reponse
    actions = Evenement.objects.filter(objet_id=caisse.pk, action__contains="sans_reponse").order_by("pk")
    assert [entree.action for entree in actions] == [
        "conventions.inactiver_sans_reponse",
        "conventions.garder_sans_reponse",
    ]


@pytest.mark.exigence("NOV-09", "HAB-16")
@pytest.mark.parametrize("role", ["instructeur", "dpo"])
def test_qui_ne_regle_pas_la_caisse_ne_choisit_pas(role: str, caisse: Caisse, connecter: Connecter) -> None:
    lecteur = creer_agent(role)
    assert connecter(lecteur).get(reverse(REGLER)).status_code == 404
    with pytest.raises(HorsPortee):
        regler_revue_sans_reponse(acteur=acteur_pour(lecteur), caisse=caisse, inactive=True)
    caisse.refresh_from_db()
    assert not caisse.revue_inactive_sans_reponse
