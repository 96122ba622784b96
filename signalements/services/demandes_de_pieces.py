"""The agent reads the pieces: accepts, refuses with a reason, asks for what is missing, item by item (NOV-04)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.services import consigner
from espace_partenaires.pieces.enums import EtatPiece
from signalements.enums import EtatDemande, RaisonPiece
from signalements.models import Demande, EvenementDemande, PieceAttendue, PieceDemande, PieceDemandee
from signalements.rules.pieces import ARTICLE_PIECES, en_attente
from signalements.selectors.pieces import DossierDePieces, dossier_de_pieces
from signalements.services.actes import ouvrir_l_acte
from signalements.services.annonces import annoncer_pieces_demandees
from signalements.services.faits import avancer, exiger_possible
from signalements.services.garde import consigner_confirmation, texte_admis
from signalements.services.verrous import verrouiller_pieces

LONGUEUR_LIBELLE: Final = 120
LONGUEUR_PRECISION: Final = 300
NOMBRE_MAX_ITEMS: Final = 15
_A_LIRE: Final = frozenset({EtatDemande.TRANSMISE.value, EtatDemande.COMPLETEE.value})


@dataclass(frozen=True, slots=True)
class PieceVoulue:
    """One item to ask for: a refused file to replace, a document of the motif, or anything else that has a name.

    Attributes:
        raison: ``RaisonPiece``: why it is asked for.
        remplace: number of a refused file; its document and words are taken from it.
        code: of a document of the motif.
        libelle: words of a free item.
        precision: what the partner needs to know, guarded.
    """

    raison: str
    remplace: int | None = None
    code: str = ""
    libelle: str = ""
    precision: str = ""


def juger_piece(
    *,
    acteur: Acteur,
    demande_id: int,
    numero: int,
    acceptee: bool,
    raison: str = "",
    version: int | None = None,
    maintenant: datetime | None = None,
) -> PieceDemande:
    """Accept a file, or refuse it with a ready reason; the agent may change its mind while it reads the demande.

    Args:
        acteur: an instructeur or superviseur of the caisse.
        demande_id: to be read (transmitted, or completed by the partner).
        numero: of the file.
        acceptee: the judgement.
        raison: ``RaisonPiece`` of a refusal.
        version: of the page.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: out of scope, or no such file.
        DemandeModifiee: the demande moved since the page was opened.
        RegleMetierRefusee: ``transition``; ``piece_non_analysee``; ``raison_manquante``.

    Exigence: NOV-04, DEM-22, DOC-02 (S4 a2 § 3)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        # The antivirus may be giving its verdict on this very file.
        verrouiller_pieces(demande_id)
        demande = ouvrir_l_acte(acteur, demande_id, version)
        _exiger_a_lire(demande)
        jointe = _jointe(demande, numero)
        _ecrire_le_jugement(acteur, jointe, acceptee=acceptee, raison=raison, maintenant=instant)
        consigner(
            acteur=acteur,
            action="signalements.accepter_piece" if acceptee else "signalements.refuser_piece",
            objet=demande,
            details={"numero": numero} if acceptee else {"numero": numero, "raison": raison},
        )
    return jointe


def _exiger_a_lire(demande: Demande) -> None:
    if demande.etat not in _A_LIRE:
        raise RegleMetierRefusee(
            "transition",
            "Les pièces se jugent quand la demande est à lire\N{NO-BREAK SPACE}: à ce stade, elles ne changent plus.",
            ARTICLE_PIECES,
        )


def _jointe(demande: Demande, numero: int) -> PieceDemande:
    jointe = next((j for j in dossier_de_pieces(demande).envoyees if j.numero == numero), None)
    if jointe is None:
        raise HorsPortee
    if jointe.piece.etat != EtatPiece.SAINE:
        attend = en_attente(jointe.piece.etat)
        raise RegleMetierRefusee(
            "piece_non_analysee",
            "Cette pièce attend encore l’antivirus\N{NO-BREAK SPACE}: elle se juge une fois lue."
            if attend
            else "L’antivirus a écarté cette pièce\N{NO-BREAK SPACE}: demandez-la de nouveau.",
        )
    return jointe


def _ecrire_le_jugement(
    acteur: Acteur, jointe: PieceDemande, *, acceptee: bool, raison: str, maintenant: datetime
) -> None:
    if not acceptee and raison not in RaisonPiece.values:
        raise RegleMetierRefusee(
            "raison_manquante",
            "Choisissez pourquoi cette pièce est refusée\N{NO-BREAK SPACE}: le partenaire le lira.",
        )
    jointe.acceptee, jointe.raison = acceptee, "" if acceptee else raison
    jointe.jugee_le, jointe.jugee_par_id = maintenant, acteur.utilisateur_id
    jointe.save(update_fields=["acceptee", "raison", "jugee_le", "jugee_par_id"])


def demander_pieces(
    *,
    acteur: Acteur,
    demande_id: int,
    pieces: Sequence[PieceVoulue],
    version: int | None = None,
    confirme: bool = False,
    maintenant: datetime | None = None,
) -> EvenementDemande:
    """Ask the partner for pieces, each named with its reason: the clock is void until everything is answered.

    Only what is missing or refused can be asked for: what was accepted stays closed.

    Args:
        acteur: an instructeur or superviseur of the caisse.
        demande_id: to be read.
        pieces: at least one item.
        version: of the page.
        confirme: the words on health found in what was typed are not about the person.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: out of scope, or an item that is not of this demande.
        DemandeModifiee: the demande moved since the page was opened.
        RegleMetierRefusee: ``transition``; ``aucune_piece``; ``trop_de_pieces``; ``raison_manquante``;
            ``piece_en_double``; ``piece_deja_la``; the refusals of ``services.garde.texte_admis``.

    Exigence: DEM-09, DEM-10, NOV-04, NOV-05 (S4 a2 § 4.1)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        verrouiller_pieces(demande_id)
        demande = ouvrir_l_acte(acteur, demande_id, version)
        exiger_possible(demande, "demander_pieces")
        demandees = _preparer(demande, pieces, confirme=confirme)
        fait = avancer(acteur=acteur, demande=demande, action="demander_pieces", maintenant=instant)
        for demandee in demandees:
            demandee.fait = fait
        PieceDemandee.objects.bulk_create(demandees)
        _consigner_la_demande(acteur, demande, demandees)
        annoncer_pieces_demandees(demande, fait, len(demandees))
    return fait


def _consigner_la_demande(acteur: Acteur, demande: Demande, demandees: list[PieceDemandee]) -> None:
    textes = "\n".join(f"{d.libelle}\n{d.precision}" for d in demandees)
    consigner_confirmation(acteur=acteur, demande=demande, texte=textes)
    consigner(
        acteur=acteur,
        action="signalements.demander_pieces",
        objet=demande,
        details={"reference": demande.reference, "nombre": len(demandees)},
    )


def _preparer(demande: Demande, pieces: Sequence[PieceVoulue], *, confirme: bool) -> list[PieceDemandee]:
    if not pieces:
        raise RegleMetierRefusee(
            "aucune_piece",
            "Nommez au moins une pièce\N{NO-BREAK SPACE}: sans elle, le délai de la caisse continue.",
            ARTICLE_PIECES,
        )
    if len(pieces) > NOMBRE_MAX_ITEMS:
        raise RegleMetierRefusee(
            "trop_de_pieces",
            f"Demandez {NOMBRE_MAX_ITEMS} pièces au plus en une fois\N{NO-BREAK SPACE}: regroupez-les.",
        )
    dossier = dossier_de_pieces(demande)
    demandees = [_item(dossier, voulue, confirme=confirme) for voulue in pieces]
    cles = [(d.remplace_id, d.attendue_id, d.libelle.casefold()) for d in demandees]
    if len(set(cles)) < len(cles):
        raise RegleMetierRefusee(
            "piece_en_double", "Une même pièce est demandée deux fois\N{NO-BREAK SPACE}: gardez-en une."
        )
    return demandees


def _item(dossier: DossierDePieces, voulue: PieceVoulue, *, confirme: bool) -> PieceDemandee:
    if voulue.raison not in RaisonPiece.values:
        raise RegleMetierRefusee(
            "raison_manquante",
            "Choisissez pourquoi chaque pièce est demandée\N{NO-BREAK SPACE}: le partenaire le lira.",
        )
    refusee = _refusee(dossier, voulue.remplace)
    attendue = refusee.attendue if refusee else _attendue(dossier, voulue.code)
    libelle = _libelle_connu(dossier, refusee, attendue) or texte_admis(
        voulue.libelle, confirme=confirme, longueur=LONGUEUR_LIBELLE
    )
    precision = texte_admis(
        voulue.precision, confirme=confirme, longueur=LONGUEUR_PRECISION, vide_permis=True
    )
    return PieceDemandee(
        demande=dossier.demande,
        attendue=attendue,
        libelle=libelle,
        raison=voulue.raison,
        precision=precision,
        remplace=refusee,
    )


def _libelle_connu(
    dossier: DossierDePieces, refusee: PieceDemande | None, attendue: PieceAttendue | None
) -> str:
    """Return the words of a document of the motif, or those under which a refused free piece was asked for."""
    if attendue is not None:
        return attendue.libelle
    if refusee is None:
        return ""
    origine = next((d for d in dossier.demandees if d.pk == refusee.repond_a_id), None)
    return origine.libelle if origine else f"Pièce n° {refusee.numero}"


def _refusee(dossier: DossierDePieces, numero: int | None) -> PieceDemande | None:
    if numero is None:
        return None
    for jointe in dossier.a_redemander():
        if jointe.numero == numero:
            return jointe
    raise HorsPortee


def _attendue(dossier: DossierDePieces, code: str) -> PieceAttendue | None:
    if not code:
        return None
    attendue = next((a for a in dossier.attendues if a.code == code), None)
    if attendue is None:
        raise HorsPortee
    if attendue not in dossier.a_demander():
        raise RegleMetierRefusee(
            "piece_deja_la",
            f"« {attendue.libelle} » est déjà au dossier\N{NO-BREAK SPACE}: refusez d’abord le fichier, avec sa raison, "
            "pour en demander un autre.",
        )
    return attendue
