"""Files of every kind, made in code: honest ones, and their rows. Nothing here is a stored sample."""

import hashlib
import io
import itertools
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw
from pypdf import PdfWriter

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.pieces.enums import EtatPiece, TypePiece
from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.stockage import ranger

CAISSE, PARTENAIRE, AUTEUR = 691, 42, 7
_graines = itertools.count(1)


def technicien(
    *, utilisateur_id: int = AUTEUR, caisse_id: int = CAISSE, partenaire_id: int = PARTENAIRE
) -> Acteur:
    """Return a technicien who may deposit for this caisse."""
    return Acteur(
        utilisateur_id=utilisateur_id,
        profil=Profil.TECHNICIEN,
        roles=frozenset({"technicien"}),
        caisse_ids=frozenset({caisse_id}),
        partenaire_id=partenaire_id,
    )


def agent(*, utilisateur_id: int = 900, caisse_id: int = CAISSE) -> Acteur:
    """Return an instructeur of a caisse."""
    return Acteur(
        utilisateur_id=utilisateur_id,
        profil=Profil.AGENT,
        roles=frozenset({"instructeur"}),
        caisse_ids=frozenset({caisse_id}),
    )


def pdf(pages: int = 1) -> bytes:
    """Return an ordinary PDF, different at each call."""
    ecrivain = PdfWriter()
    for _ in range(pages):
        ecrivain.add_blank_page(595, 842)
    ecrivain.add_metadata({"/Title": f"Justificatif {next(_graines)}"})
    return ecrire(ecrivain)


def ecrire(ecrivain: PdfWriter) -> bytes:
    """Return the bytes of a PDF under construction."""
    sortie = io.BytesIO()
    ecrivain.write(sortie)
    return sortie.getvalue()


def image(
    format_image: str = "JPEG", taille: tuple[int, int] = (800, 1100), mode: str = "RGB", **options: Any
) -> bytes:
    """Return an image of a page with a few strokes, different at each call."""
    page = Image.new(mode, taille, "white" if mode != "1" else 1)
    trait = ImageDraw.Draw(page)
    trait.line((10, 10, 10 + next(_graines) % 300, taille[1] - 10), fill=0)
    sortie = io.BytesIO()
    page.save(sortie, format_image, **options)
    return sortie.getvalue()


def depot(octets: bytes, nom: str = "scan.pdf") -> SimpleUploadedFile:
    """Return an upload as a browser sends it."""
    return SimpleUploadedFile(nom, octets, content_type="application/octet-stream")


def creer_piece(octets: bytes | None = None, **champs: Any) -> PieceJointe:
    """Store a content and make its row directly, in quarantine unless told otherwise.

    No check is run: this is how a test puts any content before the scan.
    """
    contenu = pdf() if octets is None else octets
    maintenant = champs.setdefault("deposee_le", timezone.now())
    valeurs: dict[str, Any] = {
        "etat": EtatPiece.QUARANTAINE,
        "caisse_id": CAISSE,
        "partenaire_id": PARTENAIRE,
        "auteur_id": AUTEUR,
        "sha256": hashlib.sha256(contenu).hexdigest(),
        "taille": len(contenu),
        "type_detecte": TypePiece.PDF,
        **champs,
    }
    if "emplacement" not in valeurs:
        valeurs["emplacement"] = ranger(contenu, maintenant)
    return PieceJointe.objects.create(**valeurs)


def creer_piece_saine(octets: bytes | None = None, **champs: Any) -> PieceJointe:
    """Make a file that was already found clean."""
    faits = {"etat": EtatPiece.SAINE, "analysee_le": timezone.now(), "version_signatures": "ClamAV 1.4.6"}
    return creer_piece(octets, **{**faits, **champs})
