"""The agents' desk: pages of views, narrowed by filters, and bounded counts."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from signalements.models import Demande
from signalements.querysets import ETATS_CHEZ_LE_PARTENAIRE, DemandeQuerySet
from signalements.selectors.absences import agents_remplaces
from signalements.selectors.listes import pour_un_ecran
from signalements.selectors.pages import Compte, Page, compter, page_par_cle
from signalements.selectors.vues import (
    DELAI_QUI_COURT,
    VUES,
    Lecteur,
    Vue,
    en_retard,
    proche,
    sans_agent,
    trier,
)

MOI: Final = "moi"
PERSONNE: Final = "personne"
_SEPT_JOURS: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class FiltresDuBureau:
    """What a view is narrowed to: codes and keys only, never anything about a person (UX-05, RGPD-02).

    Attributes:
        nature: ``Service``.
        etat: ``EtatDemande``.
        regle: ``Regle``, « urgent » being its own.
        motif: primary key of a ``Motif``, as text.
        partenaire: key of a ``Partenaire``.
        agent: key of an account, ``MOI`` or ``PERSONNE``.
        echeance: ``retard``, ``proche``, ``semaine`` or ``aucune``.
    """

    nature: str = ""
    etat: str = ""
    regle: str = ""
    motif: str = ""
    partenaire: str = ""
    agent: str = ""
    echeance: str = ""

    def en_codes(self) -> dict[str, str]:
        """Return what is set, as the parameters of an address or the content of a saved view."""
        return {champ.name: valeur for champ in fields(self) if (valeur := getattr(self, champ.name))}


def _echeance(code: str, maintenant: datetime) -> Q:
    return {
        "retard": en_retard(maintenant),
        "proche": proche(maintenant),
        "semaine": DELAI_QUI_COURT & Q(echeance__lte=maintenant + _SEPT_JOURS),
        "aucune": Q(etat__in=ETATS_CHEZ_LE_PARTENAIRE),
    }[code]


def _agent(code: str, acteur: Acteur) -> Q:
    if code == MOI:
        return Q(agent_id=acteur.utilisateur_id)
    if code == PERSONNE:
        return sans_agent()
    return Q(agent__cle=UUID(code))


def filtrer(
    demandes: DemandeQuerySet, filtres: FiltresDuBureau, acteur: Acteur, maintenant: datetime
) -> DemandeQuerySet:
    """Narrow rows by every filter that is set.

    Args:
        demandes: rows of the actor's scope.
        filtres: values that a form has checked.
        acteur: the reader, for ``MOI``.
        maintenant: moment that lateness is judged at.

    Exigence: DEM-16
    """
    simples = {champ: getattr(filtres, champ) for champ in ("nature", "etat", "regle")}
    condition = Q(**{champ: valeur for champ, valeur in simples.items() if valeur})
    if filtres.motif:
        condition &= Q(motif_id=int(filtres.motif))
    if filtres.partenaire:
        condition &= Q(partenaire__cle=UUID(filtres.partenaire))
    if filtres.agent:
        condition &= _agent(filtres.agent, acteur)
    if filtres.echeance:
        condition &= _echeance(filtres.echeance, maintenant)
    return demandes.filter(condition)


def lecteur_de(acteur: Acteur, maintenant: datetime) -> Lecteur:
    """Return who reads, with the absent agents it stands in for (one query)."""
    return Lecteur(acteur.utilisateur_id, agents_remplaces(acteur, maintenant), maintenant)


def _de_la_vue(acteur: Acteur, vue: str, lecteur: Lecteur) -> DemandeQuerySet:
    # RLS says it too; the exclusion of drafts lets the index of the view serve.
    return VUES[vue](Demande.objects.visibles_par(acteur), lecteur)


def liste_de_travail(
    acteur: Acteur,
    vue: str,
    curseur: str = "",
    taille: int = 25,
    maintenant: datetime | None = None,
    *,
    filtres: FiltresDuBureau | None = None,
    lecteur: Lecteur | None = None,
) -> Page:
    """Return one page of an agent's view, the nearest deadline first.

    ``CLOSES``: the last ended first; ``PARTENAIRE``: the oldest first, nothing runs there.

    Args:
        acteur: an instructeur or superviseur.
        vue: ``Vue``; an unknown one shows what is to take in charge or to read.
        curseur: ``suivant`` or ``precedent`` of a former page.
        taille: rows on a page.
        maintenant: moment that lateness is judged at.
        filtres: what to keep; everything when ``None``.
        lecteur: from ``lecteur_de``, when already known.

    Exigence: DEM-16, DEM-19
    """
    instant = maintenant or timezone.now()
    connue = vue if vue in VUES else Vue.A_PRENDRE.value
    demandes = _de_la_vue(acteur, connue, lecteur or lecteur_de(acteur, instant))
    if filtres is not None:
        demandes = filtrer(demandes, filtres, acteur, instant)
    triees, champ = trier(demandes, connue)
    return page_par_cle(pour_un_ecran(triees, acteur), champ, curseur, taille)


def comptes_des_vues(
    acteur: Acteur,
    maintenant: datetime | None = None,
    vues: Iterable[str] = tuple(VUES),
    lecteur: Lecteur | None = None,
) -> dict[str, Compte]:
    """Return, for each of these ``Vue``, how many demandes it holds (bounded: one query a view)."""
    lit = lecteur or lecteur_de(acteur, maintenant or timezone.now())
    return {vue: compter(_de_la_vue(acteur, vue, lit)) for vue in vues}


def compter_filtrees(acteur: Acteur, vue: str, filtres: FiltresDuBureau, lecteur: Lecteur) -> Compte:
    """Count what a view holds once narrowed (bounded)."""
    demandes = _de_la_vue(acteur, vue if vue in VUES else Vue.A_PRENDRE.value, lecteur)
    return compter(filtrer(demandes, filtres, acteur, lecteur.maintenant))
