"""What runs along a convention: letters and their delays, force majeure, comités, evaluation, bilans."""

from datetime import date, timedelta
from typing import Final

from conventions.enums import (
    DepartMiseEnDemeure,
    Evaluation,
    NatureCourrier,
    NatureEvenement,
    RythmeComite,
)
from conventions.rules.calendrier import ajouter_mois
from conventions.rules.comites import echeance_de_l_evaluation, prochain_comite
from conventions.rules.delais import echeance_de_mise_en_demeure
from conventions.rules.faits_calendrier import CodeJalon, FaitsCalendrier, Jalon, Lettre

UN_AN: Final = 12
_FEVRIER: Final = 2


def lettres(faits: FaitsCalendrier) -> set[Jalon]:
    """Return each registered letter, sent and received, and the last day to mend what it names.

    Args:
        faits: the convention.

    Exigence: CONV-05, CONV-16 (S0 14.4.2, S1m 9.4, S1u 8.2)
    """
    trouves = set()
    for lettre in faits.lettres:
        nom = NatureCourrier(lettre.nature).label.lower()
        article = faits.article_pour(str(lettre.nature))
        trouves.add(Jalon(CodeJalon.LETTRE_ENVOYEE, lettre.envoyee_le, f"Lettre envoyée ({nom})", article))
        if lettre.recue_le:
            trouves.add(Jalon(CodeJalon.LETTRE_RECUE, lettre.recue_le, f"Lettre reçue ({nom})", article))
        echeance = echeance_de_la_lettre(faits, lettre)
        if echeance is not None and (lettre.reparee_le is None or lettre.reparee_le > echeance):
            trouves.add(
                Jalon(
                    CodeJalon.MISE_EN_DEMEURE_ECHUE,
                    echeance,
                    "Dernier jour pour réparer, après mise en demeure",
                    article,
                    "Le lendemain, les autres parties peuvent décider la résiliation ; rien n’est automatique.",
                    attendu=lettre.reparee_le is None and not _resiliee_depuis(faits, echeance),
                )
            )
    return trouves


def _resiliee_depuis(faits: FaitsCalendrier, echeance: date) -> bool:
    """Tell whether an end was decided once the delay had run: nothing is awaited any more."""
    return any(
        fait.nature == NatureEvenement.RESILIATION and fait.survenu_le > echeance for fait in faits.faits
    )


def echeance_de_la_lettre(faits: FaitsCalendrier, lettre: Lettre) -> date | None:
    """Return the last day to mend what a mise en demeure names; ``None`` while its delay does not run.

    Args:
        faits: the convention, whose text says which date counts.
        lettre: the letter.

    Exigence: CONV-02, CONV-05, CONV-16 (S0 14.4.2, S1m 9.4, S1u 8.2)
    """
    if lettre.nature != NatureCourrier.MISE_EN_DEMEURE or faits.mise_en_demeure_jours is None:
        return None
    a_la_reception = faits.mise_en_demeure_depart == DepartMiseEnDemeure.RECEPTION
    depart = lettre.recue_le if a_la_reception else lettre.envoyee_le
    return None if depart is None else echeance_de_mise_en_demeure(depart, faits.mise_en_demeure_jours)


def force_majeure(faits: FaitsCalendrier) -> set[Jalon]:
    """Return the last day of each force majeure before the affected party may end the convention.

    Args:
        faits: the convention.

    Exigence: CONV-21 (S0 16)
    """
    if faits.force_majeure_jours is None:
        return set()
    reprises = [fait.survenu_le for fait in faits.faits if fait.nature == NatureEvenement.REPRISE]
    trouves = set()
    for fait in faits.faits:
        if fait.nature != NatureEvenement.SUSPENSION:
            continue
        limite = fait.survenu_le + timedelta(days=faits.force_majeure_jours)
        if any(fait.survenu_le <= reprise <= limite for reprise in reprises):
            continue
        trouves.add(
            Jalon(
                CodeJalon.FORCE_MAJEURE_LONGUE,
                limite,
                f"Force majeure : {faits.force_majeure_jours}e jour",
                faits.article_pour("force_majeure"),
                "À partir du lendemain, la partie empêchée, et elle seule, peut mettre fin à la convention.",
            )
        )
    return trouves


def suivi(faits: FaitsCalendrier, commence: date, le: date) -> set[Jalon]:
    """Return what a convention in force awaits: comité, evaluation of the first year, yearly bilan.

    Args:
        faits: the convention.
        commence: its first day.
        le: the day.

    Exigence: CONV-09, CONV-17 (S0 4, 14.3, S1m 5, 9.2, S3 4, S4 6)
    """
    return {*_comites(faits, commence, le), *_evaluation(faits, commence), *_bilans(faits, commence, le)}


def _comites(faits: FaitsCalendrier, commence: date, le: date) -> set[Jalon]:
    """Return each year that has passed without a comité, and the next time one is due."""
    prochain = prochain_comite(faits.comite, commence, max(faits.comites_tenus, default=None))
    if prochain is None:
        return set()
    national = faits.comite == RythmeComite.FEVRIER_MARS
    echeances = [prochain.limite]
    while echeances[-1] < le:
        echeances.append(ajouter_mois(prochain.limite, UN_AN * len(echeances)))
    quand = "en février ou en mars" if national else "une fois par an au moins"
    return {
        Jalon(
            CodeJalon.COMITE_DU,
            jour,
            "Comité de pilotage à réunir",
            faits.article_pour("comite"),
            f"Il se réunit {quand}.",
            attendu=True,
            rappel_le=date(jour.year, _FEVRIER, 1) if national else None,
        )
        for jour in echeances
    }


def _evaluation(faits: FaitsCalendrier, commence: date) -> set[Jalon]:
    if faits.evaluation == Evaluation.AUCUNE or faits.evaluations:
        return set()
    return {
        Jalon(
            CodeJalon.EVALUATION_DUE,
            echeance_de_l_evaluation(commence),
            "Évaluation partagée de la première année",
            faits.article_pour("evaluation"),
            f"{Evaluation(faits.evaluation).label}.",
            attendu=True,
        )
    }


def _bilans(faits: FaitsCalendrier, commence: date, le: date) -> set[Jalon]:
    """Return the last anniversary and the next one: a bilan of the year that ends."""
    if not faits.bilan_annuel:
        return set()
    annees = max(1, le.year - commence.year)
    autour = (ajouter_mois(commence, UN_AN * rang) for rang in range(max(1, annees - 1), annees + 2))
    jours = list(autour)
    passes, a_venir = [j for j in jours if j <= le], [j for j in jours if j > le]
    return {
        Jalon(CodeJalon.BILAN, jour, "Bilan de l’année écoulée", faits.article_pour("bilan"))
        for jour in (*passes[-1:], *a_venir[:1])
    }
