"""Refusals that carry more than a sentence: what the screen must show beside the field."""

from dataclasses import dataclass

from espace_partenaires.exceptions import RegleMetierRefusee


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two saves of the same draft disagree about (UX-05).

    Attributes:
        champ: key of ``saisie``.
        proposee: the value of the save that is refused.
        enregistree: the value that the draft holds.
    """

    champ: str
    proposee: object
    enregistree: object


class SaisiePerimee(RegleMetierRefusee):
    """The draft changed since this page was opened: nothing was stored (code ``saisie_perimee``).

    Attributes:
        differences: the fields where both saves differ, in the order of the form.
        version: the version that the draft has now, to send with the next save.
    """

    def __init__(self, differences: tuple[Difference, ...], version: int) -> None:
        super().__init__(
            "saisie_perimee",
            "Ce brouillon a été modifié ailleurs depuis l’ouverture de cette page. Comparez, puis choisissez.",
        )
        self.differences = differences
        self.version = version


class SaisieRefusee(RegleMetierRefusee):
    """Some fields could not be kept; the others **are** stored (code ``nir`` or ``saisie_invalide``).

    Attributes:
        champs: keys of ``saisie`` that were not stored; their former value stays.
        version: the version that the draft has now.
    """

    def __init__(
        self, code: str, message: str, article: str, *, champs: tuple[str, ...], version: int
    ) -> None:
        super().__init__(code, message, article)
        self.champs = champs
        self.version = version


class _ReponsesRefusees(RegleMetierRefusee):
    """Answers to add or mend: key of the field → what to do, in the order of the form."""

    def __init__(self, code: str, debut: str, manques: dict[str, str], article: str) -> None:
        super().__init__(code, " ".join([debut, *manques.values()]), article)
        self.manques = manques


class DossierIncomplet(_ReponsesRefusees):
    """The draft cannot be transmitted yet (code ``incomplet``).

    Attributes:
        manques: key of ``saisie`` (or ``consentement…``) → what to do, in the order of the form.
    """

    def __init__(self, manques: dict[str, str], article: str = "") -> None:
        super().__init__("incomplet", "Il manque des réponses avant de transmettre.", manques, article)


class IdentiteAvecNumero(_ReponsesRefusees):
    """A social security number is typed in the identity (code ``nir``).

    Attributes:
        manques: field of the identity → what to do.
    """

    def __init__(self, manques: dict[str, str], article: str = "") -> None:
        super().__init__("nir", "L’identité n’est pas changée.", manques, article)


class ClotureIncomplete(_ReponsesRefusees):
    """The accompagnement cannot be closed with these answers (code ``cloture``).

    Attributes:
        manques: argument of ``clore`` → what to do.
    """

    def __init__(self, manques: dict[str, str], article: str = "") -> None:
        super().__init__("cloture", "Complétez la clôture.", manques, article)


class OrientationIncomplete(_ReponsesRefusees):
    """A person cannot be entrusted with these answers (code ``orientation``).

    Attributes:
        manques: argument of ``orienter`` → what to do.
    """

    def __init__(self, manques: dict[str, str], article: str = "") -> None:
        super().__init__("orientation", "Complétez l’orientation.", manques, article)


class FinIncomplete(_ReponsesRefusees):
    """The demande cannot end with these answers (code ``fin``).

    Attributes:
        manques: argument of ``terminer`` → what to do.
    """

    def __init__(self, manques: dict[str, str], article: str = "") -> None:
        super().__init__("fin", "Complétez la fin de la demande.", manques, article)


class DemandeModifiee(RegleMetierRefusee):
    """The demande moved since the agent's page was opened: nothing was done (code ``demande_modifiee``).

    Attributes:
        version: the one it has now.
        faits: how many facts and messages came since; the last ones of its story are what changed.
    """

    def __init__(self, version: int, faits: int) -> None:
        super().__init__(
            "demande_modifiee",
            "Cette demande a changé depuis que vous avez ouvert la page. Lisez ce qui s’est passé, puis recommencez.",
        )
        self.version = version
        self.faits = faits
