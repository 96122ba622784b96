"""What both sides answer to a meeting: confirm, ask for another date, cancel (DEM-13)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from signalements.enums import Cote, DemiJournee, EtatRendezVous, NatureFait, RaisonRendezVous
from signalements.models import Demande, DetailsRendezVous, RendezVous
from signalements.notifications import RENDEZ_VOUS_ANNULE, RENDEZ_VOUS_CONFIRME, RENDEZ_VOUS_DECLINE
from signalements.permissions import peut_agir_pour_le_partenaire, peut_instruire
from signalements.rules.rendez_vous import CONFIRME
from signalements.services.annonces_rendez_vous import prevenir_du_rendez_vous
from signalements.services.faits import consigner_fait
from signalements.services.rendez_vous_communs import (
    annuler_et_consigner,
    changer_d_etat,
    demande_du,
    exiger_acte,
    journaliser,
    prendre_rendez_vous,
)
from signalements.services.verrous import exiger_a_jour, verrouiller


def confirmer(*, acteur: Acteur, rendez_vous_id: int, maintenant: datetime | None = None) -> RendezVous:
    """Confirm a proposed meeting; a second click changes nothing.

    Args:
        acteur: a technicien of the structure.
        rendez_vous_id: the proposed meeting.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``rendez_vous_change``, ``trop_tard``.

    Exigence: DEM-13 (S1u 1.2)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        rendez_vous = _pris_par_la_structure(acteur, rendez_vous_id)
        if rendez_vous.etat == EtatRendezVous.CONFIRME:
            return rendez_vous
        exiger_acte(rendez_vous, "confirmer", "technicien")
        if rendez_vous.debut <= instant:
            raise RegleMetierRefusee(
                "trop_tard", "L’heure de ce rendez-vous est passée : demandez une autre date."
            )
        changer_d_etat(rendez_vous, EtatRendezVous.CONFIRME, Cote.PARTENAIRE, instant)
        consigner_fait(
            acteur=acteur,
            demande=rendez_vous.demande,
            nature=NatureFait.RENDEZ_VOUS_CONFIRME,
            maintenant=instant,
        )
        journaliser(acteur, "signalements.confirmer_rendez_vous", rendez_vous)
        prevenir_du_rendez_vous(rendez_vous, RENDEZ_VOUS_CONFIRME, Cote.CAISSE)
    return rendez_vous


def demander_autre_date(
    *,
    acteur: Acteur,
    rendez_vous_id: int,
    demi_journees: Collection[str],
    maintenant: datetime | None = None,
) -> RendezVous:
    """Decline a proposed meeting, or give back a confirmed one, and say which half-days suit the person.

    Args:
        acteur: a technicien of the structure.
        rendez_vous_id: the living meeting.
        demi_journees: ``DemiJournee``, at least one; they replace those of the demande.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``rendez_vous_change``, ``demi_journees``.

    Exigence: DEM-13 (S1u 1.2)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        rendez_vous = _pris_par_la_structure(acteur, rendez_vous_id)
        action = "demander_autre_date" if rendez_vous.etat == CONFIRME else "decliner"
        exiger_acte(rendez_vous, action, "technicien")
        _noter_les_souhaits(rendez_vous.demande, demi_journees)
        changer_d_etat(rendez_vous, EtatRendezVous.DECLINE, Cote.PARTENAIRE, instant)
        consigner_fait(
            acteur=acteur,
            demande=rendez_vous.demande,
            nature=NatureFait.RENDEZ_VOUS_DECLINE,
            maintenant=instant,
        )
        journaliser(acteur, "signalements.decliner_rendez_vous", rendez_vous)
        prevenir_du_rendez_vous(rendez_vous, RENDEZ_VOUS_DECLINE, Cote.CAISSE)
    return rendez_vous


def _pris_par_la_structure(acteur: Acteur, rendez_vous_id: int) -> RendezVous:
    demande = verrouiller(acteur, demande_du(acteur, rendez_vous_id))
    exiger(autorise=peut_agir_pour_le_partenaire(acteur, demande))
    return prendre_rendez_vous(demande, rendez_vous_id)


def _noter_les_souhaits(demande: Demande, demi_journees: Collection[str]) -> None:
    retenues = [demi for demi in DemiJournee.values if demi in demi_journees]
    if not retenues:
        raise RegleMetierRefusee(
            "demi_journees", "Choisissez au moins une demi-journée qui convient à la personne."
        )
    DetailsRendezVous.objects.filter(demande=demande).update(demi_journees=retenues)


def annuler_rendez_vous(
    *,
    acteur: Acteur,
    rendez_vous_id: int,
    raison: str,
    version: int | None = None,
    maintenant: datetime | None = None,
) -> RendezVous:
    """Cancel a meeting, by either side, with a coded reason; the other side is told.

    Args:
        acteur: an agent of the caisse, or a technicien of the structure.
        rendez_vous_id: the living meeting.
        raison: ``RaisonRendezVous``.
        version: of the demande, as the agent's page showed it.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: out of scope.
        DemandeModifiee: the page was older than the demande.
        RegleMetierRefusee: ``raison``, ``rendez_vous_change``.

    Exigence: DEM-13 (S1u 1.2)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        demande = verrouiller(acteur, demande_du(acteur, rendez_vous_id))
        par_un_agent = acteur.profil == Profil.AGENT
        peut = peut_instruire if par_un_agent else peut_agir_pour_le_partenaire
        exiger(autorise=peut(acteur, demande))
        exiger_a_jour(demande, version)
        rendez_vous = prendre_rendez_vous(demande, rendez_vous_id)
        exiger_acte(rendez_vous, "annuler", "instructeur" if par_un_agent else "technicien")
        if raison not in RaisonRendezVous.values:
            raise RegleMetierRefusee("raison", "Dites pourquoi le rendez-vous est annulé.")
        cote = Cote.CAISSE if par_un_agent else Cote.PARTENAIRE
        annuler_et_consigner(acteur, rendez_vous, raison, cote, instant)
        autre = Cote.PARTENAIRE if par_un_agent else Cote.CAISSE
        prevenir_du_rendez_vous(rendez_vous, RENDEZ_VOUS_ANNULE, autre)
    return rendez_vous
