"""How much each agent follows, and every deadline missed or met: numbers, nobody's name but the agents' (DEM-19)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, DateTimeField, Exists, F, OuterRef, Q, When
from django.db.models.functions import TruncMonth

from conventions.models import Caisse
from espace_partenaires.comptes.acteur import Acteur
from signalements.enums import NatureFait
from signalements.models import Demande, EvenementDemande
from signalements.permissions import peut_superviser
from signalements.rules.delais import DELAIS
from signalements.selectors.depassements import depassements_avant_renvoi
from signalements.selectors.vues import en_retard, proche

# Every fact that stops a clock. A kind knows its own only: no étude is ever taken in charge.
_ARRETS: Final = frozenset[NatureFait]().union(*(delai.arrets for delai in DELAIS.values()))
_EN_JOURS: Final = tuple(regle.value for regle, delai in DELAIS.items() if delai.en_jours)
# In elapsed hours, the last instant is in time; in calendar days, the whole last second is.
_LIMITE: Final = Case(
    When(regle__in=_EN_JOURS, then=F("echeance") + timedelta(microseconds=999_999)),
    default=F("echeance"),
    output_field=DateTimeField(),
)


@dataclass(frozen=True, slots=True)
class Comptes:
    """What one agent has.

    Attributes:
        ouvertes: every open demande.
        en_retard: whose deadline is past.
        proches: whose deadline is near, the late ones apart.
    """

    ouvertes: int = 0
    en_retard: int = 0
    proches: int = 0

    def __add__(self, autre: "Comptes") -> "Comptes":
        return Comptes(
            self.ouvertes + autre.ouvertes,
            self.en_retard + autre.en_retard,
            self.proches + autre.proches,
        )


@dataclass(frozen=True, slots=True)
class ChargeDeLaCaisse:
    """What each agent follows, and what nobody does.

    Attributes:
        par_agent: by account; those whose account was closed are under nobody.
        personne: what no active agent follows.
    """

    par_agent: Mapping[int, Comptes] = field(default_factory=dict)
    personne: Comptes = field(default_factory=Comptes)

    @property
    def sans_agent(self) -> int:
        """How many open demandes nobody follows."""
        return self.personne.ouvertes

    @property
    def total(self) -> Comptes:
        """The whole caisse."""
        return sum(self.par_agent.values(), self.personne)

    def de(self, *agents: int) -> Comptes:
        """What these agents follow together."""
        return sum((self.par_agent.get(agent, Comptes()) for agent in agents), Comptes())


def charge_de_la_caisse(caisse_id: int, maintenant: datetime) -> ChargeDeLaCaisse:
    """Count the open demandes of a caisse by agent, in one query.

    Args:
        caisse_id: whose demandes; row-level security says it too on the web.
        maintenant: moment that lateness is judged at.

    Exigence: DEM-16, DEM-19
    """
    tard = en_retard(maintenant)
    lignes = (
        Demande.objects.filter(caisse=caisse_id)
        .ouvertes()
        .order_by()
        .values("agent", "agent__is_active")
        .annotate(
            ouvertes=Count("pk"),
            en_retard=Count("pk", filter=tard),
            proches=Count("pk", filter=proche(maintenant) & ~tard),
        )
    )
    par_agent: dict[int, Comptes] = {}
    personne = Comptes()
    for ligne in lignes:
        comptes = Comptes(ligne["ouvertes"], ligne["en_retard"], ligne["proches"])
        if ligne["agent"] is not None and ligne["agent__is_active"]:
            par_agent[ligne["agent"]] = comptes
        else:
            personne += comptes
    return ChargeDeLaCaisse(par_agent, personne)


@dataclass(frozen=True, slots=True)
class DelaisDuMois:
    """Deadlines of one kind that fell in one month.

    Attributes:
        mois: its first day, where the caisse is.
        nature: ``Service``.
        tenus: met.
        manques: missed, still running past the deadline included.
    """

    mois: date
    nature: str
    tenus: int
    manques: int

    @property
    def part(self) -> int:
        """Share of deadlines met, in per cent, rounded down: one miss never shows as none."""
        return 100 * self.tenus // (self.tenus + self.manques)


def delais_par_mois(
    acteur: Acteur, caisse: Caisse, depuis: datetime, maintenant: datetime
) -> list[DelaisDuMois]:
    """Count deadlines met and missed by kind and month, from the facts that stopped each clock (two queries).

    A deadline counts in the month it fell in. One that was met early counts once it was met, in the month
    it would have fallen in; one that runs counts as missed as soon as it is past, even if the demande is sent
    back to the partner afterwards.

    Args:
        acteur: a superviseur of the caisse.
        caisse: whose months and demandes.
        depuis: deadlines from this moment on.
        maintenant: moment of the reading (aware).

    Exigence: DEM-19 (S4 2.2, a2, a3)
    """
    if not peut_superviser(acteur):
        return []
    # Asked once of each row, and only whether there is one: the facts of a caisse are many.
    a_temps = EvenementDemande.objects.filter(
        demande=OuterRef("pk"), nature__in=_ARRETS, survenu_le__lte=OuterRef("limite")
    )
    lignes = (
        Demande.objects.visibles_par(acteur)
        .filter(caisse=caisse, echeance__gte=depuis)
        .annotate(limite=_LIMITE, mois=TruncMonth("echeance", tzinfo=ZoneInfo(caisse.fuseau)))
        .annotate(tenu=Exists(a_temps), passee=Q(limite__lt=maintenant))
        .order_by()
        .values("mois", "nature", "passee", "tenu")
        .annotate(total=Count("pk"))
    )
    comptes: dict[tuple[date, str], list[int]] = defaultdict(lambda: [0, 0])
    for ligne in lignes:
        if ligne["tenu"] or ligne["passee"]:
            comptes[ligne["mois"].date(), ligne["nature"]][not ligne["tenu"]] += ligne["total"]
    for manque in depassements_avant_renvoi(acteur, caisse, depuis, maintenant):
        comptes[manque.echeance.date().replace(day=1), manque.nature][1] += 1
    # Sorted by kind, then, stably, the latest month first.
    ordre = sorted(sorted(comptes, key=itemgetter(1)), key=itemgetter(0), reverse=True)
    return [DelaisDuMois(mois, nature, *comptes[mois, nature]) for mois, nature in ordre]
