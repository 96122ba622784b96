"""How a convention goes on: renewed on purpose, or tacitly unless a party refuses."""

from dataclasses import dataclass
from datetime import date, timedelta

from conventions.enums import Reconduction
from conventions.rules.clauses import Clauses, Empechement, Issue
from conventions.rules.delais import dernier_jour, limite_de_preavis, terme_en_cours, terme_suivant
from espace_partenaires.web.dates import date_simple


@dataclass(frozen=True, slots=True)
class TermeConnu:
    """What the term of a convention is read from.

    Attributes:
        debut: first day in force.
        terme_fixe: last day of the term that the last renewal or avenant fixed, if any did.
        renouvele_depuis: first day of the term that the last renewal opened, if any did.
        fin_decidee: last day that a refusal or a résiliation already gave.
    """

    debut: date
    terme_fixe: date | None = None
    renouvele_depuis: date | None = None
    fin_decidee: date | None = None


def limite_de_reception(fin: date, preavis_mois: int | None) -> date:
    """Return the last day on which a letter about the end of a term may be received.

    Args:
        fin: last day of the term.
        preavis_mois: notice in months; without one, the last day of the term itself.

    Exigence: CONV-04 (S0 14.1, S1m 9.2)
    """
    return limite_de_preavis(fin, preavis_mois) if preavis_mois else fin


def empechement_du_renouvellement(clauses: Clauses) -> Empechement | None:
    """Say why no party may renew by letter, or ``None`` where one may.

    Args:
        clauses: terms of the convention.

    Exigence: CONV-02, CONV-04 (S0 14.1)
    """
    article = clauses.article("reconduction")
    if clauses.reconduction == Reconduction.EXPRESSE:
        return None
    if clauses.reconduction == Reconduction.PARENTE:
        phrase = (
            "Elle dure autant que la convention métier : renouvelez celle-ci, aucune lettre n’est utile ici."
        )
    else:
        phrase = "Elle se reconduit d’elle-même à la fin de chaque terme : aucune lettre n’est utile."
    return Empechement("renouvellement_inutile", phrase, article)


def terme_expres(clauses: Clauses, connu: TermeConnu) -> date | None:
    """Return the last day of the term of an express convention, ``None`` without a duration.

    Args:
        clauses: terms of the convention.
        connu: what its term is read from.

    Exigence: CONV-04 (S0 14.1)
    """
    if connu.terme_fixe:
        return connu.terme_fixe
    return dernier_jour(connu.debut, clauses.duree_mois) if clauses.duree_mois else None


def issue_du_renouvellement(clauses: Clauses, connu: TermeConnu, recue_le: date) -> Issue:
    """Say what a renewal notice does: a new term of the same duration, without limit, or nothing when late.

    Only the term that runs on the day of receipt is renewed: a second notice of the same term changes nothing.

    Args:
        clauses: terms of the convention, its renewal express.
        connu: what its term is read from.
        recue_le: the day the last addressee received the notice.

    Exigence: CONV-02, CONV-04 (S0 14.1)
    """
    article = clauses.article("reconduction")
    terme = terme_expres(clauses, connu)
    if terme is None or not clauses.duree_mois:
        return Issue("Sans effet : la durée de cette convention n’est pas connue.", article)
    if connu.fin_decidee is not None and connu.fin_decidee <= terme:
        return Issue(
            f"Sans effet : la fin de la convention au {date_simple(connu.fin_decidee)} est déjà décidée.",
            article,
        )
    if connu.renouvele_depuis is not None and recue_le < connu.renouvele_depuis:
        return Issue(
            f"Sans effet : la convention est déjà renouvelée jusqu’au {date_simple(terme)}.", article
        )
    limite = limite_de_reception(terme, clauses.preavis_mois)
    if recue_le > limite:
        return Issue(
            f"Sans effet : reçue le {date_simple(recue_le)}, après le {date_simple(limite)}, dernier jour pour "
            f"renouveler. La convention prend fin le {date_simple(terme)} ; préparez une nouvelle convention.",
            article,
        )
    nouveau = terme_suivant(terme, clauses.duree_mois)
    return Issue(
        f"Renouvelle la convention jusqu’au {date_simple(nouveau)}.",
        article,
        terme_le=nouveau,
        premier_jour=terme + timedelta(days=1),
    )


def empechement_du_refus(clauses: Clauses) -> Empechement | None:
    """Say why no party may refuse the renewal, or ``None`` where one may.

    Args:
        clauses: terms of the convention.

    Exigence: CONV-04 (S1m 9.2, S3 6.2, S4 7)
    """
    article = clauses.article("reconduction")
    if clauses.reconduction == Reconduction.TACITE:
        return None
    if clauses.reconduction == Reconduction.PARENTE:
        phrase = (
            "Elle dure autant que la convention métier sur laquelle elle s’appuie : c’est la reconduction de "
            "celle-ci qui se refuse."
        )
    else:
        phrase = (
            "Elle prend fin d’elle-même à son terme si personne ne la renouvelle : il n’y a rien à refuser."
        )
    return Empechement("refus_inutile", phrase, article)


def issue_du_refus(clauses: Clauses, connu: TermeConnu, recue_le: date) -> Issue:
    """Say which term a refusal of tacit renewal makes the last one: the running one, or the next when too late.

    Args:
        clauses: terms of the convention, its renewal tacit, with a duration.
        connu: what its term is read from.
        recue_le: the day the last addressee received the letter.

    Exigence: CONV-02, CONV-04 (S1m 9.2, S3 6.2, S4 7)
    """
    article = clauses.article("reconduction")
    mois = clauses.duree_mois or 1
    terme = terme_en_cours(connu.debut, mois, recue_le, connu.terme_fixe)
    limite = limite_de_reception(terme, clauses.preavis_mois)
    trop_tard = recue_le > limite
    fin = terme_suivant(terme, mois) if trop_tard else terme
    if connu.fin_decidee is not None and connu.fin_decidee <= fin:
        return Issue(
            f"Sans effet : la convention prend déjà fin le {date_simple(connu.fin_decidee)}.", article
        )
    debut = (
        f"Reçue après le {date_simple(limite)}, elle vaut pour le terme suivant : la"
        if trop_tard
        else "Refuse la reconduction : la"
    )
    return Issue(f"{debut} convention prend fin le {date_simple(fin)}.", article, dernier_jour=fin)
