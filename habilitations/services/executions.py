"""What time does to requests: departures done on their date, requests without object closed, the caisse reminded."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from conventions.enums import Nature
from conventions.models import Convention, Partenaire
from conventions.selectors import jour_de_la_caisse
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.notifications.registre import MessageType
from habilitations.enums import (
    EtatDemandeHabilitation,
    EtatHabilitation,
    MotifInactivation,
    NatureDemande,
    RoleAgent,
)
from habilitations.models import DemandeHabilitation
from habilitations.models.demande import EN_COURS
from habilitations.notifications import DEMANDE_CLOSE, DEMANDE_EN_RETARD, DEMANDE_RAPPEL
from habilitations.querysets import DemandeHabilitationQuerySet
from habilitations.rules.demandes import Acte, date_venue, rappel
from habilitations.selectors_demandes import autres_gestionnaires, avec_releve
from habilitations.services.annonces import prevenir
from habilitations.services.courriels_demandes import prevenir_la_caisse, prevenir_la_structure, terme_de
from habilitations.services.inactivation import eteindre
from habilitations.services.ouverture import verrouiller_habilitation
from habilitations.services.verrous_demandes import passer

logger = logging.getLogger(__name__)

# The day where it comes first: a candidate is looked at again where its caisse is.
_AVANCE: Final = timedelta(hours=14)
# Mails are kept ninety days: a request that nobody decides is not called late again once they are gone.
_RELANCE_UTILE: Final = timedelta(days=60)
COMPTE_TERMINE: Final = "Le compte à modifier n’est plus actif : il n’y a plus rien à changer."
CONVENTION_TERMINEE: Final = (
    "La convention d’utilisation avec cette caisse n’est plus en vigueur : elle ne peut plus décider."
)


def inactiver_le_compte(acteur: Acteur, demande: DemandeHabilitation, maintenant: datetime) -> None:
    """End the account of an accepted departure, and tell: the request is locked, the actor allowed.

    The techniciens that the person created stay active: they belong to the structure.

    Raises:
        RegleMetierRefusee: ``dernier_gestionnaire`` while nobody takes over, ``etat``.

    Exigence: HAB-10 (S1u 2.2.3)
    """
    if demande.habilitation is None:
        return
    habilitation = verrouiller_habilitation(acteur, demande.habilitation.cle)
    fait = eteindre(acteur, habilitation, MotifInactivation.DEPART, maintenant, caisse_id=demande.caisse_id)
    passer(acteur, demande, Acte.EXECUTER, maintenant)
    prevenir(acteur, fait, maintenant)


def peut_etre_executee(demande: DemandeHabilitation) -> bool:
    """Tell whether another gestionnaire of the structure is active, so that this account may end (HAB-10)."""
    return autres_gestionnaires(demande.partenaire_id, demande.habilitation_id or 0).exists()


def executer_demandes(*, acteur: Acteur = ACTEUR_SYSTEME, maintenant: datetime | None = None) -> int:
    """Do what the hour asks of requests; safe to run twice, at once, and a month late.

    Accepted departures whose day has come at the caisse are done, unless nobody takes over yet: they keep their
    state and wait for the successor. A request whose account ended otherwise is closed: a departure is done, since
    what was asked is there; a change has no object any more. A request that waits when the convention with its
    caisse ends has no object either, for this caisse may no longer decide.

    Args:
        acteur: the system.
        maintenant: the moment.

    Returns:
        How many requests changed state.

    Raises:
        HorsPortee: for anybody but the system.

    Exigence: HAB-04, HAB-09, HAB-10 (S1u 2.2.3)
    """
    exiger(autorise=acteur.a_role("systeme"))
    instant = maintenant or timezone.now()
    passages = (
        (_departs_dus(instant), _executer),
        (_comptes_termines(), _clore_avec_le_compte),
        (_sans_convention(instant), _clore_sans_convention),
    )
    return sum(
        _un_par_un(acteur, demande, etape, instant)
        for demandes, etape in passages
        for demande in list(demandes)
    )


def rappeler_demandes(*, acteur: Acteur = ACTEUR_SYSTEME, maintenant: datetime | None = None) -> int:
    """Remind the caisse the last jour ouvré before the term, and tell superviseurs too once it is past; once each.

    Args:
        acteur: the system.
        maintenant: the moment.

    Returns:
        How many requests were told of.

    Raises:
        HorsPortee: for anybody but the system.

    Exigence: HAB-04, HAB-09, HAB-10 (S1u 2.2.1)
    """
    exiger(autorise=acteur.a_role("systeme"))
    instant = maintenant or timezone.now()
    attendues = DemandeHabilitation.objects.filter(etat=EtatDemandeHabilitation.EN_ATTENTE)
    with transaction.atomic():
        return sum(
            _rappeler(demande, instant)
            for demande in attendues.select_related("caisse", "partenaire")
            .order_by("pk")
            .select_for_update(skip_locked=True, of=("self",))
        )


def _rappeler(demande: DemandeHabilitation, instant: datetime) -> bool:
    caisse, jour, terme = demande.caisse, jour_de_la_caisse(demande.caisse, instant), terme_de(demande)
    if terme < jour <= terme + _RELANCE_UTILE:
        return _une_fois(demande, DEMANDE_EN_RETARD, RoleAgent.SUPERVISEUR)
    veille = rappel(
        demande.nature,
        demande.demandee_le,
        demande.souhaitee_le,
        ZoneInfo(caisse.fuseau),
        caisse.zone_jours_feries,
    )
    return veille <= jour <= terme and _une_fois(demande, DEMANDE_RAPPEL)


def _une_fois(demande: DemandeHabilitation, message: MessageType, *roles: RoleAgent) -> bool:
    """Tell, unless somebody was told already: whoever joins the caisse later is not told of an old fact."""
    if Courriel.objects.filter(cle_unicite__startswith=f"{message.code}:{demande.pk}:").exists():
        return False
    prevenir_la_caisse(demande, message, *roles)
    return True


def _departs_dus(instant: datetime) -> DemandeHabilitationQuerySet:
    return DemandeHabilitation.objects.filter(
        avec_releve(),
        etat=EtatDemandeHabilitation.ACCEPTEE,
        habilitation__etat=EtatHabilitation.ACTIVE,
        souhaitee_le__lte=(instant + _AVANCE).date(),
    ).order_by("souhaitee_le", "pk")


def _comptes_termines() -> DemandeHabilitationQuerySet:
    return (
        DemandeHabilitation.objects.filter(etat__in=EN_COURS, habilitation__isnull=False)
        .exclude(habilitation__etat=EtatHabilitation.ACTIVE)
        .order_by("pk")
    )


def _sans_convention(instant: datetime) -> DemandeHabilitationQuerySet:
    """A caisse that cut the access (CONV-15) still has its convention: what waits goes on waiting."""
    siennes = Convention.objects.filter(
        nature=Nature.UTILISATION, parties__partenaire=OuterRef("partenaire")
    ).filter(parties__caisse=OuterRef("caisse"))
    return DemandeHabilitation.objects.filter(
        ~Q(Exists(siennes.en_vigueur(instant))), etat=EtatDemandeHabilitation.EN_ATTENTE
    ).order_by("pk")


Etape = Callable[[Acteur, DemandeHabilitation, datetime], bool]


def _un_par_un(acteur: Acteur, vue: DemandeHabilitation, etape: Etape, instant: datetime) -> bool:
    """Do one step on one request, in its own transaction; whoever holds the structure goes first, the next hour does it."""
    with transaction.atomic():
        tenu = (
            Partenaire.objects.filter(pk=vue.partenaire_id)
            .select_for_update(no_key=True, skip_locked=True)
            .first()
        )
        demande = (
            DemandeHabilitation.objects.select_related("caisse", "partenaire", "habilitation__utilisateur")
            .select_for_update(skip_locked=True, of=("self",))
            .filter(pk=vue.pk, etat__in=EN_COURS)
            .first()
        )
        return tenu is not None and demande is not None and etape(acteur, demande, instant)


def _executer(acteur: Acteur, demande: DemandeHabilitation, instant: datetime) -> bool:
    jour, le = jour_de_la_caisse(demande.caisse, instant), demande.souhaitee_le
    if le is None or demande.etat != EtatDemandeHabilitation.ACCEPTEE or not date_venue(le, jour):
        return False
    try:
        with transaction.atomic():
            inactiver_le_compte(acteur, demande, instant)
    except RegleMetierRefusee as refus:
        logger.info("departure %s left for the next sweep: %s", demande.pk, refus.code)
        return False
    return True


def _clore_avec_le_compte(acteur: Acteur, demande: DemandeHabilitation, instant: datetime) -> bool:
    if demande.nature == NatureDemande.INACTIVER:
        passer(acteur, demande, Acte.CONSTATER, instant)
        return True
    return _ecarter(acteur, demande, instant, COMPTE_TERMINE)


def _clore_sans_convention(acteur: Acteur, demande: DemandeHabilitation, instant: datetime) -> bool:
    if demande.etat != EtatDemandeHabilitation.EN_ATTENTE:
        return False
    return _ecarter(acteur, demande, instant, CONVENTION_TERMINEE)


def _ecarter(acteur: Acteur, demande: DemandeHabilitation, instant: datetime, motif: str) -> bool:
    passer(acteur, demande, Acte.ECARTER, instant, motif_refus=motif)
    prevenir_la_structure(demande, DEMANDE_CLOSE, motif=motif)
    return True
