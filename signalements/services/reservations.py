"""Booking a slot of a permanence: PostgreSQL decides who has it (DEM-13)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from signalements.enums import Cote, EtatRendezVous, ModeRendezVous, NatureFait
from signalements.models import Creneau, Demande, Permanence, RendezVous
from signalements.models.rendez_vous import ETATS_VIVANTS
from signalements.notifications import CRENEAU_RESERVE, RENDEZ_VOUS_ANNULE
from signalements.permissions import peut_agir_pour_le_partenaire
from signalements.rules.rendez_vous import ARTICLE, Plage
from signalements.selectors.rendez_vous import permanences_visibles
from signalements.services.annonces_rendez_vous import prevenir_du_rendez_vous
from signalements.services.faits import avancer, consigner_fait, exiger_possible
from signalements.services.rendez_vous_communs import (
    Proposition,
    changer_d_etat,
    ecrire_rendez_vous,
    exiger_acte,
    journaliser,
    prendre_rendez_vous,
)
from signalements.services.verrous import verrouiller

CONTRAINTE = "signalements_creneau_pris_une_fois"
_PRIS = "Ce créneau vient d’être pris. Choisissez-en un autre."


def reserver_creneau(
    *, acteur: Acteur, demande_id: int, creneau_id: int, maintenant: datetime | None = None
) -> RendezVous:
    """Book a slot for a demande of kind rendez_vous; a meeting it had already is replaced, its slot set free.

    The unique constraint on the slot decides between two bookings; the slot already held by this demande is
    returned unchanged.

    Args:
        acteur: a technicien of the structure.
        demande_id: of kind rendez_vous, transmitted.
        creneau_id: a slot in the premises of the structure, held by the demande's caisse.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: the demande or the slot is out of scope, or the slot is another caisse's.
        RegleMetierRefusee: ``transition``, ``creneau_pris``, ``creneau_passe``, ``permanence_annulee``.

    Exigence: DEM-09, DEM-13 (S1u 1.2)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        demande = verrouiller(acteur, demande_id)
        exiger(autorise=peut_agir_pour_le_partenaire(acteur, demande))
        exiger_possible(demande, "reserver")
        creneau = _creneau_de(acteur, demande, creneau_id)
        if creneau.debut <= instant:
            raise RegleMetierRefusee(
                "creneau_passe", "Ce créneau est passé : choisissez-en un autre.", ARTICLE
            )
        ancien = _ancien(demande)
        if ancien is not None and ancien.creneau_id == creneau.pk:
            return ancien
        rendez_vous = _prendre(demande, creneau, ancien, instant)
        _consigner(acteur, demande, instant, deplace=ancien is not None)
        journaliser(acteur, "signalements.reserver_creneau", rendez_vous)
        prevenir_du_rendez_vous(rendez_vous, CRENEAU_RESERVE, Cote.CAISSE)
        if ancien is not None and ancien.agent_id != rendez_vous.agent_id:
            prevenir_du_rendez_vous(ancien, RENDEZ_VOUS_ANNULE, Cote.CAISSE)
    return rendez_vous


def _creneau_de(acteur: Acteur, demande: Demande, creneau_id: int) -> Creneau:
    permanences = permanences_visibles(acteur).filter(
        caisse=demande.caisse_id, partenaire=demande.partenaire_id
    )
    creneaux = Creneau.objects.filter(pk=creneau_id, permanence__in=permanences)
    # Foreign keys are checked at commit only: the lock makes a cancellation wait, or a booking see it.
    creneau = creneaux.select_for_update(no_key=True).first()
    if creneau is None:
        raise HorsPortee
    permanence = Permanence.objects.select_related("agent").get(pk=creneau.permanence_id)
    if permanence.annulee_le is not None:
        raise RegleMetierRefusee(
            "permanence_annulee", "Cette permanence vient d’être annulée. Choisissez un autre jour.", ARTICLE
        )
    creneau.permanence = permanence
    return creneau


def _ancien(demande: Demande) -> RendezVous | None:
    vivant = RendezVous.objects.filter(demande=demande, etat__in=ETATS_VIVANTS).first()
    return prendre_rendez_vous(demande, vivant.pk) if vivant is not None else None


def _prendre(
    demande: Demande, creneau: Creneau, ancien: RendezVous | None, maintenant: datetime
) -> RendezVous:
    """Write the meeting; the constraint answers for the slot."""
    if ancien is not None:
        exiger_acte(ancien, "deplacer", "technicien")
        changer_d_etat(ancien, EtatRendezVous.DEPLACE, Cote.PARTENAIRE, maintenant)
    permanence = creneau.permanence
    proposition = Proposition(
        mode=ModeRendezVous.SITE,
        plage=Plage(creneau.debut, creneau.fin),
        agent_id=permanence.agent_id,
        lieu=permanence.lieu,
        fixe=True,
    )
    try:
        with transaction.atomic():
            rendez_vous = ecrire_rendez_vous(
                demande, proposition, Cote.PARTENAIRE, maintenant, remplace=ancien, creneau=creneau
            )
    except IntegrityError as refus:
        if CONTRAINTE in str(refus):
            raise RegleMetierRefusee("creneau_pris", _PRIS, ARTICLE) from refus
        raise
    rendez_vous.agent = permanence.agent
    return rendez_vous


def _consigner(acteur: Acteur, demande: Demande, maintenant: datetime, *, deplace: bool) -> None:
    if deplace:
        consigner_fait(
            acteur=acteur, demande=demande, nature=NatureFait.RENDEZ_VOUS_DEPLACE, maintenant=maintenant
        )
    avancer(acteur=acteur, demande=demande, action="reserver", maintenant=maintenant)
