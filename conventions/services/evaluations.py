"""Shared evaluations of a convention; that of the first year opens a right (CONV-17)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from conventions.models import Convention, EvaluationPartagee
from conventions.selectors import jour_de_la_convention
from conventions.services.ecriture import journaliser
from conventions.services.pilotage import bornes, ouvrir_a_l_animation
from conventions.services.textes import refuser_un_nir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.web.dates import date_simple


def consigner_evaluation(
    *,
    acteur: Acteur,
    convention: Convention,
    tenue_le: date,
    synthese: str,
    points_forts: str = "",
    points_a_ameliorer: str = "",
    suite: str = "",
    maintenant: datetime | None = None,
) -> EvaluationPartagee:
    """Record an evaluation that the parties held together.

    Args:
        acteur: whoever steers the convention.
        convention: the convention.
        tenue_le: the day it was held, from the first day in force, not in the future.
        synthese: what comes out of it.
        points_forts: what works.
        points_a_ameliorer: what is to improve.
        suite: what the parties decided next.
        maintenant: the moment of recording (aware).

    Raises:
        RegleMetierRefusee: not signed, in the future, before the convention, on a day that has one already,
            or a text that looks like a NIR.

    Exigence: CONV-17 (S0 14.3, S1m 9.2, S3 6.2)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        verrouillee = ouvrir_a_l_animation(acteur, convention)
        _verifier_jour(verrouillee, tenue_le, jour_de_la_convention(verrouillee, instant))
        refuser_un_nir(synthese, points_forts, points_a_ameliorer, suite)
        evaluation = EvaluationPartagee.objects.create(
            convention=verrouillee,
            tenue_le=tenue_le,
            synthese=synthese,
            points_forts=points_forts,
            points_a_ameliorer=points_a_ameliorer,
            suite=suite,
            consignee_le=instant,
            auteur_id=acteur.utilisateur_id or None,
        )
        journaliser(
            acteur,
            "conventions.consigner_evaluation",
            verrouillee,
            evaluation=evaluation.pk,
            tenue_le=tenue_le.isoformat(),
        )
    return evaluation


def _verifier_jour(convention: Convention, tenue_le: date, jour: date) -> None:
    if tenue_le > jour:
        raise RegleMetierRefusee(
            "evaluation_future",
            "Une évaluation se consigne une fois tenue : sa date ne peut pas être à venir.",
        )
    debut, _ = bornes(convention)
    if debut is None or tenue_le < debut:
        depuis = f" : elle l’est depuis le {date_simple(debut)}" if debut else ""
        raise RegleMetierRefusee(
            "evaluation_avant_effet",
            f"La convention n’était pas encore en vigueur ce jour-là{depuis}.",
            convention.article_pour("evaluation"),
        )
    if EvaluationPartagee.objects.filter(convention=convention, tenue_le=tenue_le).exists():
        raise RegleMetierRefusee(
            "evaluation_ce_jour", f"Une évaluation tenue le {date_simple(tenue_le)} est déjà consignée."
        )
