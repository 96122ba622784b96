"""A letter with an old date does not erase what the parties wrote since."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from conventions.enums import NatureCourrier
from conventions.models import Comite
from conventions.services.courriers import enregistrer_courrier, enregistrer_reception
from conventions.services.effacements import effacer_conventions_anciennes
from espace_partenaires.comptes.acteur import Acteur
from tests.factories.conventions import creer_caisse, creer_convention, creer_partenaire
from tests.factories.habilitations import acteur_pour, creer_agent

pytestmark = pytest.mark.django_db


@pytest.mark.exigence("RGPD-10", "CONV-16")
@time_machine.travel("2026-11-23T10:00:00+01:00")
def test_une_fin_antidatee_n_efface_pas_les_preuves_la_nuit_suivante(
    comme_web: Callable[[Acteur], AbstractContextManager[None]],
    comme_taches: Callable[[], AbstractContextManager[None]],
) -> None:
    partenaire = creer_partenaire()
    convention = creer_convention(creer_caisse(), partenaire, signee_le=date(2018, 1, 5))
    Comite.objects.create(
        convention=convention,
        date=date(2026, 10, 1),
        ordre_du_jour="Bilan",
        compte_rendu="La caisse reconnaît son retard.",
        tenu=True,
        cree_le=timezone.now(),
    )
    de_la_caisse, du_partenaire = convention.parties.order_by("pk")
    agent = acteur_pour(creer_agent("gestionnaire_conventions"))
    with comme_web(agent):
        lettre = enregistrer_courrier(
            acteur=agent,
            convention=convention,
            nature=NatureCourrier.REFUS_DE_RECONDUCTION,
            expediteur=de_la_caisse,
            envoye_le=date(2019, 2, 1),
            numeros={du_partenaire.pk: "1A00000000009"},
        )
        enregistrer_reception(
            acteur=agent, courrier=lettre, destinataire=du_partenaire, recue_le=date(2019, 2, 4)
        )
    with comme_taches():
        assert effacer_conventions_anciennes() == 0
    assert Comite.objects.get().compte_rendu == "La caisse reconnaît son retard."
    with comme_taches():
        effacer_conventions_anciennes(maintenant=timezone.now() + timedelta(days=5 * 366))
    assert Comite.objects.get().compte_rendu == "(effacé)"
