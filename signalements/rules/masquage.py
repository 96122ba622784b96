"""Taking a passage out of a text: found as it was written, whatever the line breaks, and replaced."""

import re
from typing import Final

MARQUE: Final = re.compile(r"\[passage masqué par la caisse : [^\]]*\]")


def marque_de(raison: str) -> str:
    """Return what stands in the place of a passage.

    Args:
        raison: why, in words.
    """
    return f"[passage masqué par la caisse : {raison[:1].lower()}{raison[1:]}]"


def positions_du_passage(texte: str, passage: str) -> tuple[tuple[int, int], ...]:
    """Locate every occurrence of a passage; spaces and line breaks count as one space.

    What is already masked is never found again.

    Args:
        texte: the whole text.
        passage: as it was selected or pasted.

    Returns:
        Pairs (first index, index after the last), in order, never overlapping.

    Exigence: NOV-05 (S1u 5)
    """
    mots = passage.split()
    if not mots:
        return ()
    motif = re.compile(r"\s+".join(map(re.escape, mots)))
    masques = [trouve.span() for trouve in MARQUE.finditer(texte)]
    return tuple(
        trouve.span()
        for trouve in motif.finditer(texte)
        if not any(debut < trouve.end() and trouve.start() < fin for debut, fin in masques)
    )


def masquer(texte: str, passage: str, raison: str) -> str:
    """Return the text without the passage, wherever it stands.

    Args:
        texte: the whole text.
        passage: as it was selected or pasted.
        raison: why, in words.
    """
    for debut, fin in reversed(positions_du_passage(texte, passage)):
        texte = f"{texte[:debut]}{marque_de(raison)}{texte[fin:]}"
    return texte
