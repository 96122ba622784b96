"""The national network: conventions cadres in force, and the local conventions that a national référent follows."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from conventions.enums import Nature
from conventions.models import Convention, Partenaire, Partie, Referent
from conventions.querysets import CODE_CNAM, ConventionQuerySet, Jour
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.memoire import une_fois

PAR_PAGE: Final = 25


def cadres_proposables(le: Jour, partenaire: Partenaire | None = None) -> ConventionQuerySet:
    """Return the conventions cadres in force that a local métier convention may be signed under, own network first.

    National texts, known to every caisse: signing one gives no right on it.

    Args:
        le: the day, or the moment.
        partenaire: who signs the local convention, once known.

    Exigence: CONV-08 (S3 3, 10)
    """
    cadres = Convention.objects.filter(nature=Nature.CADRE).en_vigueur(le)
    if partenaire is None:
        return cadres.order_by("objet", "pk")
    siennes = Partie.objects.filter(convention=OuterRef("pk"), partenaire__isnull=False).filter(
        Q(partenaire=partenaire) | Q(partenaire__adhesions_recues__membre=partenaire)
    )
    return cadres.annotate(du_reseau=Exists(siennes)).order_by("-du_reseau", "objet", "pk")


def cadres_suivies(acteur: Acteur) -> frozenset[int]:
    """Return the conventions cadres whose national référent the account is today; asked once per request.

    A national référent is an agent of the Cnam; its day is that of Paris.

    Exigence: CONV-08 (S3 3, 7, 10)
    """
    if acteur.profil != Profil.AGENT or not acteur.roles:
        return frozenset()
    return une_fois(("cadres_suivies", acteur.utilisateur_id), lambda: _cadres(acteur, timezone.localdate()))


def _cadres(acteur: Acteur, le: date) -> frozenset[int]:
    lignes = Referent.objects.filter(
        Q(au__isnull=True) | Q(au__gte=le),
        utilisateur=acteur.utilisateur_id,
        du__lte=le,
        convention__nature=Nature.CADRE,
        partie__caisse__code=CODE_CNAM,
    )
    return frozenset(lignes.values_list("convention_id", flat=True))


def est_referent_d_un_reseau(acteur: Acteur) -> bool:
    """A national référent: whoever follows one convention cadre at least."""
    return bool(cadres_suivies(acteur))


@dataclass(frozen=True, slots=True)
class PageDuReseau:
    """A page of the local conventions, with the cursor of the next one."""

    conventions: list[Convention]
    suivant: str


def conventions_locales(acteur: Acteur, le: datetime, curseur: str = "") -> PageDuReseau:
    """Return the local conventions under the cadres the actor follows, by caisse; the cost of a page is constant.

    Args:
        acteur: a national référent.
        le: the moment they are read at, where each caisse is.
        curseur: what ``suivant`` said; an unknown one starts the list again.

    Exigence: CONV-08, HAB-17, ORG-01 (S3 3, 7, 10)
    """
    caisses = Partie.objects.filter(convention=OuterRef("pk"), caisse__isnull=False).order_by("caisse__code")
    visibles = (
        Convention.objects.visibles_par(acteur)
        .filter(cadre__in=cadres_suivies(acteur))
        .annotate(code_caisse=Subquery(caisses.values("caisse__code")[:1]))
    )
    repere = _repere(visibles, curseur)
    lignes = visibles
    if repere is not None:
        code = getattr(repere, "code_caisse", "")
        lignes = visibles.filter(Q(code_caisse__gt=code) | Q(code_caisse=code, pk__gt=repere.pk))
    trouvees = list(
        lignes.avec_vigueur(le)
        .au_jour(le)
        .select_related("modele", "parente", "cadre")
        .prefetch_related("parties__caisse", "parties__partenaire")
        .order_by("code_caisse", "pk")[: PAR_PAGE + 1]
    )
    page = trouvees[:PAR_PAGE]
    return PageDuReseau(page, str(page[-1].cle) if len(trouvees) > PAR_PAGE else "")


def _repere(visibles: ConventionQuerySet, curseur: str) -> Convention | None:
    try:
        return visibles.filter(cle=UUID(curseur)).first()
    except ValueError:
        return None
