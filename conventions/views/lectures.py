"""What the screens read: the agent's caisse, a page of partenaires, the conventions of one of them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q

from conventions.enums import Nature, Service
from conventions.models import Adhesion, Caisse, Convention, CoupureAcces, Partenaire, Partie
from conventions.querysets import Jour, PartenaireQuerySet
from conventions.selectors import liens_signes, services_ouverts
from conventions.selectors_suivi import partenaires_suivis
from conventions.views.presentation import Situation, situation
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee
from espace_partenaires.web.dates import date_simple

PAR_PAGE: Final = 25
AVANT: Final = "avant-"


@dataclass(frozen=True, slots=True)
class PageDePartenaires:
    """A page of the list; cursors are keys of partenaires, never names."""

    lignes: list[Partenaire]
    suivant: str
    precedent: str


@dataclass(frozen=True, slots=True)
class Interrupteur:
    """A service and whether the caisse opens it to the partenaire."""

    service: Service
    ouvert: bool


def caisse_de(acteur: Acteur) -> Caisse:
    """Return the agent's caisse.

    Raises:
        HorsPortee: for whoever has none.
    """
    caisse = Caisse.objects.visibles_par(acteur).order_by("code").first()
    if caisse is None:
        raise HorsPortee
    return caisse


def page_de_partenaires(
    acteur: Acteur, le: Jour, recherche: str = "", curseur: str = "", *, suivis_pour: Caisse | None = None
) -> PageDePartenaires:
    """Return a page of the partenaires the actor sees, by name, with ``acces_ouvert`` on each row.

    The cost of a page does not depend on how many came before.

    Args:
        acteur: an agent.
        le: the day, or the moment, ``acces_ouvert`` is read at.
        recherche: words of the name or of the town, without accents or case; or a SIRET.
        curseur: what ``suivant`` or ``precedent`` said; an unknown one starts the list again.
        suivis_pour: the caisse for which the agent follows those to keep; all of them when not given.
    """
    visibles = _chercher(Partenaire.objects.visibles_par(acteur), recherche)
    if suivis_pour is not None:
        visibles = visibles.filter(pk__in=partenaires_suivis(acteur.utilisateur_id, suivis_pour).values("pk"))
    repere, a_rebours = _repere(visibles, curseur)
    lignes = visibles
    if repere is not None:
        lignes = visibles.filter(_au_dela(repere, a_rebours=a_rebours))
    ordre = ("-libelle", "-pk") if a_rebours else ("libelle", "pk")
    utilisation = Convention.objects.filter(
        nature=Nature.UTILISATION, parties__partenaire=OuterRef("pk")
    ).filter(parties__caisse__in=acteur.caisse_ids)
    coupures = CoupureAcces.objects.filter(
        partenaire=OuterRef("pk"), caisse__in=acteur.caisse_ids, retablie_le__isnull=True
    )
    trouvees = list(
        lignes.annotate(acces_ouvert=Exists(utilisation.en_vigueur(le)) & ~Exists(coupures)).order_by(*ordre)[
            : PAR_PAGE + 1
        ]
    )
    encore = len(trouvees) > PAR_PAGE
    trouvees = trouvees[:PAR_PAGE]
    if a_rebours:
        trouvees.reverse()
    if not trouvees:
        return PageDePartenaires([], "", "")
    apres = str(trouvees[-1].cle) if (a_rebours or encore) else ""
    avant = f"{AVANT}{trouvees[0].cle}" if (encore if a_rebours else repere is not None) else ""
    return PageDePartenaires(trouvees, apres, avant)


def _chercher(partenaires: PartenaireQuerySet, recherche: str) -> PartenaireQuerySet:
    for mot in recherche.split():
        partenaires = partenaires.filter(
            Q(libelle__unaccent__icontains=mot)
            | Q(commune__unaccent__icontains=mot)
            | Q(siret=mot)
            | Q(numero=mot)
        )
    return partenaires


def _repere(visibles: PartenaireQuerySet, curseur: str) -> tuple[Partenaire | None, bool]:
    a_rebours = curseur.startswith(AVANT)
    try:
        cle = UUID(curseur.removeprefix(AVANT))
    except ValueError:
        return None, False
    repere = visibles.filter(cle=cle).first()
    return repere, a_rebours and repere is not None


def _au_dela(repere: Partenaire, *, a_rebours: bool) -> Q:
    if a_rebours:
        return Q(libelle__lt=repere.libelle) | Q(libelle=repere.libelle, pk__lt=repere.pk)
    return Q(libelle__gt=repere.libelle) | Q(libelle=repere.libelle, pk__gt=repere.pk)


def situations(acteur: Acteur, le: Jour, partenaire: Partenaire) -> list[Situation]:
    """Return the conventions that tie the partenaire to the actor's scope, the newest first, in four queries.

    A métier convention that only its tête de réseau signed is there too, through the utilisation. Each is read on
    the day of its caisses when ``le`` is a moment (ORG-01).
    """
    parties = Partie.objects.filter(partenaire=partenaire)
    conventions = (
        Convention.objects.visibles_par(acteur)
        .filter(
            Exists(parties.filter(convention=OuterRef("pk")))
            | Exists(parties.filter(convention__parente=OuterRef("pk")))
        )
        .avec_vigueur(le)
        .au_jour(le)
        .select_related("modele", "parente")
        .prefetch_related(parties_chargees())
        .order_by("nature", "-pk")
    )
    return [situation(convention, convention.jour) for convention in conventions]


def natures_signees(acteur: Acteur, partenaire: Partenaire) -> frozenset[Nature]:
    """Return the natures of the conventions that the partenaire and the agent's caisse have both signed."""
    liens = liens_signes(acteur.caisse_ids).filter(partenaire=partenaire)
    return frozenset(Nature(nature) for nature in liens.values_list("convention__nature", flat=True))


def parties_chargees() -> "Prefetch[str]":
    """Return the prefetch of the parties with their caisse or partenaire."""
    return Prefetch("parties", Partie.objects.select_related("caisse", "partenaire").order_by("pk"))


def interrupteurs(caisse: Caisse, partenaire: Partenaire, le: Jour) -> list[Interrupteur]:
    """Return each service with its switch (ORG-04)."""
    ouverts = services_ouverts(caisse.pk, partenaire.pk, le)
    return [Interrupteur(service, service in ouverts) for service in Service]


MEMBRES_MONTRES: Final = 50


@dataclass(frozen=True, slots=True)
class LigneAdhesion:
    """A membership as the page of a partenaire says it."""

    tete: str
    membre: str
    en_toutes_lettres: str


def reseau(acteur: Acteur, partenaire: Partenaire) -> dict[str, object]:
    """Return the têtes de réseau of a partenaire, and its members that the actor sees, the bounded first of them.

    Exigence: ORG-02, HAB-17
    """
    tetes = Adhesion.objects.filter(membre=partenaire).select_related("tete", "membre").order_by("periode")
    visibles = Partenaire.objects.visibles_par(acteur).filter(pk=OuterRef("membre"))
    membres = list(
        Adhesion.objects.filter(Exists(visibles), tete=partenaire)
        .select_related("tete", "membre")
        .order_by("membre__libelle", "pk")[: MEMBRES_MONTRES + 1]
    )
    return {
        "tetes": [_ligne(adhesion) for adhesion in tetes],
        "membres": [_ligne(adhesion) for adhesion in membres[:MEMBRES_MONTRES]],
        "membres_en_plus": len(membres) > MEMBRES_MONTRES,
    }


def _ligne(adhesion: Adhesion) -> LigneAdhesion:
    debut, fin = adhesion.periode.lower, adhesion.periode.upper
    mots = f"depuis le {date_simple(debut)}" if debut else "depuis toujours"
    if fin is not None:
        mots += f", jusqu’au {date_simple(fin - timedelta(days=1))} inclus"
    return LigneAdhesion(adhesion.tete.libelle, adhesion.membre.libelle, mots)
