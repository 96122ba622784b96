"""Who is told of what happens to a convention (CONV-08)."""

from datetime import date

import pytest

from conventions.models import Convention, Partie, Referent
from conventions.services.destinataires import courriels_des_referents
from tests.factories.conventions import creer_caisse, creer_convention, creer_partenaire

LE = date(2026, 11, 23)


def nommer(partie: Partie, courriel: str, du: date = date(2026, 1, 5), au: date | None = None) -> None:
    Referent.objects.create(
        convention=partie.convention, partie=partie, nom="Essai", courriel=courriel, du=du, au=au
    )


@pytest.mark.django_db
@pytest.mark.exigence("CONV-08")
def test_les_referents_du_jour_une_fois_chacun_sauf_la_partie_qui_agit() -> None:
    convention: Convention = creer_convention(creer_caisse(), creer_partenaire())
    caisse, partenaire = convention.parties.order_by("pk")
    nommer(caisse, "a@caisse.example")
    nommer(caisse, "A@caisse.example")
    nommer(partenaire, "b@ccas.example", au=LE)
    nommer(partenaire, "ancien@ccas.example", au=date(2026, 11, 22))
    nommer(partenaire, "futur@ccas.example", du=date(2026, 11, 24))
    assert courriels_des_referents(convention, le=LE) == ["a@caisse.example", "b@ccas.example"]
    assert courriels_des_referents(convention, sauf=caisse, le=LE) == ["b@ccas.example"]
    assert courriels_des_referents(convention, sauf=partenaire, le=LE) == ["a@caisse.example"]
