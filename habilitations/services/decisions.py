"""What the caisse decides of a request: accept, refuse with a reason, inactivate before the date."""

import uuid
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from conventions.selectors import jour_de_la_caisse
from conventions.services.textes import refuser_un_nir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.web.dates import date_longue
from habilitations.enums import EtatHabilitation, NatureDemande
from habilitations.models import DemandeHabilitation
from habilitations.notifications import DEMANDE_ACCEPTEE, DEMANDE_REFUSEE
from habilitations.permissions import peut_decider_demandes
from habilitations.rules.demandes import ARTICLES, CHAMPS_MODIFIABLES, Acte, date_venue
from habilitations.services.courriels_demandes import prevenir_la_structure
from habilitations.services.exceptions import accepter_courriel
from habilitations.services.executions import inactiver_le_compte, peut_etre_executee
from habilitations.services.gestionnaires import habiliter_gestionnaire
from habilitations.services.modifications import modifier_compte
from habilitations.services.verrous_demandes import exiger_possible, passer, verrouiller_demande

LONGUEUR_DU_MOTIF: Final = 300


@transaction.atomic
def accepter_demande(
    *, acteur: Acteur, cle: uuid.UUID, exception_domaine: str = "", maintenant: datetime | None = None
) -> DemandeHabilitation:
    """Accept: a gestionnaire is habilitated and invited, an account changed, an inactivation set for its date.

    Whatever refuses the act itself (seat, address, account) leaves the request waiting, as it was.

    Args:
        acteur: a gestionnaire de conventions of the caisse it was sent to.
        cle: public key of the request.
        exception_domaine: why an address outside the partenaire's domains is accepted, if it is.
        maintenant: the moment.

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``deja_decidee``; what refuses to habilitate or to change; ``etat`` when the account of
            an inactivation is no longer active.

    Exigence: HAB-04, HAB-09, HAB-10 (S1u 2.2, 2.2.2, 2.2.3)
    """
    maintenant = maintenant or timezone.now()
    demande = _a_decider(acteur, cle, Acte.FAIRE)
    if demande.nature == NatureDemande.INACTIVER:
        return _programmer(acteur, demande, maintenant)
    if demande.nature == NatureDemande.HABILITER:
        demande.habilitation = habiliter_gestionnaire(
            acteur=acteur,
            partenaire_id=demande.partenaire_id,
            exception_domaine=exception_domaine,
            maintenant=maintenant,
            **{champ: getattr(demande, champ) for champ in CHAMPS_MODIFIABLES},
        )
    elif demande.habilitation is not None:
        _accepter_l_adresse(acteur, demande, exception_domaine, maintenant)
        modifier_compte(
            acteur=acteur,
            cle=demande.habilitation.cle,
            champs={champ: valeur for champ in CHAMPS_MODIFIABLES if (valeur := getattr(demande, champ))},
            maintenant=maintenant,
        )
    passer(acteur, demande, Acte.FAIRE, maintenant, habilitation=demande.habilitation)
    prevenir_la_structure(demande, DEMANDE_ACCEPTEE, date="")
    return demande


@transaction.atomic
def refuser_demande(
    *, acteur: Acteur, cle: uuid.UUID, motif: str, maintenant: datetime | None = None
) -> DemandeHabilitation:
    """Refuse, with a reason that the structure reads.

    Args:
        acteur: a gestionnaire de conventions of the caisse it was sent to.
        cle: public key of the request.
        motif: why, and what to do; 300 characters at most.
        maintenant: the moment.

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``deja_decidee``, ``motif_absent``, ``motif_trop_long``, ``nir``.

    Exigence: HAB-04, HAB-09, HAB-10 (S1u 2.2)
    """
    maintenant = maintenant or timezone.now()
    demande = _a_decider(acteur, cle, Acte.REFUSER)
    texte = motif.strip()
    if not texte:
        raise RegleMetierRefusee(
            "motif_absent",
            "Indiquez le motif : il est dit au partenaire, avec ce qu’il peut faire.",
            ARTICLES[demande.nature],
        )
    if len(texte) > LONGUEUR_DU_MOTIF:
        raise RegleMetierRefusee(
            "motif_trop_long",
            f"Ce motif dépasse {LONGUEUR_DU_MOTIF} caractères : raccourcissez-le, il est lu en entier.",
            ARTICLES[demande.nature],
        )
    refuser_un_nir(texte)
    passer(acteur, demande, Acte.REFUSER, maintenant, motif_refus=texte)
    prevenir_la_structure(demande, DEMANDE_REFUSEE, motif=demande.motif_refus)
    return demande


@transaction.atomic
def inactiver_maintenant(
    *, acteur: Acteur, cle: uuid.UUID, maintenant: datetime | None = None
) -> DemandeHabilitation:
    """Do an accepted inactivation before its date: the other reading of « à réception de l'information ».

    Args:
        acteur: a gestionnaire de conventions of the caisse it was sent to.
        cle: public key of the request.
        maintenant: the moment.

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``deja_decidee``, ``a_accepter``, ``dernier_gestionnaire``.

    Exigence: HAB-10 (S1u 2.2.3)
    """
    maintenant = maintenant or timezone.now()
    demande = _a_decider(acteur, cle, Acte.EXECUTER)
    inactiver_le_compte(acteur, demande, maintenant)
    return demande


def _a_decider(acteur: Acteur, cle: uuid.UUID, acte: Acte) -> DemandeHabilitation:
    """Lock the request; check who acts, and that nobody did before.

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``deja_decidee``, before the reasons that what was done meanwhile would give.
    """
    demande = verrouiller_demande(acteur, cle)
    exiger(autorise=peut_decider_demandes(acteur, demande.caisse_id))
    exiger_possible(acteur, demande, acte)
    return demande


def _programmer(acteur: Acteur, demande: DemandeHabilitation, maintenant: datetime) -> DemandeHabilitation:
    """Set an inactivation for its date; done at once when that day has come and somebody takes over."""
    compte, le = demande.habilitation, demande.souhaitee_le
    if compte is None or le is None or compte.etat != EtatHabilitation.ACTIVE:
        raise RegleMetierRefusee(
            "etat",
            "Ce compte n’est plus actif : la demande va se clore d’elle-même.",
            ARTICLES[demande.nature],
        )
    passer(acteur, demande, Acte.PROGRAMMER, maintenant)
    prevenir_la_structure(demande, DEMANDE_ACCEPTEE, date=date_longue(le))
    if date_venue(le, jour_de_la_caisse(demande.caisse, maintenant)) and peut_etre_executee(demande):
        inactiver_le_compte(acteur, demande, maintenant)
    return demande


def _accepter_l_adresse(
    acteur: Acteur, demande: DemandeHabilitation, exception_domaine: str, maintenant: datetime
) -> None:
    """Keep why the new address is accepted outside the partenaire's domains, if it is."""
    if exception_domaine and demande.courriel:
        accepter_courriel(
            acteur=acteur,
            partenaire_id=demande.partenaire_id,
            courriel=demande.courriel,
            motif=exception_domaine,
            maintenant=maintenant,
        )
