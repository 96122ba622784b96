"""Supporting documents in words: each expected document with its files, what they are, what was judged."""

from dataclasses import dataclass
from typing import Final

from signalements.enums import RaisonPiece
from signalements.models import PieceAttendue, PieceDemande, PieceDemandee
from signalements.selectors.pieces import DossierDePieces
from signalements.views.agent_presentation import Pastille
from signalements.views.partenaire_pieces import FormulaireSuivi, suivre

_AUTRE: Final = "Autre pièce"


@dataclass(frozen=True, slots=True)
class LigneDeFichier:
    """One file.

    Attributes:
        jointe: the row.
        nom: the document that it is, in words.
        suivi: its number, type and antivirus state.
        jugement: what the agent decided, or ``None``.
        raison: why it was refused, in words.
        envoyee: the caisse reads it.
    """

    jointe: PieceDemande
    nom: str
    suivi: FormulaireSuivi
    jugement: Pastille | None
    raison: str
    envoyee: bool

    @property
    def pastille(self) -> Pastille:
        """What matters most of this file: the judgement, else the antivirus."""
        return self.jugement or Pastille(self.suivi.genre, self.suivi.mot)

    @property
    def en_refus(self) -> bool:
        """Tell whether it was refused."""
        return self.jointe.acceptee is False


@dataclass(frozen=True, slots=True)
class LigneDePiece:
    """One expected document.

    Attributes:
        attendue: the document.
        fichiers: its files.
        mots: answers in words.
        demandee: the item of the request under way that asks for it, if any.
    """

    attendue: PieceAttendue
    fichiers: list[LigneDeFichier]
    mots: list[PieceDemandee]
    demandee: PieceDemandee | None

    @property
    def jointe(self) -> bool:
        """Tell whether a file of it counts."""
        return any(not fichier.suivi.ecartee for fichier in self.fichiers)


def lignes_du_motif(dossier: DossierDePieces, fichiers: list[LigneDeFichier]) -> list[LigneDePiece]:
    """Return the documents of the motif, in order, each with the files and the words that answer it."""
    ouvertes = {dossier.code_demande(d): d for d in dossier.a_repondre}
    return [
        LigneDePiece(
            attendue,
            [f for f in fichiers if dossier.code_de(f.jointe) == attendue.code],
            [d for d in dossier.repondues if d.reponse and dossier.code_demande(d) == attendue.code],
            ouvertes.get(attendue.code),
        )
        for attendue in dossier.attendues
    ]


def hors_du_motif(dossier: DossierDePieces, fichiers: list[LigneDeFichier]) -> list[LigneDeFichier]:
    """Return the files that are none of the motif's documents."""
    codes = {attendue.code for attendue in dossier.attendues}
    return [f for f in fichiers if dossier.code_de(f.jointe) not in codes]


def lignes_des_fichiers(dossier: DossierDePieces) -> list[LigneDeFichier]:
    """Return every file of the dossier in words, by number."""
    return [ligne_de(dossier, jointe) for jointe in dossier.jointes]


def ligne_de(dossier: DossierDePieces, jointe: PieceDemande) -> LigneDeFichier:
    """Return one file in words."""
    return LigneDeFichier(
        jointe=jointe,
        nom=nom_de(dossier, jointe),
        suivi=suivre(jointe),
        jugement=_jugement(dossier, jointe),
        raison=str(RaisonPiece(jointe.raison).label) if jointe.raison else "",
        envoyee=not dossier.non_envoyee(jointe),
    )


def nom_de(dossier: DossierDePieces, jointe: PieceDemande) -> str:
    """Return the kind of a file: the document that it is, or what was asked for."""
    if jointe.attendue is not None:
        return jointe.attendue.libelle
    origine = next((d for d in dossier.demandees if d.pk == jointe.repond_a_id), None)
    return origine.libelle if origine else _AUTRE


def _jugement(dossier: DossierDePieces, jointe: PieceDemande) -> Pastille | None:
    if jointe.acceptee is None:
        return None
    if jointe.acceptee:
        return Pastille("fait", "acceptée")
    if any(d.remplace_id == jointe.pk for d in dossier.a_repondre):
        return Pastille("attente", "refusée, redemandée")
    remplacee = any(d.remplace_id == jointe.pk and _repondue(dossier, d) for d in dossier.repondues)
    return Pastille("neutre", "refusée, remplacée") if remplacee else Pastille("retard", "refusée")


def _repondue(dossier: DossierDePieces, demandee: PieceDemandee) -> bool:
    return bool(demandee.reponse or dossier.reponses_a(demandee))
