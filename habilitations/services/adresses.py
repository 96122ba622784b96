"""An address that refuses mail: noted, corrected, closed by itself (UX-07)."""

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.notifications.enums import EtatCourriel
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.notifications.rebonds import ADRESSE_REFUSEE
from habilitations.enums import NatureEvenement
from habilitations.models import EvenementCompte, Habilitation
from habilitations.permissions import peut_dire_l_adresse_bonne
from habilitations.selectors import caisses_signataires
from habilitations.selectors_adresses import FIN_DU_REFUS, adresse_refusee, refusees
from habilitations.services.ouverture import caisse_de_l_acte, verrouiller_habilitation

# A server may try for days before it gives up.
REPRISE: Final = timedelta(days=10)
# A relay takes everything, and says no within minutes, hours at worst.
SANS_RETOUR: Final = timedelta(days=1)


def noter_le_refus(courriel: Courriel, maintenant: datetime | None = None) -> None:
    """Write that the address of an account refuses mail, once; bare addresses have nobody to correct them.

    Args:
        courriel: a message refused for good, at once or by a later report.
        maintenant: the moment.

    Exigence: UX-07
    """
    habilitation = Habilitation.objects.filter(utilisateur=courriel.destinataire_id).first()
    if courriel.destinataire_id is None or habilitation is None:
        return
    # What was said of the address since is worth more: it changed, it is good, it is known already.
    depuis = courriel.envoye_le or courriel.prochaine_tentative_le
    connus = FIN_DU_REFUS | Q(nature=NatureEvenement.ADRESSE_REFUSEE)
    if habilitation.evenements.filter(connus, survenu_le__gte=depuis).exists():
        return
    if adresse_refusee(habilitation) is None:
        EvenementCompte.objects.create(
            habilitation=habilitation,
            nature=NatureEvenement.ADRESSE_REFUSEE,
            survenu_le=maintenant or timezone.now(),
        )


@transaction.atomic
def dire_l_adresse_bonne(
    *, acteur: Acteur, cle: uuid.UUID, maintenant: datetime | None = None
) -> Habilitation:
    """Say that an address receives mail again: the mailbox was repaired, the address itself did not change.

    Args:
        acteur: a gestionnaire de conventions of a caisse of the partenaire.
        cle: public key of the habilitation.
        maintenant: the moment.

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``pas_refusee``: nothing to correct, or somebody did it already.

    Exigence: UX-07
    """
    instant = maintenant or timezone.now()
    habilitation = verrouiller_habilitation(acteur, cle)
    signataires = caisses_signataires(habilitation.partenaire_id)
    exiger(autorise=peut_dire_l_adresse_bonne(acteur, signataires))
    if adresse_refusee(habilitation) is None:
        raise RegleMetierRefusee("pas_refusee", "Cette adresse n’est plus signalée comme refusée.")
    EvenementCompte.objects.create(
        habilitation=habilitation,
        nature=NatureEvenement.ADRESSE_RETABLIE,
        survenu_le=instant,
        auteur_id=acteur.utilisateur_id or None,
        caisse_id=caisse_de_l_acte(acteur),
    )
    consigner(
        acteur=acteur,
        action="habilitations.adresse_retablie",
        objet=habilitation,
        caisse_id=caisse_de_l_acte(acteur),
    )
    return habilitation


def balayer_adresses(*, maintenant: datetime | None = None) -> int:
    """Note the refusals whose announcement was lost; close those that a later mail contradicts.

    A mail contradicts a refusal when it left after it and did not come back within a day.

    Returns:
        How many refusals were closed.

    Exigence: UX-07
    """
    instant = maintenant or timezone.now()
    refuses = Courriel.objects.filter(etat=EtatCourriel.ECHEC, derniere_erreur=ADRESSE_REFUSEE)
    for courriel in refuses.filter(prochaine_tentative_le__gte=instant - REPRISE).order_by("pk"):
        noter_le_refus(courriel, instant)
    closes = 0
    for habilitation in refusees(Habilitation.objects.all()):
        passes = Courriel.objects.filter(
            destinataire=habilitation.utilisateur_id,
            etat=EtatCourriel.ENVOYE,
            envoye_le__gt=habilitation.refusee_le,
            envoye_le__lte=instant - SANS_RETOUR,
        )
        if passes.exists():
            EvenementCompte.objects.create(
                habilitation=habilitation, nature=NatureEvenement.ADRESSE_RETABLIE, survenu_le=instant
            )
            closes += 1
    return closes
