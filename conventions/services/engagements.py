"""What the parties take beyond the common ground: chosen on a draft, changed by avenant once signed (CONV-18)."""

from collections.abc import Collection

from django.db import transaction

from conventions.enums import EtatConvention
from conventions.models import Convention, Engagement, EngagementRetenu
from conventions.permissions import peut_ecrire_convention
from conventions.services.ecriture import journaliser, verrouiller
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger


def choisir_engagements(
    *, acteur: Acteur, convention: Convention, engagements: Collection[Engagement]
) -> None:
    """Keep these engagements at choice, and no other, on a draft.

    Args:
        acteur: a gestionnaire de conventions of a caisse that is party.
        convention: a draft.
        engagements: those at choice of its modèle.

    Raises:
        RegleMetierRefusee: once signing has begun (an avenant is needed then); an engagement of another modèle, or
            of the common ground.

    Exigence: CONV-18, CONV-07 (S1m 3, S2 3, S3 9)
    """
    with transaction.atomic():
        verrouillee = verrouiller(convention)
        exiger(autorise=peut_ecrire_convention(acteur, verrouillee))
        _exiger_un_projet(verrouillee)
        if any(e.modele_id != verrouillee.modele_id or not e.optionnel for e in engagements):
            raise RegleMetierRefusee(
                "engagement_hors_choix",
                "Choisissez parmi les engagements que le modèle laisse au choix.",
                verrouillee.modele.article,
            )
        verrouillee.choix.exclude(engagement__in=engagements).delete()
        EngagementRetenu.objects.bulk_create(
            [EngagementRetenu(convention=verrouillee, engagement=engagement) for engagement in engagements],
            ignore_conflicts=True,
        )
        journaliser(acteur, "conventions.choisir_engagements", verrouillee, retenus=len(engagements))


def _exiger_un_projet(convention: Convention) -> None:
    if convention.etat == EtatConvention.BROUILLON:
        return
    suite = {
        EtatConvention.SIGNEE.value: "Ils se modifient par un avenant, signé par toutes les parties.",
        EtatConvention.EN_SIGNATURE.value: "Menez la signature à son terme, puis préparez un avenant ; ou abandonnez "
        "ce projet pour en préparer un autre.",
    }.get(convention.etat, "Ce projet est abandonné : préparez-en un autre.")
    raise RegleMetierRefusee(
        "engagements_fixes",
        f"Les engagements au choix se décident avant la mise en signature. {suite}",
        convention.article_pour("avenant"),
    )
