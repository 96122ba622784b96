"""The history of demandes: filters, sorts, keyset pages, a fixed number of queries (DEM-14)."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from signalements.enums import Cote, EtatDemande
from signalements.models import Demande
from signalements.querysets import ETATS_CHEZ_LE_PARTENAIRE, ETATS_OUVERTS, DemandeQuerySet
from signalements.selectors.attentes import PARTENAIRE_ATTENDU, avec_attentes, en_attente_du_partenaire
from signalements.selectors.pages import Page, page_par_cle

TRI_RECENTES: Final = "recentes"
ATTENTE_PARTENAIRE: Final = "nous"
ATTENTE_CAISSE: Final = "caisse"
# (field to sort by, which rows have it)
_TRIS: Final[dict[str, tuple[str, Q]]] = {
    TRI_RECENTES: ("-transmise_le", Q()),
    "anciennes": ("transmise_le", Q()),
    "reponse": ("echeance", Q(etat__in=ETATS_OUVERTS, echeance__isnull=False)),
    "fin": ("-close_le", Q(close_le__isnull=False)),
}
# How the instruction goes is told with the person's agreement only (DEM-23): a group must not betray it.
_INSTRUCTION: Final = Q(etat=EtatDemande.EN_INSTRUCTION)
_TUE: Final = Q(accord_suivi=False) & ~Q(nature=Service.RENDEZ_VOUS)
_DOSSIER: Final = Q(nature=Service.ETUDE)
GROUPES: Final[dict[str, Q]] = {
    "en-cours": Q(etat__in=ETATS_OUVERTS),
    "transmises": Q(etat__in=[EtatDemande.TRANSMISE, EtatDemande.COMPLETEE])
    | (_INSTRUCTION & _TUE & ~_DOSSIER),
    "a-completer": Q(etat__in=ETATS_CHEZ_LE_PARTENAIRE),
    "completes": Q(etat=EtatDemande.COMPLETE) | (_INSTRUCTION & _TUE & _DOSSIER),
    "en-instruction": _INSTRUCTION & ~_TUE,
    "prises-en-charge": Q(etat__in=[EtatDemande.PRISE_EN_CHARGE, EtatDemande.ACCOMPAGNEMENT]),
    "terminees": Q(etat__in=[EtatDemande.CLOSE, EtatDemande.TERMINEE]),
    "annulees": Q(etat=EtatDemande.ANNULEE),
}


@dataclass(frozen=True, slots=True)
class Filtres:
    """What the history is narrowed to.

    Attributes:
        etats: ``EtatDemande`` codes; empty for all.
        groupe: key of ``GROUPES``: where demandes are, as the partner reads it; empty for all.
        natures: ``Service`` codes; empty for all.
        motif_id: only this motif.
        caisse_id: only this caisse.
        attente: ``ATTENTE_PARTENAIRE``, ``ATTENTE_CAISSE``, or empty for both.
        reference: whole or beginning of a reference.
        auteur_id: only the demandes of this account.
        du: first day of transmission.
        au: last day of transmission.
        fuseau: time zone that these days are read in.
        tri: ``recentes`` (or empty), ``anciennes``, ``reponse`` (open ones by deadline) or ``fin`` (ended ones).
    """

    etats: tuple[str, ...] = field(default=())
    groupe: str = ""
    natures: tuple[str, ...] = field(default=())
    motif_id: int | None = None
    caisse_id: int | None = None
    attente: str = ""
    reference: str = ""
    auteur_id: int | None = None
    du: date | None = None
    au: date | None = None
    fuseau: ZoneInfo | None = None
    tri: str = TRI_RECENTES


def _cote(acteur: Acteur) -> str:
    return Cote.CAISSE if acteur.profil == Profil.AGENT else Cote.PARTENAIRE


def pour_un_ecran(demandes: DemandeQuerySet, acteur: Acteur) -> DemandeQuerySet:
    """Load with the demandes what a line of a list shows, in two queries; ``horloge_de`` then needs none."""
    jointes = demandes.select_related("caisse", "partenaire", "auteur", "agent", "details_mas", "motif")
    jointes = jointes.prefetch_related("evenements")
    return avec_attentes(jointes, _cote(acteur))


def historique(acteur: Acteur, curseur: str = "", filtres: Filtres | None = None, taille: int = 25) -> Page:
    """Return one page of every transmitted demande the actor may read, the latest first unless sorted otherwise.

    Args:
        acteur: a technicien (its structure), an instructeur or superviseur (its caisse).
        curseur: ``suivant`` or ``precedent`` of a former page.
        filtres: what to keep; everything when ``None``.
        taille: rows on a page.

    Exigence: DEM-14, HAB-17 (S1u 1.2)
    """
    choix = filtres or Filtres()
    champ, _ = _TRIS.get(choix.tri, _TRIS[TRI_RECENTES])
    return page_par_cle(pour_un_ecran(demandes_filtrees(acteur, choix), acteur), champ, curseur, taille)


def demandes_filtrees(acteur: Acteur, filtres: Filtres) -> DemandeQuerySet:
    """Return the transmitted demandes that the actor may read and that these filters keep, unsorted.

    Args:
        acteur: as for ``historique``.
        filtres: what to keep.

    Exigence: DEM-14, HAB-17 (S1u 1.2)
    """
    demandes = Demande.objects.visibles_par(acteur).exclude(etat=EtatDemande.BROUILLON)
    if filtres.attente == ATTENTE_PARTENAIRE:
        demandes = en_attente_du_partenaire(avec_attentes(demandes, _cote(acteur)))
    elif filtres.attente == ATTENTE_CAISSE:
        demandes = avec_attentes(demandes.ouvertes(), _cote(acteur)).exclude(PARTENAIRE_ATTENDU)
    conditions = GROUPES.get(filtres.groupe, Q()) & _TRIS.get(filtres.tri, _TRIS[TRI_RECENTES])[1]
    egalites = {
        "etat__in": filtres.etats,
        "nature__in": filtres.natures,
        "motif_id": filtres.motif_id,
        "caisse_id": filtres.caisse_id,
        "auteur_id": filtres.auteur_id,
        "reference__istartswith": filtres.reference.strip(),
    }
    gardees: DemandeQuerySet = demandes.filter(
        conditions, _periode(filtres), **{champ: valeur for champ, valeur in egalites.items() if valeur}
    )
    return gardees


def _periode(filtres: Filtres) -> Q:
    condition = Q()
    if filtres.du is not None:
        condition &= Q(transmise_le__gte=_minuit(filtres.du, filtres.fuseau))
    if filtres.au is not None and filtres.au < date.max:
        condition &= Q(transmise_le__lt=_minuit(filtres.au + timedelta(days=1), filtres.fuseau))
    return condition


def _minuit(jour: date, fuseau: ZoneInfo | None) -> datetime:
    return timezone.make_aware(datetime.combine(jour, time.min), fuseau)
