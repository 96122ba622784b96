"""What is waited for, and from whom: annotations that every list shares."""

from typing import Final

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from signalements.enums import Cote, EtatRendezVous, NatureFait
from signalements.models import EvenementDemande, Message, RendezVous
from signalements.querysets import ETATS_CHEZ_LE_PARTENAIRE, ETATS_OUVERTS, DemandeQuerySet

# Conditions on what ``avec_attentes`` adds.
PREUVE_ATTENDUE: Final = Q(preuve_attendue=True)
PARTENAIRE_ATTENDU: Final = (
    Q(etat__in=ETATS_CHEZ_LE_PARTENAIRE)
    | Q(preuve_attendue=True)
    | Q(reponse_attendue=True)
    | Q(rendez_vous_attendu=True)
)
_FAITS_DE_PREUVE = (NatureFait.PREUVE_DEMANDEE, NatureFait.PREUVE_FOURNIE)


def avec_attentes(demandes: DemandeQuerySet, cote: str) -> DemandeQuerySet:
    """Annotate each demande with what it waits for.

    Adds ``preuve_attendue`` (a new proof of consent is asked of the partner) and ``reponse_attendue``
    (the last message was written by the other side: this one has not answered it), ``rendez_vous_attendu`` (a
    meeting was proposed to the partner, who has not answered; always false for the caisse).

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
        rendez_vous_attendu=_rendez_vous_propose() if cote == Cote.PARTENAIRE else Value(value=False),
    )
    return annotees


def en_attente_du_partenaire(demandes: DemandeQuerySet) -> DemandeQuerySet:
    """Keep the open demandes where something is expected of the partner, annotated by ``avec_attentes``.

    The first condition is wider and found by indexes: few demandes ever had a message or a request.
    """
    candidates = Q(etat__in=ETATS_CHEZ_LE_PARTENAIRE) | Q(
        Exists(Message.objects.filter(demande=OuterRef("pk"), cote=Cote.CAISSE))
        | Exists(EvenementDemande.objects.filter(demande=OuterRef("pk"), nature=NatureFait.PREUVE_DEMANDEE))
        | _rendez_vous_propose()
    )
    return demandes.filter(candidates, etat__in=ETATS_OUVERTS).filter(PARTENAIRE_ATTENDU)


def _rendez_vous_propose() -> Exists:
    return Exists(RendezVous.objects.filter(demande=OuterRef("pk"), etat=EtatRendezVous.PROPOSE))


def _vrai_si(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
