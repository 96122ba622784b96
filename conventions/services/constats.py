"""The sweep of conventions: it writes down what the dates already say, and opens or closes nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from conventions.enums import EtatConvention, NatureEvenement
from conventions.models import Convention, EvenementConvention, Partie
from conventions.permissions import est_le_systeme
from conventions.rules.faits_calendrier import CodeJalon
from conventions.rules.jalons import reconductions
from conventions.selectors_calendrier import Calendrier, calendriers
from conventions.services.attestations_demandees import demander_attestations
from conventions.services.avertissements import avertir
from conventions.services.ecriture import journaliser
from conventions.signals import droits_a_revoir
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.exceptions import exiger

LOT: Final = 100
_CONSTATS: Final = (NatureEvenement.RECONDUCTION_CONSTATEE, NatureEvenement.FIN_CONSTATEE)
_ACTIONS: Final = {
    NatureEvenement.RECONDUCTION_CONSTATEE: "conventions.constater_reconduction",
    NatureEvenement.FIN_CONSTATEE: "conventions.constater_fin",
}


@dataclass(frozen=True, slots=True)
class Lot:
    """What one transaction of the sweep did.

    Attributes:
        dernier: key of the last convention looked at; ``None`` when none was left.
        constats: how many facts were written.
        partenaires: keys of the partenaires whose rights may have closed.
    """

    dernier: int | None
    constats: int = 0
    partenaires: frozenset[int] = frozenset()


def balayer_conventions(*, acteur: Acteur = ACTEUR_SYSTEME, maintenant: datetime | None = None) -> int:
    """Write down the renewals and ends that have taken place, send the warnings due, ask for attestations.

    Twice, late or in parallel, it leaves the same rows: each convention is locked, those that another worker holds are
    left to it, and the database refuses a second writing.

    Args:
        acteur: the system.
        maintenant: the moment, read where each convention's caisses are.

    Returns:
        How many facts were written.

    Raises:
        HorsPortee: for anybody but the system.

    Exigence: CONV-04, CONV-06, CONV-13, CONV-14, HAB-13, NOV-02 (S0 14.1, S1m 9.2, S1u 2.2.3, 8.1)
    """
    instant = maintenant or timezone.now()
    exiger(autorise=est_le_systeme(acteur))
    constats, dernier = 0, 0
    while (lot := _balayer_un_lot(acteur, dernier, instant)).dernier is not None:
        constats, dernier = constats + lot.constats, lot.dernier
        if lot.partenaires:
            # After the commit: closing accounts locks other rows, and one that fails undoes nothing of this.
            droits_a_revoir.send_robust(
                sender=Convention, partenaire_ids=tuple(sorted(lot.partenaires)), maintenant=instant
            )
    return constats


@transaction.atomic
def _balayer_un_lot(acteur: Acteur, apres: int, instant: datetime) -> Lot:
    conventions = list(
        a_balayer()
        .filter(pk__gt=apres)
        .select_related("modele")
        .order_by("pk")
        .select_for_update(skip_locked=True, no_key=True, of=("self",))[:LOT]
    )
    if not conventions:
        return Lot(None)
    lus = calendriers([convention.pk for convention in conventions], instant)
    deja = _deja_constates(lus)
    constats, finies = 0, []
    for convention in conventions:
        calendrier = lus[convention.pk]
        neufs = [fait for fait in _constats(calendrier, instant) if _cle(fait) not in deja]
        EvenementConvention.objects.bulk_create(neufs, ignore_conflicts=True)
        for fait in neufs:
            nature = NatureEvenement(fait.nature)
            effet_le = (fait.effet_le or fait.survenu_le).isoformat()
            journaliser(acteur, _ACTIONS[nature], convention, effet_le=effet_le)
        constats += len(neufs)
        if any(fait.nature == NatureEvenement.FIN_CONSTATEE for fait in neufs):
            finies.append(convention)
            demander_attestations(acteur, convention, calendrier.jour, instant)
        avertir(acteur, convention, calendrier, instant)
    return Lot(conventions[-1].pk, constats, _partenaires(finies))


def a_balayer() -> QuerySet[Convention]:
    """Return the conventions that still live: signed, and whose end is not written down, or was put off since."""
    constatees = EvenementConvention.objects.filter(
        convention=OuterRef("pk"), nature=NatureEvenement.FIN_CONSTATEE
    )
    depuis = EvenementConvention.objects.filter(
        Q(convention=OuterRef("convention")) | Q(convention=OuterRef("convention__parente")),
        consigne_le__gt=OuterRef("consigne_le"),
    ).exclude(nature__in=_CONSTATS)
    return Convention.objects.filter(etat=EtatConvention.SIGNEE).exclude(
        Exists(constatees.filter(~Exists(depuis)))
    )


def _constats(calendrier: Calendrier, instant: datetime) -> list[EvenementConvention]:
    """Return the facts that the dates say, whoever has written them already."""
    faits = calendrier.faits
    trouves = [
        _constat(
            calendrier,
            NatureEvenement.RECONDUCTION_CONSTATEE,
            {"survenu_le": jour, "effet_le": jour, "article": faits.article_pour("reconduction")},
            instant,
        )
        for jour in reconductions(faits, calendrier.jour)
    ]
    trouves += [
        _constat(
            calendrier,
            NatureEvenement.FIN_CONSTATEE,
            {"survenu_le": jalon.le, "effet_le": jalon.le, "article": jalon.article},
            instant,
        )
        for jalon in calendrier.jalons
        if jalon.code == CodeJalon.FIN and jalon.le < calendrier.jour
    ]
    return trouves


def _constat(
    calendrier: Calendrier, nature: NatureEvenement, champs: dict[str, object], instant: datetime
) -> EvenementConvention:
    return EvenementConvention(
        convention_id=calendrier.convention_id, nature=nature, consigne_le=instant, **champs
    )


def _cle(fait: EvenementConvention) -> tuple[int, str, object]:
    return fait.convention_id, str(fait.nature), fait.effet_le


def _deja_constates(lus: dict[int, Calendrier]) -> set[tuple[int, str, object]]:
    ecrits = EvenementConvention.objects.filter(convention__in=lus.keys(), nature__in=_CONSTATS)
    return set(ecrits.values_list("convention_id", "nature", "effet_le"))


def _partenaires(finies: list[Convention]) -> frozenset[int]:
    """Return the partenaires that are party to what has ended, or to an utilisation that leaned on it."""
    parties = Partie.objects.filter(
        Q(convention__in=finies) | Q(convention__parente__in=finies), partenaire__isnull=False
    )
    return frozenset(parties.annotate(numero=F("partenaire_id")).values_list("numero", flat=True))
