"""Where a convention stands, in plain words."""

from dataclasses import dataclass
from datetime import date

from conventions.enums import EtatConvention, Nature, Reconduction
from conventions.models import Convention
from espace_partenaires.web.dates import date_simple


@dataclass(frozen=True, slots=True)
class Situation:
    """A convention and its state, ready to be shown.

    Attributes:
        convention: the convention, with its parties loaded.
        genre: kind of badge.
        mot: the state, in a few words.
        suite: what comes next, a sentence; may be empty.
        article: the text it rests on, shown on demand.
    """

    convention: Convention
    genre: str
    mot: str
    suite: str
    article: str


def situation(convention: Convention, le: date) -> Situation:
    """Say where a convention stands on a day.

    Args:
        convention: a row of ``ConventionQuerySet.avec_vigueur(le)``, its modèle and parties loaded.
        le: the day.
    """
    genre, mot, suite = _mots(convention, le)
    return Situation(convention, genre, mot, suite, convention.modele.article)


def _mots(convention: Convention, le: date) -> tuple[str, str, str]:
    if convention.etat == EtatConvention.BROUILLON:
        return "attente", "projet", "Vérifiez les parties, puis mettez la convention en signature."
    if convention.etat == EtatConvention.ABANDONNEE:
        return "neutre", "projet abandonné", ""
    if convention.etat == EtatConvention.EN_SIGNATURE or convention.debut is None:
        parties = list(convention.parties.all())
        signees = sum(1 for partie in parties if partie.signee_le)
        return (
            "bientot",
            f"en signature : {signees} sur {len(parties)}",
            "Elle prendra effet à la dernière signature.",
        )
    if convention.vigueur:
        return "fait", f"en vigueur depuis le {date_simple(convention.debut)}", _suite(convention)
    return _mots_hors_vigueur(convention, convention.debut, le)


def _mots_hors_vigueur(convention: Convention, debut: date, le: date) -> tuple[str, str, str]:
    """Say why a convention that all have signed is not in force."""
    if debut > le:
        return "attente", f"en vigueur à partir du {date_simple(debut)}", ""
    if convention.fin_certaine is not None and convention.fin_certaine < le:
        mot = "résiliée" if convention.fin_certaine == convention.fin_decidee else "expirée"
        return "retard", f"{mot}, terminée le {date_simple(convention.fin_certaine)}", ""
    return "retard", "sans effet", "La convention métier sur laquelle elle s’appuie n’est pas en vigueur."


def _suite(convention: Convention) -> str:
    if convention.fin_certaine is not None:
        return f"Jusqu’au {date_simple(convention.fin_certaine)} inclus."
    if convention.nature == Nature.UTILISATION:
        return "Aussi longtemps que la convention métier sur laquelle elle s’appuie."
    if convention.reconduction == Reconduction.TACITE:
        return f"Reconduite tacitement tous les {convention.duree_mois} mois, sauf refus d’une partie."
    return ""
