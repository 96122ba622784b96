"""Steps that every service of meetings takes: read again under a lock, change the state, write the next one."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.services import consigner
from signalements.enums import Cote, EtatRendezVous, NatureFait
from signalements.models import Creneau, Demande, RendezVous
from signalements.models.rendez_vous import ETATS_VIVANTS
from signalements.notifications import RENDEZ_VOUS_ANNULE
from signalements.rules.rendez_vous import ARTICLE, Plage, verifier_acte
from signalements.selectors.rendez_vous import rendez_vous_visibles
from signalements.services.annonces_rendez_vous import prevenir_du_rendez_vous
from signalements.services.faits import consigner_fait


@dataclass(frozen=True, slots=True)
class Proposition:
    """What an agent proposes.

    Attributes:
        mode: ``ModeRendezVous``.
        plage: hours (UTC).
        agent_id: who receives.
        lieu: place, or way to join.
        a_apporter: pieces to bring.
        fixe: agreed already with the structure: nothing waits for its answer.
    """

    mode: str
    plage: Plage
    agent_id: int
    lieu: str = ""
    a_apporter: str = ""
    fixe: bool = False


def demande_du(acteur: Acteur, rendez_vous_id: int) -> int:
    """Return the demande of a meeting in the actor's scope.

    Raises:
        HorsPortee: unknown, or out of scope (HAB-17).
    """
    trouvee = rendez_vous_visibles(acteur).filter(pk=rendez_vous_id).values_list("demande_id", flat=True)
    demande_id = trouvee.first()
    if demande_id is None:
        raise HorsPortee
    return demande_id


def prendre_rendez_vous(demande: Demande, rendez_vous_id: int) -> RendezVous:
    """Lock and read a meeting again, once its demande is locked."""
    lignes = RendezVous.objects.select_for_update(of=("self",)).select_related("agent")
    rendez_vous = lignes.get(pk=rendez_vous_id, demande=demande)
    rendez_vous.demande = demande
    return rendez_vous


def exiger_acte(rendez_vous: RendezVous, action: str, qui: str) -> None:
    """Refuse an act that the meeting no longer allows.

    Raises:
        RegleMetierRefusee: ``rendez_vous_change``.
    """
    refus = verifier_acte(rendez_vous.etat, action, qui)
    if refus is not None:
        raise RegleMetierRefusee("rendez_vous_change", refus, ARTICLE)


def changer_d_etat(rendez_vous: RendezVous, etat: str, cote: str, maintenant: datetime) -> None:
    """Write where a locked meeting is now; its number grows so that calendars follow (RFC 5545)."""
    rendez_vous.etat = etat
    rendez_vous.sequence += 1
    rendez_vous.change_par = cote
    rendez_vous.modifie_le = maintenant
    rendez_vous.save(update_fields=["etat", "sequence", "change_par", "modifie_le"])


def ecrire_rendez_vous(
    demande: Demande,
    proposition: Proposition,
    cote: str,
    maintenant: datetime,
    *,
    remplace: RendezVous | None = None,
    creneau: Creneau | None = None,
) -> RendezVous:
    """Write a new meeting of a locked demande, after whatever came before it in calendars."""
    plus_haut = RendezVous.objects.filter(demande=demande).aggregate(haut=Max("sequence"))["haut"]
    rendez_vous = RendezVous.objects.create(
        demande=demande,
        etat=EtatRendezVous.CONFIRME if proposition.fixe else EtatRendezVous.PROPOSE,
        mode=proposition.mode,
        debut=proposition.plage.debut,
        fin=proposition.plage.fin,
        lieu=proposition.lieu,
        a_apporter=proposition.a_apporter,
        agent_id=proposition.agent_id,
        creneau=creneau,
        remplace=remplace,
        sequence=0 if plus_haut is None else plus_haut + 1,
        change_par=cote,
        cree_le=maintenant,
        modifie_le=maintenant,
    )
    rendez_vous.demande = demande
    return rendez_vous


def annuler_et_consigner(
    acteur: Acteur, rendez_vous: RendezVous, raison: str, cote: str, maintenant: datetime
) -> None:
    """Cancel a locked meeting, with its fact and its entry in the journal."""
    changer_d_etat(rendez_vous, EtatRendezVous.ANNULE, cote, maintenant)
    consigner_fait(
        acteur=acteur,
        demande=rendez_vous.demande,
        nature=NatureFait.RENDEZ_VOUS_ANNULE,
        maintenant=maintenant,
        motif=raison,
    )
    journaliser(acteur, "signalements.annuler_rendez_vous", rendez_vous)


def journaliser(acteur: Acteur, action: str, rendez_vous: RendezVous) -> None:
    """Write an act on a meeting in the journal: the reference of its demande, its state."""
    demande = rendez_vous.demande
    consigner(
        acteur=acteur,
        action=action,
        objet=rendez_vous,
        caisse_id=demande.caisse_id,
        partenaire_id=demande.partenaire_id,
        details={"reference": demande.reference or "", "etat": str(rendez_vous.etat)},
    )


def liberer(*, demande_id: int, maintenant: datetime, auteur_id: int | None) -> None:
    """Cancel the living meeting of a demande that has ended or left the caisse: its hours are free again.

    Called in the transaction of the act that ends it, which tells both sides; not the colleague who was to
    receive, when another agent follows the demande.

    Args:
        demande_id: locked already by that act.
        maintenant: moment of that act (aware).
        auteur_id: who acted, who need not be told.

    Exigence: DEM-13, ORG-01 (S1u 1.2)
    """
    vivants = RendezVous.objects.select_for_update(of=("self",)).select_related("demande__caisse", "agent")
    for rendez_vous in vivants.filter(demande=demande_id, etat__in=ETATS_VIVANTS):
        changer_d_etat(rendez_vous, EtatRendezVous.ANNULE, rendez_vous.change_par, maintenant)
        if rendez_vous.debut > maintenant and rendez_vous.agent_id not in {
            None,
            auteur_id,
            rendez_vous.demande.agent_id,
        }:
            prevenir_du_rendez_vous(rendez_vous, RENDEZ_VOUS_ANNULE, Cote.CAISSE)
