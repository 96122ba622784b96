"""Lists of demandes: keyset pages, a fixed number of queries, bounded counts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Q, TextChoices
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from signalements.enums import Cote, EtatDemande
from signalements.models import Demande
from signalements.querysets import DemandeQuerySet
from signalements.selectors.attentes import PREUVE_ATTENDUE, avec_attentes
from signalements.selectors.pages import Compte, Page, compter, page_par_cle

_BIENTOT: Final = timedelta(hours=48)


class Vue(TextChoices):
    """Views of the agents' work list."""

    A_PRENDRE = "a_prendre", "À prendre en charge"
    ECHEANCE = "echeance", "Échéance < 48\N{NO-BREAK SPACE}h"
    EN_RETARD = "en_retard", "En retard"
    MIENNES = "miennes", "Mes demandes"
    SANS_AGENT = "sans_agent", "Sans agent"
    SUIVIES = "suivies", "En accompagnement"
    PREUVE = "preuve", "Preuve attendue"
    CLOSES = "closes", "Terminées"


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


def _a_prendre(demandes: DemandeQuerySet, _acteur: Acteur, _maintenant: datetime) -> DemandeQuerySet:
    return demandes.filter(etat=EtatDemande.TRANSMISE)


def _en_retard(demandes: DemandeQuerySet, _acteur: Acteur, maintenant: datetime) -> DemandeQuerySet:
    return demandes.filter(etat=EtatDemande.TRANSMISE, echeance__lt=maintenant)


def _echeance(demandes: DemandeQuerySet, _acteur: Acteur, maintenant: datetime) -> DemandeQuerySet:
    return demandes.filter(etat=EtatDemande.TRANSMISE, echeance__lte=maintenant + _BIENTOT)


def _miennes(demandes: DemandeQuerySet, acteur: Acteur, _maintenant: datetime) -> DemandeQuerySet:
    return demandes.ouvertes().filter(agent_id=acteur.utilisateur_id)


def _sans_agent(demandes: DemandeQuerySet, _acteur: Acteur, _maintenant: datetime) -> DemandeQuerySet:
    # Whose agent left, or closed, is nobody's: the caisse takes it up (HAB-16).
    return demandes.ouvertes().filter(Q(agent__isnull=True) | Q(agent__is_active=False))


def _suivies(demandes: DemandeQuerySet, _acteur: Acteur, _maintenant: datetime) -> DemandeQuerySet:
    return demandes.filter(etat__in=[EtatDemande.PRISE_EN_CHARGE, EtatDemande.ACCOMPAGNEMENT])


def _preuve(demandes: DemandeQuerySet, _acteur: Acteur, _maintenant: datetime) -> DemandeQuerySet:
    return avec_attentes(demandes.ouvertes(), Cote.CAISSE).filter(PREUVE_ATTENDUE)


def _closes(demandes: DemandeQuerySet, _acteur: Acteur, _maintenant: datetime) -> DemandeQuerySet:
    return demandes.filter(close_le__isnull=False)


_VUES: Final[dict[str, Callable[[DemandeQuerySet, Acteur, datetime], DemandeQuerySet]]] = {
    Vue.A_PRENDRE: _a_prendre,
    Vue.ECHEANCE: _echeance,
    Vue.EN_RETARD: _en_retard,
    Vue.MIENNES: _miennes,
    Vue.SANS_AGENT: _sans_agent,
    Vue.SUIVIES: _suivies,
    Vue.PREUVE: _preuve,
    Vue.CLOSES: _closes,
}


def _cote(acteur: Acteur) -> str:
    return Cote.CAISSE if acteur.profil == Profil.AGENT else Cote.PARTENAIRE


def pour_un_ecran(demandes: DemandeQuerySet, acteur: Acteur) -> DemandeQuerySet:
    """Load with the demandes what a line of a list shows, in two queries; ``horloge_de`` then needs none."""
    jointes = demandes.select_related("caisse", "partenaire", "auteur", "agent", "details_mas", "motif")
    jointes = jointes.prefetch_related("evenements")
    return avec_attentes(jointes, _cote(acteur))


def liste_de_travail(
    acteur: Acteur, vue: str, curseur: str = "", taille: int = 25, maintenant: datetime | None = None
) -> Page:
    """Return one page of an agent's view, the nearest deadline first (``CLOSES``: the last ended first).

    Args:
        acteur: an instructeur or superviseur.
        vue: ``Vue``; an unknown one shows what is to take in charge.
        curseur: ``suivant`` or ``precedent`` of a former page.
        taille: rows on a page.
        maintenant: moment that lateness is judged at.
    """
    filtre = _VUES.get(vue, _a_prendre)
    demandes = filtre(Demande.objects.visibles_par(acteur), acteur, maintenant or timezone.now())
    champ = "-close_le" if vue == Vue.CLOSES else "echeance"
    return page_par_cle(pour_un_ecran(demandes, acteur), champ, curseur, taille)


def comptes_des_vues(
    acteur: Acteur, maintenant: datetime | None = None, vues: Iterable[str] = tuple(_VUES)
) -> dict[str, Compte]:
    """Return, for each of these ``Vue``, how many demandes it holds (bounded: one query a view)."""
    instant = maintenant or timezone.now()
    return {vue: compter(_VUES[vue](Demande.objects.visibles_par(acteur), acteur, instant)) for vue in vues}


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
