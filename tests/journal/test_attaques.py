"""The journal cannot be rewritten: not by the web, not by the workers, not by a slip of the owner."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.journal.models import Evenement
from espace_partenaires.journal.services import consigner
from tests.conftest import role_de_base
from tests.factories.plateforme import un_acteur

pytestmark = [pytest.mark.exigence("RGPD-05"), pytest.mark.django_db]

ATTAQUES = {
    "modifier": "UPDATE journal_evenement SET auteur_id = 99",
    "effacer": "DELETE FROM journal_evenement",
    "effacer_en_se_disant_autorise": "SET LOCAL portail.roles = 'administrateur'; DELETE FROM journal_evenement",
    "vider": "TRUNCATE journal_evenement",
    "couper_les_declencheurs": "ALTER TABLE journal_evenement DISABLE TRIGGER USER",
    "passer_pour_une_replique": "SET LOCAL session_replication_role = 'replica'; DELETE FROM journal_evenement",
    "effacer_a_terme": "SELECT journal_effacer()",
    "forger_un_sceau": "INSERT INTO journal_sceau (numero, lignee, debut, fin, nombre, derniere_le,"
    " empreinte_entrees, precedente, empreinte, scelle_le) VALUES (1, 1, 0, 1, 1, now(), '', '', '', now())",
}


def _attaquer(requete: str) -> None:
    with transaction.atomic(), connection.cursor() as curseur:
        curseur.execute(requete)


@pytest.mark.parametrize("attaque", ATTAQUES)
def test_le_role_web_ne_peut_rien_y_changer(
    attaque: str, comme_web: Callable[[Acteur], AbstractContextManager[None]]
) -> None:
    entree = consigner(acteur=un_acteur(), action="essais.agir")
    with (
        comme_web(un_acteur()),
        pytest.raises(DatabaseError, match=r"permission denied|must be owner|row-level"),
    ):
        _attaquer(ATTAQUES[attaque])
    assert list(Evenement.objects.values_list("pk", "auteur_id")) == [(entree.pk, 7)]


@pytest.mark.parametrize("attaque", ["modifier", "effacer", "vider", "couper_les_declencheurs"])
def test_les_taches_non_plus(attaque: str) -> None:
    entree = consigner(acteur=un_acteur(), action="essais.agir")
    with (
        role_de_base("portail_taches"),
        pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
    ):
        _attaquer(ATTAQUES[attaque])
    assert Evenement.objects.filter(pk=entree.pk, auteur_id=7).exists()


@pytest.mark.parametrize("attaque", ["modifier", "effacer"])
def test_le_proprietaire_ne_le_change_pas_par_megarde(attaque: str) -> None:
    entree = consigner(acteur=un_acteur(), action="essais.agir")
    with pytest.raises(DatabaseError, match="ne se modifie pas"):
        _attaquer(ATTAQUES[attaque])
    assert Evenement.objects.filter(pk=entree.pk, auteur_id=7).exists()


def test_transaction_et_lignee_ne_se_choisissent_pas() -> None:
    consigner(acteur=un_acteur(), action="essais.agir")
    vraie = Evenement.objects.get()
    Evenement.objects.create(
        action="essais.agir", survenu_le=timezone.now() - timedelta(days=1), transaction_id=3, lignee=3
    )
    fausse = Evenement.objects.latest("id")
    assert (fausse.transaction_id, fausse.lignee) == (vraie.transaction_id, vraie.lignee)
