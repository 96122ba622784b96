"""A password lost: a new one-time link, asked by whoever manages the account (HAB-05)."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.services.invitations import inviter
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.journal.services import consigner
from espace_partenaires.notifications.services import notifier
from espace_partenaires.web.dates import date_et_heure
from habilitations.enums import EtatHabilitation
from habilitations.models import Habilitation
from habilitations.notifications import NOUVEAU_MOT_DE_PASSE
from habilitations.services.invitations import verrouiller_compte
from habilitations.services.ouverture import ARTICLE, caisse_de_l_acte


@transaction.atomic
def renvoyer_mot_de_passe(
    *, acteur: Acteur, cle: uuid.UUID, maintenant: datetime | None = None
) -> Habilitation:
    """Send an active account a link by which its person chooses a new password.

    The present password and the second factor stay until the link is used; its sessions end then.

    Args:
        acteur: who may create such an account.
        cle: public key of the habilitation.
        maintenant: the moment.

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``etat`` when the account is not active.

    Exigence: HAB-05 (S1u 2.2.1)
    """
    maintenant = maintenant or timezone.now()
    habilitation = verrouiller_compte(acteur, cle, maintenant)
    if habilitation.etat != EtatHabilitation.ACTIVE:
        raise RegleMetierRefusee("etat", "Seul un compte actif reçoit un lien de mot de passe.", ARTICLE)
    utilisateur = habilitation.utilisateur
    invitation, lien = inviter(acteur=acteur, utilisateur=utilisateur, maintenant=maintenant)
    consigner(
        acteur=acteur,
        action="habilitations.mot_de_passe_renvoye",
        objet=habilitation,
        caisse_id=caisse_de_l_acte(acteur),
    )
    notifier(
        message=NOUVEAU_MOT_DE_PASSE,
        destinataires=[utilisateur],
        contexte={
            "prenom_destinataire": utilisateur.prenom,
            "structure": habilitation.partenaire.libelle,
            "identifiant": utilisateur.identifiant,
            "lien": lien,
            "echeance": date_et_heure(invitation.expire_le, timezone.get_current_timezone()),
        },
        cle_unicite=str(invitation.pk),
    )
    return habilitation
