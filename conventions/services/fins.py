"""Ending a convention: by agreement, after a failing left unmended, by one party's letter, for force majeure."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.db import transaction

from conventions.enums import CauseFin, NatureEvenement
from conventions.models import Convention, Courrier, EvenementConvention, Partie
from conventions.rules.clauses import Issue
from conventions.rules.resiliation import (
    ARTICLE_ACCORD,
    empechement_sans_accord,
    issue_de_la_fin_unilaterale,
    issue_de_la_seconde_lettre,
)
from conventions.services.controles import exiger_motif, verifier_fin
from conventions.services.ecriture import journaliser
from conventions.services.mises_en_demeure import verifier_manquement
from conventions.services.suspensions import verifier_force_majeure
from conventions.services.textes import refuser_un_nir
from conventions.services.vie import (
    Ouverte,
    annoncer_la_fin,
    ecrire,
    exiger_etape,
    fin_certaine_de,
    ouvrir,
    refuser,
)
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.web.dates import date_simple

ACTIONS: Final = {
    CauseFin.ACCORD: "resilier_par_accord",
    CauseFin.MANQUEMENT: "resilier_pour_manquement",
    CauseFin.UNILATERALE: "resilier_unilateralement",
    CauseFin.FORCE_MAJEURE: "resilier_pour_force_majeure",
}
ARTICLES: Final = {
    CauseFin.MANQUEMENT: "mise_en_demeure",
    CauseFin.UNILATERALE: "fin_unilaterale",
    CauseFin.FORCE_MAJEURE: "force_majeure",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """An end that parties decide.

    Attributes:
        cause: why.
        survenu_le: the day of the decision, or of the receipt of the letter.
        dernier_jour: last day in force.
        motif: the reason, in words.
        accords: the parties that agree.
        plan: the closing plan agreed.
        courrier: the letter it rests on.
        partie: the party it comes from.
    """

    cause: CauseFin
    survenu_le: date
    dernier_jour: date
    motif: str
    accords: Collection[Partie] = ()
    plan: str = ""
    courrier: Courrier | None = None
    partie: Partie | None = None


def article_de(ouverte: Ouverte, cause: CauseFin) -> str:
    """Return the article an end rests on."""
    return ARTICLE_ACCORD if cause == CauseFin.ACCORD else ouverte.clauses.article(ARTICLES[cause])


def resilier(
    *,
    acteur: Acteur,
    convention: Convention,
    cause: CauseFin,
    effet_le: date,
    motif: str,
    accords: Collection[Partie] = (),
    plan: str = "",
    courrier: Courrier | None = None,
    partie: Partie | None = None,
    maintenant: datetime | None = None,
) -> EvenementConvention:
    """Decide the end of a convention: ``effet_le`` is its last day in force. Twice gives one decision.

    What leans on it ends the same day, by the predicate (CONV-06); accesses follow (CONV-14).

    Args:
        acteur: a gestionnaire de conventions of a caisse that is party to it.
        convention: the convention.
        cause: why; an end by one party alone is a letter of the register, not a decision.
        effet_le: last day in force, today or later.
        motif: the reason, in words.
        accords: the parties that agree: all of them, or all but the failing one.
        plan: the closing plan agreed, after a failing.
        courrier: the mise en demeure left unmended.
        partie: the party touched by force majeure.
        maintenant: the moment of recording.

    Raises:
        RegleMetierRefusee: with what is missing.

    Exigence: CONV-03, CONV-05, CONV-06, CONV-21 (S0 14.4.2, 16; S1m 9.4; S1u 8.2)
    """
    with transaction.atomic():
        ouverte = ouvrir(acteur, convention, maintenant)
        deja = ouverte.convention.evenements.filter(
            nature=NatureEvenement.RESILIATION, cause=cause, effet_le=effet_le
        ).first()
        if deja is not None:
            return deja
        exiger_etape(ouverte, ACTIONS[cause], ouverte.jour)
        exiger_motif(motif)
        refuser_un_nir(motif, plan)
        decision = Decision(
            cause, ouverte.jour, effet_le, avec_plan(motif, plan), accords, plan, courrier, partie
        )
        decision = replace(decision, partie=_verifier_cause(ouverte, decision))
        verifier_fin(ouverte.convention, effet_le, ouverte.jour)
        donner_les_accords(ouverte, accords, article_de(ouverte, cause), courrier)
        return _ecrire_la_fin(ouverte, decision)


def avec_plan(motif: str, plan: str) -> str:
    """Return the reason, and the closing plan when there is one."""
    return f"{motif.strip()}\nPlan de clôture : {plan.strip()}" if plan.strip() else motif.strip()


def _verifier_cause(ouverte: Ouverte, decision: Decision) -> Partie | None:
    """Return the party an end comes from (none when from all), or refuse it.

    Raises:
        RegleMetierRefusee: with what is missing.
    """
    article, courrier = article_de(ouverte, decision.cause), decision.courrier
    if decision.cause == CauseFin.UNILATERALE:
        raise RegleMetierRefusee(
            "lettre_requise",
            "Une partie seule met fin à la convention par lettre recommandée : enregistrez cette lettre au registre.",
            article,
        )
    if decision.cause == CauseFin.ACCORD:
        toutes = set(ouverte.convention.parties.values_list("pk", flat=True))
        refuser(empechement_sans_accord(toutes, {partie.pk for partie in decision.accords}, article))
        return None
    if decision.cause == CauseFin.FORCE_MAJEURE:
        verifier_force_majeure(ouverte, decision.partie, ouverte.jour)
        return decision.partie
    if courrier is None or courrier.convention_id != ouverte.convention.pk:
        raise RegleMetierRefusee(
            "mise_en_demeure_absente",
            "Une mise en demeure restée sans réparation est nécessaire : enregistrez-la d’abord au registre.",
            article,
        )
    if ouverte.clauses.seconde_lettre:
        raise RegleMetierRefusee(
            "seconde_lettre_requise",
            "Le texte demande une seconde lettre recommandée : enregistrez-la, la convention prend fin à sa réception.",
            article,
        )
    verifier_manquement(ouverte, courrier, decision.accords, decision.plan, ouverte.jour)
    return courrier.expediteur


def donner_les_accords(
    ouverte: Ouverte,
    accords: Collection[Partie],
    article: str,
    courrier: Courrier | None,
    le: date | None = None,
) -> None:
    """Write each party's agreement to the end, a fact of its own (CONV-05)."""
    for partie in sorted(accords, key=lambda partie: partie.pk):
        ecrire(
            ouverte,
            NatureEvenement.ACCORD_DE_FIN,
            le or ouverte.jour,
            partie=partie,
            courrier=courrier,
            article=article,
        )


def finir_unilateralement(ouverte: Ouverte, courrier: Courrier, recue_le: date) -> Issue:
    """End the convention by one party's letter, once its last addressee has it.

    Exigence: CONV-02, CONV-05, CONV-16 (S0 14.4.1, S4 7)
    """
    issue = issue_de_la_fin_unilaterale(ouverte.clauses, recue_le, courrier.effet_demande_le)
    return _finir_par_lettre(ouverte, CauseFin.UNILATERALE, courrier, recue_le, issue)


def finir_pour_manquement(ouverte: Ouverte, courrier: Courrier, recue_le: date) -> Issue:
    """End the convention by the second letter, once the failing party has it.

    Exigence: CONV-02, CONV-05, CONV-16 (S1u 8.2)
    """
    issue = issue_de_la_seconde_lettre(ouverte.clauses, recue_le, courrier.effet_demande_le)
    return _finir_par_lettre(ouverte, CauseFin.MANQUEMENT, courrier, recue_le, issue)


def finir_pour_force_majeure(ouverte: Ouverte, courrier: Courrier, recue_le: date) -> Issue:
    """End the convention by the affected party's letter, once its last addressee has it.

    Exigence: CONV-05, CONV-16, CONV-21 (S0 16)
    """
    fin = max(recue_le, courrier.effet_demande_le or recue_le)
    issue = Issue(
        f"Résilie la convention pour force majeure : elle prend fin le {date_simple(fin)}.",
        ouverte.clauses.article("force_majeure"),
        dernier_jour=fin,
    )
    return _finir_par_lettre(ouverte, CauseFin.FORCE_MAJEURE, courrier, recue_le, issue)


def _finir_par_lettre(
    ouverte: Ouverte, cause: CauseFin, courrier: Courrier, recue_le: date, issue: Issue
) -> Issue:
    dernier = issue.dernier_jour or recue_le
    certaine = fin_certaine_de(ouverte.convention)
    if certaine is not None and certaine <= dernier:
        return Issue(
            f"Sans effet nouveau : la convention prend déjà fin le {date_simple(certaine)}.", issue.article
        )
    motif = f"{issue.phrase}\n{courrier.reproche}".strip()
    _ecrire_la_fin(
        ouverte,
        Decision(cause, recue_le, dernier, motif, courrier=courrier, partie=courrier.expediteur),
    )
    return issue


def _ecrire_la_fin(ouverte: Ouverte, decision: Decision) -> EvenementConvention:
    evenement = ecrire(
        ouverte,
        NatureEvenement.RESILIATION,
        decision.survenu_le,
        effet_le=decision.dernier_jour,
        cause=decision.cause,
        partie=decision.partie,
        courrier=decision.courrier,
        motif=decision.motif,
        article=article_de(ouverte, decision.cause),
    )
    journaliser(
        ouverte.acteur,
        "conventions.resilier",
        ouverte.convention,
        effet_le=decision.dernier_jour.isoformat(),
        cause=decision.cause.value,
    )
    annoncer_la_fin(ouverte, evenement)
    return evenement
