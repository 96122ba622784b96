"""The only doors to rows of this app: ``visibles_par`` and ``en_vigueur``."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, DateField, Exists, F, Max, Min, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Least

from conventions.enums import EtatConvention, Nature, NatureEvenement, Reconduction
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil

if TYPE_CHECKING:
    from conventions.models import Caisse, Convention, Partenaire

PROFILS_PARTENAIRE = frozenset({Profil.TECHNICIEN.value, Profil.GESTIONNAIRE.value})
PROFIL_SYSTEME = "systeme"
FINS = (NatureEvenement.RESILIATION, NatureEvenement.REFUS_DE_RECONDUCTION)


def _lignes(nom: str) -> "models.QuerySet[Any]":
    """Return the rows of a model of this app; models import this module, not the reverse."""
    lignes: models.QuerySet[Any] = apps.get_model("conventions", nom).objects.all()
    return lignes


def _de_cette_convention(nom: str) -> "models.QuerySet[Any]":
    """Return the rows of a model that belong to the convention of the outer query."""
    return _lignes(nom).filter(convention=OuterRef("pk")).order_by()


def est_agent(acteur: Acteur) -> bool:
    """Tell whether the actor is an agent with an open role: without one it reaches nothing."""
    return acteur.profil == Profil.AGENT and bool(acteur.roles) and bool(acteur.caisse_ids)


def est_partenaire(acteur: Acteur) -> bool:
    """Tell whether the actor is the account of a partenaire."""
    return acteur.profil in PROFILS_PARTENAIRE and acteur.partenaire_id is not None


class CaisseQuerySet(models.QuerySet["Caisse"]):
    """Caisses."""

    model: "type[Caisse]"

    def visibles_par(self, acteur: Acteur) -> Self:
        """Keep the agent's own caisse, or those with which a partner's conventions are in force (HAB-17)."""
        if acteur.profil == PROFIL_SYSTEME:
            return self.all()
        if est_agent(acteur) or est_partenaire(acteur):
            return self.filter(pk__in=acteur.caisse_ids)
        return self.none()


class PartenaireQuerySet(models.QuerySet["Partenaire"]):
    """Partenaires."""

    model: "type[Partenaire]"

    def visibles_par(self, acteur: Acteur) -> Self:
        """Keep what the actor may see (HAB-17).

        An agent: the partenaires tied to its caisse by a convention, whatever its state; what is reached of
        them beyond their public record needs a signed one (``selectors.liens_signes``). A partner's
        account: its own partenaire.
        """
        if acteur.profil == PROFIL_SYSTEME:
            return self.all()
        if est_agent(acteur):
            liens = _lignes("Partie").filter(
                partenaire=OuterRef("pk"), convention__parties__caisse__in=acteur.caisse_ids
            )
            return self.filter(Exists(liens))
        if est_partenaire(acteur):
            return self.filter(pk=acteur.partenaire_id)
        return self.none()


class ConventionQuerySet(models.QuerySet["Convention"]):
    """Conventions."""

    model: "type[Convention]"

    def visibles_par(self, acteur: Acteur) -> Self:
        """Keep what the actor may see (HAB-17).

        An agent: the conventions its caisse is party to. A partner's account: those its partenaire is
        party to, and the métier convention its own convention d'utilisation leans on.
        """
        if acteur.profil == PROFIL_SYSTEME:
            return self.all()
        parties = _lignes("Partie")
        if est_agent(acteur):
            return self.filter(
                Exists(parties.filter(convention=OuterRef("pk"), caisse__in=acteur.caisse_ids))
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
        parties = _de_cette_convention("Partie")
        return self.filter(
            Exists(parties), ~Exists(parties.filter(signee_le__isnull=True)), etat=EtatConvention.SIGNEE
        )

    def avec_terme(self) -> Self:
        """Add ``debut`` (last signature, once all signed) and ``fin_de_terme`` (express renewals only).

        ``fin_de_terme`` is the last day of ``duree_mois`` × (1 + renewals) months from ``debut``: the eve of the
        anniversary, or the end of a month that lacks the day (``rules.delais.dernier_jour``).
        """
        signature = (
            _de_cette_convention("Partie")
            .values("convention")
            .annotate(derniere=Max("signee_le"), manquantes=Count("pk", filter=Q(signee_le__isnull=True)))
            .filter(manquantes=0)
        )
        renouvellements = (
            _de_cette_convention("EvenementConvention")
            .filter(nature=NatureEvenement.RENOUVELLEMENT)
            .values("convention")
            .annotate(nombre=Count("pk"))
        )
        deja = Coalesce(Subquery(renouvellements.values("nombre")), Value(0))
        return self.annotate(
            debut=Subquery(signature.values("derniere")),
            fin_de_terme=Case(
                When(
                    reconduction=Reconduction.EXPRESSE,
                    then=dernier_jour(F("debut"), F("duree_mois") * (1 + deja)),
                ),
                default=None,
                output_field=DateField(),
            ),
        )

    def avec_dates(self) -> Self:
        """Add to ``avec_terme`` what is shown: ``fin_decidee`` (last day decided) and ``fin_certaine``."""
        fins = (
            _de_cette_convention("EvenementConvention")
            .filter(nature__in=FINS)
            .values("convention")
            .annotate(fin=Min("effet_le"))
        )
        return self.avec_terme().annotate(
            fin_decidee=Subquery(fins.values("fin")),
            # LEAST leaves nulls out: no certain end only when neither exists.
            fin_certaine=Least(F("fin_decidee"), F("fin_de_terme")),
        )

    def avec_vigueur(self, le: date) -> Self:
        """Add to ``avec_dates`` whether each convention is in force on a day (``vigueur``)."""
        vivantes = self.model.objects.filter(pk=OuterRef("pk")).en_vigueur(le)
        return self.avec_dates().annotate(vigueur=Exists(vivantes))

    def en_vigueur(self, le: date) -> "ConventionQuerySet":
        """Keep the conventions in force on a day; true on dates alone, without any sweep.

        Every party signed, the last signature on or before ``le`` (CONV-01); not abandoned; no certain end
        before ``le`` (the last day counts). A convention d'utilisation also needs its métier convention in
        force the same day (CONV-06, CONV-20), and each partenaire that signed it must be party to that
        métier convention, or belong that day to a tête de réseau which is.

        Args:
            le: the day, in the caisse's time zone.

        Exigence: CONV-01, CONV-06, CONV-14, CONV-20 (S1u 8.1, 8.2)
        """
        metier = self.model.objects.filter(nature=Nature.METIER, pk=OuterRef("parente"))
        return _par_elles_memes(self, le).filter(
            ~Q(nature=Nature.UTILISATION)
            | (Exists(_par_elles_memes(metier, le)) & ~Exists(_parties_non_couvertes(le)))
        )


def _par_elles_memes(conventions: ConventionQuerySet, le: date) -> ConventionQuerySet:
    """Keep those in force by their own dates, their métier convention left aside."""
    parties = _de_cette_convention("Partie")
    finies = _de_cette_convention("EvenementConvention").filter(nature__in=FINS, effet_le__lt=le)
    return (
        conventions.avec_terme()
        .exclude(etat=EtatConvention.ABANDONNEE)
        .filter(
            Exists(parties),
            ~Exists(parties.filter(Q(signee_le__isnull=True) | Q(signee_le__gt=le))),
            ~Exists(finies),
            # Without a duration an express term is unknown, so past: fail closed.
            ~Q(reconduction=Reconduction.EXPRESSE) | Q(fin_de_terme__gte=le),
        )
    )


def _parties_non_couvertes(le: date) -> "models.QuerySet[Any]":
    """Return the partenaires of an utilisation that its métier convention does not cover that day."""
    parties = _lignes("Partie")
    directe = parties.filter(convention=OuterRef("convention__parente"), partenaire=OuterRef("partenaire"))
    par_une_tete = parties.filter(
        convention=OuterRef("convention__parente"),
        partenaire__adhesions_recues__membre=OuterRef("partenaire"),
        partenaire__adhesions_recues__periode__contains=le,
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
