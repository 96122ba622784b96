"""What the caisse does with a report: finds the account, closes the report, reads the journal (HAB-12)."""

import uuid
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from conventions.services.textes import refuser_un_nir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.journal.models import Evenement
from espace_partenaires.journal.services import consigner
from habilitations.enums import EtatHabilitation, EtatIncident
from habilitations.models import Habilitation, Incident
from habilitations.permissions import peut_lire_le_journal_du_compte, peut_suivre_incident
from habilitations.rules.incidents import (
    ARTICLE_ACCES,
    ActionIncident,
    conclusions_possibles,
    etat_apres,
)
from habilitations.selectors_incidents import (
    LigneDuResume,
    exclusion_en_cours,
    journal_du_compte,
    resume_du_journal,
)
from habilitations.services.alertes_incidents import ecrire_au_titulaire, ecrire_la_cloture, faire_alerter
from habilitations.services.ouverture import caisse_de_l_acte

_CLOS: Final = "Ce signalement est clos : ouvrez-en un autre si le compte est de nouveau en cause."


@transaction.atomic
def rattacher(*, acteur: Acteur, cle: uuid.UUID, compte: uuid.UUID) -> Incident:
    """Say which account a public report is about, when the identifier given was wrong or missing.

    Args:
        acteur: conventions, superviseur or DPO of the caisse.
        cle: public key of the incident.
        compte: public key of the habilitation, one the actor sees.

    Raises:
        HorsPortee: for an incident or an account out of scope.
        RegleMetierRefusee: ``deja_rattache``, ``etat`` for a closed report.

    Exigence: HAB-12 (S1u 4.1)
    """
    incident = _verrouiller(acteur, cle)
    habilitation = Habilitation.objects.atteindre(acteur, compte)
    _exiger_en_cours(incident)
    if incident.habilitation_id is not None:
        raise RegleMetierRefusee("deja_rattache", "Ce signalement porte déjà sur un compte.", ARTICLE_ACCES)
    incident.habilitation = habilitation
    incident.partenaire = habilitation.partenaire
    incident.save(update_fields=["habilitation", "partenaire"])
    consigner(
        acteur=acteur,
        action="habilitations.incident_rattache",
        objet=incident,
        caisse_id=caisse_de_l_acte(acteur),
    )
    ecrire_au_titulaire(incident)
    faire_alerter(incident)
    return incident


@transaction.atomic
def clore(
    *, acteur: Acteur, cle: uuid.UUID, conclusion: str, suite: str, maintenant: datetime | None = None
) -> Incident:
    """Close a report with what was found and what was done; the structure is told.

    Args:
        acteur: conventions, superviseur or DPO of a caisse that reads it.
        cle: public key of the incident.
        conclusion: code of ``ConclusionIncident``.
        suite: what was done, read by the structure.
        maintenant: the moment.

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``nir``, ``etat``, ``conclusion`` when the account contradicts it.

    Exigence: HAB-12 (S1u 4.1)
    """
    maintenant = maintenant or timezone.now()
    incident = _verrouiller(acteur, cle)
    refuser_un_nir(suite)
    suivant = _exiger_en_cours(incident)
    if conclusion not in conclusions_de(incident):
        raise RegleMetierRefusee(
            "conclusion",
            "L’état du compte ne permet pas cette conclusion : réactivez-le, inactivez-le ou enregistrez l’exclusion d’abord.",
            ARTICLE_ACCES,
        )
    incident.etat, incident.clos_le, incident.clos_par = suivant, maintenant, acteur.utilisateur_id
    incident.conclusion, incident.suite = conclusion, suite
    incident.save(update_fields=["etat", "clos_le", "clos_par", "conclusion", "suite"])
    consigner(
        acteur=acteur,
        action="habilitations.incident_clos",
        objet=incident,
        caisse_id=caisse_de_l_acte(acteur),
        details={"conclusion": conclusion},
    )
    ecrire_la_cloture(incident)
    return incident


def conclusions_de(incident: Incident) -> tuple[str, ...]:
    """Return how this report may be closed now."""
    habilitation = incident.habilitation
    return conclusions_possibles(
        rattache=habilitation is not None,
        actif=habilitation is not None and habilitation.etat == EtatHabilitation.ACTIVE,
        exclu=habilitation is not None and exclusion_en_cours(habilitation.pk) is not None,
    )


@transaction.atomic
def lire_le_resume(*, acteur: Acteur, incident: Incident) -> list[LigneDuResume]:
    """Count what the journal holds of the account, and write down that it was read.

    Args:
        acteur: conventions, superviseur or DPO of a caisse bound to the account.
        incident: one the actor sees, whose account is closed.

    Exigence: HAB-12, RGPD-05
    """
    exiger(autorise=peut_suivre_incident(acteur, incident))
    lignes = resume_du_journal(incident)
    _consigner_la_lecture(acteur, "habilitations.resume_lu", incident)
    return lignes


@transaction.atomic
def lire_le_journal(*, acteur: Acteur, incident: Incident, pour_export: bool = False) -> list[Evenement]:
    """Return the entries of the journal of the account, and write down that they were read or exported.

    Args:
        acteur: a DPO of a caisse bound to the account.
        incident: one the actor sees, whose account is closed.
        pour_export: whether they leave in a file.

    Raises:
        HorsPortee: for anybody but a DPO.

    Exigence: HAB-12, RGPD-05
    """
    exiger(autorise=peut_lire_le_journal_du_compte(acteur) and peut_suivre_incident(acteur, incident))
    lignes = journal_du_compte(incident)
    action = "habilitations.journal_exporte" if pour_export else "habilitations.journal_lu"
    _consigner_la_lecture(acteur, action, incident, len(lignes))
    return lignes


def _consigner_la_lecture(acteur: Acteur, action: str, incident: Incident, nombre: int | None = None) -> None:
    details = {} if nombre is None else {"nombre": nombre}
    consigner(
        acteur=acteur,
        action=action,
        objet=incident,
        caisse_id=caisse_de_l_acte(acteur),
        partenaire_id=incident.partenaire_id,
        details=details,
    )


def _verrouiller(acteur: Acteur, cle: uuid.UUID) -> Incident:
    incident: Incident | None = (
        Incident.objects.visibles_par(acteur)
        .select_related("caisse", "habilitation__utilisateur", "habilitation__partenaire")
        .select_for_update(of=("self",))
        .filter(cle=cle)
        .first()
    )
    if incident is None:
        raise HorsPortee
    exiger(autorise=peut_suivre_incident(acteur, incident))
    return incident


def _exiger_en_cours(incident: Incident) -> EtatIncident:
    suivant = etat_apres(incident.etat, ActionIncident.CLORE)
    if suivant is None:
        raise RegleMetierRefusee("etat", _CLOS, ARTICLE_ACCES)
    return suivant
