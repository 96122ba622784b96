"""What the corpus is made with: raw PDFs, archives, and the harmless test virus."""

import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final

from pypdf import PdfWriter

from tests.factories.pieces import ecrire

# In two halves: put together only while a test runs, so that no antivirus flags this file.
EICAR: Final = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PAGES: Final = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE: Final = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"

INFECTE: Final = "infectee"
REFUSE: Final = "refusee"


@dataclass(frozen=True)
class Cas:
    """One file and what must become of it.

    Attributes:
        famille: what kind of attack (or of honest file).
        nom: the name the browser would send.
        octets: the content.
        attendu: the code of the refusal at deposit, or the state after the scan; several, between bars.
    """

    famille: str
    nom: str
    octets: bytes
    attendu: str = ""

    def __str__(self) -> str:
        return f"{self.famille}:{self.nom}"


def flux(donnees: bytes, entetes: bytes = b"") -> bytes:
    """Return a stream object of a PDF."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(donnees), entetes, donnees)


def flux_compresse(donnees: bytes, entetes: bytes = b"") -> bytes:
    """Return a compressed stream object."""
    return flux(zlib.compress(donnees), b"/Filter /FlateDecode " + entetes)


def pdf_brut(
    *objets: bytes, racine: bytes = b"<< /Type /Catalog /Pages 2 0 R >>", tete: bytes = b""
) -> bytes:
    """Return a PDF of one page written by hand: catalog 1, pages 2, page 3, then these objects from 4 on."""
    sortie = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + tete)
    adresses = []
    for numero, objet in enumerate((racine, PAGES, PAGE, *objets), start=1):
        adresses.append(len(sortie))
        sortie += b"%d 0 obj\n%s\nendobj\n" % (numero, objet)
    debut = len(sortie)
    sortie += b"xref\n0 %d\n0000000000 65535 f \n" % (len(adresses) + 1)
    sortie += b"".join(b"%010d 00000 n \n" % adresse for adresse in adresses)
    sortie += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(adresses) + 1, debut)
    return bytes(sortie)


def pdf_avec_action(action: bytes) -> bytes:
    """Return a PDF that runs this action when it is opened."""
    return pdf_brut(racine=b"<< /Type /Catalog /Pages 2 0 R /OpenAction %s >>" % action)


def pdf_en_flux_d_objets(action: bytes) -> bytes:
    """Return a PDF whose action hides in a compressed object stream, where no raw search sees it."""
    caches = [
        (1, b"<< /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R >>"),
        (2, PAGES),
        (3, PAGE),
        (4, action),
    ]
    index, corps = b"", b""
    for numero, objet in caches:
        index += b"%d %d " % (numero, len(corps))
        corps += objet + b" "
    sortie = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    adresse = len(sortie)
    entetes = b"/Type /ObjStm /N %d /First %d" % (len(caches), len(index))
    sortie += b"5 0 obj\n%s\nendobj\n" % flux_compresse(index + corps, entetes)
    debut = len(sortie)
    lignes = [(0, 0, 65535), *((2, 5, rang) for rang in range(4)), (1, adresse, 0), (1, debut, 0)]
    table = b"".join(
        b"%c" % genre + ou.to_bytes(4, "big") + rang.to_bytes(2, "big") for genre, ou, rang in lignes
    )
    entetes = b"/Type /XRef /Size 7 /W [1 4 2] /Root 1 0 R"
    sortie += b"6 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (flux_compresse(table, entetes), debut)
    return bytes(sortie)


def pdf_avec_joint(nom: str, octets: bytes, *, compresse: bool = False) -> bytes:
    """Return a PDF that carries a file."""
    ecrivain = PdfWriter()
    ecrivain.add_blank_page(595, 842)
    ecrivain.add_attachment(nom, octets)
    if not compresse:
        return ecrire(ecrivain)
    racine = b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(f) 4 0 R] >> >> >>"
    specification = b"<< /Type /Filespec /F (f) /EF << /F 5 0 R >> >>"
    return pdf_brut(specification, flux_compresse(octets, b"/Type /EmbeddedFile"), racine=racine)


def zip_de(membres: dict[str, bytes], *, zip64: bool = False, commentaire: bytes = b"") -> bytes:
    """Return a ZIP with these members."""
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = commentaire
        for nom, octets in membres.items():
            # A fixed date: with the clock's, the bytes change, and what the scanner says of them with it.
            fiche = zipfile.ZipInfo(nom, date_time=(2026, 1, 1, 0, 0, 0))
            fiche.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(fiche, "w", force_zip64=zip64) as membre:
                membre.write(octets)
    return sortie.getvalue()


def zip_emboite(profondeur: int) -> bytes:
    """Return the test virus in a ZIP, itself in a ZIP, and so on."""
    octets = EICAR
    for rang in range(profondeur):
        octets = zip_de({f"niveau{rang}": octets})
    return octets


def zip_chiffre() -> bytes:
    """Return a ZIP whose member says it is encrypted."""
    octets = bytearray(zip_de({"secret.exe": EICAR}))
    octets[6] |= 1
    octets[octets.index(b"PK\x01\x02") + 8] |= 1
    return bytes(octets)
