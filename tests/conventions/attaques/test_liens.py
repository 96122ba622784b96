"""What the link of an attestation leaves behind: no secret in the logs, nothing that grows with wrong links."""

import logging
from pathlib import Path

import pytest
from django.urls import reverse

from conventions.rules.assistance import page_sans_question
from conventions.services.attestations import attestation_du_lien
from conventions.views.attestations import LIMITES
from espace_partenaires.comptes.services.invitations import invitation_vivante
from espace_partenaires.exceptions import RegleMetierRefusee
from tests.conftest import ClientDuPortail

pytestmark = pytest.mark.django_db
SECRET = "un-secret-tire-au-sort"
RACINE = Path(__file__).resolve().parents[3]


@pytest.mark.exigence("CONV-13", "SEC-02")
def test_le_secret_du_lien_n_entre_dans_aucun_journal(
    client: ClientDuPortail, caplog: pytest.LogCaptureFixture
) -> None:
    adresse = reverse("conventions:suivre_attestation", args=[SECRET])
    with caplog.at_level(logging.INFO):
        reponses = [
            client.get(adresse, follow=True)
            for _ in range(int(LIMITES["attestation"].split("/")[0]) // 2 + 1)
        ]
    assert reponses[-1].status_code == 429
    assert "Too Many Requests" in caplog.text
    assert SECRET not in caplog.text
    nginx = (RACINE / "deploy/nginx/portail.conf").read_text()
    assert "~^/attestation/. 0;" in nginx


@pytest.mark.exigence("CONV-13", "ORG-05")
def test_un_signalement_de_panne_ne_garde_pas_l_adresse_du_lien() -> None:
    assert page_sans_question(f"https://portail.example/attestation/{SECRET}/") == ""
    assert page_sans_question("/ma-convention/?q=1") == "/ma-convention/"


@pytest.mark.exigence("CONV-13", "SEC-02")
@pytest.mark.parametrize("lien", ["attestation", "activation"])
def test_un_lien_faux_ne_laisse_rien_en_memoire(lien: str) -> None:
    refus = []
    for _ in range(2):
        with pytest.raises(RegleMetierRefusee) as saisi:
            if lien == "attestation":
                attestation_du_lien(SECRET)
            else:
                invitation_vivante(secret=SECRET)
        refus.append(saisi.value)
    # One exception raised again and again would hold every frame it went through, secrets within.
    assert refus[0] is not refus[1]
    assert [un.code for un in refus] == ["lien_invalide", "lien_invalide"]
