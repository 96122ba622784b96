"""Hostile PDFs: viruses inside, passwords, cut short, active, carrying files, too long."""

from pypdf import PdfWriter

from espace_partenaires.pieces.enums import EtatPiece
from tests.factories.pieces import ecrire, pdf
from tests.pieces.corpus.outils import (
    EICAR,
    INFECTE,
    REFUSE,
    Cas,
    flux,
    flux_compresse,
    pdf_avec_action,
    pdf_avec_joint,
    pdf_brut,
    pdf_en_flux_d_objets,
    zip_de,
)

CHIFFRE, ILLISIBLE, ACTIF = "piece_pdf_chiffre", "piece_pdf_illisible", "piece_pdf_actif"
SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


def _virus() -> list[Cas]:
    joint = pdf_avec_joint("notice.txt", zip_de({"a.com": EICAR}), compresse=True)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    return [
        Cas("virus dans un PDF", "joint.pdf", pdf_avec_joint("notice.com", EICAR), INFECTE),
        Cas("virus dans un PDF", "joint-compresse.pdf", pdf_avec_joint("f", EICAR, compresse=True), INFECTE),
        Cas("virus dans un PDF", "joint-zip.pdf", joint, INFECTE),
        Cas("virus dans un PDF", "flux.pdf", pdf_brut(flux(EICAR)), INFECTE),
        Cas("virus dans un PDF", "flux-compresse.pdf", pdf_brut(flux_compresse(EICAR)), INFECTE),
        Cas("virus dans un PDF", "contenu.pdf", pdf_brut(flux_compresse(EICAR), page), INFECTE),
    ]


def _chiffres() -> list[Cas]:
    cas = []
    for methode in ("RC4-40", "RC4-128", "AES-128", "AES-256"):
        ecrivain = PdfWriter()
        ecrivain.add_blank_page(595, 842)
        ecrivain.encrypt("secret", "maitre", algorithm=methode)
        cas.append(Cas("PDF chiffré", f"{methode}.pdf", ecrire(ecrivain), CHIFFRE))
    return cas


def _abimes() -> list[Cas]:
    entier = pdf(pages=3)
    sans_page = pdf_brut().replace(b"/Kids [3 0 R] /Count 1", b"/Kids [     ] /Count 0")
    return [
        *(
            Cas("PDF abîmé", f"coupe-{part}.pdf", entier[: len(entier) * part // 100], ILLISIBLE)
            for part in (10, 50, 98)
        ),
        Cas("PDF abîmé", "entete.pdf", b"%PDF-1.7\n", ILLISIBLE),
        Cas("PDF abîmé", "bruit.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 20 + b"\n%%EOF", ILLISIBLE),
        Cas("PDF abîmé", "sans-page.pdf", sans_page, ILLISIBLE),
        Cas("PDF abîmé", "coupe-puis-fini.pdf", entier[: len(entier) // 3] + b"\n%%EOF\n", ILLISIBLE),
        Cas(
            "PDF abîmé",
            "arbre-en-boucle.pdf",
            pdf_brut().replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"),
            ILLISIBLE,
        ),
        Cas("PDF trop long", "201.pdf", pdf(pages=201), "piece_pdf_trop_de_pages"),
    ]


def _actifs() -> list[Cas]:
    lancement = b"<< /S /Launch /F (cmd.exe) >>"
    noms = b"<< /Type /Catalog /Pages 2 0 R /Names << /JavaScript << /Names [(a) 4 0 R] >> >> >>"
    formulaire = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /XFA (x) /Fields [] >> >>"
    page = b"<< /Type /Page /AA << /O << /S /Java#53cript /JS (1) >> >> >>"
    media = b"<< /Type /Annot /Subtype /RichMedia >>"
    geante = flux(b"\0", b"/Subtype /Image /Width 90000 /Height 90000")
    ressource = b"<< /Type /Catalog /Pages 2 0 R /Image 4 0 R >>"
    return [
        Cas("PDF actif", "ouverture.pdf", pdf_avec_action(SCRIPT), ACTIF),
        Cas(
            "PDF actif",
            "nom-echappe.pdf",
            pdf_avec_action(SCRIPT.replace(b"/JavaScript", b"/J#61vaScript")),
            ACTIF,
        ),
        Cas("PDF actif", "noms.pdf", pdf_brut(SCRIPT, racine=noms), ACTIF),
        Cas("PDF actif", "page.pdf", pdf_brut(page), ACTIF),
        Cas("PDF actif", "lancement.pdf", pdf_avec_action(lancement), ACTIF),
        Cas(
            "PDF actif",
            "suite.pdf",
            pdf_avec_action(b"<< /S /GoTo /D [3 0 R /Fit] /Next %s >>" % lancement),
            ACTIF,
        ),
        Cas("PDF actif", "envoi.pdf", pdf_avec_action(b"<< /S /SubmitForm /F (x) >>"), ACTIF),
        Cas("PDF actif", "import.pdf", pdf_avec_action(b"<< /S /ImportData /F (x) >>"), ACTIF),
        Cas("PDF actif", "xfa.pdf", pdf_brut(racine=formulaire), ACTIF),
        Cas("PDF actif", "media.pdf", pdf_avec_action(b"<< /A 4 0 R /B [%s] >>" % media), ACTIF),
        Cas("PDF actif", "cache.pdf", pdf_en_flux_d_objets(SCRIPT), ACTIF),
        Cas("PDF actif", "cache-lancement.pdf", pdf_en_flux_d_objets(lancement), ACTIF),
        Cas("trop de pixels", "image.pdf", pdf_brut(geante, racine=ressource), "piece_image_trop_grande"),
    ]


def _porteurs() -> list[Cas]:
    note = b"<< /Type /Catalog /Pages 2 0 R /A << /Subtype /FileAttachment /FS (x) >> >>"
    classeur = b"<< /Type /Catalog /Pages 2 0 R /Collection << /View /T >> >>"
    docx = zip_de({"word/document.xml": b"<document/>"})
    return [
        Cas("PDF porteur", "texte.pdf", pdf_avec_joint("notice.txt", b"bonjour"), REFUSE),
        Cas("PDF porteur", "pdf.pdf", pdf_avec_joint("autre.pdf", pdf(), compresse=True), REFUSE),
        Cas("PDF porteur", "docx.pdf", pdf_avec_joint("l.docx", docx, compresse=True), REFUSE),
        Cas(
            "PDF porteur",
            "zip64.pdf",
            pdf_avec_joint("f", zip_de({"a": EICAR}, zip64=True), compresse=True),
            # Python writes ZIP64 in two ways (3.11.4 changed it); clamd opens one of them.
            f"{REFUSE}|{EtatPiece.INFECTEE}",
        ),
        Cas("PDF porteur", "note.pdf", pdf_brut(racine=note), REFUSE),
        Cas("PDF porteur", "classeur.pdf", pdf_brut(racine=classeur), REFUSE),
    ]


def pdf_hostiles() -> list[Cas]:
    """Return the hostile PDFs."""
    return [un_cas for famille in (_virus, _chiffres, _abimes, _actifs, _porteurs) for un_cas in famille()]
