"""What is waited for, and from whom: annotations that every list shares."""

from typing import Final

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from signalements.enums import Cote, NatureFait
from signalements.models import EvenementDemande, Message
from signalements.querysets import DemandeQuerySet

# Conditions on what ``avec_attentes`` adds.
PREUVE_ATTENDUE: Final = Q(preuve_attendue=True)
PARTENAIRE_ATTENDU: Final = Q(preuve_attendue=True) | Q(reponse_attendue=True)
_FAITS_DE_PREUVE = (NatureFait.PREUVE_DEMANDEE, NatureFait.PREUVE_FOURNIE)


def avec_attentes(demandes: DemandeQuerySet, cote: str) -> DemandeQuerySet:
    """Annotate each demande with what it waits for.

    Adds ``preuve_attendue`` (a new proof of consent is asked of the partner) and ``reponse_attendue``
    (the last message was written by the other side: this one has not answered it).

    Args:
        demandes: the rows, already narrowed to what the reader may see.
        cote: the reader's side, ``Cote``.
    """
    preuves = EvenementDemande.objects.filter(demande=OuterRef("pk"), nature__in=_FAITS_DE_PREUVE)
    messages = Message.objects.filter(demande=OuterRef("pk"))
    annotees: DemandeQuerySet = demandes.annotate(
        derniere_preuve=Coalesce(Subquery(preuves.order_by("-id").values("nature")[:1]), Value("")),
        dernier_cote=Coalesce(Subquery(messages.order_by("-id").values("cote")[:1]), Value("")),
    ).annotate(
        preuve_attendue=_vrai_si(Q(derniere_preuve=NatureFait.PREUVE_DEMANDEE)),
        reponse_attendue=_vrai_si(~Q(dernier_cote__in=["", cote])),
    )
    return annotees


def avec_un_echange(demandes: DemandeQuerySet) -> DemandeQuerySet:
    """Keep the demandes where something was ever said or asked: few, and found by an index."""
    return demandes.filter(
        Exists(Message.objects.filter(demande=OuterRef("pk"), cote=Cote.CAISSE))
        | Exists(EvenementDemande.objects.filter(demande=OuterRef("pk"), nature=NatureFait.PREUVE_DEMANDEE))
    )


def _vrai_si(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
