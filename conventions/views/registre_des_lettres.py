"""The register of letters, ready to be shown: what each changes, until when to mend, on which article."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from conventions.enums import NatureCourrier, NatureEvenement
from conventions.models import Convention, Courrier, EvenementConvention, Remise
from conventions.rules.clauses import Clauses
from conventions.rules.resiliation import echeance_pour_reparer
from conventions.services.courriers import article_de_la_lettre
from conventions.services.vie import clauses_de
from espace_partenaires.web.dates import date_simple


@dataclass(frozen=True, slots=True)
class LigneDuRegistre:
    """One letter.

    Attributes:
        courrier: the letter, its deliveries loaded.
        genre: kind of badge.
        mot: what it changes, in a few words.
        phrase: what it changes, a sentence.
        article: the text it rests on.
        attendue: an addressee's receipt is awaited.
        reparable: what it names may still be recorded as mended.
    """

    courrier: Courrier
    genre: str
    mot: str
    phrase: str
    article: str
    attendue: bool
    reparable: bool


def registre(convention: Convention, lettres: "QuerySet[Courrier]", le: date) -> list[LigneDuRegistre]:
    """Return the register of a convention, the last letter first.

    Args:
        convention: the convention.
        lettres: its letters that the actor may see.
        le: the day it is for its caisses.

    Exigence: CONV-16 (S0 14, S1u 8.2, S1m 9.4, S4 7)
    """
    remises = Remise.objects.select_related("destinataire__caisse", "destinataire__partenaire").order_by("pk")
    chargees = (
        lettres.filter(convention=convention)
        .select_related("expediteur__caisse", "expediteur__partenaire", "suite_de")
        .prefetch_related(
            Prefetch("remises", queryset=remises),
            Prefetch("evenements", queryset=EvenementConvention.objects.order_by("pk")),
            "documents__piece",
        )
        .order_by("-envoye_le", "-pk")
    )
    clauses = clauses_de(convention)
    finie = convention.fin_certaine is not None and convention.fin_certaine < le
    return [_ligne(courrier, clauses, le, finie=finie) for courrier in chargees]


def _ligne(courrier: Courrier, clauses: Clauses, le: date, *, finie: bool) -> LigneDuRegistre:
    nature = NatureCourrier(courrier.nature)
    faits = list(courrier.evenements.all())
    attendue = any(remise.recue_le is None for remise in courrier.remises.all())
    repare = next((fait for fait in faits if fait.nature == NatureEvenement.REPARATION), None)
    if nature == NatureCourrier.MISE_EN_DEMEURE:
        genre, mot, phrase = _demeure(courrier, clauses, repare, le)
        if finie and genre in ("retard", "bientot"):
            genre, phrase = "neutre", "La convention a pris fin depuis."
    else:
        genre, mot, phrase = _effet(faits)
    return LigneDuRegistre(
        courrier=courrier,
        genre=genre,
        mot=mot,
        phrase=phrase,
        article=article_de_la_lettre(clauses, nature, courrier.suite_de),
        attendue=attendue,
        reparable=nature == NatureCourrier.MISE_EN_DEMEURE and repare is None and not finie,
    )


def _effet(faits: list[EvenementConvention]) -> tuple[str, str, str]:
    phrases = [fait.motif for fait in faits if fait.nature == NatureEvenement.COURRIER_RECU and fait.motif]
    if not phrases:
        return "attente", "sans effet avant sa réception", ""
    phrase = phrases[-1]
    return (
        ("neutre", "sans effet", phrase)
        if phrase.startswith("Sans effet")
        else ("fait", "a pris effet", phrase)
    )


def _demeure(
    courrier: Courrier, clauses: Clauses, repare: EvenementConvention | None, le: date
) -> tuple[str, str, str]:
    remise = next(iter(courrier.remises.all()))
    echeance = echeance_pour_reparer(clauses, courrier.envoye_le, remise.recue_le)
    if echeance is None:
        return "attente", "le délai court de la réception", ""
    dans_le_delai = f"Jusqu’au {date_simple(echeance)} pour réparer."
    if repare is not None:
        retard = repare.survenu_le > echeance
        suite = "Réparé après le délai : les autres parties peuvent encore décider la fin." if retard else ""
        return "fait", f"réparé le {date_simple(repare.survenu_le)}", suite or dans_le_delai
    if le <= echeance:
        return "bientot", f"à réparer jusqu’au {date_simple(echeance)}", courrier.reproche
    return "retard", f"délai écoulé le {date_simple(echeance)}", "Les autres parties peuvent décider la fin."
