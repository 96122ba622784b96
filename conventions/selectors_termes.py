"""The terms of a convention, today and on any day; who does what in it (CONV-07, CONV-18)."""

from datetime import date
from typing import Any, Final

from conventions.enums import EtatAvenant
from conventions.models import Avenant, Convention, Engagement
from conventions.models.termes import TERMES
from conventions.rules.avenants import ENGAGEMENTS, modifiables
from conventions.rules.termes import ActeDeTerme, Changement, Valeur, debut_du_terme, termes_au

EFFECTIF: Final = "effectif_declare"
# The articles of the text are no term: they say where each one is written.
NOMS: Final = (*(nom for nom in TERMES if nom != "articles"), EFFECTIF)


def termes_actuels(convention: Convention) -> dict[str, Valeur]:
    """Return the terms of today by name, with the keys of the engagements at choice that were taken."""
    choix = convention.choix.order_by("engagement").values_list("engagement_id", flat=True)
    return {**{nom: getattr(convention, nom) for nom in NOMS}, ENGAGEMENTS: list(choix)}


def changements(convention: Convention) -> list[Changement]:
    """Return what each avenant in force changed."""
    avenants = convention.avenants.filter(etat=EtatAvenant.SIGNE).order_by("effet_le", "numero")
    return [_changement(avenant) for avenant in avenants]


def _changement(avenant: Avenant) -> Changement:
    if avenant.effet_le is None:
        raise ValueError(f"Avenant {avenant.pk} is in force without a date.")
    modifications: dict[str, Any] = avenant.modifications
    return Changement(
        numero=avenant.numero,
        effet_le=avenant.effet_le,
        avant={terme: modification["avant"] for terme, modification in modifications.items()},
        apres={terme: modification["apres"] for terme, modification in modifications.items()},
    )


def termes_a_la_date(convention: Convention, le: date) -> dict[str, Valeur]:
    """Return the terms as they stood on a day, those of signature before the first avenant.

    Exigence: CONV-07 (S1u 8.3, S0 14.3)
    """
    return termes_au(termes_actuels(convention), changements(convention), le)


def termes_modifiables(convention: Convention) -> tuple[str, ...]:
    """Return the terms an avenant to this convention may change; engagements when its modèle leaves any at choice."""
    permis = modifiables(convention.nature, convention.reconduction, convention.mise_en_demeure_depart)
    if Engagement.objects.filter(modele=convention.modele_id, optionnel=True).exists():
        return permis
    return tuple(terme for terme in permis if terme != ENGAGEMENTS)


def debut_du_terme_en_cours(convention: Convention, le: date) -> date | None:
    """Return the first day of the term that runs on a day; ``None`` before the last signature or without a duration.

    Exigence: CONV-07 (S0 14.1, 14.3)
    """
    datee = Convention.objects.avec_dates().get(pk=convention.pk)
    duree = termes_a_la_date(convention, datee.debut)["duree_mois"] if datee.debut else None
    if datee.debut is None or not isinstance(duree, int):
        return None
    fixes = convention.evenements.filter(terme_le__isnull=False).select_related("avenant")
    actes = [
        ActeDeTerme(le=fait.survenu_le, terme_le=fait.terme_le, duree_mois=_duree_donnee(fait.avenant))
        for fait in fixes.order_by("consigne_le", "pk")
        if fait.terme_le is not None
    ]
    return debut_du_terme(datee.debut, duree, actes, le)


def _duree_donnee(avenant: Avenant | None) -> int | None:
    duree = avenant.modifications.get("duree_mois", {}).get("apres") if avenant else None
    return duree if isinstance(duree, int) else None


def engagements_de(convention: Convention, retenus: Valeur) -> list[Engagement]:
    """Return who does what: the common engagements of the modèle and those taken at choice, in the modèle's order.

    Args:
        convention: the convention.
        retenus: keys of the engagements at choice, as ``termes_a_la_date`` gives them.

    Exigence: CONV-18 (S1m 3, S2 3, S3 9)
    """
    choisis = set(retenus) if isinstance(retenus, list) else set()
    engagements = Engagement.objects.filter(modele=convention.modele_id)
    return [e for e in engagements if not e.optionnel or e.pk in choisis]
