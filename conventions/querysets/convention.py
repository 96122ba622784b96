"""Conventions: who sees them, their dates, whether they are in force."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Count, DateField, Exists, F, Max, Min, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Least

from conventions.enums import EtatConvention, Nature, NatureEvenement, Reconduction
from conventions.querysets.communs import (
    PROFIL_SYSTEME,
    de_cette_convention,
    est_agent,
    est_partenaire,
    lignes,
    sous_sa_cadre,
)
from espace_partenaires.comptes.acteur import Acteur

if TYPE_CHECKING:
    from conventions.models import Convention

FINS = (NatureEvenement.RESILIATION, NatureEvenement.REFUS_DE_RECONDUCTION)
# A day as it is, or a moment that is read in the time zone of each convention's caisses.
Jour = date | datetime


class ConventionQuerySet(models.QuerySet["Convention"]):
    """Conventions."""

    model: "type[Convention]"

    def visibles_par(self, acteur: Acteur) -> Self:
        """Keep what the actor may see (HAB-17).

        An agent: the conventions its caisse is party to, and the local ones under the cadre it is a national
        référent of (CONV-08). A partner's account: those its partenaire is party to, and the métier
        convention its own convention d'utilisation leans on.
        """
        if acteur.profil == PROFIL_SYSTEME:
            return self.all()
        parties = lignes("Partie")
        if est_agent(acteur):
            return self.filter(
                Q(Exists(parties.filter(convention=OuterRef("pk"), caisse__in=acteur.caisse_ids)))
                | Q(sous_sa_cadre(acteur, "cadre"))
            )
        if est_partenaire(acteur):
            siennes = parties.filter(partenaire=acteur.partenaire_id)
            return self.filter(
                Exists(siennes.filter(convention=OuterRef("pk")))
                | Exists(siennes.filter(convention__parente=OuterRef("pk")))
            )
        return self.none()

    def signees(self) -> Self:
        """Keep those that every party signed, in force still or ended: never a draft nor what was abandoned."""
        parties = de_cette_convention("Partie")
        return self.filter(
            Exists(parties), ~Exists(parties.filter(signee_le__isnull=True)), etat=EtatConvention.SIGNEE
        )

    def avec_terme(self) -> Self:
        """Add ``debut`` (last signature, once all signed) and ``fin_de_terme`` (express renewals only).

        ``fin_de_terme`` is the last day that a renewal or an avenant fixed, the last one recorded; before any, that of
        ``duree_mois`` months from ``debut`` (``rules.delais.dernier_jour``).
        """
        signature = (
            de_cette_convention("Partie")
            .values("convention")
            .annotate(derniere=Max("signee_le"), manquantes=Count("pk", filter=Q(signee_le__isnull=True)))
            .filter(manquantes=0)
        )
        fixes = (
            de_cette_convention("EvenementConvention")
            .filter(terme_le__isnull=False)
            .order_by("-consigne_le", "-pk")
        )
        return self.annotate(
            debut=Subquery(signature.values("derniere")),
            terme_fixe=Subquery(fixes.values("terme_le")[:1]),
            fin_de_terme=Case(
                When(
                    reconduction=Reconduction.EXPRESSE,
                    debut__isnull=False,
                    then=Coalesce(F("terme_fixe"), dernier_jour(F("debut"), F("duree_mois"))),
                ),
                default=None,
                output_field=DateField(),
            ),
        )

    def avec_dates(self) -> Self:
        """Add to ``avec_terme`` what is shown: ``fin_decidee`` (last day decided) and ``fin_certaine``."""
        fins = (
            de_cette_convention("EvenementConvention")
            .filter(nature__in=FINS)
            .values("convention")
            .annotate(fin=Min("effet_le"))
        )
        return self.avec_terme().annotate(
            fin_decidee=Subquery(fins.values("fin")),
            # LEAST leaves nulls out: no certain end only when neither exists.
            fin_certaine=Least(F("fin_decidee"), F("fin_de_terme")),
        )

    def au_jour(self, le: Jour) -> Self:
        """Add ``jour``: a day as it is, or the day it is for the convention's caisses at a moment.

        Overseas the day is not that of Paris: a convention's last day ends at midnight where its caisse is. Between
        caisses of several time zones, the one where it is earliest counts.

        Args:
            le: a day, or a moment (aware).

        Exigence: ORG-01, CONV-01
        """
        if isinstance(le, datetime):
            jour: models.expressions.Combinable = models.Func(
                F("pk"), Value(le), function="conventions_jour", output_field=DateField()
            )
        else:
            jour = Value(le, output_field=DateField())
        return self.annotate(jour=jour)

    def avec_vigueur(self, le: Jour) -> Self:
        """Add to ``avec_dates`` whether each convention is in force on a day (``vigueur``)."""
        vivantes = self.model.objects.filter(pk=OuterRef("pk")).en_vigueur(le)
        return self.avec_dates().annotate(vigueur=Exists(vivantes))

    def en_vigueur(self, le: Jour) -> "ConventionQuerySet":
        """Keep the conventions in force on a day; true on dates alone, without any sweep.

        Every party signed, the last signature on or before ``le`` (CONV-01); not abandoned; no certain end
        before ``le`` (the last day counts). A convention d'utilisation also needs its métier convention in
        force the same day (CONV-06, CONV-20), and each partenaire that signed it must be party to that
        métier convention, or belong that day to a tête de réseau which is.

        Args:
            le: the day; or a moment (aware), read in the time zone of each convention's caisses.

        Exigence: CONV-01, CONV-06, CONV-14, CONV-20 (S1u 8.1, 8.2)
        """
        metier = self.model.objects.filter(nature=Nature.METIER, pk=OuterRef("parente"))
        return _par_elles_memes(self, le).filter(
            ~Q(nature=Nature.UTILISATION)
            | (Exists(_par_elles_memes(metier, le)) & ~Exists(_parties_non_couvertes()))
        )


def _par_elles_memes(conventions: ConventionQuerySet, le: Jour) -> ConventionQuerySet:
    """Keep those in force by their own dates, their métier convention left aside."""
    parties = de_cette_convention("Partie")
    finies = de_cette_convention("EvenementConvention").filter(nature__in=FINS, effet_le__lt=OuterRef("jour"))
    return (
        conventions.avec_terme()
        .au_jour(le)
        .exclude(etat=EtatConvention.ABANDONNEE)
        .filter(
            Exists(parties),
            ~Exists(parties.filter(Q(signee_le__isnull=True) | Q(signee_le__gt=OuterRef("jour")))),
            ~Exists(finies),
            # Without a duration an express term is unknown, so past: fail closed.
            ~Q(reconduction=Reconduction.EXPRESSE) | Q(fin_de_terme__gte=F("jour")),
        )
    )


def _parties_non_couvertes() -> "models.QuerySet[Any]":
    """Return the partenaires of an utilisation that its métier convention does not cover on its ``jour``."""
    parties = lignes("Partie")
    directe = parties.filter(convention=OuterRef("convention__parente"), partenaire=OuterRef("partenaire"))
    par_une_tete = parties.filter(
        convention=OuterRef("convention__parente"),
        partenaire__adhesions_recues__membre=OuterRef("partenaire"),
        partenaire__adhesions_recues__periode__contains=OuterRef(OuterRef("jour")),
    )
    return parties.filter(convention=OuterRef("pk"), partenaire__isnull=False).filter(
        ~Exists(directe) & ~Exists(par_une_tete)
    )


def dernier_jour(debut: F, mois: models.expressions.Combinable) -> models.Func:
    """Return the SQL of the last day of a term, by the function that says what ``rules.delais`` says.

    Args:
        debut: expression of the first day.
        mois: expression of a number of months.
    """
    return models.Func(
        debut,
        Cast(mois, models.IntegerField()),
        function="conventions_dernier_jour",
        output_field=models.DateField(),
    )
