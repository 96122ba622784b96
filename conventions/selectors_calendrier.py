"""Reading the facts of calendars: a fixed number of queries, whatever the number of conventions."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Max, Q
from django.db.models.functions import Coalesce

from conventions.enums import EtatConvention, NatureEvenement
from conventions.models import (
    Comite,
    Convention,
    Courrier,
    EvaluationPartagee,
    EvenementConvention,
    Partie,
)
from conventions.rules.faits_calendrier import Fait, FaitsCalendrier, Jalon, Lettre
from conventions.rules.jalons import jalons
from conventions.rules.vigueur import FaitsConvention

COLONNES = (
    "pk",
    "etat",
    "nature",
    "reconduction",
    "duree_mois",
    "preavis_mois",
    "mise_en_demeure_jours",
    "mise_en_demeure_depart",
    "force_majeure_jours",
    "evaluation",
    "comite",
    "bilan_annuel",
    "articles",
    "modele__article",
    "parente_id",
    "jour",
)


@dataclass(frozen=True, slots=True)
class Calendrier:
    """A convention on a day: its facts, and its milestones.

    Attributes:
        convention_id: the convention.
        jour: the day it is for its caisses.
        faits: what it is read from.
        jalons: its milestones, in order.
        parente_id: the métier convention it leans on.
    """

    convention_id: int
    jour: date
    faits: FaitsCalendrier
    jalons: tuple[Jalon, ...]
    parente_id: int | None


def calendriers(numeros: Collection[int], maintenant: datetime) -> dict[int, Calendrier]:
    """Return the calendars of conventions, by key: eight queries, whatever their number.

    Args:
        numeros: keys of the conventions.
        maintenant: the moment, read in the time zone of each convention's caisses.

    Exigence: CONV-04, CONV-06, CONV-09
    """
    lignes = _conventions(numeros, maintenant)
    metiers = {ligne["parente_id"] for ligne in lignes.values() if ligne["parente_id"]}
    toutes = {**_conventions(metiers - lignes.keys(), maintenant), **lignes}
    lectures = _Lectures(toutes.keys())
    trouves = {}
    for numero, ligne in lignes.items():
        faits = lectures.faits(ligne, toutes.get(ligne["parente_id"]))
        trouves[numero] = Calendrier(
            numero, ligne["jour"], faits, jalons(faits, ligne["jour"]), ligne["parente_id"]
        )
    return trouves


def _conventions(numeros: Iterable[int], maintenant: datetime) -> dict[int, dict[str, Any]]:
    conventions = Convention.objects.filter(pk__in=list(numeros)).au_jour(maintenant)
    return {ligne["pk"]: ligne for ligne in conventions.values(*COLONNES)}


class _Lectures:
    """What hangs from a set of conventions, read once, by convention."""

    def __init__(self, numeros: Collection[int]) -> None:
        self.parties = _par_convention(
            Partie.objects.filter(convention__in=numeros)
            .annotate(nom=Coalesce("caisse__libelle", "partenaire__libelle"))
            .order_by("pk")
            .values_list("convention_id", "nom", "signee_le", "partenaire_id")
        )
        self.evenements = _par_convention(
            EvenementConvention.objects.filter(convention__in=numeros)
            .order_by("consigne_le", "pk")
            .values_list(
                "convention_id", "nature", "survenu_le", "effet_le", "terme_le", "article", "courrier_id"
            )
        )
        self.courriers = _par_convention(
            Courrier.objects.filter(convention__in=numeros)
            .annotate(
                derniere=Max("remises__recue_le"),
                attendues=Count("remises", filter=Q(remises__recue_le__isnull=True)),
                numero=F("pk"),
            )
            .order_by("envoye_le", "pk")
            .values_list("convention_id", "numero", "nature", "envoye_le", "derniere", "attendues")
        )
        self.comites = _par_convention(
            Comite.objects.filter(convention__in=numeros, annule_motif="")
            .order_by("date")
            .values_list("convention_id", "date", "tenu")
        )
        self.evaluations = _par_convention(
            EvaluationPartagee.objects.filter(convention__in=numeros)
            .order_by("tenue_le")
            .values_list("convention_id", "tenue_le")
        )

    def faits(self, ligne: dict[str, Any], metier: dict[str, Any] | None = None) -> FaitsCalendrier:
        """Return the facts of one convention, those of its métier convention within."""
        numero = ligne["pk"]
        comites = self.comites[numero]
        de_la_metier = None if metier is None else self.faits(metier)
        return FaitsCalendrier(
            vigueur=self._vigueur(ligne, de_la_metier),
            article=ligne["modele__article"],
            articles=ligne["articles"],
            signataires=tuple((nom, jour) for nom, jour, _ in self.parties[numero] if jour),
            preavis_mois=ligne["preavis_mois"],
            mise_en_demeure_jours=ligne["mise_en_demeure_jours"],
            mise_en_demeure_depart=ligne["mise_en_demeure_depart"],
            force_majeure_jours=ligne["force_majeure_jours"],
            evaluation=ligne["evaluation"],
            comite=ligne["comite"],
            bilan_annuel=ligne["bilan_annuel"],
            faits=tuple(Fait(*evenement[:5]) for evenement in self.evenements[numero]),
            lettres=tuple(self._lettres(numero)),
            comites_tenus=tuple(jour for jour, tenu in comites if tenu),
            comites_prevus=tuple(jour for jour, tenu in comites if not tenu and jour >= ligne["jour"]),
            evaluations=tuple(jour for (jour,) in self.evaluations[numero]),
            metier=de_la_metier,
        )

    def _vigueur(self, ligne: dict[str, Any], metier: FaitsCalendrier | None) -> FaitsConvention:
        evenements, parties = self.evenements[ligne["pk"]], self.parties[ligne["pk"]]
        termes = [terme for _, _, _, terme, _, _ in evenements if terme]
        fins: dict[str, list[date]] = defaultdict(list)
        for nature, _, effet, _, _, _ in evenements:
            if effet:
                fins[nature].append(effet)
        return FaitsConvention(
            nature=ligne["nature"],
            reconduction=ligne["reconduction"],
            signatures=tuple(jour for _, jour, _ in parties),
            duree_mois=ligne["duree_mois"],
            terme_fixe=termes[-1] if termes else None,
            refus=tuple(fins[NatureEvenement.REFUS_DE_RECONDUCTION]),
            resiliations=tuple(fins[NatureEvenement.RESILIATION]),
            partenaires=frozenset(partenaire for _, _, partenaire in parties if partenaire),
            abandonnee=ligne["etat"] == EtatConvention.ABANDONNEE,
            parente=None if metier is None else metier.vigueur,
        )

    def _lettres(self, numero: int) -> Iterable[Lettre]:
        reparations = [
            (survenu, courrier)
            for nature, survenu, _, _, _, courrier in self.evenements[numero]
            if nature == NatureEvenement.REPARATION
        ]
        for courrier, nature, envoye_le, derniere, attendues in self.courriers[numero]:
            # A reparation that names no letter mends every one sent before it.
            reparees = (
                survenu
                for survenu, lettre in reparations
                if lettre == courrier or (lettre is None and survenu >= envoye_le)
            )
            recue_le = None if attendues else derniere
            yield Lettre(nature, envoye_le, recue_le, min(reparees, default=None))


def _par_convention(lignes: Iterable[tuple[Any, ...]]) -> defaultdict[int, list[tuple[Any, ...]]]:
    """Group rows by their first column, and leave it out."""
    groupes: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for numero, *reste in lignes:
        groupes[numero].append(tuple(reste))
    return groupes
