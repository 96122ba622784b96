"""The life of agents' and national admins' accounts after their creation: closed, reopened, helped in (HAB-16)."""

from datetime import datetime
from typing import Final

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.comptes.services import invitations as liens
from espace_partenaires.comptes.services.sessions import fermer_sessions
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.notifications.services import notifier
from espace_partenaires.web.dates import date_et_heure
from habilitations.models import Agent
from habilitations.notifications import NOUVEAU_MOT_DE_PASSE, SECOND_FACTEUR_RETIRE
from habilitations.permissions import peut_administrer_agents
from habilitations.selectors_effacements import effacement_du_compte_ferme
from habilitations.services.ouverture import envoyer_invitation

INTERNES: Final = (Profil.AGENT, Profil.ADMINISTRATEUR)
ADMINISTRATION: Final = "administration nationale"


@transaction.atomic
def fermer_compte(*, acteur: Acteur, compte_id: int, maintenant: datetime | None = None) -> Utilisateur:
    """Close the account of an agent or an admin: its sessions end and its links die in this transaction.

    Its roles stay for a return; what it was in charge of stays, for the caisse to take up. Erased six months later.

    Args:
        acteur: a national admin.
        compte_id: the account.
        maintenant: the moment.

    Raises:
        HorsPortee: when the actor is no national admin, or the account is none of these.
        RegleMetierRefusee: ``soi_meme``, ``deja_ferme``, ``dernier_administrateur``.

    Exigence: HAB-12, HAB-16, SEC-01
    """
    instant = maintenant or timezone.now()
    # All of them, in one order: of two admins who close each other, the second finds itself the last one.
    autres = _administrateurs_actifs(compte_id)
    compte = _verrouiller(acteur, compte_id)
    if compte.pk == acteur.utilisateur_id:
        raise RegleMetierRefusee(
            "soi_meme", "Vous ne pouvez pas fermer votre propre compte : un autre administrateur le fait."
        )
    if compte.ferme_le is not None:
        raise RegleMetierRefusee("deja_ferme", "Ce compte est déjà fermé.")
    if compte.profil == Profil.ADMINISTRATEUR and compte.is_active and not autres:
        raise RegleMetierRefusee(
            "dernier_administrateur",
            "C’est le dernier administrateur actif : créez-en un autre, et attendez qu’il ait ouvert son compte.",
        )
    compte.is_active = False
    compte.ferme_le = instant
    compte.save(update_fields=["is_active", "ferme_le"])
    fermer_sessions(compte)
    liens.annuler(acteur=acteur, utilisateur=compte, maintenant=instant, consigner_l_acte=False)
    _consigner(acteur, "habilitations.compte_ferme", compte)
    return compte


@transaction.atomic
def rouvrir_compte(*, acteur: Acteur, compte_id: int, maintenant: datetime | None = None) -> Utilisateur:
    """Open a closed account again, with the roles it had; one never opened by its person waits for a new link.

    Args:
        acteur: a national admin.
        compte_id: the account.
        maintenant: the moment.

    Raises:
        HorsPortee: as ``fermer_compte``.
        RegleMetierRefusee: ``pas_ferme``, or ``trop_tard`` once its six months are over.

    Exigence: HAB-14, HAB-16
    """
    instant = maintenant or timezone.now()
    compte = _verrouiller(acteur, compte_id)
    echeance = effacement_du_compte_ferme(compte)
    if echeance is None:
        raise RegleMetierRefusee("pas_ferme", "Ce compte n’est pas fermé.")
    if instant >= echeance:
        raise RegleMetierRefusee(
            "trop_tard",
            "Ce compte est fermé depuis six mois : il est effacé et ne revient plus. Créez un nouveau compte.",
        )
    compte.ferme_le = None
    compte.is_active = compte.has_usable_password()
    compte.save(update_fields=["is_active", "ferme_le"])
    _consigner(acteur, "habilitations.compte_rouvert", compte)
    return compte


@transaction.atomic
def envoyer_un_lien(*, acteur: Acteur, compte_id: int, maintenant: datetime | None = None) -> Utilisateur:
    """Send a one-time link: the invitation again while nobody has opened the account, else for a new password.

    Args:
        acteur: a national admin.
        compte_id: the account.
        maintenant: the moment.

    Raises:
        HorsPortee: as ``fermer_compte``.
        RegleMetierRefusee: ``ferme``.

    Exigence: HAB-05, HAB-16
    """
    instant = maintenant or timezone.now()
    compte = _verrouiller(acteur, compte_id)
    _exiger_ouvert(compte)
    if not compte.is_active:
        envoyer_invitation(acteur, compte, _structure(compte), instant)
        _consigner(acteur, "habilitations.invitation_renvoyee", compte)
        return compte
    invitation, lien = liens.inviter(acteur=acteur, utilisateur=compte, maintenant=instant)
    _consigner(acteur, "habilitations.mot_de_passe_renvoye", compte)
    notifier(
        message=NOUVEAU_MOT_DE_PASSE,
        destinataires=[compte],
        contexte={
            "prenom_destinataire": compte.prenom,
            "structure": _structure(compte),
            "identifiant": compte.identifiant,
            "lien": lien,
            "echeance": date_et_heure(invitation.expire_le, timezone.get_current_timezone()),
        },
        cle_unicite=str(invitation.pk),
    )
    return compte


@transaction.atomic
def retirer_les_facteurs(*, acteur: Acteur, compte_id: int) -> Utilisateur:
    """Remove the second factors of an account whose phone is lost; its sessions end, it adds another at once.

    Args:
        acteur: a national admin.
        compte_id: the account.

    Raises:
        HorsPortee: as ``fermer_compte``.
        RegleMetierRefusee: ``ferme``, ``soi_meme``, ``sans_facteur``.

    Exigence: HAB-07, HAB-16
    """
    compte = _verrouiller(acteur, compte_id)
    _exiger_ouvert(compte)
    if compte.pk == acteur.utilisateur_id:
        raise RegleMetierRefusee("soi_meme", "Votre propre second facteur se change dans « Mon compte ».")
    retires, _ = Authenticator.objects.filter(user=compte).delete()
    if not retires:
        raise RegleMetierRefusee(
            "sans_facteur", "Ce compte n’a pas de second facteur : il n’y a rien à retirer."
        )
    fermer_sessions(compte)
    _consigner(acteur, "habilitations.second_facteur_retire", compte)
    notifier(
        message=SECOND_FACTEUR_RETIRE,
        destinataires=[compte],
        contexte={
            "prenom_destinataire": compte.prenom,
            "structure": _structure(compte),
            "identifiant": compte.identifiant,
            "auteur": "par un administrateur national",
            "lien": settings.ADRESSE_PUBLIQUE + reverse("account_login"),
        },
    )
    return compte


def _administrateurs_actifs(sauf: int) -> list[int]:
    """Lock the active admins, in the order of their numbers; return the others."""
    actifs = Utilisateur.objects.filter(profil=Profil.ADMINISTRATEUR, is_active=True).order_by("pk")
    return [compte.pk for compte in actifs.select_for_update() if compte.pk != sauf]


def _verrouiller(acteur: Acteur, compte_id: int) -> Utilisateur:
    """Lock the account; check who acts.

    Raises:
        HorsPortee: when the actor is no national admin, or the account is a partner's, erased or unknown.
    """
    exiger(autorise=peut_administrer_agents(acteur))
    comptes = Utilisateur.objects.select_for_update().filter(profil__in=INTERNES, efface_le=None)
    compte = comptes.filter(pk=compte_id).first()
    if compte is None:
        raise HorsPortee
    return compte


def _exiger_ouvert(compte: Utilisateur) -> None:
    if compte.ferme_le is not None:
        raise RegleMetierRefusee("ferme", "Ce compte est fermé : rouvrez-le d’abord.")


def _caisse_id(compte: Utilisateur) -> int | None:
    return Agent.objects.filter(utilisateur=compte).values_list("caisse_id", flat=True).first()


def _structure(compte: Utilisateur) -> str:
    agent = Agent.objects.select_related("caisse").filter(utilisateur=compte).first()
    return agent.caisse.libelle if agent else ADMINISTRATION


def _consigner(acteur: Acteur, action: str, compte: Utilisateur) -> None:
    consigner(acteur=acteur, action=action, objet=compte, caisse_id=_caisse_id(compte))
