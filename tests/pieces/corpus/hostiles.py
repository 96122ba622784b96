"""Hostile files: archives, programs, other formats, twofold natures, images."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zlib
from functools import cache

from PIL import Image

from tests.factories.pieces import image, pdf
from tests.pieces.corpus.hostiles_pdf import pdf_hostiles
from tests.pieces.corpus.outils import EICAR, Cas, pdf_brut, zip_chiffre, zip_de, zip_emboite

TYPE, DOUBLE, PETITE = "piece_type_refuse", "piece_double_nature", "piece_image_trop_petite"
ILLISIBLE, GRANDE = "piece_image_illisible", "piece_image_trop_grande"
DOCX = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"}


def _virus_nus() -> list[Cas]:
    return [
        Cas("virus nu", "eicar.com", EICAR, TYPE),
        Cas("virus nu", "facture.pdf", EICAR, TYPE),
        Cas("virus nu", "facture.pdf", EICAR + b"\r\n", TYPE),
        Cas("virus nu", "photo.jpg", b" " * 100 + EICAR, TYPE),
        Cas("vide", "rien.pdf", b"", "piece_vide"),
    ]


def _archives() -> list[Cas]:
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("vide"))
    return [
        Cas("zip", "archive.pdf", zip_de({"lettre.txt": b"bonjour"}), TYPE),
        Cas("zip", "vide.pdf", zip_de({}), TYPE),
        Cas("zip", "eicar.zip", zip_de({"a.com": EICAR}), TYPE),
        Cas("zip", "zip64.pdf", zip_de({"a.com": EICAR}, zip64=True), TYPE),
        Cas("zip", "chiffre.pdf", zip_chiffre(), TYPE),
        Cas("zip", "autoextractible.exe", b"MZ" + b"\0" * 200 + zip_de({"a": b"b"}), TYPE),
        Cas("zip emboîtés", "cinq.pdf", zip_emboite(5), TYPE),
        Cas("zip emboîtés", "vingt-cinq.pdf", zip_emboite(25), TYPE),
        Cas("bombe zip", "bombe.pdf", zip_de({"zeros": b"\0" * 40_000_000, "a.com": EICAR}), TYPE),
        Cas("bombe zip", "nombre.pdf", zip_de({f"f{rang}": b"" for rang in range(3000)}), TYPE),
        Cas("autre archive", "a.pdf.gz", gzip.compress(EICAR), TYPE),
        Cas("autre archive", "a.bz2", bz2.compress(EICAR), TYPE),
        Cas("autre archive", "a.xz", lzma.compress(EICAR), TYPE),
        Cas("autre archive", "a.tar", tar.getvalue(), TYPE),
        Cas("autre archive", "a.7z", b"7z\xbc\xaf\x27\x1c" + b"\0" * 80, TYPE),
        Cas("autre archive", "a.rar", b"Rar!\x1a\x07\x01\x00" + b"\0" * 80, TYPE),
    ]


def _bureautique() -> list[Cas]:
    macros = {**DOCX, "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600}
    odt = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}
    return [
        Cas("bureautique", "lettre.docx", zip_de(DOCX), TYPE),
        Cas("bureautique", "lettre.pdf", zip_de(DOCX), TYPE),
        Cas("bureautique", "budget.xlsm", zip_de(macros), TYPE),
        Cas("bureautique", "lettre.odt", zip_de(odt), TYPE),
        Cas("bureautique", "ancien.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, TYPE),
        Cas("bureautique", "lettre.rtf", b"{\\rtf1\\ansi bonjour}", TYPE),
    ]


def _programmes() -> list[Cas]:
    return [
        Cas("programme", "facture.pdf.exe", b"MZ\x90\x00" + b"\0" * 300, TYPE),
        Cas("programme", "photo.jpg.exe", b"MZ\x90\x00" + b"\0" * 300, TYPE),
        Cas("programme", "facture.pdf", b"\x7fELF\x02\x01\x01" + b"\0" * 300, TYPE),
        Cas("programme", "script.pdf", b"#!/bin/sh\nrm -rf .\n", TYPE),
        Cas("programme", "a.class.jpg", b"\xca\xfe\xba\xbe\x00\x00\x00\x34" + b"\0" * 60, TYPE),
        Cas("programme", "a.wasm", b"\0asm\x01\0\0\0", TYPE),
        Cas("programme", "raccourci.lnk", b"L\0\0\0\x01\x14\x02\0" + b"\0" * 60, TYPE),
    ]


def _pages_web() -> list[Cas]:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    entite = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    return [
        Cas("page web", "logo.svg", svg, TYPE),
        Cas("page web", "photo.png", svg, TYPE),
        Cas("page web", "photo.jpg.html", b"<!doctype html><script>alert(1)</script>", TYPE),
        Cas("page web", "facture.pdf", b"<html><body onload=alert(1)></body></html>", TYPE),
        Cas("page web", "donnees.xml", entite, TYPE),
        Cas("page web", "a.js", b"alert(document.cookie)", TYPE),
    ]


def _autres_images() -> list[Cas]:
    boite = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 300
    formats = ("GIF", "BMP", "TIFF", "WEBP", "ICO", "TGA")
    autres = [Cas("autre image", f"photo.{nom.lower()}", image(nom, mode="RGB"), TYPE) for nom in formats]
    return [
        *autres,
        Cas("autre image", "IMG_0001.HEIC", boite, TYPE),
        Cas("autre image", "IMG_0001.jpg", boite, TYPE),
        Cas("autre image", "a.psd", b"8BPS\0\1" + b"\0" * 60, TYPE),
    ]


def _deux_natures() -> list[Cas]:
    archive = zip_de({"a.com": EICAR})
    page = b"<html><script>alert(1)</script></html>"
    return [
        Cas("deux natures", "pdf+zip.pdf", pdf() + archive, DOUBLE),
        Cas(
            "deux natures", "pdf+zip.pdf", pdf() + zip_de({"a.com": EICAR}, commentaire=b"\n%%EOF\n"), DOUBLE
        ),
        Cas("deux natures", "pdf+html.pdf", pdf_brut(tete=b"%" + page + b"\n"), DOUBLE),
        Cas("deux natures", "pdf+html.pdf", pdf() + page, DOUBLE),
        Cas("deux natures", "pdf+exe.pdf", pdf() + b"MZ" + b"\0" * 60, "piece_pdf_illisible"),
        Cas("deux natures", "pdf+7z.pdf", pdf_brut(tete=b"%7z\xbc\xaf\x27\x1c\n"), DOUBLE),
        Cas("deux natures", "jpg+zip.jpg", image() + archive, DOUBLE),
        Cas("deux natures", "jpg+rar.jpg", image() + b"Rar!\x1a\x07\x01\x00", DOUBLE),
        Cas("deux natures", "jpg+pdf.jpg", image() + pdf(), DOUBLE),
        Cas("deux natures", "jpg+html.jpg", image(comment=page), DOUBLE),
        Cas("deux natures", "png+zip.png", image("PNG") + archive, DOUBLE),
        Cas("deux natures", "png+html.png", image("PNG") + page, DOUBLE),
        Cas("deux natures", "gif+zip.gif", image("GIF") + archive, TYPE),
        Cas("deux natures", "html+pdf.pdf", page + pdf(), TYPE),
    ]


def _morceau_png(nom: bytes, corps: bytes) -> bytes:
    return struct.pack("!L", len(corps)) + nom + corps + struct.pack("!L", zlib.crc32(nom + corps))


def png_menteur(largeur: int, hauteur: int) -> bytes:
    """Return a PNG of a few bytes that announces this size."""
    entete = struct.pack("!LLBBBBB", largeur, hauteur, 1, 0, 0, 0, 0)
    corps = _morceau_png(b"IHDR", entete) + _morceau_png(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + corps + _morceau_png(b"IEND", b"")


def _jpeg_menteur() -> bytes:
    octets = bytearray(image())
    debut = octets.index(b"\xff\xc0")
    octets[debut + 5 : debut + 9] = struct.pack("!HH", 65000, 65000)
    return bytes(octets)


def _grand_png() -> bytes:
    sortie = io.BytesIO()
    Image.new("1", (9000, 9000)).save(sortie, "PNG")
    return sortie.getvalue()


def _images_piegees() -> list[Cas]:
    jpeg, png = image(), image("PNG")
    casse = bytearray(png)
    casse[png.index(b"IDAT") + 8] ^= 0xFF
    return [
        Cas("trop de pixels", "grand.png", _grand_png(), GRANDE),
        Cas("trop de pixels", "menteur.png", png_menteur(60_000, 60_000), GRANDE),
        Cas("trop de pixels", "menteur.jpg", _jpeg_menteur(), GRANDE),
        Cas("image abîmée", "coupee.jpg", jpeg[: len(jpeg) // 2], ILLISIBLE),
        Cas("image abîmée", "coupee.jpg", jpeg[: len(jpeg) * 9 // 10], ILLISIBLE),
        Cas("image abîmée", "entete.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 50, ILLISIBLE),
        Cas("image abîmée", "coupee.png", png[: len(png) // 2], ILLISIBLE),
        Cas("image abîmée", "somme.png", bytes(casse), ILLISIBLE),
        Cas("image abîmée", "menteur.png", png_menteur(2000, 2000), ILLISIBLE),
        Cas("image abîmée", "entete.png", b"\x89PNG\r\n\x1a\n", ILLISIBLE),
        Cas("image trop petite", "point.png", image("PNG", (1, 1)), PETITE),
        Cas("image trop petite", "vignette.jpg", image("JPEG", (160, 120)), PETITE),
        Cas("image trop petite", "bande.jpg", image("JPEG", (2000, 399)), PETITE),
    ]


@cache
def hostiles() -> tuple[Cas, ...]:
    """Return the whole hostile corpus."""
    familles = (_virus_nus, _archives, _bureautique, _programmes, _pages_web, _autres_images)
    cas = [un_cas for famille in (*familles, _deux_natures, _images_piegees) for un_cas in famille()]
    return (*cas, *pdf_hostiles())
