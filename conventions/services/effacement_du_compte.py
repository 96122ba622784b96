"""What conventions copied from an account, when the account is erased (HAB-14).

What people typed of a person as a contact of an organisation keeps its own term (RGPD-10); here goes what was taken
from the account itself: the référent it was named as, its signature under messages, its name under opinions.
"""

from datetime import date

from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest

from conventions.models import FicheAction, MessageConvention, Referent
from conventions.permissions import est_le_systeme
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import NOM_EFFACE
from espace_partenaires.exceptions import exiger


@transaction.atomic
def effacer_le_nom(*, acteur: Acteur, utilisateur_id: int, le: date) -> None:
    """Take an account's name out of conventions; as a référent it ends, if it had not; safe to run twice.

    The rows stay, with their dates and the number of the account.

    Args:
        acteur: the system.
        utilisateur_id: the account.
        le: the day.

    Raises:
        HorsPortee: for anybody but the system.

    Exigence: HAB-14, CONV-08 (S1u 2.2.3)
    """
    exiger(autorise=est_le_systeme(acteur))
    siens = Referent.objects.filter(utilisateur=utilisateur_id)
    siens.filter(Q(au__isnull=True) | Q(au__gt=le)).update(au=Greatest(F("du"), Value(le)))
    siens.update(nom=NOM_EFFACE, fonction="", courriel="", telephone="")
    MessageConvention.objects.filter(auteur_id=utilisateur_id).update(signature=NOM_EFFACE)
    FicheAction.objects.filter(dpo_auteur_id=utilisateur_id).exclude(dpo_nom="").update(dpo_nom=NOM_EFFACE)
