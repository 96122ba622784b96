"""What a mail server says when it refuses: is it the address, or something that the person cannot mend?"""

import re
from typing import Final

# RFC 3463: the mailbox, or its domain, is wrong (5.1.x) or closed (5.2.1). 5.1.7 and 5.1.8 speak of the sender: us.
_ADRESSE: Final = re.compile(r"5\.1\.(?!7\b|8\b)\d{1,3}|5\.2\.1")
# A server that knows no more than « no » (Postfix gives this to a refusal that came without a detailed status).
_SANS_PRECISION: Final = "5.0.0"
_DEFINITIF: Final = 500
_REFUS_DE_LA_BOITE: Final = 550
_STATUT: Final = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_REPONSE: Final = re.compile(r"\s*(?:smtp\s*;)?\s*(\d{3})[ -](.*)", re.IGNORECASE | re.DOTALL)
_RELAIS: Final = re.compile(r"\brelay", re.IGNORECASE)


def est_une_adresse_refusee(code: int, texte: str) -> bool:
    """Tell whether the answer to a recipient says that its address is wrong, for good.

    A refusal of policy (5.7.x, « relay denied »), a full mailbox, a server that fails are nothing that the
    partenaire can correct: our own relay, badly set, would make a task of every account.

    Args:
        code: of the answer, three digits.
        texte: what follows it: a detailed status (RFC 3463) first, where the server gives one.

    Exigence: UX-07
    """
    if code < _DEFINITIF:
        return False
    detaille = _STATUT.match(texte)
    if detaille is not None and detaille[1] != _SANS_PRECISION:
        return _ADRESSE.fullmatch(detaille[1]) is not None
    return code == _REFUS_DE_LA_BOITE and _RELAIS.search(texte) is None


def rapport_d_adresse_refusee(statut: str, diagnostic: str) -> bool:
    """Tell the same from the fields of a delivery report (RFC 3464, 2.3); the answer quoted settles a vague status.

    Args:
        statut: ``Status``.
        diagnostic: ``Diagnostic-Code``, may be empty.

    Exigence: UX-07
    """
    lu = _STATUT.match(statut)
    if lu is not None and lu[1] != _SANS_PRECISION:
        return _ADRESSE.fullmatch(lu[1]) is not None
    reponse = _REPONSE.fullmatch(diagnostic)
    return reponse is not None and est_une_adresse_refusee(int(reponse[1]), reponse[2])
