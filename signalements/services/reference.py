"""Reference data of this app."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from django.db import transaction

from conventions.models import Caisse
from signalements.models import Motif, PieceAttendue, ReglageMotif, TexteConsentement
from signalements.motifs_nationaux import MOTIFS, NON_PROPOSES, MotifNational
from signalements.rules.consentement import empreinte

_DONNEES: Final = Path(__file__).resolve().parent.parent / "donnees"
# A text that was shown is never rewritten: a change is a new file, with its own date.
_VERSIONS: Final = (
    ("1", "consentement-1.txt", datetime(2026, 1, 1, tzinfo=UTC)),
    ("demandes-1", "consentement-demandes-1.txt", datetime(2026, 1, 2, tzinfo=UTC)),
)


@transaction.atomic
def charger_textes() -> None:
    """Load the versions of the consent text; safe to run twice, a version once loaded never changes."""
    for version, fichier, en_vigueur_le in _VERSIONS:
        texte = (_DONNEES / fichier).read_text(encoding="utf-8")
        TexteConsentement.objects.get_or_create(
            version=version,
            defaults={"texte": texte, "empreinte": empreinte(texte), "en_vigueur_le": en_vigueur_le},
        )


@transaction.atomic
def charger_motifs() -> None:
    """Load the motifs of the nation, their documents, and what some territories do not have.

    Safe to run twice: what an admin or a caisse changed since stays as it is.

    Exigence: DEM-01, DEM-07, DEM-12, NOV-04 (S1u 1.2, 1.3, S0 8, S1m 3, S4 2.2, a2)
    """
    for ordre, national in enumerate(MOTIFS, start=1):
        _charger_un_motif(national, ordre)
    for departement, codes in NON_PROPOSES.items():
        motifs = Motif.objects.filter(code__in=codes)
        for caisse in Caisse.objects.filter(departements__code=departement):
            for motif in motifs:
                ReglageMotif.objects.get_or_create(caisse=caisse, motif=motif, defaults={"propose": False})


def _charger_un_motif(national: MotifNational, ordre: int) -> None:
    motif, nouveau = Motif.objects.get_or_create(
        nature=national.nature,
        code=national.code,
        defaults={"libelle": national.libelle, "ordre": ordre, **national.reglages},
    )
    if not nouveau:
        return
    PieceAttendue.objects.bulk_create(
        PieceAttendue(
            motif=motif,
            code=piece.code,
            libelle=piece.libelle,
            exemple=piece.exemple,
            obligatoire=piece.obligatoire,
            formulaire=piece.formulaire,
            ordre=rang,
        )
        for rang, piece in enumerate(national.pieces, start=1)
    )
