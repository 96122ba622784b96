"""Inactivation of one account by a person: for a coded reason, or at once for security (HAB-10, HAB-11, HAB-12)."""

import uuid
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from conventions.services.textes import refuser_un_nir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from habilitations.enums import MotifInactivation
from habilitations.models import EvenementCompte
from habilitations.permissions import peut_geler
from habilitations.rules.fins import ARTICLE_INACTIVATION, motifs_proposes
from habilitations.selectors import caisses_signataires
from habilitations.services.annonces import prevenir
from habilitations.services.inactivation import eteindre
from habilitations.services.invitations import verrouiller_compte
from habilitations.services.ouverture import caisse_de_l_acte, verrouiller_habilitation

LONGUEUR_PRECISION: Final = 300


@transaction.atomic
def inactiver_compte(
    *, acteur: Acteur, cle: uuid.UUID, motif: str, precision: str = "", maintenant: datetime | None = None
) -> EvenementCompte:
    """Inactivate a technicien (any gestionnaire of the structure) or a gestionnaire (the caisse), at once.

    The techniciens that a gestionnaire created stay active; what a technicien had open goes to the structure.

    Args:
        acteur: who manages the account.
        cle: public key of the habilitation.
        motif: code of ``MotifInactivation``, one of ``rules.fins.motifs_proposes``.
        precision: a sentence beside the reason, needed with « autre »; erased with the account.
        maintenant: the moment.

    Returns:
        The dated fact.

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``motif``, ``precision``, ``nir``, ``etat``, ``dernier_gestionnaire``.

    Exigence: HAB-10, HAB-11, HAB-12 (S1u 2.2.3, 4.1)
    """
    instant = maintenant or timezone.now()
    habilitation = verrouiller_compte(acteur, cle, instant)
    if motif not in motifs_proposes(habilitation.profil):
        raise RegleMetierRefusee("motif", "Choisissez une des raisons proposées.", ARTICLE_INACTIVATION)
    raison = MotifInactivation(motif)
    texte = _precision(precision)
    if raison == MotifInactivation.AUTRE and not texte:
        raise RegleMetierRefusee(
            "precision", "Dites en quelques mots quelle est cette autre raison.", ARTICLE_INACTIVATION
        )
    fait = eteindre(
        acteur, habilitation, raison, instant, precision=texte, caisse_id=caisse_de_l_acte(acteur)
    )
    prevenir(acteur, fait, instant)
    return fait


@transaction.atomic
def geler_compte(
    *, acteur: Acteur, cle: uuid.UUID, precision: str = "", maintenant: datetime | None = None
) -> EvenementCompte:
    """Inactivate anyone of a partenaire at once, for security: even its last gestionnaire.

    The password works no more, whoever learnt it; the other caisses of the partenaire are told. A structure left
    without a gestionnaire shows up in ``selectors_fins.partenaires_sans_gestionnaire``.

    Args:
        acteur: gestionnaire de conventions, superviseur or DPO of a caisse that signed with the structure.
        cle: public key of the habilitation.
        precision: what was found, in a sentence; erased with the account.
        maintenant: the moment.

    Returns:
        The dated fact.

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``precision``, ``nir``, ``etat``.

    Exigence: HAB-10, HAB-12 (S1u 4.1)
    """
    instant = maintenant or timezone.now()
    habilitation = verrouiller_habilitation(acteur, cle)
    exiger(autorise=peut_geler(acteur, caisses_signataires(habilitation.partenaire_id)))
    fait = eteindre(
        acteur,
        habilitation,
        MotifInactivation.SECURITE,
        instant,
        precision=_precision(precision),
        caisse_id=caisse_de_l_acte(acteur),
    )
    prevenir(acteur, fait, instant)
    return fait


def _precision(texte: str) -> str:
    net = texte.strip()
    if len(net) > LONGUEUR_PRECISION:
        raise RegleMetierRefusee(
            "precision", f"Écrivez {LONGUEUR_PRECISION} caractères au plus.", ARTICLE_INACTIVATION
        )
    refuser_un_nir(net)
    return net
