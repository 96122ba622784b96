"""The querysets alone, as the owner of the tables: no row-level policy hides here what a filter forgets (HAB-17)."""

from datetime import UTC, date, datetime

import pytest

from conventions.models import Caisse, Partenaire
from habilitations.models import DemandeHabilitation, Habilitation, Revue
from tests.factories.conventions import creer_caisse, creer_partenaire, relier
from tests.factories.habilitations import acteur_pour, creer_agent, creer_gestionnaire, creer_technicien

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("HAB-17")]
LE = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def _structure(nom: str, caisse: Caisse) -> Partenaire:
    partenaire = creer_partenaire(nom)
    relier(caisse, partenaire)
    creer_technicien(partenaire)
    DemandeHabilitation.objects.create(
        partenaire=partenaire,
        caisse=caisse,
        nature="habiliter",
        demandee_le=LE,
        demandee_par=1,
        courriel="a@valmont.example",
    )
    Revue.objects.create(
        partenaire=partenaire, caisse=caisse, ouverte_le=LE, ouverte_par=1, echeance=date(2026, 12, 23)
    )
    return partenaire


@pytest.mark.parametrize("modele", [Habilitation, DemandeHabilitation, Revue])
def test_chacun_ne_lit_que_sa_structure_ou_sa_caisse(
    modele: type[Habilitation] | type[DemandeHabilitation] | type[Revue],
) -> None:
    la, ailleurs = creer_caisse(), creer_caisse("381")
    ici, voisin = _structure("CCAS de Valmont", la), _structure("CCAS de Sauvigny", ailleurs)
    for acteur, sienne in (
        (acteur_pour(creer_gestionnaire(ici)), ici),
        (acteur_pour(creer_gestionnaire(voisin)), voisin),
        (acteur_pour(creer_agent("gestionnaire_conventions", caisse=la)), ici),
        (acteur_pour(creer_agent("gestionnaire_conventions", caisse=ailleurs)), voisin),
    ):
        vues = modele.objects.visibles_par(acteur).values_list("partenaire_id", flat=True)
        assert set(vues) == {sienne.pk}
    assert modele.objects.count() >= 2
