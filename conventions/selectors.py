"""What the apps above read of conventions: caisses reached, services open, members declared, next end."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import Range
from django.db.models import Exists, Max, OuterRef, QuerySet

from conventions.enums import Nature, Service, TypePartenaire
from conventions.models import (
    ActivationService,
    Adhesion,
    Caisse,
    Convention,
    CoupureAcces,
    Partenaire,
    Partie,
    RetraitReception,
)
from conventions.querysets import ConventionQuerySet, Jour

HABILITES_A_RECEVOIR: Final = frozenset(
    {TypePartenaire.TUTELLE.value, TypePartenaire.ASE.value, TypePartenaire.DEPOSITAIRE.value}
)


def jour_de_la_caisse(caisse: Caisse, instant: datetime) -> date:
    """Return the day it is for a caisse at a moment (aware): overseas, not that of Paris.

    Exigence: ORG-01
    """
    return instant.astimezone(ZoneInfo(caisse.fuseau)).date()


def jour_de_la_convention(convention: Convention, instant: datetime) -> date:
    """Return the day it is for the caisses of a convention at a moment (aware).

    Exigence: ORG-01
    """
    return Convention.objects.au_jour(instant).get(pk=convention.pk).jour


def utilisations_en_vigueur(partenaire_id: int, le: Jour) -> ConventionQuerySet:
    """Return the conventions d'utilisation of a partenaire in force that day, their métier one included."""
    return Convention.objects.filter(nature=Nature.UTILISATION, parties__partenaire=partenaire_id).en_vigueur(
        le
    )


def caisses_en_vigueur(partenaire_id: int, le: Jour) -> frozenset[int]:
    """Return the caisses with which the partenaire's rights run: utilisation **and** its métier in force.

    A caisse that cut the structure's access gives it no right meanwhile (CONV-15).

    Args:
        partenaire_id: the partenaire.
        le: the day; or the moment, read where each caisse is.

    Exigence: CONV-14, CONV-15, CONV-20, HAB-17 (S1u 2.2.3, 4.1, 8.1)
    """
    utilisations = utilisations_en_vigueur(partenaire_id, le).values("pk")
    coupures = CoupureAcces.objects.filter(
        caisse=OuterRef("caisse"), partenaire=partenaire_id, retablie_le__isnull=True
    )
    parties = Partie.objects.filter(~Exists(coupures), convention__in=utilisations, caisse__isnull=False)
    return frozenset(numero for numero in parties.values_list("caisse_id", flat=True) if numero is not None)


def liens_signes(caisse_ids: Collection[int], *natures: Nature) -> QuerySet[Partie]:
    """Return the partenaires' parties to a convention of these natures that all signed, one of these caisses too.

    What ended stays, to be read until its erasure. A draft is no link: whoever knows a public SIRET can
    write one.

    Args:
        caisse_ids: the caisses.
        natures: natures of convention that count; any of them when none is said.

    Exigence: HAB-17 (S1u 5, 7)
    """
    signees = Convention.objects.signees().filter(parties__caisse__in=caisse_ids)
    if natures:
        signees = signees.filter(nature__in=natures)
    return Partie.objects.filter(partenaire__isnull=False, convention__in=signees.values("pk"))


def effectif_declare(partenaire_id: int, le: Jour) -> int:
    """Return the greatest number of members declared by a convention d'utilisation in force; 0 without one.

    Exigence: HAB-03, ORG-02
    """
    lignes = utilisations_en_vigueur(partenaire_id, le).aggregate(effectif=Max("effectif_declare"))
    return lignes["effectif"] or 0


def services_ouverts(caisse_id: int, partenaire_id: int, le: Jour) -> frozenset[Service]:
    """Return the services the caisse opens to the partenaire that day; nothing without a convention, nor when cut.

    The defaults are those of the modèle of the métier convention in force; the caisse's own choices win.

    Exigence: ORG-04 (S1u 1.2, S0 8)
    """
    utilisations = utilisations_en_vigueur(partenaire_id, le)
    avec_la_caisse = Partie.objects.filter(convention=OuterRef("pk"), caisse=caisse_id)
    defauts = list(
        utilisations.filter(Exists(avec_la_caisse)).values_list(
            "parente__modele__services_par_defaut", flat=True
        )
    )
    coupee = CoupureAcces.objects.filter(caisse=caisse_id, partenaire=partenaire_id, retablie_le__isnull=True)
    if not defauts or coupee.exists():
        return frozenset()
    ouverts = {service for liste in defauts for service in liste or []}
    choix = ActivationService.objects.filter(caisse=caisse_id, partenaire=partenaire_id)
    for service, ouvert in choix.values_list("service", "ouvert"):
        (ouverts.add if ouvert else ouverts.discard)(service)
    return frozenset(Service(service) for service in ouverts)


def est_habilite_a_recevoir(partenaire: Partenaire, caisse_id: int) -> bool:
    """Tell whether this caisse may deliver documents to this partenaire through the portal.

    Only tutelles, ASE institutions and organismes dépositaires, unless this caisse withdrew it.

    Args:
        partenaire: who would receive.
        caisse_id: the caisse that would send.

    Exigence: ORG-03 (S1u 1.2, 1.3, 5)
    """
    return (
        partenaire.type in HABILITES_A_RECEVOIR
        and not RetraitReception.objects.filter(caisse=caisse_id, partenaire=partenaire).exists()
    )


@dataclass(frozen=True, slots=True)
class FinDesDroits:
    """Until when the rights run with a caisse, and why.

    Attributes:
        le: last day, or ``None`` while no end is certain.
        raison: the reason, a sentence in French.
        article: the text it rests on.
    """

    le: date | None
    raison: str
    article: str


def prochaine_fin(caisse_id: int, partenaire_id: int, le: Jour) -> FinDesDroits | None:
    """Tell until when the partenaire's rights with the caisse run, and why; ``None`` without rights.

    With several conventions, the one that lasts longest counts. Four queries, whatever their number.

    Exigence: CONV-06, NOV-02
    """
    avec_la_caisse = Partie.objects.filter(convention=OuterRef("pk"), caisse=caisse_id)
    utilisations = list(
        utilisations_en_vigueur(partenaire_id, le)
        .avec_dates()
        .filter(Exists(avec_la_caisse))
        .select_related("modele")
    )
    if not utilisations:
        return None
    jour = min(utilisation.jour for utilisation in utilisations)
    numeros = [utilisation.parente_id for utilisation in utilisations]
    metiers = Convention.objects.avec_dates().select_related("modele").in_bulk([n for n in numeros if n])
    signataires: dict[int, set[int]] = defaultdict(set)
    parties = Partie.objects.filter(convention__in=metiers, partenaire__isnull=False)
    for numero, signataire in parties.values_list("convention_id", "partenaire_id"):
        signataires[numero].add(signataire or 0)
    adhesions = list(Adhesion.objects.filter(membre=partenaire_id).values_list("tete_id", "periode"))
    fins = []
    for utilisation in utilisations:
        metier = metiers[utilisation.parente_id or 0]
        tetes = signataires[metier.pk]
        periodes = [periode for tete, periode in adhesions if tete in tetes]
        couverture = None if partenaire_id in tetes else fin_de_couverture(periodes, jour)
        fins.append(fin_d_une_utilisation(utilisation, metier, couverture))
    return max(fins, key=lambda fin: fin.le or date.max)


def fin_d_une_utilisation(
    utilisation: Convention, metier: Convention, couverture: date | None
) -> FinDesDroits:
    """Tell until when the rights of one utilisation run: its own end, that of its métier, or of the membership.

    Args:
        utilisation: a row of ``ConventionQuerySet.avec_dates``, its modèle loaded.
        metier: what it leans on, read the same way.
        couverture: last day of the membership that covers it, ``None`` without end or when its partenaire signed.

    Exigence: CONV-06, NOV-02
    """
    candidates = [
        FinDesDroits(
            utilisation.fin_certaine, "La convention d’utilisation prend fin.", utilisation.modele.article
        ),
        FinDesDroits(metier.fin_certaine, "La convention métier prend fin.", metier.modele.article),
        FinDesDroits(
            couverture,
            "L’adhésion à la tête de réseau qui a signé la convention métier prend fin.",
            utilisation.modele.article,
        ),
    ]
    certaines = [fin for fin in candidates if fin.le is not None]
    sans_fin = FinDesDroits(
        None, "La convention métier se reconduit tant qu’aucune partie ne s’y oppose.", metier.modele.article
    )
    return min(certaines, key=lambda fin: fin.le or date.max, default=sans_fin)


def fin_de_couverture(periodes: Sequence[Range[date]], le: date) -> date | None:
    """Return the last day of an unbroken membership that runs on ``le``; ``None`` when it has no end.

    Args:
        periodes: periods of membership, their last day excluded.
        le: a day of one of them.
    """
    exclue = le
    for periode in sorted(periodes, key=lambda p: p.lower or date.min):
        if (periode.lower or date.min) > exclue:
            break
        if periode.upper is None:
            return None
        exclue = max(exclue, periode.upper)
    return exclue - timedelta(days=1)
