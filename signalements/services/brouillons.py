"""Drafts: opened, saved as they are typed, abandoned, erased (DEM-20, UX-05)."""

from collections.abc import Mapping
from datetime import datetime

from espace_partenaires.comptes.acteur import Acteur
from signalements.models import Demande


def ouvrir_brouillon(*, acteur: Acteur, caisse_id: int, nature: str, maintenant: datetime | None = None) -> Demande:
    """Open an empty draft towards a caisse.

    Args:
        acteur: a technicien.
        caisse_id: the caisse de rattachement; its service must be open to the technicien's partenaire.
        nature: ``conventions.enums.Service``; only ``signalement`` for now.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: the actor is not a technicien.
        RegleMetierRefusee: ``service_ferme``.
    """
    raise NotImplementedError


def enregistrer_saisie(
    *,
    acteur: Acteur,
    demande_id: int,
    saisie: Mapping[str, object],
    version: int,
    maintenant: datetime | None = None,
) -> Demande:
    """Keep what was typed, raw: only the keys given change, the others stay.

    Keys (all optional): ``civilite`` ``nom`` ``prenom`` ``date_naissance`` (ISO) ``departement`` ``telephone``
    ``telephone_de_proche`` (bool) ``courriel`` · ``date_saisine`` (ISO) ``cadres`` (list) ``actions_engagees``
    (list) ``soins`` (list) ``anciennete`` ``causes`` (list) · ``regime_general`` (bool)
    ``information_certifiee`` (bool) ``accord_suivi`` (bool) · ``etape`` (last step shown, to come back to).
    The consent has services of its own (``services.consentements``).

    Args:
        acteur: the author.
        demande_id: the draft.
        saisie: what this page holds.
        version: the version the page was opened with (``demande.version``).
        maintenant: moment of the act (aware).

    Returns:
        The draft; its ``version`` is the one to send next.

    Raises:
        HorsPortee: not the author's draft.
        SaisiePerimee: someone saved since; nothing is stored. A stale save that changes nothing passes.
        SaisieRefusee: ``nir`` or ``saisie_invalide``: the fields named were not stored, **the others were**.
        RegleMetierRefusee: ``deja_transmise``.
    """
    raise NotImplementedError


def abandonner_brouillon(*, acteur: Acteur, demande_id: int) -> None:
    """Erase a draft and its pieces at once, at its author's wish.

    Raises:
        HorsPortee: not the author's draft.
        RegleMetierRefusee: ``deja_transmise``.
    """
    raise NotImplementedError


def effacer_brouillons_anciens(*, maintenant: datetime | None = None) -> int:
    """Erase the drafts left untouched for 30 days, with their pieces; safe to run twice.

    Returns:
        How many drafts were erased.
    """
    raise NotImplementedError
