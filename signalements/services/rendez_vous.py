"""Meetings, on the caisse's side: propose, fix, move, say how it went (DEM-13)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from signalements.enums import Cote, EtatRendezVous, ModeRendezVous, NatureFait
from signalements.models import Demande, DetailsRendezVous, RendezVous
from signalements.models.rendez_vous import ETATS_VIVANTS
from signalements.notifications import (
    RENDEZ_VOUS_CONFIRME,
    RENDEZ_VOUS_DEPLACE,
    RENDEZ_VOUS_PROPOSE,
)
from signalements.rules.rendez_vous import ARTICLE, avertissements, refus_des_heures
from signalements.services.actes import ouvrir_l_acte
from signalements.services.agendas import exiger_libre, verrouiller_l_agent
from signalements.services.annonces_rendez_vous import prevenir_du_rendez_vous
from signalements.services.faits import avancer, consigner_fait, exiger_possible
from signalements.services.garde import consigner_confirmation, texte_admis
from signalements.services.rendez_vous_communs import (
    Proposition,
    changer_d_etat,
    demande_du,
    ecrire_rendez_vous,
    exiger_acte,
    journaliser,
    prendre_rendez_vous,
)

LONGUEUR_LIEU: Final = 200
LONGUEUR_A_APPORTER: Final = 300


class RendezVousAConfirmer(RegleMetierRefusee):
    """Nothing forbids this date, but something must be known first (code ``a_confirmer``).

    Attributes:
        raisons: one sentence each.
    """

    def __init__(self, raisons: Sequence[str]) -> None:
        phrases = " ".join(raisons)
        super().__init__("a_confirmer", f"{phrases} Cochez la confirmation si vous gardez ce choix.")
        self.raisons = tuple(raisons)


def proposer(
    *,
    acteur: Acteur,
    demande_id: int,
    proposition: Proposition,
    version: int | None = None,
    confirme: bool = False,
    maintenant: datetime | None = None,
) -> RendezVous:
    """Propose a meeting, or fix it at once; the first date given meets the deadline (DEM-09).

    Args:
        acteur: an instructeur or superviseur of the caisse.
        demande_id: of kind rendez_vous, with no living meeting.
        proposition: what is proposed.
        version: of the demande, as the page showed it.
        confirme: the warnings were read, and the choice is kept.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: not an agent of the caisse who handles demandes.
        DemandeModifiee: the page was older than the demande.
        RegleMetierRefusee: ``transition``, ``deja_un_rendez_vous``, ``heures``, ``lieu``, ``agent_inconnu``,
            ``agent_pris``, ``a_confirmer`` (``RendezVousAConfirmer``), or those of ``garde.texte_admis``.

    Exigence: DEM-09, DEM-13 (S1u 1.2)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        demande = ouvrir_l_acte(acteur, demande_id, version)
        exiger_possible(demande, "proposer")
        if RendezVous.objects.filter(demande=demande, etat__in=ETATS_VIVANTS).exists():
            raise RegleMetierRefusee(
                "deja_un_rendez_vous",
                "Cette demande a déjà un rendez-vous : déplacez-le, ou annulez-le d’abord.",
                ARTICLE,
            )
        admise = _admettre(acteur, demande, proposition, instant, confirme=confirme)
        avancer(acteur=acteur, demande=demande, action="proposer", maintenant=instant)
        rendez_vous = ecrire_rendez_vous(demande, admise, Cote.CAISSE, instant)
        if admise.fixe:
            consigner_fait(
                acteur=acteur, demande=demande, nature=NatureFait.RENDEZ_VOUS_CONFIRME, maintenant=instant
            )
        journaliser(acteur, "signalements.proposer_rendez_vous", rendez_vous)
        message = RENDEZ_VOUS_CONFIRME if admise.fixe else RENDEZ_VOUS_PROPOSE
        prevenir_du_rendez_vous(rendez_vous, message, Cote.PARTENAIRE)
    return rendez_vous


def deplacer(
    *,
    acteur: Acteur,
    rendez_vous_id: int,
    proposition: Proposition,
    version: int | None = None,
    confirme: bool = False,
    maintenant: datetime | None = None,
) -> RendezVous:
    """Replace a meeting by another; the old one gives its hours, or its slot, back.

    Args:
        acteur: an instructeur or superviseur of the caisse.
        rendez_vous_id: the living meeting.
        proposition: the new one.
        version: of the demande, as the page showed it.
        confirme: the warnings were read, and the choice is kept.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: not an agent of the caisse who handles demandes.
        DemandeModifiee: the page was older than the demande.
        RegleMetierRefusee: ``rendez_vous_change``, and those of ``proposer``.

    Exigence: DEM-13 (S1u 1.2)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        demande = ouvrir_l_acte(acteur, demande_du(acteur, rendez_vous_id), version)
        ancien = prendre_rendez_vous(demande, rendez_vous_id)
        exiger_acte(ancien, "deplacer", "instructeur")
        admise = _admettre(acteur, demande, proposition, instant, confirme=confirme, remplace=ancien)
        changer_d_etat(ancien, EtatRendezVous.DEPLACE, Cote.CAISSE, instant)
        nouveau = ecrire_rendez_vous(demande, admise, Cote.CAISSE, instant, remplace=ancien)
        consigner_fait(
            acteur=acteur, demande=demande, nature=NatureFait.RENDEZ_VOUS_DEPLACE, maintenant=instant
        )
        if admise.fixe:
            consigner_fait(
                acteur=acteur, demande=demande, nature=NatureFait.RENDEZ_VOUS_CONFIRME, maintenant=instant
            )
        journaliser(acteur, "signalements.deplacer_rendez_vous", nouveau)
        prevenir_du_rendez_vous(nouveau, RENDEZ_VOUS_DEPLACE, Cote.PARTENAIRE, remplace=ancien)
    return nouveau


def constater(
    *,
    acteur: Acteur,
    rendez_vous_id: int,
    tenu: bool,
    version: int | None = None,
    maintenant: datetime | None = None,
) -> RendezVous:
    """Say that the meeting was held, or that the person did not come; ending the demande is another act.

    Args:
        acteur: an instructeur or superviseur of the caisse.
        rendez_vous_id: a meeting that has begun.
        tenu: held; else the person was absent.
        version: of the demande, as the page showed it.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: not an agent of the caisse who handles demandes.
        DemandeModifiee: the page was older than the demande.
        RegleMetierRefusee: ``rendez_vous_change``, ``trop_tot``.

    Exigence: DEM-13 (S1u 1.2)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        demande = ouvrir_l_acte(acteur, demande_du(acteur, rendez_vous_id), version)
        rendez_vous = prendre_rendez_vous(demande, rendez_vous_id)
        exiger_acte(rendez_vous, "constater_tenu" if tenu else "constater_absent", "instructeur")
        if rendez_vous.debut > instant:
            raise RegleMetierRefusee(
                "trop_tot", "Ce rendez-vous n’a pas encore eu lieu : revenez dire comment il s’est passé."
            )
        etat = EtatRendezVous.TENU if tenu else EtatRendezVous.ABSENT
        changer_d_etat(rendez_vous, etat, Cote.CAISSE, instant)
        nature = NatureFait.RENDEZ_VOUS_TENU if tenu else NatureFait.RENDEZ_VOUS_MANQUE
        consigner_fait(acteur=acteur, demande=demande, nature=nature, maintenant=instant)
        journaliser(acteur, "signalements.constater_rendez_vous", rendez_vous)
    return rendez_vous


def _admettre(
    acteur: Acteur,
    demande: Demande,
    proposition: Proposition,
    maintenant: datetime,
    *,
    confirme: bool,
    remplace: RendezVous | None = None,
) -> Proposition:
    """Check a proposition, the agent's hours under a lock, and return it with its texts as they are kept."""
    admise = _avec_ses_textes(proposition, confirme=confirme)
    fuseau = ZoneInfo(demande.caisse.fuseau)
    refus = refus_des_heures(admise.plage, fuseau, maintenant)
    if refus is not None:
        raise RegleMetierRefusee("heures", refus, ARTICLE)
    agent = verrouiller_l_agent(demande.caisse_id, admise.agent_id)
    exiger_libre(agent, [admise.plage], demande.caisse, sauf=remplace.pk if remplace else None)
    jour = admise.plage.debut.astimezone(fuseau).date()
    souhaits = DetailsRendezVous.objects.filter(demande=demande).values_list("modes", flat=True).first() or []
    raisons = avertissements(jour, demande.caisse.zone_jours_feries, admise.mode, souhaits)
    if raisons and not confirme:
        raise RendezVousAConfirmer(raisons)
    for texte in (admise.lieu, admise.a_apporter):
        consigner_confirmation(acteur=acteur, demande=demande, texte=texte)
    return admise


def _avec_ses_textes(proposition: Proposition, *, confirme: bool) -> Proposition:
    if proposition.mode not in ModeRendezVous.values:
        raise RegleMetierRefusee("mode", "Choisissez comment la personne est reçue.")
    lieu = texte_admis(proposition.lieu, confirme=confirme, longueur=LONGUEUR_LIEU, vide_permis=True)
    if not lieu and proposition.mode != ModeRendezVous.TELEPHONE:
        raise RegleMetierRefusee("lieu", "Dites où aller, ou comment se joindre.", ARTICLE)
    a_apporter = texte_admis(
        proposition.a_apporter, confirme=confirme, longueur=LONGUEUR_A_APPORTER, vide_permis=True
    )
    return replace(proposition, lieu=lieu, a_apporter=a_apporter)
