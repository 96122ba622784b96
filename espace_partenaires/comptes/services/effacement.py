"""Taking the person out of an account: what stays has a number and no name (HAB-14)."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from guardian.models import UserObjectPermission

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import (
    NOM_EFFACE,
    AcceptationCGU,
    AccesOublie,
    Invitation,
    MotDePasseChoisi,
    Utilisateur,
)
from espace_partenaires.comptes.services.sessions import fermer_sessions
from espace_partenaires.exceptions import exiger


def adresse_partagee(utilisateur: Utilisateur) -> bool:
    """Tell whether another account bears the same address: one person may have two accounts (HAB-01)."""
    memes = Utilisateur.objects.filter(courriel__iexact=utilisateur.courriel, efface_le=None)
    return memes.exclude(pk=utilisateur.pk).exists()


@transaction.atomic
def effacer_compte(*, acteur: Acteur, utilisateur: Utilisateur, maintenant: datetime) -> None:
    """Erase what the platform holds of a locked account that nobody uses any more.

    Everything that hangs from it goes: sessions, second factors, links, passwords, acceptances, groups, the lines
    of the technical administration about it. The row stays, for past acts to refer to.

    Args:
        acteur: the system.
        utilisateur: the locked account; it is changed in place.
        maintenant: the moment (aware).

    Raises:
        HorsPortee: for anybody but the system.

    Exigence: HAB-14 (S1u 2.2.3)
    """
    exiger(autorise=acteur.a_role("systeme"))
    _effacer_ce_qui_en_depend(utilisateur)
    utilisateur.identifiant = f"efface-{utilisateur.pk}"
    utilisateur.civilite = utilisateur.prenom = utilisateur.fonction = ""
    utilisateur.courriel = utilisateur.telephone = ""
    utilisateur.nom = NOM_EFFACE
    utilisateur.is_active = utilisateur.is_staff = utilisateur.is_superuser = False
    utilisateur.last_login = None
    utilisateur.efface_le = maintenant
    utilisateur.set_unusable_password()
    utilisateur.save()


def _effacer_ce_qui_en_depend(utilisateur: Utilisateur) -> None:
    fermer_sessions(utilisateur)
    saisies = [utilisateur.identifiant]
    if not adresse_partagee(utilisateur):
        saisies.append(utilisateur.courriel)
    for saisie in saisies:
        AccesOublie.objects.filter(saisie__iexact=saisie).delete()
    Authenticator.objects.filter(user=utilisateur).delete()
    EmailAddress.objects.filter(user=utilisateur).delete()
    UserObjectPermission.objects.filter(user=utilisateur).delete()
    for modele in (Invitation, MotDePasseChoisi, AcceptationCGU):
        modele.objects.filter(utilisateur=utilisateur).delete()
    utilisateur.groups.clear()
    utilisateur.user_permissions.clear()
    # The lines that name it; those it wrote bear its number only, and go after twelve months.
    genres = ContentType.objects.get_for_models(*_noms_du_compte(), for_concrete_models=False).values()
    LogEntry.objects.filter(content_type__in=list(genres), object_id=str(utilisateur.pk)).delete()


def _noms_du_compte() -> list[type[Utilisateur]]:
    """Return the model and the other names that Django admin knows it by."""
    return [modele for modele in apps.get_models() if issubclass(modele, Utilisateur)]
