"""Mises en demeure: until when to mend, who must, and whether it was."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from conventions.enums import NatureCourrier, NatureEvenement
from conventions.models import Convention, Courrier, EvenementConvention, Partie, Remise
from conventions.rules.clauses import Clauses
from conventions.rules.resiliation import (
    echeance_pour_reparer,
    empechement_pour_manquement,
    empechement_sans_accord,
    empechement_sans_plan,
)
from conventions.services.controles import exiger_motif
from conventions.services.ecriture import journaliser
from conventions.services.textes import refuser_un_nir
from conventions.services.vie import Ouverte, ecrire, exiger_etape, ouvrir, refuser
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee


def remise_au_defaillant(courrier: Courrier) -> Remise:
    """Return the delivery of a mise en demeure to the party it names: its only addressee."""
    return courrier.remises.select_related("destinataire").earliest("pk")


def defaillante(courrier: Courrier) -> Partie:
    """Return the party that a mise en demeure names."""
    return remise_au_defaillant(courrier).destinataire


def echeance_de(clauses: Clauses, courrier: Courrier) -> date | None:
    """Return the last day to mend what a mise en demeure names; ``None`` while its delay does not run.

    Exigence: CONV-05 (S0 14.4.2, S1m 9.4, S1u 8.2)
    """
    return echeance_pour_reparer(clauses, courrier.envoye_le, remise_au_defaillant(courrier).recue_le)


def reparation_de(courrier: Courrier) -> EvenementConvention | None:
    """Return the fact that what a mise en demeure names was mended, if it was."""
    return courrier.evenements.filter(nature=NatureEvenement.REPARATION).order_by("pk").first()


def autres_parties(convention: Convention, partie: Partie) -> list[Partie]:
    """Return the parties of a convention but one."""
    return list(
        convention.parties.exclude(pk=partie.pk).select_related("caisse", "partenaire").order_by("pk")
    )


def commencer_le_delai(ouverte: Ouverte, courrier: Courrier, depart: date) -> None:
    """Write that the delay of a mise en demeure runs, from the day that counts in the model."""
    ecrire(
        ouverte,
        NatureEvenement.MISE_EN_DEMEURE,
        depart,
        partie=courrier.expediteur,
        courrier=courrier,
        motif=courrier.reproche,
        article=ouverte.clauses.article("mise_en_demeure"),
    )


def constater_reparation(
    *,
    acteur: Acteur,
    courrier: Courrier,
    reparee_le: date,
    motif: str,
    maintenant: datetime | None = None,
) -> EvenementConvention:
    """Record that what a mise en demeure names was mended; twice gives one fact.

    Args:
        acteur: a gestionnaire de conventions of a caisse that is party.
        courrier: the mise en demeure.
        reparee_le: the day it was mended, from the day of sending to today.
        motif: how.
        maintenant: the moment of recording.

    Raises:
        RegleMetierRefusee: for another kind of letter, a day out of range, no explanation.

    Exigence: CONV-03, CONV-05 (S0 14.4.2, S1m 9.4, S1u 8.2)
    """
    with transaction.atomic():
        ouverte = ouvrir(acteur, courrier.convention, maintenant)
        article = ouverte.clauses.article("mise_en_demeure")
        if courrier.nature != NatureCourrier.MISE_EN_DEMEURE:
            raise RegleMetierRefusee(
                "pas_une_mise_en_demeure", "Cette lettre n’est pas une mise en demeure.", article
            )
        deja = reparation_de(courrier)
        if deja is not None:
            return deja
        exiger_etape(ouverte, "reparer", courrier.envoye_le)
        exiger_motif(motif)
        refuser_un_nir(motif)
        if not courrier.envoye_le <= reparee_le <= ouverte.jour:
            raise RegleMetierRefusee(
                "date_impossible",
                "Le manquement se répare entre l’envoi de la mise en demeure et aujourd’hui : vérifiez la date.",
                article,
            )
        fait = ecrire(
            ouverte,
            NatureEvenement.REPARATION,
            reparee_le,
            partie=defaillante(courrier),
            courrier=courrier,
            motif=motif,
            article=article,
        )
        journaliser(acteur, "conventions.constater_reparation", ouverte.convention, courrier=courrier.pk)
    return fait


def verifier_manquement(
    ouverte: Ouverte, courrier: Courrier, accords: Collection[Partie], plan: str, le: date
) -> None:
    """Check that the delay has run out, that all the others agree, and that the closing plan is there.

    Raises:
        RegleMetierRefusee: with what is missing.

    Exigence: CONV-05 (S0 14.4.2, S1m 9.4, S1u 8.2, D)
    """
    reparation = reparation_de(courrier)
    article = ouverte.clauses.article("mise_en_demeure")
    refuser(
        empechement_pour_manquement(
            ouverte.clauses,
            echeance_de(ouverte.clauses, courrier),
            reparation.survenu_le if reparation else None,
            le,
        )
    )
    autres = {autre.pk for autre in autres_parties(ouverte.convention, defaillante(courrier))}
    refuser(empechement_sans_accord(autres, {partie.pk for partie in accords}, article))
    refuser(empechement_sans_plan(plan, article))
