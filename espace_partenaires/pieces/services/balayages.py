"""Sweeps: what is due is taken up, contents and rows are compared both ways."""

import logging
from datetime import datetime, timedelta
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError
from django.utils import timezone

from espace_partenaires.pieces.antivirus import antivirus_pret
from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.stockage import StockageIndisponible, stockage, supprimer
from espace_partenaires.queueing import reveiller

LOT: Final = 200
AGE_ORPHELIN: Final = timedelta(hours=1)  # longer than any request or transaction lives
PERIODE: Final = 30  # seconds between two sweeps, see settings/schedule.py
_journal = logging.getLogger(__name__)


def reveiller_les_dues() -> int:
    """Wake workers up for the files due: put off, left by a dead worker, or whose wake-up was lost.

    While clamd is away nothing is asked of it, so that nothing is put off further than needed.

    Returns:
        How many files were asked for.

    Exigence: DOC-02
    """
    dues = list(PieceJointe.objects.dues(timezone.now()).values_list("pk", flat=True)[:LOT])
    if not dues:
        return 0
    if not antivirus_pret():
        _journal.warning("clamd does not answer: %s file(s) or more wait in quarantine", len(dues))
        return 0
    for piece_id in dues:
        reveiller("pieces.analyser", piece_id=piece_id)
    return len(dues)


def ramasser_les_orphelins(*, maintenant: datetime) -> int:
    """Compare one day's folder with the rows; each run takes the next folder, so that all are seen in turn.

    A content without row (undone deposit, erasure cut short) is erased once it is an hour old. A row
    without content is only told, as an error: it is for a person to restore it.

    Returns:
        How many contents were erased.

    Exigence: DOC-02, RGPD-01
    """
    try:
        dossiers = sorted(stockage().listdir("")[0])
        if not dossiers:
            return 0
        tour = int(maintenant.timestamp()) // PERIODE % len(dossiers)
        return _comparer(dossiers[tour], maintenant)
    except (OSError, BotoCoreError, ClientError, StockageIndisponible) as erreur:
        _journal.warning("orphans not looked for this time: %s", erreur)
        return 0


def _comparer(dossier: str, maintenant: datetime) -> int:
    ranges = {f"{dossier}/{nom}" for nom in stockage().listdir(dossier)[1]}
    lignes = PieceJointe.objects.filter(emplacement__startswith=f"{dossier}/")
    connus: dict[str | None, int] = dict(lignes.values_list("emplacement", "pk"))
    for emplacement, piece_id in connus.items():
        if emplacement and emplacement not in ranges and not stockage().exists(emplacement):
            _journal.error("the content of piece %s is missing from the storage", piece_id)
    effaces = 0
    for emplacement in ranges - connus.keys():
        if stockage().get_modified_time(emplacement) < maintenant - AGE_ORPHELIN:
            supprimer(emplacement)
            effaces += 1
    return effaces
