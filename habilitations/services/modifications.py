"""Change of the coordinates of an account: a technicien's by a gestionnaire, a gestionnaire's by the caisse (HAB-09)."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from conventions.services.referents import Personne
from conventions.services.referents_du_compte import suivre_le_compte
from conventions.services.textes import refuser_un_nir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.services import invitations as liens
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.journal.services import consigner
from espace_partenaires.notifications.services import notifier
from habilitations.enums import EtatHabilitation, NatureEvenement
from habilitations.models import EvenementCompte, Habilitation
from habilitations.notifications import COURRIEL_CHANGE
from habilitations.rules.fins import ARTICLE_MODIFICATION
from habilitations.services.exclus import exiger_non_exclue
from habilitations.services.invitations import verrouiller_compte
from habilitations.services.ouverture import (
    caisse_de_l_acte,
    envoyer_invitation,
    exiger_courriel,
    exiger_sans_doublon,
)

CHAMPS_DU_COMPTE: Final = ("civilite", "nom", "prenom", "fonction", "courriel", "telephone")
FORMATION: Final = "formation_detection_le"
CHAMPS: Final = frozenset({*CHAMPS_DU_COMPTE, FORMATION})
_VIVANTS: Final = (EtatHabilitation.ACTIVE, EtatHabilitation.INVITEE)


@transaction.atomic
def modifier_compte(
    *, acteur: Acteur, cle: uuid.UUID, champs: Mapping[str, str], maintenant: datetime | None = None
) -> Habilitation:
    """Write what changed of an account; its identifier never does.

    When the address changes, the former and the new one are told, and links sent to the former die: an account
    that was still invited receives its invitation at the new one.

    Args:
        acteur: a gestionnaire for a technicien, a gestionnaire de conventions of the caisse for a gestionnaire.
        cle: public key of the habilitation.
        champs: new values by field; the training in detection (``formation_detection_le``, techniciens only)
            as an ISO date, empty when it was not followed.
        maintenant: the moment.

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``etat``, ``nir``, ``deja_un_compte``, ``exclue`` or a refusal of the address.
        ValueError: for a field that is not one of ``CHAMPS``.

    Exigence: HAB-09, HAB-11 (S1u 2.2.2, 2.2.3)
    """
    instant = maintenant or timezone.now()
    habilitation = verrouiller_compte(acteur, cle, instant)
    if habilitation.etat not in _VIVANTS:
        raise RegleMetierRefusee(
            "etat",
            "Ce compte n’est ni actif ni invité : ses coordonnées ne se modifient plus.",
            ARTICLE_MODIFICATION,
        )
    changes = _changements(habilitation, champs)
    if not changes:
        return habilitation
    refuser_un_nir(*changes.values())
    ancienne = habilitation.utilisateur.courriel
    avant = Personne(compte=habilitation.utilisateur).complete()
    if "courriel" in changes:
        _verifier_le_courriel(habilitation, changes["courriel"], instant)
    _ecrire(habilitation, changes)
    suivre_le_compte(
        acteur=acteur, compte=habilitation.utilisateur, avant=avant, le=timezone.localdate(instant)
    )
    EvenementCompte.objects.create(
        habilitation=habilitation,
        nature=NatureEvenement.MODIFICATION,
        survenu_le=instant,
        auteur_id=acteur.utilisateur_id or None,
        caisse_id=caisse_de_l_acte(acteur) if acteur.profil == Profil.AGENT else None,
        champs=sorted(changes),
    )
    consigner(
        acteur=acteur,
        action="habilitations.compte_modifie",
        objet=habilitation,
        caisse_id=caisse_de_l_acte(acteur),
        details={"champs": sorted(changes)},
    )
    if "courriel" in changes:
        _suivre_l_adresse(acteur, habilitation, ancienne, instant)
    return habilitation


def _changements(habilitation: Habilitation, champs: Mapping[str, str]) -> dict[str, str]:
    """Return the fields whose value differs, as typed without the spaces around."""
    inconnus = set(champs) - CHAMPS
    if inconnus or (FORMATION in champs and habilitation.profil != Profil.TECHNICIEN):
        raise ValueError(f"Champs qui ne se modifient pas : {sorted(inconnus) or FORMATION}.")
    nettes = {champ: valeur.strip() for champ, valeur in champs.items()}
    return {champ: valeur for champ, valeur in nettes.items() if valeur != _valeur(habilitation, champ)}


def _valeur(habilitation: Habilitation, champ: str) -> str:
    if champ == FORMATION:
        jour = habilitation.formation_detection_le
        return jour.isoformat() if jour else ""
    return str(getattr(habilitation.utilisateur, champ))


def _verifier_le_courriel(habilitation: Habilitation, courriel: str, maintenant: datetime) -> None:
    """Hold the new address to the rules of creation; the reason of an accepted one is kept with the account."""
    partenaire = habilitation.partenaire
    habilitation.exception_domaine = exiger_courriel(partenaire, courriel)
    exiger_non_exclue(partenaire.pk, courriel)
    if courriel.casefold() != habilitation.utilisateur.courriel.casefold():
        exiger_sans_doublon(partenaire, Profil(habilitation.profil), courriel, maintenant)


def _ecrire(habilitation: Habilitation, changes: Mapping[str, str]) -> None:
    compte = habilitation.utilisateur
    du_compte = [champ for champ in CHAMPS_DU_COMPTE if champ in changes]
    for champ in du_compte:
        setattr(compte, champ, changes[champ])
    if du_compte:
        compte.save(update_fields=du_compte)
    if FORMATION in changes:
        jour = changes[FORMATION]
        habilitation.formation_detection_le = date.fromisoformat(jour) if jour else None
    habilitation.save(update_fields=[FORMATION, "exception_domaine"])


def _suivre_l_adresse(
    acteur: Acteur, habilitation: Habilitation, ancienne: str, maintenant: datetime
) -> None:
    compte = habilitation.utilisateur
    if habilitation.etat == EtatHabilitation.INVITEE:
        habilitation.invitation_expire_le = envoyer_invitation(
            acteur, compte, habilitation.partenaire.libelle, maintenant
        )
        habilitation.save(update_fields=["invitation_expire_le"])
    else:
        liens.annuler(acteur=acteur, utilisateur=compte, maintenant=maintenant)
    notifier(
        message=COURRIEL_CHANGE,
        # The former address is no account's any more.
        destinataires=[ancienne, compte],
        contexte={
            "prenom_destinataire": compte.prenom,
            "profil": Profil(habilitation.profil).label.lower(),
            "structure": habilitation.partenaire.libelle,
            "identifiant": compte.identifiant,
            "auteur": _par_qui(acteur),
            "lien": settings.ADRESSE_PUBLIQUE + reverse("account_login"),
        },
    )


def _par_qui(acteur: Acteur) -> str:
    return "par la caisse" if acteur.profil == Profil.AGENT else "par un gestionnaire de la structure"
