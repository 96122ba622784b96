"""How a convention ends before its term: who may end it, when, and which day is its last."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from conventions.enums import DepartMiseEnDemeure, FinUnilaterale
from conventions.rules.clauses import Clauses, Empechement, Issue
from conventions.rules.delais import echeance_de_mise_en_demeure, effet_en_fin_de_trimestre
from espace_partenaires.web.dates import date_simple

ARTICLE_ACCORD: Final = "Code civil, article 1193"


def empechement_de_la_mise_en_demeure(clauses: Clauses) -> Empechement | None:
    """Say why no mise en demeure may be sent, or ``None`` where one may.

    Args:
        clauses: terms of the convention.

    Exigence: CONV-02, CONV-05 (S0 14.4.2, S1m 9.4, S3 6.4, S1u 8.2, S4 7)
    """
    if clauses.mise_en_demeure_jours:
        return None
    return Empechement(
        "mise_en_demeure_non_prevue",
        "Cette convention ne prévoit pas de mise en demeure : une partie peut y mettre fin par lettre recommandée.",
        clauses.article("fin_unilaterale"),
    )


def echeance_pour_reparer(clauses: Clauses, envoyee_le: date, recue_le: date | None) -> date | None:
    """Return the last day to mend what a mise en demeure names; ``None`` while its delay does not run.

    Args:
        clauses: terms of the convention.
        envoyee_le: the day the letter was sent.
        recue_le: the day the failing party received it, if it has.

    Exigence: CONV-02, CONV-05 (S0 14.4.2, S1m 9.4, S3 6.4: from sending; S1u 8.2: from receipt)
    """
    if not clauses.mise_en_demeure_jours:
        return None
    depart = envoyee_le if clauses.mise_en_demeure_depart == DepartMiseEnDemeure.ENVOI else recue_le
    return echeance_de_mise_en_demeure(depart, clauses.mise_en_demeure_jours) if depart else None


def empechement_pour_manquement(
    clauses: Clauses, echeance: date | None, reparee_le: date | None, le: date
) -> Empechement | None:
    """Say why the other parties may not yet end a convention after a mise en demeure, or ``None`` once they may.

    Args:
        clauses: terms of the convention.
        echeance: last day to mend; ``None`` while the delay does not run.
        reparee_le: the day it was mended, if it was; later than ``echeance`` it takes nothing from the others.
        le: the day of the decision, or of the second letter.

    Exigence: CONV-05 (S0 14.4.2, S1m 9.4, S3 6.4, S1u 8.2)
    """
    article = clauses.article("mise_en_demeure")
    if echeance is None:
        return Empechement(
            "delai_pas_commence",
            "La mise en demeure n’est pas encore reçue : son délai ne court pas. Enregistrez d’abord sa réception.",
            article,
        )
    if reparee_le is not None and reparee_le <= echeance:
        return Empechement(
            "manquement_repare",
            f"Le manquement a été réparé le {date_simple(reparee_le)}, dans le délai : la convention continue.",
            article,
        )
    if le <= echeance:
        return Empechement(
            "delai_en_cours",
            f"La partie mise en demeure a jusqu’au {date_simple(echeance)} pour réparer : la décision est possible "
            f"à partir du {date_simple(echeance + timedelta(days=1))}.",
            article,
        )
    return None


def empechement_sans_accord(
    attendus: Collection[int], donnes: Collection[int], article: str
) -> Empechement | None:
    """Say that a party whose agreement is needed has not given it, or ``None`` once all have.

    Args:
        attendus: parties that must agree: all others after a failing, all of them otherwise.
        donnes: parties that do.
        article: the text it rests on.

    Exigence: CONV-05 (S1m 9.4, D)
    """
    if attendus and set(attendus) <= set(donnes):
        return None
    return Empechement(
        "accord_manquant",
        "Toutes les parties concernées doivent être d’accord : recueillez l’accord de chacune, puis cochez-la.",
        article,
    )


def empechement_sans_plan(plan: str, article: str) -> Empechement | None:
    """Say that the closing plan is missing, or ``None`` when it is there.

    Exigence: CONV-05 (S1u 8.2)
    """
    if plan.strip():
        return None
    return Empechement(
        "plan_absent",
        "Décrivez le plan de clôture convenu entre les parties : ce qui est mené à bien, et ce qui prend le relais.",
        article,
    )


def issue_de_la_seconde_lettre(clauses: Clauses, recue_le: date, demandee_le: date | None) -> Issue:
    """Say when the second letter ends the convention: at its receipt, or on the later day it sets.

    Args:
        clauses: terms of the convention.
        recue_le: the day the failing party received it.
        demandee_le: the day written in the letter, if any.

    Exigence: CONV-02, CONV-05 (S1u 8.2, D)
    """
    fin = max(recue_le, demandee_le or recue_le)
    return Issue(
        f"Résilie la convention : elle prend fin le {date_simple(fin)}.",
        clauses.article("mise_en_demeure"),
        dernier_jour=fin,
    )


def empechement_de_la_fin_unilaterale(
    clauses: Clauses, demandee_le: date | None = None
) -> Empechement | None:
    """Say why one party alone may not end the convention so, or ``None`` where it may.

    Args:
        clauses: terms of the convention.
        demandee_le: the day of effect written in the letter, if any.

    Exigence: CONV-02, CONV-05 (S0 14.4.1, S4 7)
    """
    if clauses.fin_unilaterale == FinUnilaterale.AUCUNE:
        return Empechement(
            "fin_unilaterale_non_prevue",
            "Une partie seule ne peut pas mettre fin à cette convention : il faut une mise en demeure restée sans "
            "réparation, le refus de la reconduction ou l’accord de toutes les parties.",
            clauses.texte,
        )
    if clauses.fin_unilaterale == FinUnilaterale.FIN_DE_TRIMESTRE and demandee_le is not None:
        return Empechement(
            "effet_fixe_par_le_texte",
            "Le texte fixe l’effet au dernier jour du trimestre civil qui suit la réception : laissez la date vide.",
            clauses.article("fin_unilaterale"),
        )
    return None


def issue_de_la_fin_unilaterale(clauses: Clauses, recue_le: date, demandee_le: date | None) -> Issue:
    """Say when one party's letter ends the convention.

    Args:
        clauses: terms of the convention, which allow it.
        recue_le: the day the last addressee received it.
        demandee_le: the day written in the letter, where the model lets it choose.

    Exigence: CONV-02, CONV-05 (S0 14.4.1, S4 7, D)
    """
    if clauses.fin_unilaterale == FinUnilaterale.FIN_DE_TRIMESTRE:
        fin = effet_en_fin_de_trimestre(recue_le)
    else:
        fin = max(recue_le, demandee_le or recue_le)
    return Issue(
        f"Met fin à la convention le {date_simple(fin)}.",
        clauses.article("fin_unilaterale"),
        dernier_jour=fin,
    )


def empechement_de_la_force_majeure(clauses: Clauses) -> Empechement | None:
    """Say that the model has no force majeure clause, or ``None`` where it has one.

    Exigence: CONV-02, CONV-21 (S0 16)
    """
    if clauses.force_majeure_jours:
        return None
    return Empechement(
        "force_majeure_non_prevue",
        "Cette convention n’a pas de clause de force majeure : convenez d’un avenant, ou d’une fin d’un commun accord.",
        clauses.article("avenant"),
    )


def trentieme_jour(clauses: Clauses, notifiee_le: date) -> date:
    """Return the last day of a force majeure on which nobody may end the convention for it.

    Exigence: CONV-21 (S0 16)
    """
    return notifiee_le + timedelta(days=clauses.force_majeure_jours or 0)


def empechement_pour_force_majeure(
    clauses: Clauses, affectee: int | None, notifiee_le: date | None, partie: int, le: date
) -> Empechement | None:
    """Say why a party may not end the convention for force majeure, or ``None`` once it may.

    Only the affected party may, once the suspension has gone past the days of the model.

    Args:
        clauses: terms of the convention.
        affectee: the party that notified the force majeure still running; ``None`` when none is.
        notifiee_le: the day it was notified.
        partie: the party that would end it.
        le: the day it notifies that end.

    Exigence: CONV-05, CONV-21 (S0 16)
    """
    sans_clause = empechement_de_la_force_majeure(clauses)
    if sans_clause:
        return sans_clause
    article = clauses.article("force_majeure")
    if affectee is None or notifiee_le is None:
        return Empechement(
            "pas_de_force_majeure",
            "Aucune suspension pour force majeure n’est en cours : enregistrez d’abord sa notification.",
            article,
        )
    if partie != affectee:
        return Empechement(
            "seule_la_partie_affectee",
            "Seule la partie touchée par la force majeure, celle qui l’a notifiée, peut résilier pour cette cause.",
            article,
        )
    limite = trentieme_jour(clauses, notifiee_le)
    if le <= limite:
        return Empechement(
            "force_majeure_trop_recente",
            f"La résiliation pour force majeure est possible à partir du {date_simple(limite + timedelta(days=1))}, "
            f"{clauses.force_majeure_jours} jours après la notification.",
            article,
        )
    return None


def empechement_de_la_caducite(clauses: Clauses, liste: str, loi: str) -> Empechement | None:
    """Say why clauses may not be recorded as lapsed, or ``None``; the rest of the convention goes on.

    Args:
        clauses: terms of the convention.
        liste: the contrary clauses, and they alone.
        loi: the law or regulation they are contrary to.

    Exigence: CONV-05 (S0 14.2)
    """
    if "caducite" not in clauses.articles:
        return Empechement(
            "caducite_non_prevue",
            "Cette convention ne règle pas le changement de la loi : modifiez-la par avenant.",
            clauses.article("avenant"),
        )
    if not liste.strip() or not loi.strip():
        return Empechement(
            "clauses_absentes",
            "Nommez les clauses contraires et le texte nouveau : seules ces clauses cessent de s’appliquer.",
            clauses.article("caducite"),
        )
    return None
