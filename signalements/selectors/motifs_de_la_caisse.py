"""Every motif of the nation as a caisse sees it: offered or not, by the nation's default or by its own choice."""

from dataclasses import dataclass

from conventions.enums import Service
from signalements.models import Motif, ReglageMotif


@dataclass(frozen=True, slots=True)
class MotifDeLaCaisse:
    """One motif, for one caisse.

    Attributes:
        motif: the national row.
        propose: whether the caisse's partenaires find it now.
        choisi: whether that is the caisse's own choice.
    """

    motif: Motif
    propose: bool
    choisi: bool


@dataclass(frozen=True, slots=True)
class MotifsDUnService:
    """The motifs of one service, in order."""

    service: Service
    motifs: list[MotifDeLaCaisse]


def motifs_de_la_caisse(caisse_id: int) -> list[MotifsDUnService]:
    """Return the motifs in force, service by service; two queries.

    Args:
        caisse_id: the caisse.

    Exigence: DEM-01, DEM-07 (S1u 1.2, S4 a2)
    """
    choix = dict(ReglageMotif.objects.filter(caisse=caisse_id).values_list("motif_id", "propose"))
    par_service: dict[str, list[MotifDeLaCaisse]] = {}
    for motif in Motif.objects.filter(actif=True).order_by("ordre", "libelle"):
        ligne = MotifDeLaCaisse(motif, choix.get(motif.pk, motif.propose), motif.pk in choix)
        par_service.setdefault(motif.nature, []).append(ligne)
    return [MotifsDUnService(s, par_service[s.value]) for s in Service if s.value in par_service]


def motif_de_la_caisse(caisse_id: int, motif: Motif) -> MotifDeLaCaisse:
    """Return one of them.

    Args:
        caisse_id: the caisse.
        motif: a motif in force.
    """
    choix = (
        ReglageMotif.objects.filter(caisse=caisse_id, motif=motif).values_list("propose", flat=True).first()
    )
    return MotifDeLaCaisse(motif, motif.propose if choix is None else choix, choix is not None)
