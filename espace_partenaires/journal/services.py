"""Writing the journal: in the same transaction as the act."""

from collections.abc import Mapping

from django.db import models
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.journal.contexte import ADRESSE_COURANTE
from espace_partenaires.journal.garde import Detail, verifier_details
from espace_partenaires.journal.models import Evenement
from espace_partenaires.journal.registre import action as action_declaree


def consigner(
    *,
    acteur: Acteur | None,
    action: str,
    objet: models.Model | None = None,
    caisse_id: int | None = None,
    partenaire_id: int | None = None,
    details: Mapping[str, Detail] | None = None,
) -> Evenement:
    """Add an entry to the journal; it is there if, and only if, the act is.

    Args:
        acteur: who acts; None when nobody is signed in (a failed sign-in, a public form).
        action: a code declared by ``enregistrer_action``.
        objet: what it is about; only its type and its number are kept.
        caisse_id: the caisse concerned, whose DPO reads the entry; by default that of the object.
        partenaire_id: the partenaire concerned; by default that of the object.
        details: codes and identifiers, under the keys that the action declares.

    Raises:
        ActionInconnue: when no app declares the action.
        DetailRefuse: when a detail is not declared or might hold data of a person.

    Exigence: RGPD-05 (CNIL)
    """
    declaree = action_declaree(action)
    return Evenement.objects.create(
        action=declaree.code,
        survenu_le=timezone.now(),
        auteur_id=acteur.utilisateur_id if acteur else None,
        profil=acteur.profil if acteur else "",
        adresse=ADRESSE_COURANTE.get(),
        objet_type=objet._meta.label_lower if objet is not None else "",
        objet_id=_numero(objet, "pk"),
        caisse_id=caisse_id if caisse_id is not None else _numero(objet, "caisse_id"),
        partenaire_id=partenaire_id if partenaire_id is not None else _numero(objet, "partenaire_id"),
        details=verifier_details(declaree, details or {}),
    )


def _numero(objet: models.Model | None, champ: str) -> int | None:
    valeur = getattr(objet, champ, None)
    return valeur if isinstance(valeur, int) else None
