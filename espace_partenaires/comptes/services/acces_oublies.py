"""Getting back in: a public page writes a question down, a worker answers it by mail (HAB-01, HAB-05).

The page looks nobody up: its answer and its time are the same whether the account exists or not.
"""

import uuid
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur, acteur_de
from espace_partenaires.comptes.enums import NatureOubli
from espace_partenaires.comptes.models import AccesOublie, Invitation, Utilisateur
from espace_partenaires.comptes.notifications import IDENTIFIANTS_RAPPELES, LIEN_DE_MOT_DE_PASSE
from espace_partenaires.comptes.services.invitations import inviter
from espace_partenaires.journal.services import consigner
from espace_partenaires.notifications.services import notifier
from espace_partenaires.queueing import reveiller
from espace_partenaires.web.dates import date_et_heure

DUREE_DU_LIEN: Final = timedelta(hours=1)
PAUSE_ENTRE_LIENS: Final = timedelta(minutes=5)
# A wake-up that was lost is sent again after this long; an unanswered question is forgotten after a day.
ATTENTE_AVANT_REPRISE: Final = timedelta(seconds=30)
OUBLI_ABANDONNE: Final = timedelta(days=1)
LOT: Final = 200


@transaction.atomic
def noter_oubli(
    *, acteur: Acteur | None, nature: NatureOubli, saisie: str, maintenant: datetime | None = None
) -> None:
    """Write down what somebody has forgotten; nothing is looked up here.

    Args:
        acteur: nobody, as a rule.
        nature: what is forgotten.
        saisie: the mail (identifier forgotten) or the identifier (password forgotten) that was typed.
        maintenant: the moment.

    Exigence: HAB-06, SEC-01 (ASVS 6.3.8)
    """
    oubli = AccesOublie(nature=nature, saisie=saisie, demande_le=maintenant or timezone.now())
    oubli.save(force_insert=True)
    consigner(acteur=acteur, action="comptes.acces_oublie")
    reveiller("comptes.repondre_aux_oublis", oubli_id=str(oubli.pk))


@transaction.atomic
def repondre(
    *, acteur: Acteur = ACTEUR_SYSTEME, oubli_id: uuid.UUID, maintenant: datetime | None = None
) -> bool:
    """Answer one question by mail, or not at all, and forget it.

    Args:
        acteur: the system.
        oubli_id: the question.
        maintenant: the moment.

    Returns:
        Whether there was something to answer; a question already taken is left alone.

    Exigence: HAB-01, HAB-05
    """
    maintenant = maintenant or timezone.now()
    oubli = AccesOublie.objects.select_for_update(skip_locked=True).filter(pk=oubli_id).first()
    if oubli is None:
        return False
    if oubli.nature == NatureOubli.IDENTIFIANT:
        _rappeler_les_identifiants(acteur, oubli.saisie, maintenant)
    else:
        _envoyer_un_lien(acteur, oubli.saisie, maintenant)
    oubli.delete()
    return True


def reprendre(*, maintenant: datetime | None = None) -> int:
    """Wake up again the questions whose wake-up was lost; drop those that could not be answered for a day.

    Args:
        maintenant: the moment.

    Returns:
        How many were woken up.
    """
    maintenant = maintenant or timezone.now()
    AccesOublie.objects.filter(demande_le__lte=maintenant - OUBLI_ABANDONNE).delete()
    en_retard = AccesOublie.objects.filter(demande_le__lte=maintenant - ATTENTE_AVANT_REPRISE)
    cles = list(en_retard.order_by("demande_le").values_list("pk", flat=True)[:LOT])
    for cle in cles:
        reveiller("comptes.repondre_aux_oublis", oubli_id=str(cle))
    return len(cles)


def _rappeler_les_identifiants(acteur: Acteur, courriel: str, maintenant: datetime) -> None:
    """Send each address that matches one mail that lists its open accounts."""
    par_adresse: dict[str, list[Utilisateur]] = defaultdict(list)
    for compte in Utilisateur.objects.filter(courriel__iexact=courriel, is_active=True).order_by("pk"):
        # The mail goes to the address on record, never to the one that was typed.
        par_adresse[compte.courriel.lower()].append(compte)
    for comptes in par_adresse.values():
        consigner(acteur=acteur, action="comptes.identifiants_rappeles", objet=comptes[0])
        notifier(
            message=IDENTIFIANTS_RAPPELES,
            destinataires=[comptes[0]],
            contexte={
                "prenom_destinataire": comptes[0].prenom,
                "comptes": "\n".join(_decrire(compte, maintenant) for compte in comptes),
                "lien": settings.ADRESSE_PUBLIQUE + reverse("account_login"),
            },
        )


def _decrire(compte: Utilisateur, maintenant: datetime) -> str:
    """« g-0002-nroche : gestionnaire, CCAS de Valmont · avec la CPAM du Rhône »."""
    mots = [compte.get_profil_display().lower(), acteur_de(compte, maintenant).structure]
    return f"{compte.identifiant} : {', '.join(mot for mot in mots if mot)}"


def _envoyer_un_lien(acteur: Acteur, identifiant: str, maintenant: datetime) -> None:
    """Send the account's own address a link of one hour; an account that was never opened gets none."""
    compte = Utilisateur.objects.select_for_update().filter(identifiant=identifiant, is_active=True).first()
    if compte is None or not compte.has_usable_password():
        return
    if Invitation.objects.filter(utilisateur=compte, creee_le__gt=maintenant - PAUSE_ENTRE_LIENS).exists():
        return
    invitation, lien = inviter(acteur=acteur, utilisateur=compte, maintenant=maintenant, duree=DUREE_DU_LIEN)
    notifier(
        message=LIEN_DE_MOT_DE_PASSE,
        destinataires=[compte],
        contexte={
            "prenom_destinataire": compte.prenom,
            "identifiant": compte.identifiant,
            "profil": compte.get_profil_display().lower(),
            "lien": lien,
            "echeance": date_et_heure(invitation.expire_le, timezone.get_current_timezone()),
        },
        cle_unicite=str(invitation.pk),
    )
