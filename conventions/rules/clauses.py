"""What a convention says of its own renewal and end, and what a rule answers: frozen values, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from conventions.enums import FinUnilaterale


@dataclass(frozen=True, slots=True)
class Clauses:
    """The terms of a convention that its renewals and ends obey (CONV-02).

    Attributes:
        reconduction: ``Reconduction``.
        texte: the text as a whole, cited where no article is named.
        duree_mois: length of a term in months.
        preavis_mois: notice in months before the end of the term; none when empty.
        mise_en_demeure_jours: calendar days to mend; none: no mise en demeure.
        mise_en_demeure_depart: ``DepartMiseEnDemeure``.
        seconde_lettre: the end is notified by a second registered letter.
        fin_unilaterale: ``FinUnilaterale``.
        force_majeure_jours: days after which the affected party may end it; none: no such clause.
        articles: article of each act.
    """

    reconduction: str
    texte: str
    duree_mois: int | None = None
    preavis_mois: int | None = None
    mise_en_demeure_jours: int | None = None
    mise_en_demeure_depart: str = ""
    seconde_lettre: bool = False
    fin_unilaterale: str = FinUnilaterale.AUCUNE
    force_majeure_jours: int | None = None
    articles: Mapping[str, str] = field(default_factory=dict)

    def article(self, acte: str) -> str:
        """Return the article an act rests on, or the text as a whole."""
        return self.articles.get(acte) or self.texte


@dataclass(frozen=True, slots=True)
class Empechement:
    """Why an act is not possible, and what to do instead.

    Attributes:
        code: stable identifier.
        phrase: a sentence in French.
        article: the text it rests on.
    """

    code: str
    phrase: str
    article: str


@dataclass(frozen=True, slots=True)
class Issue:
    """What a letter changes once the day that counts is known.

    Attributes:
        phrase: a sentence in French, shown beside the letter and kept in the history.
        article: the text it rests on.
        dernier_jour: last day in force that it gives, if it ends the convention.
        terme_le: last day of the term that it opens, if it renews the convention.
        premier_jour: first day of that term.
    """

    phrase: str
    article: str
    dernier_jour: date | None = None
    terme_le: date | None = None
    premier_jour: date | None = None

    @property
    def sans_effet(self) -> bool:
        """Whether it changes nothing: it stays in the register only."""
        return self.dernier_jour is None and self.terme_le is None
