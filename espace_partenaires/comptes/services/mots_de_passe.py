"""The passwords an account has chosen: remembered to be refused again, and to be renewed in time (HAB-06)."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from espace_partenaires.comptes.models import MotDePasseChoisi, Utilisateur
from espace_partenaires.comptes.notifications import MOT_DE_PASSE_CHANGE
from espace_partenaires.notifications.services import notifier
from espace_partenaires.web.dates import date_et_heure


def deja_choisi(utilisateur: Utilisateur, mot_de_passe: str) -> bool:
    """Tell whether a password is one of the last ones of the account, the present one included.

    Args:
        utilisateur: the account; one that is not stored yet has no past.
        mot_de_passe: what the person proposes.

    Exigence: HAB-06 (S1u 2.2.1)
    """
    condensats = list(
        MotDePasseChoisi.objects.filter(utilisateur_id=utilisateur.pk)
        .order_by("-choisi_le", "-pk")
        .values_list("condensat", flat=True)[: settings.MOTS_DE_PASSE_REFUSES]
    )
    # The present digest is remembered already, unless its hash was upgraded since.
    if utilisateur.has_usable_password() and utilisateur.password not in condensats:
        condensats.append(utilisateur.password)
    return any(check_password(mot_de_passe, condensat) for condensat in condensats)


@transaction.atomic
def retenir(utilisateur: Utilisateur, maintenant: datetime | None = None) -> None:
    """Remember the password an account has just chosen; forget those that are no longer refused.

    Args:
        utilisateur: the account, its new digest stored.
        maintenant: the moment.

    Exigence: HAB-06 (S1u 2.2.1)
    """
    MotDePasseChoisi.objects.create(
        utilisateur=utilisateur, condensat=utilisateur.password, choisi_le=maintenant or timezone.now()
    )
    siens = MotDePasseChoisi.objects.filter(utilisateur=utilisateur)
    gardes = siens.order_by("-choisi_le", "-pk").values("pk")[: settings.MOTS_DE_PASSE_REFUSES]
    siens.exclude(pk__in=gardes).delete()


def prevenir_du_changement(utilisateur: Utilisateur, maintenant: datetime | None = None) -> None:
    """Tell the person that the password of the account has just been changed: it may not have been her.

    Args:
        utilisateur: the account.
        maintenant: the moment.

    Exigence: SEC-01 (ASVS 6.3.7)
    """
    notifier(
        message=MOT_DE_PASSE_CHANGE,
        destinataires=[utilisateur],
        contexte={
            "prenom_destinataire": utilisateur.prenom,
            "identifiant": utilisateur.identifiant,
            "date": date_et_heure(maintenant or timezone.now(), timezone.get_current_timezone()),
            "lien": settings.ADRESSE_PUBLIQUE + reverse("web:securite"),
        },
    )
