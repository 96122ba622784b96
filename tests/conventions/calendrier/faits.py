"""Facts of a convention for the rules of the calendar, without a database."""

from datetime import date
from typing import Any

from conventions.enums import DepartMiseEnDemeure, Evaluation, Nature, Reconduction, RythmeComite
from conventions.rules.faits_calendrier import FaitsCalendrier
from conventions.rules.vigueur import FaitsConvention

SIGNEE = date(2026, 1, 5)


def tacite(
    *, signee: date | None = SIGNEE, vigueur: dict[str, Any] | None = None, **faits: Any
) -> FaitsCalendrier:
    """Return a yearly convention, tacitly renewed, with an evaluation, a comité and a bilan."""
    valeurs = {
        "nature": Nature.METIER,
        "reconduction": Reconduction.TACITE,
        "duree_mois": 12,
        **(vigueur or {}),
    }
    return FaitsCalendrier(
        **{
            "vigueur": FaitsConvention(signatures=(signee,), **valeurs),
            "article": "article 9",
            "evaluation": Evaluation.ACTUALISATION,
            "comite": RythmeComite.ANNUEL,
            "bilan_annuel": True,
            "mise_en_demeure_jours": 15,
            "mise_en_demeure_depart": DepartMiseEnDemeure.ENVOI,
            **faits,
        }
    )


def expresse(*, vigueur: dict[str, Any] | None = None, **faits: Any) -> FaitsCalendrier:
    """Return a convention of three years, renewed expressly with three months of notice."""
    termes = {"reconduction": Reconduction.EXPRESSE, "duree_mois": 36, **(vigueur or {})}
    return tacite(vigueur=termes, **{"preavis_mois": 3, "force_majeure_jours": 30, **faits})


def utilisation(metier: FaitsCalendrier, *, signee: date = SIGNEE, **vigueur: Any) -> FaitsCalendrier:
    """Return an utilisation that leans on a métier convention."""
    return FaitsCalendrier(
        vigueur=FaitsConvention(
            nature=Nature.UTILISATION,
            reconduction=Reconduction.PARENTE,
            signatures=(signee,),
            parente=metier.vigueur,
            **vigueur,
        ),
        article="article 8",
        mise_en_demeure_jours=30,
        mise_en_demeure_depart=DepartMiseEnDemeure.RECEPTION,
        metier=metier,
    )
