"""Where a signatory's authority comes from: by right, by deliberation or by delegation (CONV-22)."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from conventions.enums import PouvoirDeSigner
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.web.dates import date_simple

ARTICLE: Final = "Convention d’utilisation et convention locale, signatures"
_LE_PAPIER: Final = {
    PouvoirDeSigner.DELIBERATION.value: "la délibération",
    PouvoirDeSigner.DELEGATION.value: "la délégation",
}


@dataclass(frozen=True, slots=True)
class Pouvoir:
    """The authority of a signatory, as its party shows it.

    Attributes:
        signataire: who signed when it was not the representative; empty otherwise.
        signataire_qualite: the title of that person.
        pouvoir: a ``PouvoirDeSigner``.
        pouvoir_numero: number of the deliberation or of the delegation.
        pouvoir_le: its date.
    """

    signataire: str = ""
    signataire_qualite: str = ""
    pouvoir: str = PouvoirDeSigner.STATUTAIRE
    pouvoir_numero: str = ""
    pouvoir_le: date | None = None


DE_DROIT: Final = Pouvoir()


class PouvoirRefuse(RegleMetierRefusee):
    """Something is missing for the signature to bind the party.

    Args:
        champ: the field to mend.
        message: what to do.
    """

    def __init__(self, champ: str, message: str) -> None:
        super().__init__("pouvoir_incomplet", message, ARTICLE)
        self.champ = champ


def manques(pouvoir: Pouvoir, signee_le: date | None) -> dict[str, str]:
    """Return what a deliberation or a delegation lacks, a sentence for each field to mend.

    Args:
        pouvoir: the authority.
        signee_le: day of the signature, if it is known.

    Exigence: CONV-22 (S1u, S1m)
    """
    papier = _LE_PAPIER.get(pouvoir.pouvoir)
    if papier is None:
        return {}
    phrases = {}
    if not pouvoir.pouvoir_numero.strip():
        phrases["pouvoir_numero"] = f"Indiquez le numéro de {papier} : il figure sur ce document."
    if pouvoir.pouvoir_le is None:
        phrases["pouvoir_le"] = f"Indiquez la date de {papier}."
    elif signee_le is not None and pouvoir.pouvoir_le > signee_le:
        phrases["pouvoir_le"] = (
            f"La signature est du {date_simple(signee_le)} : {papier} doit être de ce jour-là au plus tard."
        )
    return phrases


def verifier_pouvoir(pouvoir: Pouvoir, signee_le: date) -> None:
    """Refuse a deliberation or a delegation without its number or its date, or later than the signature.

    Args:
        pouvoir: the authority.
        signee_le: day of the signature.

    Raises:
        PouvoirRefuse: with the first field to mend.

    Exigence: CONV-22 (S1u, S1m)
    """
    for champ, message in manques(pouvoir, signee_le).items():
        raise PouvoirRefuse(champ, message)
