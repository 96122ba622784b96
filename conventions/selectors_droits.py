"""Living rights: what each convention opens to whom, since when, until when (NOV-02)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import Range
from django.db.models import Q

from conventions.enums import Nature, Service
from conventions.models import (
    ActivationService,
    Adhesion,
    Caisse,
    Convention,
    CoupureAcces,
    Partenaire,
    Partie,
)
from conventions.querysets import ConventionQuerySet, Jour
from conventions.rules.droits import AUCUN_CHOIX, ChoixDeLaCaisse, Voie, services_des_voies
from conventions.selectors import (
    FinDesDroits,
    fin_d_une_utilisation,
    fin_de_couverture,
    utilisations_en_vigueur,
)

Lien = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Chaine:
    """The conventions that open rights to a partenaire, one leaning on the other.

    Attributes:
        utilisation: the convention d'utilisation, with its dates.
        metier: the métier convention it leans on, with its dates.
        partenaire: who holds the rights.
        tete: the tête de réseau that signed the métier convention, when the partenaire did not.
        depuis: first day of the rights by this chain.
        fin: until when, and why.
        caisses: the caisses it opens.
    """

    utilisation: Convention
    metier: Convention
    partenaire: Partenaire
    tete: Partenaire | None
    depuis: date
    fin: FinDesDroits
    caisses: tuple[Caisse, ...]


@dataclass(frozen=True, slots=True)
class DroitsAvecUneCaisse:
    """What a caisse opens to a partenaire on a day.

    Attributes:
        caisse: the caisse.
        partenaire: the partenaire.
        chaines: what opens the rights, the one that lasts longest first.
        ouverts: services open, in their usual order; none while the access is cut.
        fermes: services that the caisse closed.
        coupure: the running cut of the whole structure, if any.
    """

    caisse: Caisse
    partenaire: Partenaire
    chaines: tuple[Chaine, ...]
    ouverts: list[Service]
    fermes: list[Service]
    coupure: CoupureAcces | None

    @property
    def chaine(self) -> Chaine:
        """The chain that lasts longest."""
        return self.chaines[0]

    @property
    def fin(self) -> FinDesDroits:
        """Until when the rights run: as long as the longest chain."""
        return self.chaine.fin

    @property
    def depuis(self) -> date:
        """Since when: the earliest chain."""
        return min(chaine.depuis for chaine in self.chaines)


def droits_de(partenaire_id: int, le: Jour) -> list[DroitsAvecUneCaisse]:
    """Return the rights of a partenaire with each caisse, cut ones included, by code of caisse.

    Args:
        partenaire_id: the partenaire.
        le: the day; or the moment, read where each caisse is.

    Exigence: NOV-02, CONV-14, CONV-15, CONV-20, ORG-01, ORG-04 (S1u 1.2, 2.2.3, 4.1, 8.1)
    """
    chaines = chaines_de(utilisations_en_vigueur(partenaire_id, le))
    return _par_lien(chaine for chaine in chaines if chaine.partenaire.pk == partenaire_id)


def droits_ouverts_par(convention: Convention, le: Jour) -> list[DroitsAvecUneCaisse]:
    """Return what a convention opens, by partenaire: an utilisation to its own, a métier to those that lean on it.

    A convention cadre opens nothing by itself.

    Args:
        convention: the convention.
        le: the day; or the moment, read where each caisse is.

    Exigence: NOV-02, CONV-08, CONV-20 (S1u preamble, 8.1)
    """
    return _par_lien(chaines_de(utilisations_de(convention).en_vigueur(le)))


def utilisations_de(convention: Convention) -> ConventionQuerySet:
    """Return the conventions d'utilisation that end with a convention: itself, or those that lean on it (CONV-06)."""
    return Convention.objects.filter(
        Q(pk=convention.pk) | Q(parente=convention.pk), nature=Nature.UTILISATION
    )


def chaines_de(utilisations: ConventionQuerySet) -> list[Chaine]:
    """Return the chains of conventions d'utilisation in force, in a fixed number of queries.

    Args:
        utilisations: rows of ``ConventionQuerySet.en_vigueur``.
    """
    lignes = list(
        utilisations.avec_dates()
        .select_related("modele")
        .prefetch_related("parties__caisse", "parties__partenaire")
        .order_by("pk")
    )
    metiers = (
        Convention.objects.avec_dates()
        .select_related("modele")
        .prefetch_related("parties__partenaire")
        .in_bulk({ligne.parente_id for ligne in lignes if ligne.parente_id})
    )
    membres = {
        partie.partenaire_id for ligne in lignes for partie in ligne.parties.all() if partie.partenaire_id
    }
    adhesions: dict[int, list[Adhesion]] = defaultdict(list)
    for adhesion in Adhesion.objects.filter(membre__in=membres).select_related("tete").order_by("pk"):
        adhesions[adhesion.membre_id].append(adhesion)
    return [
        _chaine(ligne, metiers[ligne.parente_id or 0], partie.partenaire, adhesions[partie.partenaire.pk])
        for ligne in lignes
        for partie in ligne.parties.all()
        if partie.partenaire is not None
    ]


def _chaine(
    utilisation: Convention, metier: Convention, partenaire: Partenaire, adhesions: Iterable[Adhesion]
) -> Chaine:
    signataires = {partie.partenaire_id for partie in metier.parties.all()}
    utiles = [adhesion for adhesion in adhesions if adhesion.tete_id in signataires]
    couverture, tete, entree = None, None, None
    if partenaire.pk not in signataires:
        periodes = [adhesion.periode for adhesion in utiles]
        couverture = fin_de_couverture(periodes, utilisation.jour)
        entree = debut_de_couverture(periodes, utilisation.jour)
        tete = next((adhesion.tete for adhesion in utiles if utilisation.jour in adhesion.periode), None)
    debuts = [jour for jour in (utilisation.debut, metier.debut, entree) if jour is not None]
    return Chaine(
        utilisation=utilisation,
        metier=metier,
        partenaire=partenaire,
        tete=tete,
        depuis=max(debuts),
        fin=fin_d_une_utilisation(utilisation, metier, couverture),
        caisses=tuple(partie.caisse for partie in utilisation.parties.all() if partie.caisse is not None),
    )


def debut_de_couverture(periodes: Collection[Range[date]], le: date) -> date | None:
    """Return the first day of an unbroken membership that runs on ``le``; ``None`` when it has no beginning.

    Args:
        periodes: periods of membership, their last day excluded.
        le: a day of one of them.
    """
    premier = le
    for periode in sorted(periodes, key=lambda p: p.lower or date.min, reverse=True):
        commence, exclue = periode.lower or date.min, periode.upper or date.max
        if commence <= premier <= exclue:
            premier = min(premier, commence)
    return None if premier == date.min else premier


def _par_lien(chaines: Iterable[Chaine]) -> list[DroitsAvecUneCaisse]:
    """Gather the chains by caisse and partenaire, with what the caisse chose."""
    par_lien: dict[Lien, list[Chaine]] = defaultdict(list)
    caisses: dict[int, Caisse] = {}
    for chaine in chaines:
        for caisse in chaine.caisses:
            caisses[caisse.pk] = caisse
            par_lien[caisse.pk, chaine.partenaire.pk].append(chaine)
    choix, coupures = choix_des_caisses(par_lien), coupures_en_cours(par_lien)
    droits = []
    for lien, liste in par_lien.items():
        liste.sort(key=lambda chaine: chaine.fin.le or date.max, reverse=True)
        ouverts, fermes = services_des_voies(
            [_voie(chaine, lien[0]) for chaine in liste], choix.get(lien, AUCUN_CHOIX)
        )
        droits.append(
            DroitsAvecUneCaisse(
                caisse=caisses[lien[0]],
                partenaire=liste[0].partenaire,
                chaines=tuple(liste),
                ouverts=[service for service in Service if service in ouverts],
                fermes=[service for service in Service if service in fermes],
                coupure=coupures.get(lien),
            )
        )
    return sorted(droits, key=lambda d: (d.caisse.code, d.partenaire.libelle, d.partenaire.pk))


def _voie(chaine: Chaine, caisse_id: int) -> Voie:
    return Voie(
        caisse=caisse_id,
        partenaire=chaine.partenaire.pk,
        utilisation=chaine.utilisation.pk,
        metier=chaine.metier.pk,
        services=frozenset(chaine.metier.modele.services_par_defaut or []),
    )


def voies_le(partenaire_ids: Collection[int], le: Jour) -> list[Voie]:
    """Return every way that runs on a day for these partenaires, with whatever caisse; two queries.

    Exigence: NOV-02, CONV-14, CONV-20
    """
    utilisations = Convention.objects.filter(
        nature=Nature.UTILISATION, parties__partenaire__in=partenaire_ids
    ).en_vigueur(le)
    services = dict(utilisations.values_list("pk", "parente__modele__services_par_defaut"))
    parties: dict[int, list[Partie]] = defaultdict(list)
    for partie in Partie.objects.filter(convention__in=services).select_related("convention").order_by("pk"):
        parties[partie.convention_id].append(partie)
    return [
        Voie(
            caisse=organisme.caisse_id,
            partenaire=structure.partenaire_id,
            utilisation=numero,
            metier=structure.convention.parente_id or 0,
            services=frozenset(services[numero] or []),
        )
        for numero, liste in parties.items()
        for structure in liste
        for organisme in liste
        if structure.partenaire_id is not None and organisme.caisse_id is not None
    ]


def choix_des_caisses(liens: Iterable[Lien]) -> dict[Lien, ChoixDeLaCaisse]:
    """Return what each caisse chose for each partenaire: services opened or closed, access cut; two queries."""
    demandes = set(liens)
    reglages: dict[Lien, dict[bool, set[str]]] = defaultdict(lambda: {True: set(), False: set()})
    lignes = ActivationService.objects.filter(
        caisse__in={caisse for caisse, _ in demandes}, partenaire__in={membre for _, membre in demandes}
    )
    for caisse, membre, service, ouvert in lignes.values_list("caisse", "partenaire", "service", "ouvert"):
        reglages[caisse, membre][ouvert].add(service)
    coupes = coupures_en_cours(demandes)
    return {
        lien: ChoixDeLaCaisse(
            frozenset(reglages[lien][True]), frozenset(reglages[lien][False]), coupe=lien in coupes
        )
        for lien in demandes
        if lien in reglages or lien in coupes
    }


def coupures_en_cours(liens: Iterable[Lien]) -> dict[Lien, CoupureAcces]:
    """Return the running cuts, by caisse and partenaire (CONV-15)."""
    demandes = set(liens)
    coupures = CoupureAcces.objects.filter(
        caisse__in={caisse for caisse, _ in demandes},
        partenaire__in={membre for _, membre in demandes},
        retablie_le__isnull=True,
    )
    return {
        (coupure.caisse_id, coupure.partenaire_id): coupure
        for coupure in coupures
        if (coupure.caisse_id, coupure.partenaire_id) in demandes
    }


def lendemain(jour: date) -> date:
    """Return the first day without the convention: the one after its last day."""
    return jour + timedelta(days=1)
