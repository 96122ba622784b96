"""Erasing who signed, answered and met, five years after the end of a convention (RGPD-10)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from conventions.enums import EtatConvention, NatureEvenement
from conventions.models import (
    AttestationDestruction,
    Avenant,
    Comite,
    Convention,
    CoupureAcces,
    Courrier,
    DemandeUsage,
    DocumentConvention,
    EvaluationPartagee,
    EvenementConvention,
    FicheAction,
    MessageConvention,
    ParticipantComite,
    Partie,
    PointNational,
    Referent,
    SignatureAvenant,
)
from conventions.permissions import est_le_systeme
from conventions.querysets.convention import FINS
from conventions.rules.calendrier import ajouter_mois
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.exceptions import exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.pieces.services.effacement import effacer

MOIS_DE_CONSERVATION: Final = 60
EFFACE: Final = "(effacé)"
PAR_LOT: Final = 50


@dataclass(frozen=True, slots=True)
class Effacable:
    """What is erased of a model.

    Attributes:
        modele: the model.
        convention: path from its rows to the convention.
        textes: texts replaced by a mark when they hold something.
        comptes: numbers of accounts, emptied.
    """

    modele: type[models.Model]
    convention: str
    textes: tuple[str, ...] = ()
    comptes: tuple[str, ...] = ()


EFFACABLES: Final = (
    Effacable(Partie, "convention", ("representant", "qualite", "signataire", "signataire_qualite")),
    Effacable(Referent, "convention", ("nom", "fonction", "courriel", "telephone"), ("utilisateur",)),
    Effacable(SignatureAvenant, "avenant__convention", ("representant", "qualite")),
    Effacable(ParticipantComite, "comite__convention", ("nom", "fonction")),
    Effacable(AttestationDestruction, "convention", ("nom", "qualite"), ("auteur_id",)),
    Effacable(MessageConvention, "convention", ("signature", "texte")),
    Effacable(
        EvaluationPartagee,
        "convention",
        ("synthese", "points_forts", "points_a_ameliorer", "suite"),
        ("auteur_id",),
    ),
    Effacable(Comite, "convention", ("compte_rendu", "ordre_du_jour"), ("auteur_id",)),
    Effacable(PointNational, "convention", ("texte", "reponse"), ("auteur_id", "repondu_par")),
    Effacable(DemandeUsage, "convention", ("support", "motif"), ("auteur_id", "repondue_par")),
    Effacable(Courrier, "convention", ("reproche",), ("auteur_id",)),
    Effacable(Avenant, "convention", (), ("auteur_id",)),
    Effacable(
        FicheAction,
        "convention",
        ("pilote", "copilote", "conduite", "dpo_nom"),
        ("dpo_auteur_id", "flux_justifie_par", "auteur_id"),
    ),
)


def effacer_conventions_anciennes(
    *, acteur: Acteur = ACTEUR_SYSTEME, maintenant: datetime | None = None
) -> int:
    """Erase persons from a batch of conventions over for five years; return how many were touched.

    The conventions stay, with their organisations and dates. Safe to run twice, late or in parallel.

    Args:
        acteur: the portal itself.
        maintenant: the moment (aware).

    Exigence: RGPD-10 (S3 notice)
    """
    exiger(autorise=est_le_systeme(acteur))
    limite = ajouter_mois(timezone.localdate(maintenant or timezone.now()), -MOIS_DE_CONSERVATION)
    with transaction.atomic():
        lot = list(
            Convention.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(pk__in=a_effacer(limite)[:PAR_LOT])
            .order_by("pk")
        )
        cles = [convention.pk for convention in lot]
        for effacable in EFFACABLES:
            _effacer(effacable, cles)
        documents = DocumentConvention.objects.filter(convention__in=cles).select_related("piece")
        for document in documents:
            # A scan bears signatures: its content goes, its date and digest stay.
            if document.piece.emplacement:
                effacer(acteur=acteur, piece=document.piece)
        documents.update(auteur_id=0)
        for convention in lot:
            consigner(acteur=acteur, action="conventions.effacer_personnes", objet=convention)
    CoupureAcces.objects.filter(retablie_le__date__lt=limite).delete()
    return len(lot)


def a_effacer(limite: date) -> "models.QuerySet[Convention, int]":
    """Return the keys of the conventions over before a day, or given up before it, where a person is still named."""
    abandonnees = Convention.objects.filter(
        etat=EtatConvention.ABANDONNEE,
        evenements__nature=NatureEvenement.ABANDON,
        evenements__survenu_le__lt=limite,
    )
    nommees = Q()
    for effacable in EFFACABLES:
        lignes: models.QuerySet[Any] = models.QuerySet(effacable.modele).filter(_a_nommer(effacable))
        nommees |= Q(pk__in=lignes.values(effacable.convention))
    datees: models.QuerySet[Any] = Convention.objects.avec_dates()
    # A letter may be recorded long after the end it gives: to record it was a contact, the term runs from there.
    consignees = EvenementConvention.objects.filter(nature__in=FINS, consigne_le__date__gte=limite)
    finies = (
        datees.filter(fin_certaine__lt=limite).exclude(pk__in=consignees.values("convention")).values("pk")
    )
    # An utilisation falls with its métier convention, whose end is then its own.
    toutes = Q(pk__in=finies) | Q(parente__in=finies) | Q(pk__in=abandonnees.values("pk"))
    return Convention.objects.filter(toutes).filter(nommees).order_by("pk").values_list("pk", flat=True)


def _a_nommer(effacable: Effacable) -> Q:
    """Return the condition of a row that still names somebody."""
    textes = Q()
    for texte in effacable.textes:
        textes |= ~Q(**{f"{texte}__in": ["", EFFACE]})
    for compte in effacable.comptes:
        textes |= Q(**{f"{compte}__isnull": False})
    return textes


def _effacer(effacable: Effacable, conventions: list[int]) -> None:
    lignes: models.QuerySet[Any] = models.QuerySet(effacable.modele).filter(
        **{f"{effacable.convention}__in": conventions}
    )
    for texte in effacable.textes:
        lignes.exclude(**{f"{texte}__in": ["", EFFACE]}).update(**{texte: EFFACE})
    vides: dict[str, Any] = dict.fromkeys(effacable.comptes)
    if vides:
        lignes.update(**vides)
