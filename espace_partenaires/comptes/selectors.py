"""What the pages of accounts read."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from espace_partenaires.comptes.models import MotDePasseChoisi, Utilisateur
from espace_partenaires.comptes.mots_de_passe import Renouvellement, renouvellement
from espace_partenaires.comptes.services.cgu import acceptation_en_vigueur
from espace_partenaires.memoire import une_fois


@dataclass(frozen=True, slots=True)
class Etapes:
    """What an account has to do before anything else opens, second factor apart."""

    mot_de_passe: Renouvellement
    cgu_a_accepter: bool


def etapes_de(utilisateur_id: int, maintenant: datetime) -> Etapes:
    """Read in one query what is asked on every page: the age of the password, the conditions of use.

    Args:
        utilisateur_id: the account; one that never chose a password counts from its creation.
        maintenant: the moment.

    Exigence: HAB-05, HAB-06 (S1u 2.2.1)
    """
    return une_fois(("comptes.etapes", utilisateur_id), lambda: _lire_etapes(utilisateur_id, maintenant))


def _lire_etapes(utilisateur_id: int, maintenant: datetime) -> Etapes:
    choisis = MotDePasseChoisi.objects.filter(utilisateur=OuterRef("pk")).order_by("-choisi_le", "-pk")
    cree_le, choisi_le, acceptee = (
        Utilisateur.objects.filter(pk=utilisateur_id)
        .values_list(
            "cree_le",
            Subquery(choisis.values("choisi_le")[:1]),
            Subquery(acceptation_en_vigueur(utilisateur_id, maintenant)[:1]),
        )
        .get()
    )
    return Etapes(renouvellement(choisi_le or cree_le, maintenant), acceptee is False)


def autres_comptes(utilisateur: Utilisateur) -> QuerySet[Utilisateur]:
    """Return the other open accounts of the same person: same address and same name (HAB-01).

    The name counts because a structure may have one address for several people.
    """
    return (
        Utilisateur.objects.filter(
            is_active=True,
            courriel__iexact=utilisateur.courriel,
            nom__iexact=utilisateur.nom,
            prenom__iexact=utilisateur.prenom,
        )
        .exclude(pk=utilisateur.pk)
        .order_by("identifiant")
    )
