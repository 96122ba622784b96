"""The supporting documents of a demande: what the motif needs, what was joined, what was asked for (NOV-04)."""

from dataclasses import dataclass
from typing import Final

from espace_partenaires.pieces.enums import EtatPiece
from signalements.enums import EtatDemande, NatureFait, NaturePieceDemande
from signalements.models import Demande, EvenementDemande, PieceAttendue, PieceDemande, PieceDemandee
from signalements.querysets import ETATS_CHEZ_LE_PARTENAIRE
from signalements.rules.mas import Manque
from signalements.rules.pieces import (
    LIBRE,
    Attendue,
    Fichier,
    Item,
    compte,
    demandable,
    manquantes,
    obstacles_au_complet,
    refusees,
    sans_reponse,
)
from signalements.selectors.motifs import pieces_du_motif

CHAMP_DES_PIECES: Final = "pieces"
_ECARTEES: Final = frozenset({EtatPiece.INFECTEE, EtatPiece.REFUSEE})
# What the partner answers: the last one says what is expected of it.
_APPELS: Final = (NatureFait.DEMANDE_DE_PIECES, NatureFait.IRRECEVABILITE)


@dataclass(frozen=True, slots=True)
class DossierDePieces:
    """Everything about the supporting documents of one demande.

    Attributes:
        demande: the row.
        attendues: documents of the motif, in order.
        jointes: files joined and not withdrawn, and those the antivirus dismissed; ``piece`` loaded.
        demandees: items of every request, the oldest first.
        appel: the fact that the partner has to answer; ``None`` when nothing is expected of it.
    """

    demande: Demande
    attendues: list[PieceAttendue]
    jointes: list[PieceDemande]
    demandees: list[PieceDemandee]
    appel: EvenementDemande | None = None

    def code_de(self, jointe: PieceDemande) -> str:
        """Return the code of the document that a file is; a document of the same code fits another motif too."""
        return jointe.attendue.code if jointe.attendue else LIBRE

    def code_demande(self, demandee: PieceDemandee) -> str:
        """Return the code of the document that an item asks for."""
        return demandee.attendue.code if demandee.attendue else LIBRE

    def non_envoyee(self, jointe: PieceDemande) -> bool:
        """Tell whether a file waits for the partner to send its answers: the caisse does not read it yet."""
        if self.appel is None:
            return False
        if self.demande.etat == EtatDemande.INCOMPLETE:
            return jointe.repond_a is not None and jointe.repond_a.fait_id == self.appel.pk
        return jointe.piece.deposee_le >= self.appel.consigne_le

    @property
    def comptees(self) -> list[PieceDemande]:
        """Files that count: not dismissed by the antivirus."""
        return [j for j in self.jointes if compte(j.piece.etat)]

    @property
    def envoyees(self) -> list[PieceDemande]:
        """Files that the caisse reads."""
        return [j for j in self.jointes if not self.non_envoyee(j)]

    @property
    def a_repondre(self) -> list[PieceDemandee]:
        """Items of the request that the partner answers now."""
        if self.appel is None or self.demande.etat != EtatDemande.INCOMPLETE:
            return []
        return [d for d in self.demandees if d.fait_id == self.appel.pk]

    @property
    def repondues(self) -> list[PieceDemandee]:
        """Items of the requests whose answers were sent."""
        ouvertes = {d.pk for d in self.a_repondre}
        return [d for d in self.demandees if d.pk not in ouvertes]

    def reponses_a(self, demandee: PieceDemandee) -> list[PieceDemande]:
        """Return the files that answer an item and count."""
        return [j for j in self.comptees if j.repond_a_id == demandee.pk]

    def fichiers(self) -> list[Fichier]:
        """Return what the caisse reads, as the rules see it."""
        return [
            Fichier(j.numero, self.code_de(j), j.piece.etat, j.acceptee, j.repond_a_id is not None)
            for j in self.envoyees
        ]

    def items(self, demandees: list[PieceDemandee]) -> list[Item]:
        """Return items as the rules see them."""
        return [
            Item(
                code=self.code_demande(d),
                libelle=d.libelle,
                numeros=tuple(j.numero for j in self.reponses_a(d)),
                en_mots=bool(d.reponse),
                remplace=d.remplace.numero if d.remplace else None,
            )
            for d in demandees
        ]

    def regles(self) -> list[Attendue]:
        """Return the documents of the motif as the rules see them."""
        return [Attendue(a.code, a.libelle, a.obligatoire) for a in self.attendues]

    def obstacles(self) -> list[str]:
        """Say why the dossier cannot be judged complete yet."""
        return obstacles_au_complet(self.regles(), self.fichiers(), self.items(self.repondues))

    def manquent(self) -> list[Attendue]:
        """Return the obligatory documents that nothing answers."""
        return manquantes(self.regles(), self.fichiers(), self.items(self.repondues))

    def a_redemander(self) -> list[PieceDemande]:
        """Return the refused files that nothing has replaced."""
        numeros = {f.numero for f in refusees(self.fichiers(), self.items(self.repondues))}
        return [j for j in self.jointes if j.numero in numeros]

    def a_demander(self) -> list[PieceAttendue]:
        """Return the documents of the motif of which no file stands, and that no refused file already reopens."""
        rouvertes = {self.code_de(j) for j in self.a_redemander()}
        fichiers = self.fichiers()
        return [a for a in self.attendues if a.code not in rouvertes and demandable(a.code, fichiers)]

    def attendent(self) -> list[Item]:
        """Return the items of the request under way that have no answer yet."""
        return sans_reponse(self.items(self.a_repondre))


def dossier_de_pieces(demande: Demande) -> DossierDePieces:
    """Read the supporting documents of a demande (four queries, whatever their number).

    Args:
        demande: a draft or a transmitted one; its motif may not be chosen yet.

    Exigence: NOV-04, DEM-07 (S1u 1.2)
    """
    jointes = PieceDemande.objects.filter(demande=demande, nature=NaturePieceDemande.JUSTIFICATIF)
    lues = jointes.select_related("piece", "attendue", "repond_a").order_by("numero")
    demandees = PieceDemandee.objects.filter(demande=demande).select_related("attendue", "remplace", "fait")
    return DossierDePieces(
        demande=demande,
        attendues=pieces_du_motif(demande.motif),
        jointes=[j for j in lues if j.retiree_le is None or _ecartee(j)],
        demandees=list(demandees.order_by("fait", "pk")),
        appel=_appel(demande),
    )


def _ecartee(jointe: PieceDemande) -> bool:
    # Withdrawn by a person, a file is gone; dismissed by the antivirus, it is told.
    return jointe.piece.etat in _ECARTEES


def _appel(demande: Demande) -> EvenementDemande | None:
    if demande.etat not in ETATS_CHEZ_LE_PARTENAIRE:
        return None
    appels = EvenementDemande.objects.filter(demande=demande, nature__in=_APPELS)
    return appels.order_by("survenu_le", "id").last()


def manques_de_pieces(demande: Demande) -> list[Manque]:
    """Say which obligatory documents a draft still lacks, in the order of the motif.

    Args:
        demande: the draft, its motif chosen.

    Exigence: DEM-07, NOV-04 (S1u 1.2)
    """
    manquent = dossier_de_pieces(demande).manquent()
    if not manquent:
        return []
    noms = ", ".join(f"« {attendue.libelle} »" for attendue in manquent)
    return [Manque(CHAMP_DES_PIECES, f"Joignez ce qui manque\N{NO-BREAK SPACE}: {noms}.")]
