"""Honest files: what people really send."""

import hashlib
import io
import warnings
from collections.abc import Iterable
from functools import cache
from typing import Any

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from weasyprint import HTML

from tests.factories.pieces import ecrire, image, pdf
from tests.pieces.corpus.outils import Cas, flux, pdf_brut, pdf_en_flux_d_objets

LETTRE = """<html lang="fr"><head><title>Attestation</title></head><body><h1>Attestation</h1>
<p>Élodie Çelik-Noël déclare sur l’honneur : 12 € ; « oui ». <a href="https://www.example/JavaScript">lien</a></p>{}</body></html>"""


def _ecrits() -> Iterable[Cas]:
    tableau = "<table>" + "<tr><td>a</td><td>b</td></tr>" * 60 + "</table>"
    for nom, corps, options in (
        ("lettre", "", {}),
        ("tableau", tableau, {}),
        ("long", "<p>Bonjour</p>" * 300, {}),
        ("accessible", "", {"pdf_variant": "pdf/ua-1"}),
        ("archive", "", {"pdf_variant": "pdf/a-3u"}),
        ("ancien", "", {"pdf_version": "1.4"}),
        ("non-compresse", "", {"uncompressed_pdf": True}),
        ("formulaire", "<input value='nom'><textarea>texte</textarea>", {"pdf_forms": True}),
    ):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves a colour profile open
            yield Cas("PDF écrit", f"{nom}.pdf", HTML(string=LETTRE.format(corps)).write_pdf(**options))


def _scannes() -> Iterable[Cas]:
    grain = hashlib.shake_256(b"scanner").digest(620 * 877)  # noise like a scanner's, the same at each run
    bruit = Image.frombytes("L", (620, 877), grain).resize((1240, 1754))
    for nom, mode, pages in (("gris", "L", 1), ("couleur", "RGB", 1), ("trait", "1", 3), ("dossier", "L", 8)):
        page = bruit.convert(mode)
        sortie = io.BytesIO()
        page.save(sortie, "PDF", resolution=150, save_all=True, append_images=[page] * (pages - 1))
        yield Cas("PDF numérisé", f"{nom}.pdf", sortie.getvalue())


def _protege(methode: str) -> bytes:
    ecrivain = PdfWriter()
    ecrivain.add_blank_page(595, 842)
    ecrivain.encrypt("", "maitre", algorithm=methode)
    return ecrire(ecrivain)


def _avec_lien() -> bytes:
    ecrivain = PdfWriter()
    page = ecrivain.add_blank_page(595, 842)
    adresse = {"/S": NameObject("/URI"), "/URI": TextStringObject("https://www.example/Launch")}
    page[NameObject("/A")] = DictionaryObject({NameObject(cle): valeur for cle, valeur in adresse.items()})
    return ecrire(ecrivain)


def _modifie() -> bytes:
    ecrivain = PdfWriter(io.BytesIO(pdf(pages=2)), incremental=True)
    ecrivain.add_blank_page(595, 842)
    return ecrire(ecrivain)


def _assembles() -> Iterable[Cas]:
    fusion = PdfWriter()
    for _ in range(3):
        fusion.append(PdfReader(io.BytesIO(pdf(pages=2))))
    ouverture = b"<< /Type /Catalog /Pages 2 0 R /OpenAction [3 0 R /Fit] /PageMode /UseOutlines >>"
    yield Cas("PDF assemblé", "fusion.pdf", ecrire(fusion))
    yield Cas("PDF assemblé", "deux-cents.pdf", pdf(pages=200))
    yield Cas("PDF assemblé", "lien.pdf", _avec_lien())
    yield Cas("PDF assemblé", "modifie.pdf", _modifie())
    yield Cas("PDF assemblé", "fin-avec-blancs.pdf", pdf() + b"\r\n\0\0\0\n")
    yield Cas("PDF assemblé", "ouverture-sur-page.pdf", pdf_brut(racine=ouverture))
    yield Cas("PDF assemblé", "flux-d-objets.pdf", pdf_en_flux_d_objets(b"<< /S /GoTo /D [3 0 R /Fit] >>"))
    yield Cas(
        "PDF assemblé", "texte.pdf", pdf_brut(flux(b"BT (le script /JS et /Launch sont des mots) Tj ET"))
    )
    for methode in ("RC4-128", "AES-256"):
        yield Cas("PDF protégé contre l’impression", f"{methode}.pdf", _protege(methode))


def _exif() -> bytes:
    donnees = Image.Exif()
    donnees[0x0112], donnees[0x010F] = 6, "Téléphone"
    return image(exif=donnees.tobytes())


def _photos() -> Iterable[Cas]:
    reglages: tuple[tuple[str, dict[str, Any]], ...] = (
        ("ordinaire", {}),
        ("basse-qualite", {"quality": 30}),
        ("haute-qualite", {"quality": 98, "subsampling": 0}),
        ("progressive", {"progressive": True}),
        ("grise", {"mode": "L"}),
        ("cmjn", {"mode": "CMYK"}),
        ("minimum", {"taille": (400, 400)}),
        ("bande", {"taille": (3000, 450)}),
        ("12-megapixels", {"taille": (4032, 3024)}),
        ("48-megapixels", {"taille": (8064, 6048), "quality": 40}),
        ("commentaire", {"comment": b"vacances"}),
    )
    for nom, options in reglages:
        yield Cas("photographie", f"{nom}.jpg", image("JPEG", **options))
    yield Cas("photographie", "orientation.jpg", _exif())
    yield Cas("photographie", "telephone.jpg", image() + b"\0\0SEFHk\0\0\0SEFT")
    double = io.BytesIO()
    premiere = Image.open(io.BytesIO(image()))
    premiere.save(double, "MPO", save_all=True, append_images=[Image.open(io.BytesIO(image()))])
    yield Cas("photographie", "deux-vues.jpg", double.getvalue())


def _captures() -> Iterable[Cas]:
    for mode in ("RGB", "RGBA", "L", "LA", "P", "1", "I;16"):
        page = (
            Image.new("RGB", (900, 700), "white").convert(mode)
            if mode != "I;16"
            else Image.new(mode, (900, 700))
        )
        sortie = io.BytesIO()
        page.save(sortie, "PNG", optimize=mode == "P")
        yield Cas("capture d’écran", f"{mode.replace(';', '')}.png", sortie.getvalue())
    yield Cas("capture d’écran", "grande.png", image("PNG", (2560, 1440)))


@cache
def honnetes() -> tuple[Cas, ...]:
    """Return the whole honest corpus."""
    familles = (_ecrits, _scannes, _assembles, _photos, _captures)
    return tuple(un_cas for famille in familles for un_cas in famille())
