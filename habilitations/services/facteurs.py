"""A phone lost or broken: whoever manages the account removes its second factor (HAB-07)."""

import uuid
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.services.sessions import fermer_sessions
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.journal.services import consigner
from espace_partenaires.notifications.services import notifier
from habilitations.enums import EtatHabilitation, NatureEvenement
from habilitations.models import EvenementCompte
from habilitations.notifications import SECOND_FACTEUR_RETIRE
from habilitations.rules.fins import ARTICLE_SECURITE
from habilitations.services.invitations import verrouiller_compte
from habilitations.services.ouverture import caisse_de_l_acte


@transaction.atomic
def retirer_second_facteur(
    *, acteur: Acteur, cle: uuid.UUID, maintenant: datetime | None = None
) -> EvenementCompte:
    """Remove every second factor of an account: application, passkeys, recovery codes; its sessions end.

    The password stays. Where the caisse requires a second factor, the next sign-in asks for a new one.

    Args:
        acteur: who manages the account.
        cle: public key of the habilitation.
        maintenant: the moment.

    Returns:
        The dated fact.

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``etat`` when the account is not active, ``sans_facteur``.

    Exigence: HAB-07, SEC-01
    """
    instant = maintenant or timezone.now()
    habilitation = verrouiller_compte(acteur, cle, instant)
    if habilitation.etat != EtatHabilitation.ACTIVE:
        raise RegleMetierRefusee("etat", "Ce compte n’est pas actif.", ARTICLE_SECURITE)
    compte = habilitation.utilisateur
    retires, _ = Authenticator.objects.filter(user=compte).delete()
    if not retires:
        raise RegleMetierRefusee(
            "sans_facteur", "Ce compte n’a pas de second facteur : il n’y a rien à retirer.", ARTICLE_SECURITE
        )
    fermer_sessions(compte)
    par_une_caisse = acteur.profil == Profil.AGENT
    fait = EvenementCompte.objects.create(
        habilitation=habilitation,
        nature=NatureEvenement.SECOND_FACTEUR_RETIRE,
        survenu_le=instant,
        auteur_id=acteur.utilisateur_id or None,
        caisse_id=caisse_de_l_acte(acteur) if par_une_caisse else None,
    )
    consigner(
        acteur=acteur,
        action="habilitations.second_facteur_retire",
        objet=habilitation,
        caisse_id=caisse_de_l_acte(acteur),
    )
    notifier(
        message=SECOND_FACTEUR_RETIRE,
        destinataires=[compte],
        contexte={
            "prenom_destinataire": compte.prenom,
            "structure": habilitation.partenaire.libelle,
            "identifiant": compte.identifiant,
            "auteur": "par votre caisse" if par_une_caisse else "par un gestionnaire de votre structure",
            "lien": settings.ADRESSE_PUBLIQUE + reverse("account_login"),
        },
        cle_unicite=str(fait.cle),
    )
    return fait
