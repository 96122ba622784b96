"""An error is logged by its class and its lines; the row or the value it was handling never is (RGPD-02)."""

import logging
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from espace_partenaires.celery import application
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.traces import SansValeurs

NOM, MESSAGE = "Lemaire-Ozanne", "Une tâche a échoué"


def ecrire(erreur: BaseException, *, args: Any = (), message: str = MESSAGE) -> str:
    """Log an error as any module does, after another handler has kept its words; return what ours writes."""
    record = logging.LogRecord(
        "essai", logging.ERROR, __file__, 1, message, args, (type(erreur), erreur, erreur.__traceback__)
    )
    record.exc_text = f"ValueError: {NOM}"
    return SansValeurs("{levelname} {message}", style="{").format(record)


def lever(erreur: BaseException) -> BaseException:
    """Give an error its traceback, and a cause that holds the same words."""
    with pytest.raises(type(erreur)) as levee:
        try:
            int(NOM)
        except ValueError as cause:
            raise erreur from cause
    return levee.value


@pytest.mark.exigence("RGPD-02", "SEC-01")
@pytest.mark.django_db
def test_ce_que_la_base_repete_n_est_pas_ecrit() -> None:
    with pytest.raises(DatabaseError) as refus, transaction.atomic(), connection.cursor() as curseur:
        curseur.execute("SELECT %s::date", [NOM])
    assert NOM in str(refus.value), "PostgreSQL répète la valeur refusée"
    ecrit = ecrire(refus.value)
    assert NOM not in ecrit
    assert "InvalidDatetimeFormat: 22007" in ecrit
    assert ecrit.startswith(f"ERROR {MESSAGE}\nTraceback (most recent call last):")
    assert ecrit.endswith("DataError")


@pytest.mark.exigence("RGPD-02", "SEC-01")
@pytest.mark.parametrize(
    ("erreur", "attendu"),
    [
        (KeyError(NOM), "KeyError"),
        (
            OSError(2, "No such file or directory", f"/pieces/{NOM}"),
            "FileNotFoundError: No such file or directory",
        ),
        (RegleMetierRefusee("nir", f"Retirez « {NOM} »."), "RegleMetierRefusee: nir"),
    ],
    ids=["valeur", "système", "règle"],
)
def test_une_erreur_dit_sa_classe_et_son_code(erreur: BaseException, attendu: str) -> None:
    ecrit = ecrire(lever(erreur))
    assert NOM not in ecrit
    assert ecrit.endswith(attendu)
    assert ecrit.count("Traceback (most recent call last):") == 2, "la cause d’abord"
    assert "test_traces.py" in ecrit


@pytest.mark.exigence("RGPD-02", "SEC-01")
def test_celery_ne_repete_pas_l_erreur_dans_ses_mots() -> None:
    args = ({"name": "pieces.analyser", "exc": f"ValueError({NOM!r})"},)
    ecrit = ecrire(lever(ValueError(NOM)), args=args, message="Task %(name)s raised: %(exc)s")
    assert NOM not in ecrit
    assert "Task pieces.analyser raised: ValueError" in ecrit


@pytest.mark.exigence("RGPD-02")
def test_le_portail_et_ses_travailleurs_ecrivent_ainsi() -> None:
    journaux: Any = settings.LOGGING
    assert journaux["formatters"]["simple"]["()"] == f"{SansValeurs.__module__}.SansValeurs"
    assert {sortie["formatter"] for sortie in journaux["handlers"].values()} == {"simple"}
    assert application.conf.worker_hijack_root_logger is False
