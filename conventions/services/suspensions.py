"""Force majeure suspends obligations; a change of law lapses the contrary clauses only. The convention goes on."""

from datetime import date, datetime

from django.db import transaction

from conventions.enums import NatureEvenement
from conventions.models import Convention, Courrier, EvenementConvention, Partie
from conventions.rules.clauses import Issue
from conventions.rules.resiliation import (
    empechement_de_la_caducite,
    empechement_de_la_force_majeure,
    empechement_pour_force_majeure,
    trentieme_jour,
)
from conventions.services.controles import exiger_motif
from conventions.services.ecriture import journaliser
from conventions.services.textes import refuser_un_nir
from conventions.services.vie import Ouverte, ecrire, exiger_etape, ouvrir, refuser
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.web.dates import date_simple


def suspension_en_cours(convention: Convention) -> EvenementConvention | None:
    """Return the suspension that no resumption has ended yet (CONV-21)."""
    dernier = (
        convention.evenements.filter(nature__in=[NatureEvenement.SUSPENSION, NatureEvenement.REPRISE])
        .select_related("partie__caisse", "partie__partenaire")
        .order_by("-consigne_le", "-pk")
        .first()
    )
    return dernier if dernier is not None and dernier.nature == NatureEvenement.SUSPENSION else None


def suspendre(
    *,
    acteur: Acteur,
    convention: Convention,
    partie: Partie,
    notifiee_le: date,
    motif: str,
    maintenant: datetime | None = None,
) -> EvenementConvention:
    """Record a force majeure that a party notified otherwise than by a letter of the register.

    Args:
        acteur: a gestionnaire de conventions of a caisse that is party.
        convention: the convention.
        partie: the affected party.
        notifiee_le: the day the others had the notification, today at the latest.
        motif: what happened.
        maintenant: the moment of recording.

    Raises:
        RegleMetierRefusee: where the model has no such clause, or another suspension runs.

    Exigence: CONV-03, CONV-21 (S0 16)
    """
    with transaction.atomic():
        ouverte = ouvrir(acteur, convention, maintenant)
        refuser(empechement_de_la_force_majeure(ouverte.clauses))
        en_cours = suspension_en_cours(ouverte.convention)
        if en_cours is not None and en_cours.partie_id == partie.pk and en_cours.survenu_le == notifiee_le:
            return en_cours
        exiger_motif(motif)
        refuser_un_nir(motif)
        article = ouverte.clauses.article("force_majeure")
        if notifiee_le > ouverte.jour:
            raise RegleMetierRefusee(
                "date_future", "La notification ne peut pas être datée du futur : vérifiez la date.", article
            )
        exiger_etape(ouverte, "suspendre", notifiee_le)
        if en_cours is not None:
            raise RegleMetierRefusee(
                "deja_suspendue",
                f"Une suspension court déjà depuis le {date_simple(en_cours.survenu_le)} : constatez d’abord la reprise.",
                article,
            )
        fait = _ecrire_suspension(ouverte, partie, notifiee_le, motif, None)
        journaliser(acteur, "conventions.suspendre", ouverte.convention, partie=partie.pk)
    return fait


def suspendre_par_lettre(ouverte: Ouverte, courrier: Courrier, recue_le: date) -> Issue:
    """Suspend from the day the last addressee received the notification of force majeure.

    Exigence: CONV-16, CONV-21 (S0 16)
    """
    article = ouverte.clauses.article("force_majeure")
    en_cours = suspension_en_cours(ouverte.convention)
    if en_cours is not None:
        return Issue(
            f"Sans effet nouveau : une suspension court déjà depuis le {date_simple(en_cours.survenu_le)}.",
            article,
        )
    _ecrire_suspension(ouverte, courrier.expediteur, recue_le, courrier.reproche, courrier)
    limite = trentieme_jour(ouverte.clauses, recue_le)
    return Issue(
        f"Suspend les obligations depuis le {date_simple(recue_le)}. Si elle dure au-delà du {date_simple(limite)}, la "
        "partie touchée, et elle seule, pourra résilier.",
        article,
    )


def _ecrire_suspension(
    ouverte: Ouverte, partie: Partie, le: date, motif: str, courrier: Courrier | None
) -> EvenementConvention:
    return ecrire(
        ouverte,
        NatureEvenement.SUSPENSION,
        le,
        partie=partie,
        courrier=courrier,
        motif=motif,
        article=ouverte.clauses.article("force_majeure"),
    )


def reprendre(
    *,
    acteur: Acteur,
    convention: Convention,
    reprise_le: date,
    motif: str = "",
    maintenant: datetime | None = None,
) -> EvenementConvention:
    """Record that the force majeure is over and obligations run again; twice gives one fact.

    Raises:
        RegleMetierRefusee: when nothing is suspended, or the day is out of range.

    Exigence: CONV-03, CONV-21 (S0 16)
    """
    with transaction.atomic():
        ouverte = ouvrir(acteur, convention, maintenant)
        article = ouverte.clauses.article("force_majeure")
        deja = ouverte.convention.evenements.filter(
            nature=NatureEvenement.REPRISE, survenu_le=reprise_le
        ).first()
        en_cours = suspension_en_cours(ouverte.convention)
        if en_cours is None:
            if deja is not None:
                return deja
            raise RegleMetierRefusee("rien_a_reprendre", "Aucune suspension n’est en cours.", article)
        refuser_un_nir(motif)
        exiger_etape(ouverte, "reprendre", reprise_le)
        if not en_cours.survenu_le <= reprise_le <= ouverte.jour:
            raise RegleMetierRefusee(
                "date_impossible",
                "La reprise est entre la notification de la force majeure et aujourd’hui : vérifiez la date.",
                article,
            )
        fait = ecrire(
            ouverte,
            NatureEvenement.REPRISE,
            reprise_le,
            partie=en_cours.partie,
            motif=motif,
            article=article,
        )
        journaliser(acteur, "conventions.reprendre", ouverte.convention)
    return fait


def declarer_caducite(
    *,
    acteur: Acteur,
    convention: Convention,
    clauses_contraires: str,
    texte_nouveau: str,
    depuis_le: date,
    maintenant: datetime | None = None,
) -> EvenementConvention:
    """Record that a change of law lapsed the contrary clauses; nothing else changes (CONV-05).

    Args:
        acteur: a gestionnaire de conventions of a caisse that is party.
        convention: the convention.
        clauses_contraires: the clauses that lapse.
        texte_nouveau: the law or regulation.
        depuis_le: the day it applies, today at the latest.
        maintenant: the moment of recording.

    Raises:
        RegleMetierRefusee: where the model does not say so, or something is not named.

    Exigence: CONV-03, CONV-05 (S0 14.2)
    """
    with transaction.atomic():
        ouverte = ouvrir(acteur, convention, maintenant)
        refuser(empechement_de_la_caducite(ouverte.clauses, clauses_contraires, texte_nouveau))
        refuser_un_nir(clauses_contraires, texte_nouveau)
        article = ouverte.clauses.article("caducite")
        if depuis_le > ouverte.jour:
            raise RegleMetierRefusee(
                "date_future",
                "Les clauses ne cessent de s’appliquer que lorsque le texte nouveau s’applique : revenez ce jour-là.",
                article,
            )
        exiger_etape(ouverte, "declarer_caducite", depuis_le)
        motif = f"{clauses_contraires.strip()} (contraires à : {texte_nouveau.strip()})"
        faits = ouverte.convention.evenements.filter(nature=NatureEvenement.CADUCITE)
        deja = faits.filter(survenu_le=depuis_le, motif=motif).first()
        if deja is not None:
            return deja
        fait = ecrire(ouverte, NatureEvenement.CADUCITE, depuis_le, motif=motif, article=article)
        journaliser(acteur, "conventions.declarer_caducite", ouverte.convention)
    return fait


def verifier_force_majeure(ouverte: Ouverte, partie: Partie | None, le: date) -> None:
    """Check that a party may end the convention for a force majeure that lasts.

    Raises:
        RegleMetierRefusee: with when it will be possible, or who may.

    Exigence: CONV-21 (S0 16)
    """
    suspension = suspension_en_cours(ouverte.convention)
    refuser(
        empechement_pour_force_majeure(
            ouverte.clauses,
            suspension.partie_id if suspension else None,
            suspension.survenu_le if suspension else None,
            partie.pk if partie else 0,
            le,
        )
    )
