"""What a caisse offers among the motifs of the nation (DEM-01, DEM-07)."""

from django.db import transaction

from conventions.models import Caisse
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from signalements.models import Motif, ReglageMotif
from signalements.permissions import peut_regler_les_motifs
from signalements.selectors.motifs import motifs_proposes
from signalements.selectors.motifs_de_la_caisse import MotifDeLaCaisse, motif_de_la_caisse


def regler_motif(*, acteur: Acteur, caisse_id: int, motif_id: int, propose: bool | None) -> MotifDeLaCaisse:
    """Offer a motif, offer it no more, or follow the nation's default again.

    What was transmitted goes on; a draft that holds a motif no longer offered must choose another.

    Args:
        acteur: a gestionnaire de conventions or a superviseur of the caisse.
        caisse_id: its caisse.
        motif_id: a motif in force.
        propose: ``None`` for the nation's default.

    Raises:
        HorsPortee: another caisse, another role, or an unknown motif.
        RegleMetierRefusee: ``dernier_motif``: a service without motif cannot be used.

    Exigence: DEM-01, DEM-07 (S1u 1.2, S4 a2)
    """
    with transaction.atomic():
        exiger(autorise=peut_regler_les_motifs(acteur) and caisse_id in acteur.caisse_ids)
        # One caisse at a time: two agents must not close the last two motifs of a service together.
        caisse = Caisse.objects.select_for_update(no_key=True).get(pk=caisse_id)
        motif = Motif.objects.filter(pk=motif_id, actif=True).first()
        if motif is None:
            raise HorsPortee
        if propose is None:
            change = bool(ReglageMotif.objects.filter(caisse=caisse, motif=motif).delete()[0])
        else:
            avant = motif_de_la_caisse(caisse_id, motif)
            change = avant.propose != propose or not avant.choisi
            ReglageMotif.objects.update_or_create(caisse=caisse, motif=motif, defaults={"propose": propose})
        apres = motif_de_la_caisse(caisse_id, motif)
        if not motifs_proposes(caisse_id, motif.nature).exists():
            raise RegleMetierRefusee(
                "dernier_motif",
                "C’est le dernier motif proposé pour ce service. Proposez-en un autre d’abord ; pour ne plus offrir "
                "le service, fermez-le dans la convention.",
            )
        if change:
            _consigner(acteur, caisse_id, apres)
    return apres


def _consigner(acteur: Acteur, caisse_id: int, apres: MotifDeLaCaisse) -> None:
    consigner(
        acteur=acteur,
        action="signalements.regler_motif",
        objet=apres.motif,
        caisse_id=caisse_id,
        details={
            "nature": apres.motif.nature,
            "code": apres.motif.code,
            "propose": apres.propose,
            "choisi": apres.choisi,
        },
    )
