"""« Et si cette convention prenait fin le … ? »: who loses what, and what stays (NOV-02)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from conventions.effets import Consequence, consequences
from conventions.enums import Nature, Service
from conventions.models import Caisse, Convention, Partenaire, Partie
from conventions.rules.droits import ARTICLE_FIN, EffetSurUnLien, effets_d_une_fin
from conventions.selectors_droits import choix_des_caisses, lendemain, utilisations_de, voies_le
from espace_partenaires.comptes.acteur import Acteur


@dataclass(frozen=True, slots=True)
class LigneDEffet:
    """What the end does to one partenaire with one caisse, ready to be shown.

    Attributes:
        caisse: the caisse.
        partenaire: the partenaire.
        effet: what closes and what stays.
        perdus: services lost, in their usual order.
        gardes: services that another convention keeps open.
        comptees: accounts and demandes reached.
    """

    caisse: Caisse
    partenaire: Partenaire
    effet: EffetSurUnLien
    perdus: list[Service]
    gardes: list[Service]
    comptees: list[Consequence]

    @property
    def perdues(self) -> list[Consequence]:
        """What is lost."""
        return [compte for compte in self.comptees if compte.perdu]

    @property
    def poursuivies(self) -> list[Consequence]:
        """What goes on all the same."""
        return [compte for compte in self.comptees if not compte.perdu]


@dataclass(frozen=True, slots=True)
class Perdus:
    """The answer of the simulation.

    Attributes:
        convention: the convention that would end.
        dernier_jour: its last day in force.
        ferment: ties that close.
        restent: ties that another convention keeps.
        totaux: sums over the ties that close.
        adossees: conventions d'utilisation that end the same day.
        deja_finie: it already ends on or before that day: nothing more to lose.
        autres_caisses: caisses that are party to it too, whose ties the actor does not read.
        article: the text it rests on.
    """

    convention: Convention
    dernier_jour: date
    ferment: list[LigneDEffet]
    restent: list[LigneDEffet]
    totaux: list[Consequence]
    adossees: int
    deja_finie: date | None
    autres_caisses: list[Caisse]
    article: str = ARTICLE_FIN

    @property
    def premier_jour_sans(self) -> date:
        """The day after."""
        return lendemain(self.dernier_jour)

    @property
    def cadre(self) -> bool:
        """A convention cadre opens no right: its end closes none."""
        return self.convention.nature == Nature.CADRE


def perdus_si_fin(convention: Convention, dernier_jour: date, acteur: Acteur) -> Perdus:
    """Return who would lose what if a convention ended on a day, and what another convention keeps.

    Read on the day after, from the facts known now: what the same day would show once the end is recorded
    (a test compares them). An agent reads the ties of its own caisse.

    Args:
        convention: the convention.
        dernier_jour: its last day in force.
        acteur: who asks.

    Exigence: NOV-02, CONV-06, CONV-14, CONV-15, HAB-17 (S1u 2.2.3, 8.1, 8.2)
    """
    apres = lendemain(dernier_jour)
    concernees = utilisations_de(convention).en_vigueur(apres)
    membres = set(
        Partie.objects.filter(convention__in=concernees.values("pk"), partenaire__isnull=False).values_list(
            "partenaire_id", flat=True
        )
    )
    voies = voies_le([numero for numero in membres if numero], apres) if membres else []
    effets = [
        effet
        for effet in effets_d_une_fin(convention.pk, voies, choix_des_caisses(voie.lien for voie in voies))
        if _est_la_sienne(acteur, effet.caisse)
    ]
    lignes = _lignes(effets, consequences(acteur, effets))
    datee = Convention.objects.avec_dates().get(pk=convention.pk)
    fin = datee.fin_certaine
    return Perdus(
        convention=convention,
        dernier_jour=dernier_jour,
        ferment=[ligne for ligne in lignes if ligne.effet.ferme],
        restent=[ligne for ligne in lignes if not ligne.effet.ferme],
        totaux=_totaux(ligne for ligne in lignes if ligne.effet.ferme),
        adossees=concernees.exclude(pk=convention.pk).count(),
        deja_finie=fin if fin is not None and fin <= dernier_jour else None,
        autres_caisses=[
            caisse
            for caisse in Caisse.objects.filter(parties__convention=convention).order_by("code")
            if not _est_la_sienne(acteur, caisse.pk)
        ],
    )


def _est_la_sienne(acteur: Acteur, caisse_id: int) -> bool:
    return acteur.a_role("systeme") or caisse_id in acteur.caisse_ids


def _lignes(
    effets: list[EffetSurUnLien], comptees: dict[tuple[int, int], list[Consequence]]
) -> list[LigneDEffet]:
    caisses = Caisse.objects.in_bulk({effet.caisse for effet in effets})
    partenaires = Partenaire.objects.in_bulk({effet.partenaire for effet in effets})
    lignes = [
        LigneDEffet(
            caisse=caisses[effet.caisse],
            partenaire=partenaires[effet.partenaire],
            effet=effet,
            perdus=[service for service in Service if service in effet.services_perdus],
            gardes=[service for service in Service if service in effet.services_gardes],
            comptees=comptees.get((effet.caisse, effet.partenaire), []),
        )
        for effet in effets
    ]
    return sorted(
        lignes, key=lambda ligne: (ligne.caisse.code, ligne.partenaire.libelle, ligne.partenaire.pk)
    )


def _totaux(lignes: Iterable[LigneDEffet]) -> list[Consequence]:
    """Add up what closes; an account counts once, whatever the caisses."""
    sommes: dict[str, Consequence] = {}
    vus: set[tuple[str, int]] = set()
    for ligne in lignes:
        for compte in ligne.comptees:
            if compte.par_partenaire and (compte.cle, ligne.partenaire.pk) in vus:
                continue
            vus.add((compte.cle, ligne.partenaire.pk))
            deja = sommes.get(compte.cle)
            sommes[compte.cle] = (
                replace(compte, nombre=deja.nombre + compte.nombre) if deja is not None else compte
            )
    return list(sommes.values())
