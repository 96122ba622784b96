"""Gestionnaires: habilitated by the caisse only, once a convention d'utilisation is in force (HAB-02)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from conventions.models import Partenaire
from conventions.selectors import caisses_en_vigueur
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from habilitations.models import Habilitation
from habilitations.permissions import peut_gerer_gestionnaires
from habilitations.selectors import caisses_signataires
from habilitations.services.ouverture import (
    Identite,
    ouvrir_compte,
    verrouiller_partenaire,
)


@transaction.atomic
def habiliter_gestionnaire(
    *,
    acteur: Acteur,
    partenaire_id: int,
    civilite: str,
    nom: str,
    prenom: str,
    fonction: str,
    courriel: str,
    telephone: str,
    exception_domaine: str = "",
    maintenant: datetime | None = None,
) -> Habilitation:
    """Habilitate a gestionnaire of a partenaire and send the invitation.

    Args:
        acteur: a gestionnaire de conventions of a caisse that has a convention d'utilisation with it.
        partenaire_id: the partenaire.
        civilite: code of ``Civilite``.
        nom: family name.
        prenom: first name.
        fonction: what the person does.
        courriel: professional address.
        telephone: professional phone.
        exception_domaine: why an address outside the partenaire's domains is accepted, if it is.
        maintenant: the moment.

    Raises:
        HorsPortee: when the actor's caisse never had a signed convention d'utilisation, or the role is missing.
        RegleMetierRefusee: ``sans_convention``, ``quota_atteint``, ``deja_un_compte`` or a refusal of the
            address; nothing is written.

    Exigence: HAB-01, HAB-02, HAB-03, HAB-08 (S1u 2.2, 2.2.1)
    """
    maintenant = maintenant or timezone.now()
    partenaire = verrouiller_partenaire(acteur, partenaire_id)
    exiger(autorise=peut_gerer_gestionnaires(acteur, caisses_signataires(partenaire.pk)))
    _exiger_convention(acteur, partenaire, maintenant)
    return ouvrir_compte(
        acteur,
        partenaire,
        Profil.GESTIONNAIRE,
        Identite(civilite, nom, prenom, fonction, courriel, telephone),
        maintenant,
        raison=exception_domaine,
    )


def _exiger_convention(acteur: Acteur, partenaire: Partenaire, maintenant: datetime) -> None:
    """Refuse while no convention d'utilisation with the agent's own caisse is in force.

    Raises:
        RegleMetierRefusee: ``sans_convention``.
    """
    if acteur.caisse_ids.isdisjoint(caisses_en_vigueur(partenaire.pk, maintenant)):
        raise RegleMetierRefusee(
            "sans_convention",
            f"Aucune convention d’utilisation n’est en vigueur entre votre caisse et {partenaire.libelle} : "
            "un gestionnaire est habilité après sa signature par toutes les parties.",
            "Convention d’utilisation, article 2.2",
        )
