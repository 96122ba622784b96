"""Numbers of articles and annexes, and the references between them: computed, never typed.

A text is written once, as a template; it is drawn twice. The first time collects the number of each key, the second
time writes the references. A key that nothing bears stops the drawing.
"""

from collections.abc import Mapping
from typing import Final

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

_ROMAINS: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_NIVEAU_MAXIMAL: Final = 6


class RenvoiInconnu(ValueError):
    """A text refers to an article or an annexe that it does not hold."""


class CleRepetee(ValueError):
    """Two articles of one text bear the same key: a reference would be ambiguous."""


def ancre(cles: str) -> str:
    """Return the identifier of a heading: the first of its keys."""
    return cles.split(maxsplit=1)[0]


class Plan:
    """The articles of a text, in the order they are drawn.

    Attributes:
        numeros: words that refer to each key (« article 9.2 », « annexe 1, § 7 »).
        ancres: identifier of the heading that bears each key.
        annexes: number and title of each annexe, in order.
    """

    def __init__(self, connu: "Plan | None" = None) -> None:
        """Begin a drawing.

        Args:
            connu: the plan of a first drawing, whose numbers the references of this one take.
        """
        self._connu = connu
        self.numeros: dict[str, str] = {}
        self.ancres: dict[str, str] = {}
        self.annexes: list[tuple[str, str]] = []
        self._compteurs = [0]
        self._titres = 0
        self._annexe = ""

    @property
    def annexes_connues(self) -> list[tuple[str, str]]:
        """The annexes of the whole text, known from the first drawing on."""
        return self._connu.annexes if self._connu else []

    @property
    def niveau(self) -> int:
        """Level of heading of what opens now: 2 under the title of the document, one more under each opening."""
        profondeur = len(self._compteurs) + (1 if self._titres or self._annexe else 0)
        return min(profondeur + 1, _NIVEAU_MAXIMAL)

    def ouvrir_titre(self) -> str:
        """Open a part that groups articles, whose numbers go on; return « Titre II »."""
        self._titres += 1
        return f"Titre {_ROMAINS[self._titres - 1]}"

    def ouvrir(self, cle: str) -> str:
        """Open an article, an article within it, or a point of an annexe; return its number as it is printed.

        Args:
            cle: its key; several, between spaces, when one article settles several things.
        """
        self._compteurs[-1] += 1
        numero = ".".join(str(compteur) for compteur in self._compteurs)
        self._compteurs.append(0)
        if self._annexe:
            self._noter(cle, f"annexe {self._annexe}, §\N{NO-BREAK SPACE}{numero}")
            return f"§\N{NO-BREAK SPACE}{numero}"
        self._noter(cle, f"article\N{NO-BREAK SPACE}{numero}")
        return numero if "." in numero else f"Article\N{NO-BREAK SPACE}{numero}"

    def fermer(self) -> None:
        """Close what ``ouvrir`` opened."""
        self._compteurs.pop()

    def ouvrir_annexe(self, cle: str, titre: str) -> str:
        """Open an annexe, whose points count from one; return « Annexe 2 »."""
        numero = str(len(self.annexes) + 1)
        self.annexes.append((numero, titre))
        self._noter(cle, f"annexe\N{NO-BREAK SPACE}{numero}")
        self._annexe = numero
        self._compteurs = [0]
        return f"Annexe\N{NO-BREAK SPACE}{numero}"

    def fermer_annexe(self) -> None:
        """Close what ``ouvrir_annexe`` opened."""
        self._annexe = ""

    def renvoi(self, cle: str) -> tuple[str, str]:
        """Return the anchor of a key and the words that refer to it; empty in the first drawing, which collects.

        Raises:
            RenvoiInconnu: nothing bears this key.
        """
        if self._connu is None:
            return "", ""
        if cle not in self._connu.numeros:
            raise RenvoiInconnu(f"Nothing in this text bears the key « {cle} ».")
        return self._connu.ancres[cle], self._connu.numeros[cle]

    def _noter(self, cles: str, mots: str) -> None:
        for cle in cles.split():
            if cle in self.numeros:
                raise CleRepetee(f"The key « {cle} » is borne twice.")
            self.numeros[cle] = mots
            self.ancres[cle] = ancre(cles)


def rediger(gabarit: str, contexte: Mapping[str, object]) -> tuple[SafeString, Plan]:
    """Write a text with its numbers and references.

    Args:
        gabarit: template that uses the tags of ``conventions_articles``.
        contexte: what it shows.

    Returns:
        The HTML of the text, and its plan.

    Raises:
        RenvoiInconnu: a reference leads nowhere.
        CleRepetee: two articles bear one key.

    Exigence: CONV-12 (exigences § 10: names and references are computed, never typed)
    """
    premier = Plan()
    render_to_string(gabarit, {**contexte, "plan": premier})
    second = Plan(premier)
    return render_to_string(gabarit, {**contexte, "plan": second}), second
