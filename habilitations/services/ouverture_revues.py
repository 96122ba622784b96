"""A structure opens a review of its accounts at will; what a new review holds (HAB-15)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.queueing import reveiller
from habilitations.enums import EtatHabilitation
from habilitations.models import Habilitation, LigneRevue, Revue
from habilitations.permissions import peut_repondre_aux_revues
from habilitations.rules.revues import ARTICLE, echeance_par_defaut
from habilitations.services.ouverture import caisse_de_l_acte, verrouiller_partenaire


@transaction.atomic
def ouvrir_revue(*, acteur: Acteur, maintenant: datetime | None = None) -> Revue:
    """Open a review of the structure's accounts, at its gestionnaire's will; nobody is inactivated for silence.

    Its lines are the accounts active at this moment; those opened later are not in it.

    Args:
        acteur: a gestionnaire.
        maintenant: the moment.

    Raises:
        HorsPortee: for whoever manages no account.
        RegleMetierRefusee: ``revue_ouverte`` when one waits already.

    Exigence: HAB-15 (S1u 4.2)
    """
    maintenant = maintenant or timezone.now()
    exiger(
        autorise=acteur.partenaire_id is not None and peut_repondre_aux_revues(acteur, acteur.partenaire_id)
    )
    partenaire = verrouiller_partenaire(acteur, acteur.partenaire_id or 0)
    if Revue.objects.filter(partenaire=partenaire, close_le__isnull=True).exists():
        raise RegleMetierRefusee(
            "revue_ouverte", "Une revue est déjà ouverte pour votre structure : répondez-y d’abord.", ARTICLE
        )
    revue = Revue.objects.create(
        partenaire=partenaire,
        ouverte_le=maintenant,
        ouverte_par=acteur.utilisateur_id,
        echeance=echeance_par_defaut(timezone.localdate(maintenant)),
    )
    ajouter_les_lignes([revue])
    consigner(
        acteur=acteur,
        action="habilitations.revue_ouverte",
        objet=revue,
        caisse_id=caisse_de_l_acte(acteur),
    )
    reveiller("habilitations.balayer_revues")
    return revue


def ajouter_les_lignes(revues: Iterable[Revue]) -> None:
    """Write one line per account active now in each of these new reviews, with the last sign-in to show."""
    par_partenaire = {revue.partenaire_id: revue for revue in revues}
    actifs = Habilitation.objects.filter(
        partenaire__in=par_partenaire, etat=EtatHabilitation.ACTIVE
    ).select_related("utilisateur")
    LigneRevue.objects.bulk_create(
        [
            LigneRevue(
                revue=par_partenaire[compte.partenaire_id],
                habilitation=compte,
                derniere_connexion_le=compte.utilisateur.last_login,
            )
            for compte in actifs.order_by("pk")
        ],
        batch_size=1_000,
    )
