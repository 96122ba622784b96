"""Attacks on the pages of whoever cannot sign in: one key per account, however it is spelt (SEC-01)."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from espace_partenaires.comptes.cache import CacheAvecRepli
from espace_partenaires.comptes.models import AccesOublie
from tests.conftest import ClientDuPortail

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("HAB-06", "SEC-01")]
# The database reads all of these as « kassis@… » : so must the count.
VARIANTES = ("kassis", "KASSIS", "kaſſis", "kasſis", "Kassis", "kassıs", "KAſſıS", "kaSsıs")


@pytest.fixture(autouse=True)
def _cache_vide() -> None:
    CacheAvecRepli._muet_jusqu_a = 0.0
    cache.clear()


def test_ecrire_l_adresse_autrement_ne_remet_pas_le_compte_a_zero(client: ClientDuPortail) -> None:
    page = reverse("comptes:identifiant_oublie")
    reponses = [
        client.post(page, {"saisie": f"{variante}@valmont.example"}).status_code for variante in VARIANTES
    ]
    assert reponses == [302] * 4 + [429] * 4
    assert AccesOublie.objects.count() == 4
