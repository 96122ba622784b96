"""What screens and sweeps read of the revues d'habilitation."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from conventions.enums import Nature
from conventions.models import Caisse, Convention, CoupureAcces, Partenaire, Partie
from conventions.selectors import caisses_en_vigueur, jour_de_la_caisse, liens_signes
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from habilitations.effets import gestionnaires_actifs
from habilitations.enums import DecisionRevue, EtatHabilitation
from habilitations.models import CampagneRevue, Habilitation, LigneRevue, Revue

# A line that waits: same words as ``rules.revues.attend_une_reponse`` (a test compares them).
_EN_ATTENTE: Final = Q(lignes__decision="", lignes__habilitation__etat=EtatHabilitation.ACTIVE)
CAMPAGNES_MONTREES: Final = 20


def jour_de_la_revue(revue: Revue, instant: datetime) -> date:
    """Return the day it is for a review: at the caisse that opened it, else where the portal is.

    Args:
        revue: the review, its caisse with it.
        instant: the moment (aware).
    """
    return jour_de_la_caisse(revue.caisse, instant) if revue.caisse else timezone.localdate(instant)


def lignes_de(revue: Revue) -> "QuerySet[LigneRevue]":
    """Return the lines of a review with their accounts, gestionnaires first, in one query."""
    return (
        LigneRevue.objects.filter(revue=revue)
        .select_related("habilitation__utilisateur")
        .order_by(
            "habilitation__profil",
            "habilitation__utilisateur__nom",
            "habilitation__utilisateur__prenom",
            "pk",
        )
    )


def avec_avancement(revues: "QuerySet[Revue]") -> "QuerySet[Revue]":
    """Add ``nombre`` (lines), ``restantes`` (those that wait) and ``repondues`` (the others) to one structure's."""
    return revues.annotate(
        nombre=Count("lignes", distinct=True), restantes=Count("lignes", filter=_EN_ATTENTE, distinct=True)
    ).annotate(repondues=F("nombre") - F("restantes"))


def revue_ouverte(acteur: Acteur) -> Revue | None:
    """Return the open review of a gestionnaire's structure, with its progress; ``None`` without one."""
    revues = Revue.objects.visibles_par(acteur).filter(partenaire=acteur.partenaire_id, close_le__isnull=True)
    return avec_avancement(revues).select_related("caisse", "partenaire").first()


@dataclass(frozen=True, slots=True)
class Avancement:
    """How far a review is: its accounts, and those without an answer."""

    nombre: int
    restantes: int


def avancements(revues: Collection[Revue]) -> dict[int, Avancement]:
    """Return the progress of these reviews, by number, in two queries.

    For agents: in one query of several tables, PostgreSQL would judge the rows of every structure of the country
    against their policies, rather than those of these few reviews.

    Exigence: HAB-15 (S1u 4.2)
    """
    numeros = [revue.pk for revue in revues]
    lignes = list(
        LigneRevue.objects.filter(revue__in=numeros).values_list("revue_id", "habilitation_id", "decision")
    )
    muettes = {habilitation for _, habilitation, decision in lignes if not decision}
    actives = set(
        Habilitation.objects.filter(pk__in=muettes, etat=EtatHabilitation.ACTIVE).values_list("pk", flat=True)
    )
    nombres = Counter(revue for revue, _, _ in lignes)
    restantes = Counter(
        revue for revue, habilitation, decision in lignes if not decision and habilitation in actives
    )
    return {numero: Avancement(nombres[numero], restantes[numero]) for numero in numeros}


@dataclass(frozen=True, slots=True)
class CampagneSuivie:
    """A campaign, the partenaires it asked and those that are done."""

    campagne: CampagneRevue
    partenaires: int
    closes: int


def campagnes_de(acteur: Acteur) -> list[CampagneSuivie]:
    """Return the last campaigns an agent follows, the newest first, with their progress; two queries.

    Exigence: HAB-15 (S1u 4.2)
    """
    campagnes = list(
        CampagneRevue.objects.visibles_par(acteur).order_by("-ouverte_le", "-pk")[:CAMPAGNES_MONTREES]
    )
    return suivre(campagnes)


def suivre(campagnes: Sequence[CampagneRevue]) -> list[CampagneSuivie]:
    """Count the partenaires of campaigns that the reader sees, in one query."""
    numeros = [campagne.pk for campagne in campagnes]
    revues = Revue.objects.filter(campagne__in=numeros).values_list("campagne_id", "close_le")
    faites = [(campagne, close_le is not None) for campagne, close_le in revues]
    partenaires, closes = (
        Counter(numero for numero, _ in faites),
        Counter(numero for numero, fin in faites if fin),
    )
    return [CampagneSuivie(campagne, partenaires[campagne.pk], closes[campagne.pk]) for campagne in campagnes]


@dataclass(frozen=True, slots=True)
class PartenaireARevoir:
    """A partenaire that a campaign may ask.

    Attributes:
        partenaire: the partenaire.
        deja_en_revue: whether a review of its accounts is open already: it joins nothing.
        sans_gestionnaire: whether nobody could answer for it.
    """

    partenaire: Partenaire
    deja_en_revue: bool
    sans_gestionnaire: bool

    @property
    def demandable(self) -> bool:
        """Tell whether a review may be opened."""
        return not self.deja_en_revue and not self.sans_gestionnaire


def partenaires_a_revoir(caisse: Caisse, maintenant: datetime) -> list[PartenaireARevoir]:
    """Return the partenaires whose convention d'utilisation with the caisse is in force, their access not cut.

    Six queries, whatever their number; by name.

    Args:
        caisse: the caisse.
        maintenant: the moment, read where each caisse is.

    Exigence: HAB-15 (S1u 4.2)
    """
    utilisations = Convention.objects.filter(nature=Nature.UTILISATION, parties__caisse=caisse).en_vigueur(
        maintenant
    )
    # Being in force is worked out once, not again inside each of the queries that follow.
    en_vigueur = list(utilisations.values_list("pk", flat=True))
    liees = Partie.objects.filter(partenaire__isnull=False, convention__in=en_vigueur)
    coupees = CoupureAcces.objects.filter(caisse=caisse, retablie_le__isnull=True)
    numeros = set(liees.values_list("partenaire_id", flat=True)) - set(
        coupees.values_list("partenaire_id", flat=True)
    )
    gestionnaires = Habilitation.objects.filter(
        partenaire__in=numeros, profil=Profil.GESTIONNAIRE, etat=EtatHabilitation.ACTIVE
    )
    avec_gestionnaire = set(gestionnaires.values_list("partenaire_id", flat=True))
    ouvertes = Revue.objects.filter(partenaire__in=numeros, close_le__isnull=True)
    en_revue = set(ouvertes.values_list("partenaire_id", flat=True))
    return [
        PartenaireARevoir(partenaire, partenaire.pk in en_revue, partenaire.pk not in avec_gestionnaire)
        for partenaire in Partenaire.objects.filter(pk__in=numeros).order_by("libelle", "pk")
    ]


def peut_etre_joint(partenaire_id: int, maintenant: datetime) -> bool:
    """Tell whether somebody of the structure can answer now: an active gestionnaire whose access is open.

    Args:
        partenaire_id: the partenaire.
        maintenant: the moment.
    """
    return (
        bool(caisses_en_vigueur(partenaire_id, maintenant)) and gestionnaires_actifs(partenaire_id).exists()
    )


def gestionnaires_sans_reponse(caisse_ids: Collection[int]) -> "QuerySet[LigneRevue]":
    """Return what closed reviews leave to the caisse: active gestionnaires for whom nobody answered.

    Nobody inactivates them by default (HAB-10). A line goes once the account has ended, or a later review has
    answered for it. A gestionnaire that was withdrawn is asked of the caisse by a request of its structure.

    Args:
        caisse_ids: the caisses, bound to the partenaire by a convention d'utilisation that all signed.

    Exigence: HAB-10, NOV-09 (S1u 2.2.3, 4.2)
    """
    plus_tard = LigneRevue.objects.filter(
        habilitation=OuterRef("habilitation"), decidee_le__gt=OuterRef("decidee_le")
    ).exclude(decision="")
    partenaires = liens_signes(caisse_ids, Nature.UTILISATION).values("partenaire_id")
    return (
        LigneRevue.objects.filter(
            ~Exists(plus_tard),
            decision=DecisionRevue.SANS_REPONSE,
            habilitation__profil=Profil.GESTIONNAIRE,
            habilitation__etat=EtatHabilitation.ACTIVE,
            revue__partenaire_id__in=partenaires,
        )
        .select_related("revue__partenaire", "habilitation__utilisateur")
        .order_by("decidee_le", "pk")
    )


def nombre_de_revues_en_retard(acteur: Acteur, maintenant: datetime) -> int:
    """Count the open reviews of the campaigns an agent follows whose last day is past, where each caisse is.

    Exigence: HAB-15 (S1u 4.2)
    """
    revues: QuerySet[Revue] = Revue.objects.visibles_par(acteur).filter(
        # No caisse is more than a day ahead: those that cannot be late are not read.
        close_le__isnull=True,
        caisse__in=acteur.caisse_ids,
        echeance__lte=maintenant.astimezone(UTC).date(),
    )
    ouvertes = revues.select_related("caisse").only("echeance", "caisse__fuseau")
    return sum(jour_de_la_revue(revue, maintenant) > revue.echeance for revue in ouvertes)
