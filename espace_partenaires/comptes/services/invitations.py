"""One-time links: made, replaced, cancelled, used (HAB-05)."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Invitation, Utilisateur
from espace_partenaires.comptes.services.mots_de_passe import prevenir_du_changement
from espace_partenaires.comptes.services.sessions import fermer_sessions
from espace_partenaires.comptes.signals import compte_active
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.journal.services import consigner

ARTICLE = "Convention d’utilisation, article 2.2.1"
LIEN_INVALIDE = (
    "Ce lien n’est plus valable : il a déjà servi, il a été remplacé ou son délai est passé "
    "(sept jours pour une invitation, une heure pour un mot de passe oublié)."
)


def _empreinte(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def inviter(
    *,
    acteur: Acteur,
    utilisateur: Utilisateur,
    maintenant: datetime | None = None,
    duree: timedelta | None = None,
) -> tuple[Invitation, str]:
    """Make a one-time link for an account; an earlier link that is still alive dies.

    The caller has checked who may invite whom. The clear link is returned once, for the mail only.

    Args:
        acteur: who invites.
        utilisateur: the account to open.
        maintenant: the moment.
        duree: how long the link lives; by default, as many days as the setting says.

    Returns:
        The stored invitation and the full address of the link.
    """
    maintenant = maintenant or timezone.now()
    annuler(acteur=acteur, utilisateur=utilisateur, maintenant=maintenant, consigner_l_acte=False)
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        utilisateur=utilisateur,
        empreinte=_empreinte(secret),
        creee_le=maintenant,
        expire_le=maintenant + (duree or timedelta(days=settings.DUREE_INVITATION_JOURS)),
    )
    consigner(acteur=acteur, action="comptes.invitation", objet=utilisateur)
    return invitation, settings.ADRESSE_PUBLIQUE + reverse("comptes:suivre_lien", kwargs={"secret": secret})


@transaction.atomic
def annuler(
    *,
    acteur: Acteur,
    utilisateur: Utilisateur,
    maintenant: datetime | None = None,
    consigner_l_acte: bool = True,
) -> None:
    """Kill the living link of an account, if there is one; safe to run twice.

    Args:
        acteur: who cancels.
        utilisateur: the account.
        maintenant: the moment.
        consigner_l_acte: false when the cancelling is part of a larger act that has its own entry.
    """
    vivantes = Invitation.objects.filter(utilisateur=utilisateur, utilisee_le=None, annulee_le=None)
    if vivantes.update(annulee_le=maintenant or timezone.now()) and consigner_l_acte:
        consigner(acteur=acteur, action="comptes.invitation_annulee", objet=utilisateur)


def invitation_vivante(*, secret: str, maintenant: datetime | None = None) -> Invitation:
    """Find the invitation behind a link.

    Args:
        secret: what the address bears.
        maintenant: the moment.

    Raises:
        RegleMetierRefusee: ``lien_invalide``, the same for a link used, replaced, late or unknown.
    """
    trouvee = (
        Invitation.objects.select_related("utilisateur")
        .filter(
            empreinte=_empreinte(secret),
            utilisee_le=None,
            annulee_le=None,
            expire_le__gt=maintenant or timezone.now(),
        )
        .first()
    )
    if trouvee is None:
        raise RegleMetierRefusee("lien_invalide", LIEN_INVALIDE, ARTICLE)
    return trouvee


@transaction.atomic
def activer_compte(*, secret: str, mot_de_passe: str, maintenant: datetime | None = None) -> Utilisateur:
    """Open the account: the person chose a password by the one-time link.

    Args:
        secret: what the link bears.
        mot_de_passe: the password chosen.
        maintenant: the moment.

    Returns:
        The account, ready to sign in; the apps above are told by ``compte_active``.

    Raises:
        RegleMetierRefusee: ``lien_invalide``.
        ValidationError: when the password breaks a displayed rule; nothing is written.
    """
    maintenant = maintenant or timezone.now()
    invitation = invitation_vivante(secret=secret, maintenant=maintenant)
    # A double click on « Ouvrir mon compte »: the second one waits here, then finds the link used.
    utilisateur = Utilisateur.objects.select_for_update().get(pk=invitation.utilisateur_id)
    if not Invitation.objects.filter(pk=invitation.pk, utilisee_le=None, annulee_le=None).update(
        utilisee_le=maintenant
    ):
        raise RegleMetierRefusee("lien_invalide", LIEN_INVALIDE, ARTICLE)
    validate_password(mot_de_passe, utilisateur)
    remplace = utilisateur.has_usable_password()
    utilisateur.set_password(mot_de_passe)
    utilisateur.is_active = True
    utilisateur.save(update_fields=["password", "is_active"])
    fermer_sessions(utilisateur)  # whoever knew the former password is put out
    if remplace:
        prevenir_du_changement(utilisateur, maintenant)
    acteur = Acteur(utilisateur_id=utilisateur.pk, profil=utilisateur.profil)
    consigner(acteur=acteur, action="comptes.activation", objet=utilisateur)
    compte_active.send(sender=Utilisateur, utilisateur=utilisateur, maintenant=maintenant)
    return utilisateur
