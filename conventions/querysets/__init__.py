"""The only doors to rows of this app: ``visibles_par`` and ``en_vigueur``."""

from conventions.querysets.communs import CODE_CNAM
from conventions.querysets.convention import ConventionQuerySet, Jour
from conventions.querysets.organismes import (
    CaisseQuerySet,
    DysfonctionnementQuerySet,
    InterlocuteurQuerySet,
    PartenaireQuerySet,
)
from conventions.querysets.rattaches import AvenantQuerySet, DeConventionQuerySet

__all__ = [
    "CODE_CNAM",
    "AvenantQuerySet",
    "CaisseQuerySet",
    "ConventionQuerySet",
    "DeConventionQuerySet",
    "DysfonctionnementQuerySet",
    "InterlocuteurQuerySet",
    "Jour",
    "PartenaireQuerySet",
]
