"""Six months after its end an account loses its person, everywhere; a nameless row stays (HAB-14)."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from django.db import DatabaseError, transaction
from django.utils import timezone

from conventions.models import Partenaire
from conventions.services.effacement_du_compte import effacer_le_nom
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.comptes.services.effacement import adresse_partagee, effacer_compte
from espace_partenaires.exceptions import exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.notifications.effacement import effacer_courriels
from habilitations.enums import EtatHabilitation, NatureEvenement
from habilitations.models import Agent, DemandeHabilitation, EvenementCompte, Habilitation, Incident
from habilitations.rules.cycle_de_vie import Action, etat_apres
from habilitations.selectors import caisses_signataires
from habilitations.selectors_effacements import (
    comptes_fermes_a_effacer,
    demandes_a_effacer,
    effacement_de_l_habilitation,
    effacement_du_compte_ferme,
    habilitations_a_effacer,
    incidents_a_effacer,
)
from habilitations.services.traces import (
    effacer_demandes,
    effacer_incidents,
    effacer_les_declarations,
    effacer_les_traces,
)
from habilitations.signals import compte_efface

logger = logging.getLogger(__name__)
_ACTION: Final = "habilitations.compte_efface"


@dataclass(frozen=True, slots=True)
class Bilan:
    """What a sweep erases, or would erase.

    Attributes:
        partenaires: accounts and invitations of partners.
        internes: accounts of agents and admins.
        demandes: requests on their own term.
        incidents: reports on their own term.
    """

    partenaires: int
    internes: int
    demandes: int
    incidents: int


def compter_les_effacements(*, maintenant: datetime | None = None) -> Bilan:
    """Count what is due, and write nothing.

    Args:
        maintenant: the moment.

    Exigence: HAB-14, RGPD-01 (S1u 2.2.3)
    """
    instant = maintenant or timezone.now()
    return Bilan(
        partenaires=len(habilitations_a_effacer(instant)),
        internes=len(comptes_fermes_a_effacer(instant)),
        demandes=len(demandes_a_effacer(instant)),
        incidents=len(incidents_a_effacer(instant)),
    )


def effacer_comptes(*, acteur: Acteur = ACTEUR_SYSTEME, maintenant: datetime | None = None) -> Bilan:
    """Erase every account, request and report whose six months are over; safe to run twice, late or in parallel.

    Each one in its own transaction: one that the database refuses does not keep the others.

    Args:
        acteur: the system.
        maintenant: the moment, read where each caisse is.

    Returns:
        How many were erased.

    Raises:
        HorsPortee: for anybody but the system.
        DatabaseError: when the database refused some, once the others are erased; without their values.

    Exigence: HAB-14, HAB-16 (S1u 2.2.3)
    """
    exiger(autorise=acteur.a_role("systeme"))
    instant = maintenant or timezone.now()
    refus: list[str] = []

    def un_par_un(cles: Iterable[int], effacer: Callable[[Acteur, int, datetime], bool]) -> int:
        return sum(_essayer(partial(effacer, acteur, cle, instant), refus) for cle in cles)

    bilan = Bilan(
        partenaires=un_par_un(habilitations_a_effacer(instant), _effacer_habilitation),
        internes=un_par_un(comptes_fermes_a_effacer(instant), _effacer_compte_ferme),
        demandes=un_par_un(demandes_a_effacer(instant), _effacer_demande),
        incidents=un_par_un(incidents_a_effacer(instant), _effacer_incident),
    )
    if refus:
        raise DatabaseError(f"{len(refus)} erasures were refused: {', '.join(sorted(set(refus)))}")
    return bilan


def _essayer(effacer: Callable[[], bool], refus: list[str]) -> bool:
    try:
        return effacer()
    except DatabaseError as erreur:
        # The database repeats in its message the values that it refuses: only the kind of refusal is said.
        logger.warning("an erasure was refused by the database: %s", type(erreur).__name__)
        refus.append(type(erreur).__name__)
        return False


@transaction.atomic
def _effacer_habilitation(acteur: Acteur, cle: int, maintenant: datetime) -> bool:
    """Erase one partner's account, unless somebody holds it or it came back meanwhile."""
    habilitation = _verrouiller(cle)
    echeance = effacement_de_l_habilitation(habilitation) if habilitation else None
    if habilitation is None or echeance is None or maintenant < echeance:
        return False
    compte = habilitation.utilisateur
    effacer_les_traces(habilitation, maintenant, avec_l_adresse=not adresse_partagee(compte))
    _effacer_la_personne(acteur, compte, maintenant)
    suivant = etat_apres(EtatHabilitation(habilitation.etat), Action.EFFACER)
    habilitation.etat = suivant or EtatHabilitation.EFFACEE
    habilitation.effacee_le = maintenant
    habilitation.precision_inactivation = habilitation.exception_domaine = ""
    habilitation.certifications = {}
    habilitation.formation_detection_le = None
    habilitation.save()
    EvenementCompte.objects.create(
        habilitation=habilitation, nature=NatureEvenement.EFFACEMENT, survenu_le=maintenant
    )
    caisses = caisses_signataires(habilitation.partenaire_id)
    consigner(
        acteur=acteur,
        action=_ACTION,
        objet=habilitation,
        caisse_id=next(iter(caisses)) if len(caisses) == 1 else None,
    )
    return True


def _verrouiller(cle: int) -> Habilitation | None:
    """Lock partenaire, account, habilitation, in that order as everywhere; ``None`` when one of them is held."""
    vue = Habilitation.objects.filter(pk=cle).first()
    if vue is None:
        return None
    partenaires = Partenaire.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    comptes = Utilisateur.objects.select_for_update(skip_locked=True)
    lignes = Habilitation.objects.select_for_update(skip_locked=True)
    if not partenaires.filter(pk=vue.partenaire_id).exists():
        return None
    compte = comptes.filter(pk=vue.utilisateur_id, efface_le=None).first()
    habilitation = lignes.filter(pk=cle).first() if compte else None
    if compte is not None and habilitation is not None:
        habilitation.utilisateur = compte
    return habilitation


@transaction.atomic
def _effacer_compte_ferme(acteur: Acteur, cle: int, maintenant: datetime) -> bool:
    """Erase one account of an agent or admin; the agent keeps its caisse, past acts are that caisse's."""
    compte = Utilisateur.objects.select_for_update(skip_locked=True).filter(pk=cle).first()
    echeance = effacement_du_compte_ferme(compte) if compte else None
    if compte is None or echeance is None or maintenant < echeance:
        return False
    effacer_les_declarations(compte, avec_l_adresse=not adresse_partagee(compte))
    _effacer_la_personne(acteur, compte, maintenant)
    caisse_id = Agent.objects.filter(utilisateur=compte).values_list("caisse_id", flat=True).first()
    consigner(acteur=acteur, action=_ACTION, objet=compte, caisse_id=caisse_id)
    return True


def _effacer_la_personne(acteur: Acteur, compte: Utilisateur, maintenant: datetime) -> None:
    """Erase an account in each part of the house, from the top floor down; the account itself last."""
    compte_efface.send(sender=Utilisateur, utilisateur_id=compte.pk, maintenant=maintenant)
    effacer_le_nom(acteur=acteur, utilisateur_id=compte.pk, le=timezone.localdate(maintenant))
    effacer_courriels(acteur=acteur, utilisateur=compte, avec_l_adresse=not adresse_partagee(compte))
    effacer_compte(acteur=acteur, utilisateur=compte, maintenant=maintenant)


@transaction.atomic
def _effacer_demande(acteur: Acteur, cle: int, maintenant: datetime) -> bool:
    """Erase one request on its own term."""
    lignes = DemandeHabilitation.objects.select_for_update(skip_locked=True).filter(pk=cle, effacee_le=None)
    demande = lignes.first()
    if demande is None or not effacer_demandes(DemandeHabilitation.objects.filter(pk=cle), maintenant):
        return False
    consigner(acteur=acteur, action="habilitations.demande_effacee", objet=demande)
    return True


@transaction.atomic
def _effacer_incident(acteur: Acteur, cle: int, maintenant: datetime) -> bool:
    """Erase one report on its own term."""
    lignes = Incident.objects.select_for_update(skip_locked=True).filter(pk=cle, efface_le=None)
    incident = lignes.first()
    if incident is None or not effacer_incidents(Incident.objects.filter(pk=cle), maintenant):
        return False
    consigner(acteur=acteur, action="habilitations.incident_efface", objet=incident)
    return True
