"""What a refusal says: the address, or something that another address would not mend; as cases."""

import pytest

from espace_partenaires.notifications.refus import est_une_adresse_refusee, rapport_d_adresse_refusee

pytestmark = pytest.mark.exigence("UX-07")


@pytest.mark.parametrize(
    ("code", "texte", "attendu"),
    [
        (550, "5.1.1 <m.durand@ccas.example>: user unknown", True),
        (550, "5.1.10 recipient address has null MX", True),
        (553, "5.1.3 bad address syntax", True),
        (550, "5.2.1 mailbox disabled", True),
        (550, "No such user here", True),
        (550, "5.0.0 unknown user", True),
        (550, "", True),
        # Our own side: relay, policy, sender.
        (550, "5.7.1 relay denied", False),
        (554, "5.7.1 blocked by our policy", False),
        (550, "relay not permitted", False),
        (550, "Relaying denied", False),
        (550, "5.1.7 bad sender address", False),
        (550, "5.1.8 sender domain not found", False),
        # A mailbox that is full, a server that fails, an answer that says nothing of the address.
        (552, "5.2.2 mailbox full", False),
        (554, "5.4.4 no route to host", False),
        (554, "transaction failed", False),
        (451, "4.1.1 try again", False),
        (450, "5.1.1 neither one nor the other", False),
    ],
)
def test_la_reponse_a_un_destinataire(code: int, texte: str, *, attendu: bool) -> None:
    assert est_une_adresse_refusee(code, texte) is attendu


@pytest.mark.parametrize(
    ("statut", "diagnostic", "attendu"),
    [
        ("5.1.1", "", True),
        (" 5.1.2 (no such domain)", "", True),
        ("5.0.0", "smtp; 550 no such user", True),
        ("5.0.0", "SMTP;550-5.1.1 unknown", True),
        ("5.7.1", "smtp; 550 5.1.1 unknown", False),
        ("5.0.0", "smtp; 550 relay denied", False),
        ("5.0.0", "smtp; 554 5.7.1 spam", False),
        ("5.0.0", "x-local; no idea", False),
        ("5.0.0", "", False),
        ("", "", False),
    ],
)
def test_le_rapport_de_remise(statut: str, diagnostic: str, *, attendu: bool) -> None:
    assert rapport_d_adresse_refusee(statut, diagnostic) is attendu
