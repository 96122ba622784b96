"""Drafts: opened, saved as they are typed, abandoned, erased (DEM-20, UX-05)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from conventions.departements import DEPARTEMENTS
from conventions.enums import Service
from conventions.selectors import services_ouverts
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.pieces.services.effacement import effacer
from signalements.models import Demande, PieceDemande
from signalements.permissions import peut_signaler
from signalements.rules.textes import ARTICLE_NIR, MESSAGE_NIR
from signalements.services.refus import SaisieRefusee
from signalements.services.saisie import Tri, ranger, trier, verifier_version
from signalements.services.verrous import verrouiller_brouillon, verrouiller_pieces

# What may be asked for; the history is a service too, but it is read.
NATURES: Final = frozenset(Service) - {Service.HISTORIQUE}
DUREE_BROUILLON: Final = timedelta(days=30)
_LOT: Final = 200


def ouvrir_brouillon(
    *,
    acteur: Acteur,
    caisse_id: int,
    nature: str,
    departement: str = "",
    maintenant: datetime | None = None,
) -> Demande:
    """Open an empty draft towards a caisse.

    Args:
        acteur: a technicien.
        caisse_id: the caisse de rattachement; its service must be open to the technicien's partenaire.
        nature: ``conventions.enums.Service``, the history apart: it is read, not asked for.
        maintenant: moment of the act (aware).
        departement: where the person lives, when it was asked to find the caisse (DEM-04).

    Raises:
        HorsPortee: the actor is not a technicien.
        RegleMetierRefusee: ``service_ferme``.
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        exiger(autorise=peut_signaler(acteur, caisse_id))
        exiger_service_ouvert(caisse_id, acteur.partenaire_id or 0, nature, instant)
        demande = Demande.objects.create(
            nature=nature,
            caisse_id=caisse_id,
            partenaire_id=acteur.partenaire_id or 0,
            auteur_id=acteur.utilisateur_id,
            cree_le=instant,
            modifiee_le=instant,
            saisie={"departement": departement} if departement in DEPARTEMENTS else {},
        )
        consigner(
            acteur=acteur,
            action="signalements.ouvrir_brouillon",
            objet=demande,
            details={"nature": str(nature)},
        )
    return demande


def exiger_service_ouvert(caisse_id: int, partenaire_id: int, nature: str, maintenant: datetime) -> None:
    """Refuse what the caisse has not opened to the partenaire (ORG-04).

    Args:
        caisse_id: the caisse.
        partenaire_id: the partenaire.
        nature: ``conventions.enums.Service``.
        maintenant: moment of the act (aware); the day is that of the caisse (ORG-01).

    Raises:
        RegleMetierRefusee: ``service_ferme``.
    """
    ouverts = services_ouverts(caisse_id, partenaire_id, maintenant)
    if nature not in NATURES or nature not in ouverts:
        raise RegleMetierRefusee(
            "service_ferme",
            "Votre caisse n’a pas ouvert ce service à votre structure. Contactez-la pour en savoir plus.",
            "Convention d’utilisation, article 1.2",
        )


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
    (list) ``soins`` (list) ``anciennete`` ``causes`` (list) · ``motif`` (code) ``precisions`` ``urgence`` (bool)
    ``fragilites`` (list) ``situation`` ``modes`` (list) ``demi_journees`` (list) ``besoins`` (list)
    ``raison_doublon`` ``sante_confirmee`` (list of fields) · ``regime_general`` (bool)
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
    instant = maintenant or timezone.now()
    tri = trier(saisie)
    with transaction.atomic():
        demande = verrouiller_brouillon(acteur, demande_id)
        verifier_version(demande, tri.gardes, version)
        ranger(demande, tri.gardes, instant)
        if tri.nir:
            consigner(
                acteur=acteur,
                action="signalements.refuser_nir",
                objet=demande,
                details={"champs": list(tri.nir)},
            )
    # Raised once the rest is stored: nothing typed is lost (UX-05), nothing refused is kept.
    _signaler_les_refus(tri, demande.version)
    return demande


def _signaler_les_refus(tri: Tri, version: int) -> None:
    if tri.nir:
        raise SaisieRefusee("nir", MESSAGE_NIR, ARTICLE_NIR, champs=tri.nir, version=version)
    if tri.invalides:
        raise SaisieRefusee(
            "saisie_invalide",
            "Une réponse n’a pas pu être enregistrée. Vérifiez-la et recommencez.",
            "",
            champs=tri.invalides,
            version=version,
        )


def abandonner_brouillon(*, acteur: Acteur, demande_id: int) -> None:
    """Erase a draft and its pieces at once, at its author's wish.

    Raises:
        HorsPortee: not the author's draft.
        RegleMetierRefusee: ``deja_transmise``.
    """
    with transaction.atomic():
        verrouiller_pieces(demande_id)
        demande = verrouiller_brouillon(acteur, demande_id)
        consigner(acteur=acteur, action="signalements.abandonner_brouillon", objet=demande)
        _effacer(demande)


def effacer_brouillons_anciens(*, maintenant: datetime | None = None) -> int:
    """Erase the drafts left untouched for 30 days, with their pieces; safe to run twice.

    Returns:
        How many drafts were erased.
    """
    instant = maintenant or timezone.now()
    effaces = 0
    while lot := _effacer_un_lot(instant):
        effaces += lot
    return effaces


def _effacer_un_lot(maintenant: datetime) -> int:
    with transaction.atomic():
        anciens = Demande.objects.brouillons().filter(modifiee_le__lt=maintenant - DUREE_BROUILLON)
        cles = list(anciens.order_by("modifiee_le").values_list("pk", flat=True)[:_LOT])
        # Files before their demande, as everybody who needs both.
        verrouiller_pieces(*cles)
        lot = list(anciens.filter(pk__in=cles).select_for_update(skip_locked=True))
        for demande in lot:
            consigner(acteur=ACTEUR_SYSTEME, action="signalements.effacer_brouillon", objet=demande)
            _effacer(demande)
    return len(lot)


def _effacer(demande: Demande) -> None:
    # A colleague who left may have joined a file: the portal erases it, the journal says who asked.
    for jointe in PieceDemande.objects.filter(demande=demande).select_related("piece"):
        effacer(acteur=ACTEUR_SYSTEME, piece=jointe.piece)
    demande.delete()
