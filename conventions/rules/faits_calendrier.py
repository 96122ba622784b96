"""What the calendar of a convention is read from, and what it is made of: frozen values, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from conventions.enums import Evaluation, RythmeComite
from conventions.rules.vigueur import FaitsConvention


class CodeJalon(StrEnum):
    """What a milestone is; where two fall on one day, they are told in this order."""

    FAIT = "fait"
    SIGNATURE = "signature"
    EFFET = "effet"
    LETTRE_ENVOYEE = "lettre_envoyee"
    LETTRE_RECUE = "lettre_recue"
    MISE_EN_DEMEURE_ECHUE = "mise_en_demeure_echue"
    FORCE_MAJEURE_LONGUE = "force_majeure_longue"
    RECONDUCTION = "reconduction"
    EVALUATION_TENUE = "evaluation_tenue"
    EVALUATION_DUE = "evaluation_due"
    COMITE_TENU = "comite_tenu"
    COMITE_PREVU = "comite_prevu"
    COMITE_DU = "comite_du"
    BILAN = "bilan"
    LIMITE = "limite"
    TERME = "terme"
    FIN = "fin"
    ACCES = "acces"
    ATTESTATION = "attestation"
    EFFACEMENT = "effacement"


@dataclass(frozen=True, slots=True)
class Jalon:
    """One date of the calendar.

    Attributes:
        code: what it is.
        le: the day.
        libelle: a few words in French.
        article: the text it rests on.
        precision: a sentence more, or nothing.
        attendu: an act is awaited; past its day, it is late.
        de_la_metier: it comes from the métier convention that an utilisation leans on.
        rappel_le: the day from which the reminder is due, when it is not the day itself.
    """

    code: CodeJalon
    le: date
    libelle: str
    article: str
    precision: str = ""
    attendu: bool = False
    de_la_metier: bool = False
    rappel_le: date | None = None


@dataclass(frozen=True, slots=True)
class Fait:
    """A dated fact of the life of a convention.

    Attributes:
        nature: ``NatureEvenement``.
        survenu_le: the day that counts in law.
        effet_le: the day it takes effect, or the last day it leaves.
        terme_le: the last day of the term it fixes.
        article: the text it rests on.
    """

    nature: str
    survenu_le: date
    effet_le: date | None = None
    terme_le: date | None = None
    article: str = ""


@dataclass(frozen=True, slots=True)
class Lettre:
    """A registered letter.

    Attributes:
        nature: ``NatureCourrier``.
        envoyee_le: the day it was sent.
        recue_le: the day its last addressee received it; ``None`` while one has not.
        reparee_le: the day what a mise en demeure names was mended; ``None`` while it is not.
    """

    nature: str
    envoyee_le: date
    recue_le: date | None = None
    reparee_le: date | None = None


@dataclass(frozen=True, slots=True)
class FaitsCalendrier:
    """A convention as its calendar sees it.

    Attributes:
        vigueur: what being in force depends on.
        article: the text of the convention as a whole.
        articles: act → the article it rests on.
        signataires: name of each party that signed, and the day.
        preavis_mois: months of notice before the end of a term.
        mise_en_demeure_jours: calendar days to mend.
        mise_en_demeure_depart: ``DepartMiseEnDemeure``; empty when the text knows no mise en demeure.
        force_majeure_jours: days after which the affected party may end it.
        evaluation: ``Evaluation``.
        comite: ``RythmeComite``.
        bilan_annuel: whether a yearly bilan is due.
        faits: its dated facts.
        lettres: its registered letters.
        comites_tenus: days of the comités held.
        comites_prevus: days of the comités planned and neither held nor cancelled.
        evaluations: days of the shared evaluations.
        metier: the métier convention that an utilisation leans on.
    """

    vigueur: FaitsConvention
    article: str = ""
    articles: Mapping[str, str] = field(default_factory=dict)
    signataires: tuple[tuple[str, date], ...] = ()
    preavis_mois: int | None = None
    mise_en_demeure_jours: int | None = None
    mise_en_demeure_depart: str = ""
    force_majeure_jours: int | None = None
    evaluation: str = Evaluation.AUCUNE
    comite: str = RythmeComite.AUCUN
    bilan_annuel: bool = False
    faits: tuple[Fait, ...] = ()
    lettres: tuple[Lettre, ...] = ()
    comites_tenus: tuple[date, ...] = ()
    comites_prevus: tuple[date, ...] = ()
    evaluations: tuple[date, ...] = ()
    metier: "FaitsCalendrier | None" = None

    def article_pour(self, acte: str) -> str:
        """Return the article an act rests on, or that of the text as a whole."""
        return self.articles.get(acte) or self.article
