"""Five years after its end, a convention names nobody any more; it stays itself (RGPD-10)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest
import time_machine

from conventions.conservation import EFFACEMENT
from conventions.models import Comite, Convention, Courrier, Referent
from conventions.services.effacements import EFFACABLES, EFFACE, effacer_conventions_anciennes
from espace_partenaires.conservation.registre import declarations
from tests.factories.conventions import creer_caisse, creer_convention, creer_partenaire, mettre_fin, relier

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("RGPD-10")]
CommeTaches = Callable[[], AbstractContextManager[None]]
FIN = date(2026, 3, 31)
AVANT, APRES = datetime(2031, 3, 31, 9, tzinfo=UTC), datetime(2031, 4, 1, 9, tzinfo=UTC)


def vecue() -> Convention:
    """A convention with somebody in each of its corners."""
    convention = creer_convention(creer_caisse(), creer_partenaire(), signee_le=date(2025, 1, 6))
    convention.parties.update(representant="Claire Fontaine", qualite="présidente")
    partie = convention.parties.get(partenaire__isnull=False)
    Referent.objects.create(
        convention=convention, partie=partie, nom="Julie Morel", courriel="j@morel.example", du=FIN
    )
    comite = Comite.objects.create(
        convention=convention,
        date=FIN,
        ordre_du_jour="Bilan",
        compte_rendu="Mme Morel présente le bilan.",
        tenu=True,
        cree_le=APRES,
    )
    comite.participants.create(nom="Julie Morel", fonction="référente")
    Courrier.objects.create(
        convention=convention,
        nature="mise_en_demeure",
        expediteur=partie,
        envoye_le=FIN,
        reproche="Mme Morel ne répond plus.",
        consigne_le=APRES,
    )
    return convention


def noms(convention: Convention) -> str:
    comite = convention.comites.get()
    return " ".join(
        [
            *convention.parties.values_list("representant", flat=True),
            convention.referents.get().nom,
            convention.referents.get().courriel,
            comite.compte_rendu,
            comite.participants.get().nom,
            convention.courriers.get().reproche,
        ]
    )


def test_le_nom_reste_cinq_ans_puis_part(comme_taches: CommeTaches) -> None:
    convention = vecue()
    mettre_fin(convention, FIN)
    with comme_taches():
        assert effacer_conventions_anciennes(maintenant=AVANT) == 0
    assert "Morel" in noms(convention)
    with comme_taches():
        assert effacer_conventions_anciennes(maintenant=APRES) == 1
        assert effacer_conventions_anciennes(maintenant=APRES) == 0, "une seconde fois n’écrit rien"
    assert not {"Morel", "Fontaine", "morel"} & set(noms(convention).replace("@", " ").split())
    assert EFFACE in noms(convention)
    convention.refresh_from_db()
    assert (convention.objet, convention.parties.count()) == (
        "Convention locale avec un CCAS ou une UDCCAS",
        2,
    )


def test_une_convention_qui_se_reconduit_garde_ses_noms(comme_taches: CommeTaches) -> None:
    convention = vecue()
    with comme_taches():
        assert effacer_conventions_anciennes(maintenant=datetime(2040, 1, 1, tzinfo=UTC)) == 0
    assert "Morel" in noms(convention)


def test_l_utilisation_suit_la_fin_de_sa_metier(comme_taches: CommeTaches) -> None:
    with time_machine.travel(APRES):
        utilisation = relier(creer_caisse(), creer_partenaire())
        assert utilisation.parente is not None
        utilisation.parties.update(representant="Claire Fontaine")
        mettre_fin(utilisation.parente, FIN)
        with comme_taches():
            effacer_conventions_anciennes()
    assert set(utilisation.parties.values_list("representant", flat=True)) == {EFFACE}


def test_ce_qui_est_declare_est_ce_qui_est_efface() -> None:
    efface = {
        f"conventions.{effacable.modele.__name__}": {*effacable.textes, *effacable.comptes}
        for effacable in EFFACABLES
    }
    declares = {
        declaration.modele: set(declaration.champs)
        for declaration in declarations()
        if declaration.efface_par == EFFACEMENT
    }
    # What is declared but has no text of its own: deleted whole, or a number that means nobody.
    entiers = {"conventions.CoupureAcces", "conventions.DocumentConvention"}
    for modele, champs in declares.items():
        if modele not in entiers:
            assert champs - {"auteur_id"} <= efface[modele] | {"auteur_id"}, modele
