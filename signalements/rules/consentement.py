"""Consent before transmission: how it is given, what each way needs, the digest of the text shown."""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from signalements.enums import ModeConsentement
from signalements.rules.mas import Manque

ARTICLE_CONSENTEMENT: Final = "Convention CPAM–CPTS, annexes 3 à 5"


@dataclass(frozen=True, slots=True)
class PreuveConsentement:
    """What is kept as proof.

    Attributes:
        mode: ``ModeConsentement`` code, or empty.
        recueilli_le: the day the person agreed.
        empreinte: digest of the text that was shown.
        reference_jugement: judgment that names the legal representative.
        formulaire_joint: the signed form is attached; waiting for its scan counts, infected or withdrawn not.
        retire: the person withdrew.
    """

    mode: str = ""
    recueilli_le: date | None = None
    empreinte: str = ""
    reference_jugement: str = ""
    formulaire_joint: bool = False
    retire: bool = False


def texte_canonique(texte: str) -> str:
    """Return a text in the one form that is digested: NFC, plain line ends, nothing after the last word.

    Args:
        texte: the text shown, as stored or typed.

    Exigence: DEM-06 (S4 a3–a5)
    """
    lignes = unicodedata.normalize("NFC", texte).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(ligne.rstrip() for ligne in lignes).strip("\n") + "\n"


def empreinte(texte: str) -> str:
    """Return the SHA-256 of a text (64 hexadecimal digits), whatever system wrote its line ends.

    Args:
        texte: the text shown.

    Exigence: DEM-06 (S4 a3–a5)
    """
    return hashlib.sha256(texte_canonique(texte).encode()).hexdigest()


def manques_du_consentement(
    preuve: PreuveConsentement, texte_presente: str, aujourdhui: date
) -> list[Manque]:
    """List what the consent lacks before transmission; nothing is sent without it.

    Each mode asks for its own proof: the signed form; nothing but the day for a remote agreement (a letter
    follows); the reference of the judgment for a legal representative.

    Args:
        preuve: what was recorded.
        texte_presente: the version of the text that the proof names.
        aujourdhui: the day, in the caisse's time zone.

    Returns:
        Lacks whose ``champ`` is also the code of the refusal.

    Exigence: DEM-06 (S4 a3–a5)
    """
    if not preuve.mode:
        return [Manque("consentement", "Recueillez l’accord de la personne : sans lui, rien n’est transmis.")]
    if preuve.mode not in ModeConsentement.values:
        return [Manque("consentement_mode", "Choisissez comment l’accord a été donné.")]
    if preuve.retire:
        return [
            Manque("consentement", "La personne a retiré son accord : la demande ne peut pas être transmise.")
        ]
    regles = (
        (
            preuve.recueilli_le is None or preuve.recueilli_le > aujourdhui,
            "consentement_date",
            "Indiquez le jour où l’accord a été donné, aujourd’hui au plus tard.",
        ),
        (
            preuve.empreinte != empreinte(texte_presente),
            "consentement_texte",
            "Le texte présenté n’est plus celui de l’accord : présentez-le de nouveau à la personne.",
        ),
        (
            preuve.mode == ModeConsentement.SIGNATURE and not preuve.formulaire_joint,
            "consentement_piece",
            "Joignez le formulaire signé par la personne.",
        ),
        (
            preuve.mode == ModeConsentement.REPRESENTANT and not preuve.reference_jugement.strip(),
            "consentement_jugement",
            "Indiquez la référence du jugement qui désigne le représentant.",
        ),
    )
    return [Manque(champ, message) for manque, champ, message in regles if manque]


def lettre_due(mode: str) -> bool:
    """Tell whether the portal must produce the letter of confirmation to the person.

    Args:
        mode: ``ModeConsentement`` code.

    Exigence: DEM-06 (S4 annexe 4)
    """
    return mode == ModeConsentement.DISTANCE
