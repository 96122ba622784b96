"""PDFs: accessible, in French, and without any request to anybody."""

import socket
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, StreamObject

from espace_partenaires.documents.rendu import rendre_pdf
from espace_partenaires.documents.reponses import reponse_pdf
from espace_partenaires.documents.ressources import RessourceRefusee

TITRE = "Récépissé de transmission"


def _lire(contenu: bytes) -> PdfReader:
    return PdfReader(BytesIO(contenu))


def _dans(objet: DictionaryObject, nom: str) -> DictionaryObject:
    trouve = objet[nom].get_object()
    assert isinstance(trouve, DictionaryObject)
    return trouve


@pytest.mark.exigence("UX-02", "CONV-12")
def test_pdf_balise_en_francais_avec_son_titre() -> None:
    contenu = rendre_pdf(
        gabarit="essais/lettre.html", contexte={"texte": "Signalement nº 12, déjà reçu."}, titre=TITRE
    )
    pdf = _lire(contenu)
    racine = pdf.root_object
    assert contenu.startswith(b"%PDF-1.7")
    assert str(racine["/Lang"]) == "fr"
    assert _dans(racine, "/MarkInfo")["/Marked"]
    assert _dans(racine, "/StructTreeRoot")["/K"]
    assert _dans(racine, "/ViewerPreferences")["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == TITRE
    metadonnees = _dans(racine, "/Metadata")
    assert isinstance(metadonnees, StreamObject)
    assert b"pdfuaid:part" in metadonnees.get_data()
    texte = pdf.pages[0].extract_text()
    assert "Signalement nº 12, déjà reçu." in texte
    assert "page 1 sur 1" in texte, "la feuille de style du portail est appliquée"


@pytest.mark.exigence("UX-02")
def test_texte_echappe_comme_a_l_ecran() -> None:
    contenu = rendre_pdf(gabarit="essais/lettre.html", contexte={"texte": "<script>a</script>"}, titre=TITRE)
    assert "<script>a</script>" in _lire(contenu).pages[0].extract_text()


@pytest.mark.exigence("SEC-01")
@pytest.mark.parametrize(
    "html",
    [
        '<img src="http://192.0.2.1/x.png" alt="">',
        '<img src="https://exemple.invalid/x.png" alt="">',
        '<img src="file:///etc/passwd" alt="">',
        '<img src="/etc/passwd" alt="">',
        '<img src="/statique/../manage.py" alt="">',
        '<img src="/statique/%2e%2e/manage.py" alt="">',
        '<img src="data:image/png;base64,AAAA" alt="">',
        '<link rel="stylesheet" href="http://192.0.2.1/x.css">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<p class="x">a</p><img src="/statique/css/absente.svg" alt="">',
    ],
)
def test_rien_ne_se_charge_que_nos_fichiers_statiques(html: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interdit(*_: object, **__: object) -> None:
        raise AssertionError("le document a appelé le réseau")

    monkeypatch.setattr(socket.socket, "connect", interdit)
    with pytest.raises(RessourceRefusee):
        rendre_pdf(gabarit="essais/brut.html", contexte={"html": html}, titre=TITRE)


@pytest.mark.exigence("UX-02")
def test_un_fichier_statique_se_charge() -> None:
    html = '<img src="/statique/img/favicon.svg" alt="Marque du portail">'
    contenu = rendre_pdf(gabarit="essais/brut.html", contexte={"html": html}, titre=TITRE)
    assert len(_lire(contenu).pages) == 1
    assert Path("static/img/favicon.svg").exists()


@pytest.mark.exigence("DOC-04")
@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("recepisse-2026-691-K4T8QX", "recepisse-2026-691-k4t8qx.pdf"),
        ("Formulaire à signer.pdf", "formulaire-a-signer.pdf"),
        ('a"; filename="b.exe', "a-filenamebexe.pdf"),
        ("\r\nX-Autre: 1", "x-autre-1.pdf"),
        ("", "document.pdf"),
    ],
)
def test_reponse_a_enregistrer_que_nul_cache_ne_garde(nom: str, attendu: str) -> None:
    reponse = reponse_pdf(b"%PDF-1.7", nom)
    assert reponse["Content-Disposition"] == f'attachment; filename="{attendu}"'
    assert reponse["Content-Type"] == "application/pdf"
    assert "no-store" in reponse["Cache-Control"]
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse.content == b"%PDF-1.7"
