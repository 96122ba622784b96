"""The caisse de rattachement of a draft, corrected by its author (DEM-04)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.pieces.models import PieceJointe
from signalements.models import Demande, PieceDemande
from signalements.permissions import peut_signaler
from signalements.selectors.motifs import CLE_MOTIF, motif_tape
from signalements.services.brouillons import exiger_service_ouvert
from signalements.services.refus import SaisiePerimee
from signalements.services.verrous import verrouiller_brouillon, verrouiller_pieces


def changer_de_caisse(
    *, acteur: Acteur, demande_id: int, caisse_id: int, version: int, maintenant: datetime | None = None
) -> Demande:
    """Address a draft to another caisse; its files follow, what the new caisse does not offer is asked again.

    Args:
        acteur: the author.
        demande_id: the draft.
        caisse_id: a caisse that opened the service to the structure.
        version: the version the page was opened with.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: not the author's draft, or a caisse out of reach.
        SaisiePerimee: the draft changed since.
        RegleMetierRefusee: ``deja_transmise``, ``service_ferme``.

    Exigence: DEM-04, ORG-04 (S1u 1.2, 5)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        verrouiller_pieces(demande_id)
        demande = verrouiller_brouillon(acteur, demande_id)
        exiger(autorise=peut_signaler(acteur, caisse_id))
        exiger_service_ouvert(caisse_id, demande.partenaire_id, demande.nature, instant)
        if demande.caisse_id == caisse_id:
            return demande
        if version != demande.version:
            raise SaisiePerimee((), demande.version)
        _adresser(demande, caisse_id, instant)
        consigner(acteur=acteur, action="signalements.changer_de_caisse", objet=demande)
    return demande


def _adresser(demande: Demande, caisse_id: int, maintenant: datetime) -> None:
    demande.caisse_id = caisse_id
    saisie = dict(demande.saisie)
    demande.motif = motif_tape(demande, saisie.get(CLE_MOTIF))
    if demande.motif is None:
        saisie.pop(CLE_MOTIF, None)
    demande.saisie = saisie
    demande.version += 1
    demande.modifiee_le = maintenant
    demande.save(update_fields=["caisse", "motif", "saisie", "version", "modifiee_le"])
    jointes = PieceDemande.objects.filter(demande=demande).values("piece")
    PieceJointe.objects.filter(pk__in=jointes).update(caisse_id=caisse_id)
