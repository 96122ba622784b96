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
    connus = set(Motif.objects.values_list("nature", "code"))
    nouveaux = [
        (ordre, national)
        for ordre, national in enumerate(MOTIFS, start=1)
        if (national.nature, national.code) not in connus
    ]
    if nouveaux:
        _ajouter_des_motifs(nouveaux)
    for departement, codes in NON_PROPOSES.items():
        motifs = Motif.objects.filter(code__in=codes)
        for caisse in Caisse.objects.filter(departements__code=departement):
            for motif in motifs:
                ReglageMotif.objects.get_or_create(caisse=caisse, motif=motif, defaults={"propose": False})


def _ajouter_des_motifs(nouveaux: list[tuple[int, MotifNational]]) -> None:
    """Write motifs and their documents; somebody who loads them at the same time is no obstacle.

    Args:
        nouveaux: each with its rank in the national list.
    """
    Motif.objects.bulk_create(
        [
            Motif(
                nature=national.nature,
                code=national.code,
                libelle=national.libelle,
                ordre=ordre,
                **national.reglages,
            )
            for ordre, national in nouveaux
        ],
        ignore_conflicts=True,
    )
    motifs = {(motif.nature, motif.code): motif for motif in Motif.objects.all()}
    PieceAttendue.objects.bulk_create(
        [
            PieceAttendue(
                motif=motifs[national.nature, national.code],
                code=piece.code,
                libelle=piece.libelle,
                exemple=piece.exemple,
                obligatoire=piece.obligatoire,
                formulaire=piece.formulaire,
                ordre=rang,
            )
            for _, national in nouveaux
            for rang, piece in enumerate(national.pieces, start=1)
        ],
        ignore_conflicts=True,
    )
