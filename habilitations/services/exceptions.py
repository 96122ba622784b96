"""Addresses that the caisse accepts outside the partenaire's domains (HAB-08)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from conventions.selectors import caisses_en_vigueur
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from habilitations.models import ExceptionCourriel
from habilitations.permissions import peut_gerer_gestionnaires
from habilitations.services.ouverture import (
    ARTICLE,
    caisse_de_l_acte,
    motif_d_exception,
    verrouiller_partenaire,
)


@transaction.atomic
def accepter_courriel(
    *, acteur: Acteur, partenaire_id: int, courriel: str, motif: str, maintenant: datetime | None = None
) -> ExceptionCourriel:
    """Accept one address for the accounts of a partenaire, with the reason.

    Args:
        acteur: a gestionnaire de conventions of a caisse whose convention d'utilisation is in force.
        partenaire_id: the partenaire.
        courriel: the address.
        motif: why, in a sentence; kept.
        maintenant: the moment.

    Raises:
        HorsPortee: without a convention d'utilisation in force with the actor's caisse, or the role.
        RegleMetierRefusee: ``courriel_deja_accepte``.

    Exigence: HAB-08
    """
    partenaire = verrouiller_partenaire(acteur, partenaire_id)
    maintenant = maintenant or timezone.now()
    gerantes = caisses_en_vigueur(partenaire.pk, maintenant)
    exiger(autorise=peut_gerer_gestionnaires(acteur, gerantes))
    if motif_d_exception(partenaire, courriel):
        raise RegleMetierRefusee("courriel_deja_accepte", "Cette adresse est déjà acceptée.", ARTICLE)
    exception = ExceptionCourriel.objects.create(
        partenaire=partenaire,
        courriel=courriel,
        motif=motif,
        accordee_le=maintenant,
        auteur_id=acteur.utilisateur_id,
    )
    consigner(
        acteur=acteur,
        action="habilitations.exception_domaine",
        objet=exception,
        caisse_id=caisse_de_l_acte(acteur),
    )
    return exception
