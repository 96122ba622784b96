"""What conventions ask of the agents of a caisse, counted from dates: the same queries for 3 or 300 of them."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from conventions.enums import EtatConvention, Nature, Reconduction
from conventions.models import AttestationDestruction, Convention, Partie, Referent
from conventions.rules.avertissements import MOIS_AVANT_LA_FIN, MOIS_AVANT_LE_TERME
from conventions.rules.calendrier import ajouter_mois
from conventions.rules.faits_calendrier import CodeJalon, Jalon
from conventions.selectors_calendrier import Calendrier, calendriers
from espace_partenaires.comptes.acteur import Acteur


class Tache(StrEnum):
    """What there is to do, in the order it is shown."""

    LIMITES = "limites"
    FINS = "fins"
    MISES_EN_DEMEURE = "mises-en-demeure"
    COMITES = "comites"
    EVALUATIONS = "evaluations"
    REFERENTS = "referents"


LIBELLES: Final[dict[Tache, tuple[str, str]]] = {
    Tache.LIMITES: (
        "date limite pour renouveler ou refuser, dans les quatre mois",
        "dates limites pour renouveler ou refuser, dans les quatre mois",
    ),
    Tache.FINS: ("convention prend fin dans le mois", "conventions prennent fin dans le mois"),
    Tache.MISES_EN_DEMEURE: (
        "mise en demeure au délai écoulé",
        "mises en demeure au délai écoulé",
    ),
    Tache.COMITES: ("comité de pilotage à réunir", "comités de pilotage à réunir"),
    Tache.EVALUATIONS: (
        "évaluation de la première année à tenir",
        "évaluations de la première année à tenir",
    ),
    Tache.REFERENTS: ("convention sans référent d’une partie", "conventions sans référent d’une partie"),
}


@dataclass(frozen=True, slots=True)
class AFaire:
    """One thing to do for one convention.

    Attributes:
        tache: what.
        convention_id: the convention.
        jalon: the date that asks for it; ``None`` when no date does.
    """

    tache: Tache
    convention_id: int
    jalon: Jalon | None


def a_faire(acteur: Acteur, maintenant: datetime) -> list[AFaire]:
    """Return what the conventions of the agent's caisse ask for, by task then by date.

    What an utilisation has of its métier convention is told of that one only.

    Args:
        acteur: an agent.
        maintenant: the moment.

    Exigence: CONV-04, CONV-08, CONV-09, CONV-17, UX-06
    """
    parties = Partie.objects.filter(convention=OuterRef("pk"), caisse__in=acteur.caisse_ids)
    vivantes = Convention.objects.visibles_par(acteur).filter(Exists(parties), etat=EtatConvention.SIGNEE)
    numeros = list(vivantes.en_vigueur(maintenant).values_list("pk", flat=True))
    trouves = [
        AFaire(tache, calendrier.convention_id, jalon)
        for calendrier in calendriers(numeros, maintenant).values()
        for tache, jalon in _du_calendrier(calendrier)
    ]
    trouves += [AFaire(Tache.REFERENTS, numero, None) for numero in _sans_referent(numeros, maintenant)]
    rangs = {tache: rang for rang, tache in enumerate(Tache)}
    return sorted(
        trouves,
        key=lambda chose: (
            rangs[chose.tache],
            chose.jalon.le if chose.jalon else date.min,
            chose.convention_id,
        ),
    )


def compter(choses: Iterable[AFaire]) -> dict[Tache, int]:
    """Return how many things there are to do, by task, in order; none is left out."""
    nombres = Counter(chose.tache for chose in choses)
    return {tache: nombres[tache] for tache in Tache}


def attestations_manquantes(acteur: Acteur) -> int:
    """Return how many attestations the agent's caisse still waits for.

    Exigence: CONV-13
    """
    return AttestationDestruction.objects.visibles_par(acteur).filter(attestee_le__isnull=True).count()


def _du_calendrier(calendrier: Calendrier) -> Iterator[tuple[Tache, Jalon]]:
    """Yield each task that the dates of a convention ask for, once."""
    vues = set()
    for jalon in calendrier.jalons:
        tache = None if jalon.de_la_metier else _tache(jalon, calendrier)
        if tache is not None and tache not in vues:
            vues.add(tache)
            yield tache, jalon


def _tache(jalon: Jalon, calendrier: Calendrier) -> Tache | None:
    jour = calendrier.jour
    if jalon.code == CodeJalon.LIMITE and jour <= jalon.le <= ajouter_mois(jour, MOIS_AVANT_LE_TERME):
        return Tache.LIMITES
    certaine = jalon.code == CodeJalon.FIN or (
        jalon.code == CodeJalon.TERME and calendrier.faits.vigueur.reconduction == Reconduction.EXPRESSE
    )
    if certaine and jour <= jalon.le <= ajouter_mois(jour, MOIS_AVANT_LA_FIN):
        return Tache.FINS
    if not jalon.attendu or (jalon.rappel_le or jalon.le) > jour:
        return None
    if jalon.code == CodeJalon.MISE_EN_DEMEURE_ECHUE:
        # Its last day is still the partenaire's.
        return Tache.MISES_EN_DEMEURE if jalon.le < jour else None
    return _ATTENDUES.get(jalon.code)


_ATTENDUES: Final = {
    CodeJalon.COMITE_DU: Tache.COMITES,
    CodeJalon.EVALUATION_DUE: Tache.EVALUATIONS,
}


def _sans_referent(numeros: Collection[int], maintenant: datetime) -> list[int]:
    """Return the conventions of which a party has no référent; an utilisation has those of its métier convention."""
    jour = timezone.localdate(maintenant)
    en_fonction = Referent.objects.filter(
        Q(au__isnull=True) | Q(au__gte=jour), partie=OuterRef("pk"), du__lte=jour
    )
    orphelines = Partie.objects.filter(~Exists(en_fonction), convention__in=numeros)
    orphelines = orphelines.exclude(convention__nature=Nature.UTILISATION)
    return list(orphelines.values_list("convention_id", flat=True).distinct().order_by("convention_id"))
