"""What may be done of a convention's renewal and end today, each act with its consequence, in plain words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from conventions.enums import CauseFin, DepartMiseEnDemeure, EtatConvention, NatureCourrier
from conventions.models import Convention, Courrier
from conventions.rules.clauses import Clauses, Empechement, Issue
from conventions.rules.renouvellement import (
    TermeConnu,
    empechement_du_refus,
    empechement_du_renouvellement,
    issue_du_refus,
    issue_du_renouvellement,
)
from conventions.rules.resiliation import (
    ARTICLE_ACCORD,
    echeance_pour_reparer,
    empechement_de_la_fin_unilaterale,
    empechement_de_la_force_majeure,
    empechement_pour_force_majeure,
    empechement_pour_manquement,
    issue_de_la_fin_unilaterale,
    trentieme_jour,
)
from conventions.services.mises_en_demeure import echeance_de, reparation_de
from conventions.services.suspensions import suspension_en_cours
from conventions.services.vie import clauses_de, terme_connu
from espace_partenaires.web.dates import date_simple


@dataclass(frozen=True, slots=True)
class Acte:
    """An act that the convention allows.

    Attributes:
        titre: what it is.
        consequence: what it would change today, a sentence.
        article: the text it rests on.
        action: words of the button; none when it is not possible yet.
        adresse: where it is done.
        met_fin: it may end the convention.
    """

    titre: str
    consequence: str
    article: str
    action: str = ""
    adresse: str = ""
    met_fin: bool = False


def actes_possibles(convention: Convention, le: date) -> list[Acte]:
    """Return what may be done today; nothing before all have signed, nor once the convention has ended.

    Args:
        convention: a row of ``avec_dates``.
        le: the day it is for its caisses.

    Exigence: CONV-02, CONV-03, CONV-04, CONV-05, CONV-21 (S0 14, 16; S1u 8; S1m 9; S4 7)
    """
    connu = terme_connu(convention)
    finie = convention.fin_certaine is not None and convention.fin_certaine < le
    if convention.etat != EtatConvention.SIGNEE or connu is None or finie:
        return []
    clauses = clauses_de(convention)
    return [
        *_sur_le_terme(convention, clauses, connu, le),
        *_mise_en_demeure(convention, clauses, le),
        *_fin_par_une_partie(convention, clauses, le),
        *_force_majeure(convention, clauses, le),
        *_autres(convention, clauses),
    ]


def _lettre(convention: Convention, nature: NatureCourrier) -> str:
    return reverse("conventions:enregistrer_courrier", args=[convention.cle, nature.value])


def _fin(convention: Convention, cause: CauseFin) -> str:
    return reverse("conventions:resilier", args=[convention.cle, cause.value])


def _sur_le_terme(convention: Convention, clauses: Clauses, connu: TermeConnu, le: date) -> Iterator[Acte]:
    enregistrer = "Enregistrer la lettre"
    if empechement_du_renouvellement(clauses) is None:
        issue = issue_du_renouvellement(clauses, connu, le)
        yield Acte(
            "Demander le renouvellement",
            _si_recue_aujourdhui(issue),
            issue.article,
            enregistrer,
            _lettre(convention, NatureCourrier.RENOUVELLEMENT),
        )
    if empechement_du_refus(clauses) is None:
        issue = issue_du_refus(clauses, connu, le)
        yield Acte(
            "Refuser la reconduction",
            _si_recue_aujourdhui(issue),
            issue.article,
            enregistrer,
            _lettre(convention, NatureCourrier.REFUS_DE_RECONDUCTION),
            met_fin=True,
        )


def _si_recue_aujourdhui(issue: Issue) -> str:
    if issue.terme_le is not None:
        suite = f"la convention est renouvelée jusqu’au {date_simple(issue.terme_le)}."
    elif issue.dernier_jour is not None:
        suite = f"la convention prend fin le {date_simple(issue.dernier_jour)}."
    else:
        return f"Reçue aujourd’hui, la lettre ne changerait rien. {issue.phrase}"
    return f"Si la lettre est reçue aujourd’hui, {suite}"


def _mise_en_demeure(convention: Convention, clauses: Clauses, le: date) -> Iterator[Acte]:
    echeance = echeance_pour_reparer(clauses, le, le)
    if echeance is None:
        return
    envoi = clauses.mise_en_demeure_depart == DepartMiseEnDemeure.ENVOI
    article = clauses.article("mise_en_demeure")
    yield Acte(
        "Mettre une partie en demeure",
        f"Si la lettre est {'envoyée' if envoi else 'reçue'} aujourd’hui, le manquement se répare jusqu’au "
        f"{date_simple(echeance)}. Ensuite, rien n’est automatique : les autres parties décident, ou non, de la fin.",
        article,
        "Enregistrer la lettre",
        _lettre(convention, NatureCourrier.MISE_EN_DEMEURE),
    )
    yield from _apres_la_mise_en_demeure(convention, clauses, le)


def _apres_la_mise_en_demeure(convention: Convention, clauses: Clauses, le: date) -> Iterator[Acte]:
    """Say that the others may end the convention, or why not yet: the delay runs, or it was mended."""
    lettres = convention.courriers.filter(nature=NatureCourrier.MISE_EN_DEMEURE).order_by("envoye_le", "pk")
    empechements = [_empechement(clauses, lettre, le) for lettre in lettres]
    if not empechements:
        return
    article = clauses.article("mise_en_demeure")
    titre = (
        "Résilier par une seconde lettre" if clauses.seconde_lettre else "Résilier après une mise en demeure"
    )
    dernier = empechements[-1]
    if None not in empechements and dernier is not None:
        yield Acte(titre, dernier.phrase, article)
    elif clauses.seconde_lettre:
        yield Acte(
            titre,
            "Le délai est écoulé sans réparation : la convention prend fin le jour où la partie défaillante reçoit "
            "cette lettre, ou à la date plus tardive qu’elle fixe.",
            article,
            "Enregistrer la seconde lettre",
            _lettre(convention, NatureCourrier.RESILIATION),
            met_fin=True,
        )
    else:
        yield Acte(
            titre,
            "Le délai est écoulé sans réparation : toutes les autres parties peuvent en décider, avec le plan de "
            f"clôture convenu. Décidée aujourd’hui, la fin est au plus tôt le {date_simple(le)}.",
            article,
            "Décider la résiliation",
            _fin(convention, CauseFin.MANQUEMENT),
            met_fin=True,
        )


def _empechement(clauses: Clauses, lettre: Courrier, le: date) -> Empechement | None:
    reparation = reparation_de(lettre)
    return empechement_pour_manquement(
        clauses, echeance_de(clauses, lettre), reparation.survenu_le if reparation else None, le
    )


def _fin_par_une_partie(convention: Convention, clauses: Clauses, le: date) -> Iterator[Acte]:
    if empechement_de_la_fin_unilaterale(clauses) is not None:
        return
    issue = issue_de_la_fin_unilaterale(clauses, le, None)
    fin, deja = issue.dernier_jour or le, convention.fin_certaine
    yield Acte(
        "Mettre fin par lettre d’une seule partie",
        _si_recue_aujourdhui(issue)
        if deja is None or fin < deja
        else f"Reçue aujourd’hui, la lettre ne changerait rien : la convention prend déjà fin le {date_simple(deja)}.",
        issue.article,
        "Enregistrer la lettre",
        _lettre(convention, NatureCourrier.FIN_UNILATERALE),
        met_fin=True,
    )


def _force_majeure(convention: Convention, clauses: Clauses, le: date) -> Iterator[Acte]:
    if empechement_de_la_force_majeure(clauses) is not None:
        return
    article = clauses.article("force_majeure")
    suspension = suspension_en_cours(convention)
    if suspension is None or suspension.partie is None:
        limite = date_simple(trentieme_jour(clauses, le))
        phrase = (
            f"Notifiée aujourd’hui, elle suspend les obligations. Si elle dure au-delà du {limite}, la partie touchée, "
            "et elle seule, pourra mettre fin à la convention."
        )
        par_lettre = _lettre(convention, NatureCourrier.FORCE_MAJEURE)
        autrement = reverse("conventions:suspendre", args=[convention.cle])
        yield Acte("Force majeure notifiée par lettre", phrase, article, "Enregistrer la lettre", par_lettre)
        yield Acte(
            "Force majeure notifiée autrement", phrase, article, "Enregistrer la suspension", autrement
        )
        return
    yield Acte(
        "Reprendre les obligations",
        f"Suspendues depuis le {date_simple(suspension.survenu_le)} à la demande de {suspension.partie.libelle}.",
        article,
        "Constater la reprise",
        reverse("conventions:reprendre", args=[convention.cle]),
    )
    partie = suspension.partie_id or 0
    pas_encore = empechement_pour_force_majeure(clauses, partie, suspension.survenu_le, partie, le)
    possible = date_simple(trentieme_jour(clauses, suspension.survenu_le) + timedelta(days=1))
    yield Acte(
        "Résilier pour force majeure",
        f"{suspension.partie.libelle}, et elle seule, peut mettre fin à la convention à partir du {possible}.",
        article,
        "" if pas_encore else "Enregistrer la résiliation",
        "" if pas_encore else _fin(convention, CauseFin.FORCE_MAJEURE),
        met_fin=True,
    )


def _autres(convention: Convention, clauses: Clauses) -> Iterator[Acte]:
    if "caducite" in clauses.articles:
        yield Acte(
            "Constater que la loi a changé",
            "Seules les clauses contraires cessent de s’appliquer ; le reste continue. Convenez ensuite d’un avenant, ou "
            "de la fin.",
            clauses.article("caducite"),
            "Nommer les clauses caduques",
            reverse("conventions:declarer_caducite", args=[convention.cle]),
        )
    yield Acte(
        "Mettre fin d’un commun accord",
        "Toutes les parties choisissent ensemble le dernier jour : aujourd’hui ou plus tard.",
        ARTICLE_ACCORD,
        "Décider la fin",
        _fin(convention, CauseFin.ACCORD),
        met_fin=True,
    )
