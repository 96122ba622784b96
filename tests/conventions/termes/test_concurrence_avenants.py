"""The last two signatures of an avenant recorded at the same instant: one effect, once (CONV-07)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial

import pytest
from django.db import connection, transaction

from conventions.enums import EtatAvenant, NatureEvenement
from conventions.models import Avenant, Partie
from conventions.services import avenants as services
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from tests.conftest import role_de_base
from tests.factories.conventions import creer_caisse, creer_convention, creer_partenaire

TOURS = 5


def _signer(acteur: Acteur, depart: threading.Barrier, avenant_id: int, partie_id: int) -> str:
    """Record a signature from a connection of its own, at the same instant as the others."""
    try:
        avenant = Avenant.objects.select_related("convention").get(pk=avenant_id)
        partie = Partie.objects.get(pk=partie_id)
        depart.wait(10)
        with transaction.atomic(), role_de_base("portail_web", acteur):
            signe = services.signer_avenant(
                acteur=acteur,
                avenant=avenant,
                partie=partie,
                signee_le=date(2026, 6, 1),
                representant="A. B.",
            )
    except RegleMetierRefusee as refus:
        return refus.code
    else:
        return signe.etat
    finally:
        connection.close()


@pytest.mark.exigence("CONV-07")
@pytest.mark.django_db(transaction=True)
def test_deux_dernieres_signatures_a_la_fois_ne_font_qu_un_effet() -> None:
    caisse = creer_caisse()
    acteur = Acteur(
        utilisateur_id=7,
        profil="agent",
        roles=frozenset({"gestionnaire_conventions"}),
        caisse_ids=frozenset({caisse.pk}),
    )
    for _ in range(TOURS):
        convention = creer_convention(caisse, creer_partenaire(), creer_partenaire())
        avenant = services.creer_avenant(
            acteur=acteur, convention=convention, objet="Durée", modifications={"duree_mois": 24}
        )
        services.mettre_avenant_en_signature(acteur=acteur, avenant=avenant)
        parties = list(convention.parties.order_by("pk").values_list("pk", flat=True))
        # The last party is sent twice: a double click.
        envois = [*parties, parties[-1]]
        depart = threading.Barrier(len(envois))
        with ThreadPoolExecutor(len(envois)) as mains:
            signer = partial(_signer, acteur, depart, avenant.pk)
            sorts = list(mains.map(signer, envois))
        avenant.refresh_from_db()
        convention.refresh_from_db()
        assert sorts.count(EtatAvenant.SIGNE) == 1, sorts
        assert sorts.count(EtatAvenant.EN_SIGNATURE) == len(parties) - 1, sorts
        assert (avenant.etat, avenant.signatures.count()) == (EtatAvenant.SIGNE, len(parties))
        assert avenant.modifications["duree_mois"] == {"avant": 12, "apres": 24}
        assert convention.duree_mois == 24
        assert convention.evenements.filter(nature=NatureEvenement.AVENANT).count() == 1
    dernieres = Evenement.objects.filter(action="conventions.signer_avenant", details__derniere=True)
    assert dernieres.count() == TOURS
