"""Taking the history away as a file: bounded, read batch after batch, written in the journal (DEM-14)."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from signalements.export_historique import Ligne, ecrire
from signalements.models import Demande
from signalements.permissions import peut_exporter_l_historique
from signalements.rules.export import LIGNES_MAX, FormatExport
from signalements.selectors.listes import Filtres, demandes_filtrees, pour_un_ecran

_LOT: Final = 500
EnLigne = Callable[[Demande, datetime], Ligne]


def nombre_a_exporter(acteur: Acteur, filtres: Filtres) -> int:
    """Count what an export would hold, one above the limit at most.

    Args:
        acteur: a technicien.
        filtres: those of the screen.
    """
    return demandes_filtrees(acteur, filtres)[: LIGNES_MAX + 1].count()


def exporter_historique(
    *,
    acteur: Acteur,
    filtres: Filtres,
    format_export: FormatExport,
    en_ligne: EnLigne,
    maintenant: datetime | None = None,
) -> bytes:
    """Make the file of what these filters keep of the structure's history; the journal says how many.

    Args:
        acteur: a technicien.
        filtres: those of the screen.
        format_export: CSV or workbook.
        en_ligne: gives the values of a demande, loaded by ``pour_un_ecran`` with its decisions.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: not a technicien.
        RegleMetierRefusee: ``export_trop_grand``.

    Exigence: DEM-14, HAB-17, RGPD-05 (S1u 1.2)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        exiger(autorise=peut_exporter_l_historique(acteur))
        nombre = nombre_a_exporter(acteur, filtres)
        if nombre > LIGNES_MAX:
            raise RegleMetierRefusee(
                "export_trop_grand",
                "Cet export dépasse 10\N{NO-BREAK SPACE}000 demandes. Choisissez une période plus courte.",
            )
        lignes = [en_ligne(demande, instant) for demande in _par_lots(acteur, filtres)]
        contenu = ecrire(format_export, lignes)
        consigner(
            acteur=acteur,
            action="signalements.exporter_historique",
            partenaire_id=acteur.partenaire_id,
            details={"nombre": len(lignes), "format": format_export.value},
        )
    return contenu


def _par_lots(acteur: Acteur, filtres: Filtres) -> Iterator[Demande]:
    """Read the keys first, then the rows by batches: the facts of ten thousand demandes never stay in memory."""
    cles = list(
        demandes_filtrees(acteur, filtres)
        .order_by("-transmise_le", "-id")
        .values_list("pk", flat=True)[:LIGNES_MAX]
    )
    visibles = Demande.objects.visibles_par(acteur)
    for debut in range(0, len(cles), _LOT):
        lot = visibles.filter(pk__in=cles[debut : debut + _LOT]).order_by("-transmise_le", "-id")
        yield from pour_un_ecran(lot, acteur).prefetch_related("decisions")
