"""Which motifs a caisse offers, and the one a demande bears (DEM-01, DEM-07)."""

from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from espace_partenaires.memoire import une_fois
from signalements.enums import EtatDemande
from signalements.models import Demande, Motif, PieceAttendue, ReglageMotif
from signalements.rules.depot import MotifChoisi

# Key of ``Demande.saisie`` that holds the code of the motif, while the demande is a draft.
CLE_MOTIF: Final = "motif"


def motifs_proposes(caisse_id: int, nature: str) -> QuerySet[Motif]:
    """Return the motifs that a caisse offers for a service, in order: its own choices, else the nation's default.

    Args:
        caisse_id: the caisse.
        nature: ``conventions.enums.Service``.

    Exigence: DEM-01, DEM-07 (S1u 1.2, S4 a2)
    """
    reglages = ReglageMotif.objects.filter(caisse=caisse_id, motif=OuterRef("pk"))
    ouvert, ferme = reglages.filter(propose=True), reglages.filter(propose=False)
    return Motif.objects.filter(
        Q(propose=True) & ~Exists(ferme) | Q(Exists(ouvert)), nature=nature, actif=True
    ).order_by("ordre", "libelle")


def motif_de(demande: Demande) -> Motif | None:
    """Return the motif of a demande: its own once transmitted; of a draft, the one typed, if it is still offered.

    Args:
        demande: a draft or not.
    """
    if demande.etat != EtatDemande.BROUILLON:
        return demande.motif
    return motif_tape(demande, demande.saisie.get(CLE_MOTIF))


def motif_tape(demande: Demande, code: object) -> Motif | None:
    """Return the motif of this code when the caisse of the draft offers it."""
    if not isinstance(code, str) or not code:
        return None
    return motifs_proposes(demande.caisse_id, demande.nature).filter(code=code).first()


def motifs_du_parcours(caisse_id: int, nature: str) -> dict[str, tuple[bool, bool]]:
    """Return, for each motif that a caisse offers, whether it concerns nobody, and whether it needs documents.

    One query, kept for the request: a home page asks for each of its drafts.

    Args:
        caisse_id: the caisse.
        nature: ``conventions.enums.Service``.

    Exigence: DEM-01, DEM-07 (S1u 1.2)
    """
    pieces = PieceAttendue.objects.filter(motif=OuterRef("pk"), actif=True)
    motifs = motifs_proposes(caisse_id, nature).annotate(a_des_pieces=Exists(pieces))

    def lire() -> dict[str, tuple[bool, bool]]:
        lus = motifs.values_list("code", "sans_personne", "a_des_pieces")
        return {code: (sans_personne, a_des_pieces) for code, sans_personne, a_des_pieces in lus}

    return une_fois(("motifs_du_parcours", caisse_id, nature), lire)


def pieces_du_motif(motif: Motif | None) -> list[PieceAttendue]:
    """Return the documents that a motif needs, in order (NOV-04)."""
    return list(motif.pieces_attendues.filter(actif=True)) if motif else []


def motif_choisi(motif: Motif | None) -> MotifChoisi | None:
    """Return what the rules read of a motif."""
    if motif is None:
        return None
    return MotifChoisi(
        code=motif.code,
        sans_personne=motif.sans_personne,
        urgence_possible=motif.urgence_possible,
        livrable=motif.livrable,
    )
