"""The moment an avenant takes effect: the convention's row gets its new terms, the old ones stay with the avenant."""

from datetime import datetime

from django.db.models import Max

from conventions.enums import NatureEvenement
from conventions.models import Avenant, Convention, EngagementRetenu
from conventions.rules.avenants import ENGAGEMENTS
from conventions.selectors import jour_de_la_convention
from conventions.selectors_termes import termes_actuels
from conventions.services.controles_avenants import exiger_en_vigueur, terme_ainsi_fixe
from conventions.services.ecriture import ajouter_evenement
from espace_partenaires.comptes.acteur import Acteur


def faire_effet(acteur: Acteur, avenant: Avenant, etat: str, instant: datetime) -> None:
    """Write the terms of an avenant that every party has signed; called inside the transaction of the last signature.

    Args:
        acteur: who records the last signature.
        avenant: locked, its convention too.
        etat: the state it reaches.
        instant: the moment of recording (aware).

    Raises:
        RegleMetierRefusee: the convention is not in force on the day of the last signature, or the new duration would
            end the term in the past.

    Exigence: CONV-07 (S1u 8.3, S0 14.3, S1m 9.3)
    """
    convention = avenant.convention
    effet_le = avenant.signatures.aggregate(derniere=Max("signee_le"))["derniere"]
    exiger_en_vigueur(convention, effet_le)
    terme_le = terme_ainsi_fixe(avenant, effet_le, jour_de_la_convention(avenant.convention, instant))
    actuels = termes_actuels(convention)
    for terme, modification in avenant.modifications.items():
        modification["avant"] = actuels[terme]
    _ecrire_les_termes(convention, avenant)
    avenant.etat, avenant.effet_le = etat, effet_le
    avenant.save(update_fields=["etat", "effet_le", "modifications"])
    ajouter_evenement(
        acteur,
        convention,
        NatureEvenement.AVENANT,
        effet_le,
        instant,
        avenant=avenant,
        terme_le=terme_le,
        motif=avenant.objet,
        article=convention.article_pour("avenant"),
    )


def _ecrire_les_termes(convention: Convention, avenant: Avenant) -> None:
    apres = {terme: modification["apres"] for terme, modification in avenant.modifications.items()}
    retenus = apres.pop(ENGAGEMENTS, None)
    for terme, valeur in apres.items():
        setattr(convention, terme, valeur)
    convention.save(update_fields=sorted(apres))
    if retenus is not None:
        convention.choix.exclude(engagement__in=retenus).delete()
        EngagementRetenu.objects.bulk_create(
            [EngagementRetenu(convention=convention, engagement_id=cle) for cle in retenus],
            ignore_conflicts=True,
        )
