"""Lists of demandes: keyset pages, a fixed number of queries."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from signalements.enums import Cote, EtatDemande
from signalements.models import Demande
from signalements.querysets import DemandeQuerySet
from signalements.selectors.attentes import avec_attentes
from signalements.selectors.pages import Page, page_par_cle


@dataclass(frozen=True, slots=True)
class Filtres:
    """What the history is narrowed to.

    Attributes:
        etats: ``EtatDemande`` codes; empty for all.
        reference: whole or beginning of a reference.
        auteur_id: only the demandes of this account.
        du: first day of transmission.
        au: last day of transmission.
    """

    etats: tuple[str, ...] = field(default=())
    reference: str = ""
    auteur_id: int | None = None
    du: date | None = None
    au: date | None = None


def _cote(acteur: Acteur) -> str:
    return Cote.CAISSE if acteur.profil == Profil.AGENT else Cote.PARTENAIRE


def pour_un_ecran(demandes: DemandeQuerySet, acteur: Acteur) -> DemandeQuerySet:
    """Load with the demandes what a line of a list shows, in two queries; ``horloge_de`` then needs none."""
    jointes = demandes.select_related("caisse", "partenaire", "auteur", "agent", "details_mas", "motif")
    jointes = jointes.prefetch_related("evenements")
    return avec_attentes(jointes, _cote(acteur))


def historique(acteur: Acteur, curseur: str = "", filtres: Filtres | None = None, taille: int = 25) -> Page:
    """Return one page of every transmitted demande the actor may read, the latest first.

    Args:
        acteur: a technicien (its structure), an instructeur or superviseur (its caisse).
        curseur: ``suivant`` or ``precedent`` of a former page.
        filtres: what to keep; everything when ``None``.
        taille: rows on a page.
    """
    demandes = Demande.objects.visibles_par(acteur).exclude(etat=EtatDemande.BROUILLON)
    return page_par_cle(
        pour_un_ecran(_filtrer(demandes, filtres or Filtres()), acteur), "-transmise_le", curseur, taille
    )


def _filtrer(demandes: DemandeQuerySet, filtres: Filtres) -> DemandeQuerySet:
    if filtres.etats:
        demandes = demandes.filter(etat__in=filtres.etats)
    if filtres.reference:
        demandes = demandes.filter(reference__istartswith=filtres.reference.strip())
    if filtres.auteur_id is not None:
        demandes = demandes.filter(auteur_id=filtres.auteur_id)
    if filtres.du is not None:
        demandes = demandes.filter(transmise_le__gte=_minuit(filtres.du))
    if filtres.au is not None:
        demandes = demandes.filter(transmise_le__lt=_minuit(filtres.au + timedelta(days=1)))
    return demandes


def _minuit(jour: date) -> datetime:
    return timezone.make_aware(datetime.combine(jour, time.min))
