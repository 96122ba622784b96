"""The form field: says what is accepted, refuses at once what is empty or too large."""

import pytest
from django import forms
from django.utils.datastructures import MultiValueDict
from pytest_django.fixtures import Settings

from espace_partenaires.pieces.enums import TypePiece
from espace_partenaires.pieces.formulaires import PieceField
from tests.factories.pieces import depot, pdf


def formulaire(octets: bytes | None, *, required: bool = True) -> forms.Form:
    class Depot(forms.Form):
        fichier = PieceField(required=required)

    return Depot({}, MultiValueDict({"fichier": [depot(octets)]} if octets is not None else {}))


@pytest.mark.exigence("DOC-01")
def test_le_champ_dit_ce_qui_est_accepte(settings: Settings) -> None:
    settings.TAILLE_MAX_PIECE = 10 * 1024 * 1024
    champ = PieceField()
    assert champ.help_text == "PDF, JPEG ou PNG, 10\N{NO-BREAK SPACE}Mo au plus."
    assert champ.widget.attrs["accept"] == ".pdf,application/pdf,.jpg,.jpeg,image/jpeg,.png,image/png"
    reduit = PieceField(types=frozenset({TypePiece.PDF}))
    assert (reduit.help_text, reduit.widget.attrs["accept"]) == (
        "PDF, 10\N{NO-BREAK SPACE}Mo au plus.",
        ".pdf,application/pdf",
    )


@pytest.mark.exigence("DOC-01", "DOC-05")
@pytest.mark.parametrize(
    ("octets", "debut"), [(b"", "Ce fichier est vide"), (b"x" * 3000, "Ce fichier dépasse 1")]
)
def test_un_fichier_vide_ou_trop_lourd_est_dit_sous_le_champ(
    settings: Settings, octets: bytes, debut: str
) -> None:
    settings.TAILLE_MAX_PIECE = 2000
    rempli = formulaire(octets)
    assert not rempli.is_valid()
    assert str(rempli.errors["fichier"][0]).startswith(debut)


@pytest.mark.exigence("DOC-01")
def test_un_fichier_ordinaire_passe_et_un_champ_facultatif_peut_rester_vide() -> None:
    assert formulaire(pdf()).is_valid()
    vide = formulaire(None, required=False)
    assert vide.is_valid()
    assert not vide.cleaned_data["fichier"]
