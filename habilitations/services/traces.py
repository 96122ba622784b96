"""What was typed about a person in requests, reports and decisions: erased, the dated and coded facts stay (HAB-14)."""

from datetime import datetime
from typing import Final

from django.db.models import Q

from espace_partenaires.comptes.models import Utilisateur
from habilitations.enums import EtatDemandeHabilitation, EtatIncident, NatureDemande
from habilitations.models import DemandeHabilitation, ExceptionCourriel, Exclusion, Habilitation, Incident
from habilitations.models.demande import EN_COURS
from habilitations.querysets import DemandeHabilitationQuerySet, IncidentQuerySet

EFFACE: Final = "Effacé"
_DE_LA_DEMANDE: Final = (
    "civilite",
    "nom",
    "prenom",
    "fonction",
    "courriel",
    "telephone",
    "precision",
    "motif_refus",
)
_DU_DECLARANT: Final = ("nom", "courriel", "telephone")
_DE_L_INCIDENT: Final = (*_DU_DECLARANT, "identifiant", "structure", "recit", "suite")


def effacer_demandes(demandes: DemandeHabilitationQuerySet, maintenant: datetime) -> int:
    """Erase the person out of requests; one that nobody will answer any more is closed. Return how many.

    Args:
        demandes: requests not erased yet.
        maintenant: the moment (aware).

    Exigence: HAB-14 (S1u 2.2.3)
    """
    demandes.filter(etat__in=EN_COURS).update(etat=EtatDemandeHabilitation.ANNULEE)
    return demandes.update(**dict.fromkeys(_DE_LA_DEMANDE, ""), effacee_le=maintenant)


def effacer_incidents(incidents: IncidentQuerySet, maintenant: datetime) -> int:
    """Erase the persons out of reports: who reported, what was told. Return how many.

    Args:
        incidents: reports not erased yet.
        maintenant: the moment (aware).

    Exigence: HAB-14 (S1u 2.2.3, 4.1)
    """
    return incidents.update(**dict.fromkeys(_DE_L_INCIDENT, ""), efface_le=maintenant)


def effacer_les_traces(habilitation: Habilitation, maintenant: datetime, *, avec_l_adresse: bool) -> None:
    """Erase what was typed about the person of a partner's account, its account not yet anonymous.

    Args:
        habilitation: the locked row, with its account.
        maintenant: the moment (aware).
        avec_l_adresse: erase what bears the address too: false when another account has it.

    Exigence: HAB-14 (S1u 2.2.3)
    """
    compte = habilitation.utilisateur
    siennes = Q(habilitation=habilitation)
    if avec_l_adresse:
        # Another request may be waiting for the same person: it lives its own life.
        siennes |= Q(
            partenaire=habilitation.partenaire_id,
            nature=NatureDemande.HABILITER,
            courriel__iexact=compte.courriel,
        ) & ~Q(etat__in=EN_COURS)
        ExceptionCourriel.objects.filter(
            partenaire=habilitation.partenaire_id, courriel__iexact=compte.courriel
        ).delete()
    # Two steps: what is closed first no longer answers to the same condition.
    demandes = DemandeHabilitation.objects.filter(siennes, effacee_le=None).values_list("pk", flat=True)
    effacer_demandes(DemandeHabilitation.objects.filter(pk__in=list(demandes)), maintenant)
    effacer_incidents(Incident.objects.filter(habilitation=habilitation, efface_le=None), maintenant)
    _effacer_exclusions(habilitation)
    effacer_les_declarations(compte, avec_l_adresse=avec_l_adresse)


def effacer_les_declarations(compte: Utilisateur, *, avec_l_adresse: bool) -> None:
    """Take out of the reports about others who made them, and the identifier that was typed.

    Args:
        compte: the account, not yet anonymous.
        avec_l_adresse: the reports closed that bear the address too.

    Exigence: HAB-14 (S1u 2.2.3)
    """
    faites = Q(declarant_id=compte.pk)
    if avec_l_adresse:
        faites |= Q(etat=EtatIncident.CLOS, courriel__iexact=compte.courriel)
    Incident.objects.filter(faites).update(**dict.fromkeys(_DU_DECLARANT, ""))
    Incident.objects.filter(identifiant__iexact=compte.identifiant).update(identifiant="")


def _effacer_exclusions(habilitation: Habilitation) -> None:
    exclusions = Exclusion.objects.filter(habilitation=habilitation)
    exclusions.update(directeur=EFFACE, motif=EFFACE)
    exclusions.exclude(motif_levee="").update(motif_levee=EFFACE)
