"""Accounts whose address refuses mail: what the caisse has to have corrected (UX-07)."""

from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from espace_partenaires.comptes.acteur import Acteur
from habilitations.enums import EtatHabilitation, NatureEvenement
from habilitations.models import EvenementCompte, Habilitation
from habilitations.querysets import HabilitationQuerySet

# An account that has ended receives nothing: there is nothing to correct.
_VIVANTS: Final = (EtatHabilitation.ACTIVE, EtatHabilitation.INVITEE)
# A new address, or a word that the same one is good again.
FIN_DU_REFUS: Final = Q(nature=NatureEvenement.ADRESSE_RETABLIE) | Q(
    nature=NatureEvenement.MODIFICATION, champs__contains=["courriel"]
)


def refusees(habilitations: HabilitationQuerySet) -> QuerySet[Any, Any]:
    """Return those whose address refuses mail now, with ``refusee_le``, the latest first; one query.

    Args:
        habilitations: the accounts to look among.

    Exigence: UX-07
    """
    refus = EvenementCompte.objects.filter(
        habilitation=OuterRef("pk"), nature=NatureEvenement.ADRESSE_REFUSEE
    ).order_by("-pk")
    # Facts are appended: the later one has the greater number.
    apres = EvenementCompte.objects.filter(
        FIN_DU_REFUS, habilitation=OuterRef("pk"), pk__gt=OuterRef("refus")
    )
    datees = habilitations.filter(etat__in=_VIVANTS).annotate(
        refus=Subquery(refus.values("pk")[:1]), refusee_le=Subquery(refus.values("survenu_le")[:1])
    )
    en_cours = datees.filter(~Exists(apres), refus__isnull=False)
    return en_cours.select_related("utilisateur", "partenaire").order_by(F("refusee_le").desc(), "pk")


def adresses_refusees(acteur: Acteur) -> QuerySet[Any, Any]:
    """Return the accounts of the actor's scope whose address refuses mail.

    Exigence: UX-07, HAB-17
    """
    return refusees(Habilitation.objects.visibles_par(acteur))


def adresse_refusee(habilitation: Habilitation) -> datetime | None:
    """Return since when the address of an account refuses mail; nothing when it does not.

    Args:
        habilitation: in the reader's scope.
    """
    depuis: datetime | None = (
        refusees(Habilitation.objects.filter(pk=habilitation.pk)).values_list("refusee_le", flat=True).first()
    )
    return depuis
