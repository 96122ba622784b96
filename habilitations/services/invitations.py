"""The life of an invitation: sent again, cancelled, expired, used (HAB-03, HAB-05)."""

import uuid
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from conventions.selectors import caisses_en_vigueur
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.comptes.services import invitations as liens
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.notifications.services import notifier
from habilitations.enums import EtatHabilitation
from habilitations.models import Habilitation
from habilitations.notifications import INVITATION_ANNULEE
from habilitations.permissions import peut_gerer_compte
from habilitations.rules.cycle_de_vie import Action, etat_apres
from habilitations.rules.validite import invitation_vivante
from habilitations.services.exclus import exiger_non_exclue
from habilitations.services.ouverture import (
    ARTICLE,
    caisse_de_l_acte,
    envoyer_invitation,
    exiger_place,
    verrouiller_habilitation,
)

LOT: Final = 500


def verrouiller_compte(acteur: Acteur, cle: uuid.UUID, maintenant: datetime) -> Habilitation:
    """Lock partenaire, account, habilitation (``verrouiller_habilitation``); check who manages the account.

    Raises:
        HorsPortee: when the actor does not reach it, or may not manage it, its convention being over for instance.
    """
    habilitation = verrouiller_habilitation(acteur, cle)
    gerantes = caisses_en_vigueur(habilitation.partenaire_id, maintenant)
    exiger(autorise=peut_gerer_compte(acteur, habilitation, gerantes))
    return habilitation


@transaction.atomic
def renvoyer_invitation(
    *, acteur: Acteur, cle: uuid.UUID, maintenant: datetime | None = None
) -> Habilitation:
    """Send a new link; the earlier one dies. A late invitation takes a seat again, if one is left.

    Args:
        acteur: who may create such an account.
        cle: public key of the habilitation.
        maintenant: the moment.

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``etat`` when the account is no longer invited, ``exclue``, ``quota_atteint`` or
            ``sans_convention`` when its seat was taken meanwhile.

    Exigence: HAB-03, HAB-05 (S1u 2.2.1)
    """
    maintenant = maintenant or timezone.now()
    habilitation = verrouiller_compte(acteur, cle, maintenant)
    etat = _etat_apres(habilitation, Action.RENVOYER)
    exiger_non_exclue(habilitation.partenaire_id, habilitation.utilisateur.courriel)
    if not _tient_une_place(habilitation, maintenant):
        exiger_place(habilitation.partenaire, Profil(habilitation.profil), maintenant)
    habilitation.etat = etat
    habilitation.invitation_expire_le = envoyer_invitation(
        acteur, habilitation.utilisateur, habilitation.partenaire.libelle, maintenant
    )
    habilitation.save(update_fields=["etat", "invitation_expire_le"])
    _consigner(acteur, "habilitations.invitation_renvoyee", habilitation)
    return habilitation


@transaction.atomic
def annuler_invitation(*, acteur: Acteur, cle: uuid.UUID, maintenant: datetime | None = None) -> Habilitation:
    """Kill the link and free the seat; the person is told.

    Args:
        acteur: who may create such an account.
        cle: public key of the habilitation.
        maintenant: the moment.

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``etat`` when the account is no longer invited.

    Exigence: HAB-03 (S1u 2.2.1)
    """
    maintenant = maintenant or timezone.now()
    habilitation = verrouiller_compte(acteur, cle, maintenant)
    habilitation.etat = _etat_apres(habilitation, Action.ANNULER)
    habilitation.annulee_le = maintenant
    habilitation.save(update_fields=["etat", "annulee_le"])
    liens.annuler(acteur=acteur, utilisateur=habilitation.utilisateur, maintenant=maintenant)
    _consigner(acteur, "habilitations.invitation_annulee", habilitation)
    notifier(
        message=INVITATION_ANNULEE,
        destinataires=[habilitation.utilisateur],
        contexte={
            "prenom_destinataire": habilitation.utilisateur.prenom,
            "profil": Profil(habilitation.profil).label.lower(),
            "structure": habilitation.partenaire.libelle,
        },
    )
    return habilitation


@transaction.atomic
def expirer_invitations(*, acteur: Acteur = ACTEUR_SYSTEME, maintenant: datetime | None = None) -> int:
    """Mark the invitations whose time is over; their seats were free since that moment already.

    Args:
        acteur: the system.
        maintenant: the moment.

    Returns:
        How many were marked; call again while it is not 0.

    Exigence: HAB-03, HAB-05
    """
    maintenant = maintenant or timezone.now()
    tardives = list(
        Habilitation.objects.filter(etat=EtatHabilitation.INVITEE, invitation_expire_le__lte=maintenant)
        .order_by("pk")
        .select_for_update(skip_locked=True, of=("self",))[:LOT]
    )
    for habilitation in tardives:
        habilitation.etat = _etat_apres(habilitation, Action.EXPIRER)
        habilitation.save(update_fields=["etat"])
        consigner(acteur=acteur, action="habilitations.invitation_expiree", objet=habilitation)
    return len(tardives)


@transaction.atomic
def activer(*, acteur: Acteur, utilisateur: Utilisateur, maintenant: datetime | None = None) -> Habilitation:
    """Open the rights of a partner's account: the person has just used the link.

    Args:
        acteur: the account itself.
        utilisateur: the account.
        maintenant: the moment.

    Raises:
        RegleMetierRefusee: ``etat`` when it was not invited; the activation as a whole is undone.

    Exigence: HAB-05 (S1u 2.2.1)
    """
    maintenant = maintenant or timezone.now()
    habilitation = Habilitation.objects.select_for_update().get(utilisateur=utilisateur)
    exiger(autorise=acteur.utilisateur_id == habilitation.utilisateur_id)
    if habilitation.etat == EtatHabilitation.ACTIVE:
        return habilitation  # a link for a new password: the rights are open already
    habilitation.etat = _etat_apres(habilitation, Action.ACTIVER)
    habilitation.activee_le = maintenant
    habilitation.save(update_fields=["etat", "activee_le"])
    utilisateur.is_active = True
    utilisateur.save(update_fields=["is_active"])
    consigner(acteur=acteur, action="habilitations.compte_active", objet=habilitation)
    return habilitation


def _etat_apres(habilitation: Habilitation, action: Action) -> EtatHabilitation:
    suivant = etat_apres(EtatHabilitation(habilitation.etat), action)
    if suivant is None:
        raise RegleMetierRefusee(
            "etat",
            f"Ce compte n’attend plus de réponse à une invitation : il est « {habilitation.get_etat_display()} ».",
            ARTICLE,
        )
    return suivant


def _tient_une_place(habilitation: Habilitation, maintenant: datetime) -> bool:
    return (
        habilitation.etat == EtatHabilitation.INVITEE
        and habilitation.invitation_expire_le is not None
        and invitation_vivante(habilitation.invitation_expire_le, maintenant)
    )


def _consigner(acteur: Acteur, action: str, habilitation: Habilitation) -> None:
    consigner(acteur=acteur, action=action, objet=habilitation, caisse_id=caisse_de_l_acte(acteur))
