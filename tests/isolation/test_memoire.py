"""The memory of a request: once inside it, each time outside, nothing after it (HAB-17)."""

from collections.abc import Callable
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.memoire import memoire_de_requete, une_fois
from tests.access.monde import creer_monde
from tests.conftest import ClientDuPortail

pytestmark = pytest.mark.exigence("HAB-17")


def test_a_value_is_computed_once_per_request_and_forgotten_after_it() -> None:
    numeros = count()
    with memoire_de_requete():
        assert [une_fois("n", lambda: next(numeros)) for _ in range(3)] == [0, 0, 0]
    with memoire_de_requete():
        assert une_fois("n", lambda: next(numeros)) == 1
    assert [une_fois("n", lambda: next(numeros)) for _ in range(2)] == [2, 3]


@pytest.mark.django_db
def test_the_services_of_a_structure_are_read_once_for_a_whole_page(
    connecter: Callable[[Utilisateur], ClientDuPortail],
) -> None:
    navigateur = connecter(creer_monde().comptes["technicien"])
    with CaptureQueriesContext(connection) as requetes:
        page = navigateur.get("/historique/")
    assert "Historique" in page.content.decode()
    lues = [requete for requete in requetes.captured_queries if "services_par_defaut" in requete["sql"]]
    assert len(lues) == 1
