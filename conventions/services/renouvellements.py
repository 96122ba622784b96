"""What a letter about the end of a term does once all have received it: renew, or refuse the renewal."""

from datetime import date

from conventions.enums import NatureEvenement
from conventions.models import Courrier
from conventions.rules.clauses import Issue
from conventions.rules.renouvellement import issue_du_refus, issue_du_renouvellement
from conventions.services.ecriture import journaliser
from conventions.services.vie import Ouverte, annoncer_la_fin, ecrire, terme_connu


def renouveler(ouverte: Ouverte, courrier: Courrier, recue_le: date) -> Issue:
    """Renew an express term, or leave a late notice in the register.

    Args:
        ouverte: the convention.
        courrier: the notice.
        recue_le: the day its last addressee received it.

    Exigence: CONV-04, CONV-16 (S0 14.1)
    """
    connu = terme_connu(ouverte.convention)
    if connu is None:
        return Issue("Sans effet : la convention n’est pas signée de tous.", ouverte.clauses.texte)
    issue = issue_du_renouvellement(ouverte.clauses, connu, recue_le)
    if issue.terme_le is not None:
        ecrire(
            ouverte,
            NatureEvenement.RENOUVELLEMENT,
            recue_le,
            partie=courrier.expediteur,
            courrier=courrier,
            terme_le=issue.terme_le,
            effet_le=issue.premier_jour,
            motif=issue.phrase,
            article=issue.article,
        )
    return issue


def refuser_la_reconduction(ouverte: Ouverte, courrier: Courrier, recue_le: date) -> Issue:
    """Make the running term the last one, or the next when the letter came too late for it.

    Args:
        ouverte: the convention.
        courrier: the letter.
        recue_le: the day its last addressee received it.

    Exigence: CONV-04, CONV-16 (S1m 9.2, S3 6.2, S4 7)
    """
    connu = terme_connu(ouverte.convention)
    if connu is None:
        return Issue("Sans effet : la convention n’est pas signée de tous.", ouverte.clauses.texte)
    issue = issue_du_refus(ouverte.clauses, connu, recue_le)
    if issue.dernier_jour is not None:
        evenement = ecrire(
            ouverte,
            NatureEvenement.REFUS_DE_RECONDUCTION,
            recue_le,
            partie=courrier.expediteur,
            courrier=courrier,
            effet_le=issue.dernier_jour,
            motif=issue.phrase,
            article=issue.article,
        )
        journaliser(
            ouverte.acteur,
            "conventions.resilier",
            ouverte.convention,
            effet_le=issue.dernier_jour.isoformat(),
            cause="refus",
        )
        annoncer_la_fin(ouverte, evenement)
    return issue
