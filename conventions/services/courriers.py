"""The register of registered letters: recorded when sent, then when received; the one that counts takes effect."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Final

from django.db import IntegrityError, transaction

from conventions.enums import DepartMiseEnDemeure, NatureCourrier, NatureEvenement
from conventions.models import Convention, Courrier, Partie, Remise
from conventions.rules.clauses import Clauses, Issue
from conventions.services import renouvellements
from conventions.services.controles_de_courrier import Lettre, verifier_envoi, verifier_nature
from conventions.services.ecriture import journaliser
from conventions.services.fins import (
    donner_les_accords,
    finir_pour_force_majeure,
    finir_pour_manquement,
    finir_unilateralement,
)
from conventions.services.mises_en_demeure import commencer_le_delai, defaillante, echeance_de
from conventions.services.suspensions import suspendre_par_lettre
from conventions.services.textes import refuser_un_nir
from conventions.services.vie import Ouverte, ecrire, ouvrir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.web.dates import date_simple

_ACTES: Final = {
    NatureCourrier.MISE_EN_DEMEURE: "mise_en_demeure",
    NatureCourrier.RENOUVELLEMENT: "reconduction",
    NatureCourrier.REFUS_DE_RECONDUCTION: "reconduction",
    NatureCourrier.FIN_UNILATERALE: "fin_unilaterale",
    NatureCourrier.RESILIATION: "mise_en_demeure",
    NatureCourrier.FORCE_MAJEURE: "force_majeure",
}
_ESPACES: Final = re.compile(r"\s+")


def enregistrer_courrier(
    *,
    acteur: Acteur,
    convention: Convention,
    nature: NatureCourrier,
    expediteur: Partie,
    envoye_le: date,
    numeros: Mapping[int, str],
    reproche: str = "",
    effet_demande_le: date | None = None,
    suite_de: Courrier | None = None,
    accords: Collection[Partie] = (),
    maintenant: datetime | None = None,
) -> Courrier:
    """Record a registered letter that a party sent; twice gives one letter.

    Args:
        acteur: a gestionnaire de conventions of a caisse that is party.
        convention: the convention.
        nature: what the letter is.
        expediteur: the party that sent it.
        envoye_le: the day of sending, today at the latest.
        numeros: number of the registered letter, by key of the addressee.
        reproche: what a mise en demeure names; the closing plan of a second letter; what happened otherwise.
        effet_demande_le: the day of effect that the letter sets, later than its receipt.
        suite_de: the letter that a notice of résiliation follows.
        accords: the other parties that agree to a résiliation.
        maintenant: the moment of recording.

    Raises:
        RegleMetierRefusee: for a letter that the convention does not allow, or that is not well addressed.

    Exigence: CONV-03, CONV-05, CONV-16 (S0 14, 16; S1u 8.2; S1m 9.4; S4 7)
    """
    with transaction.atomic():
        ouverte = ouvrir(acteur, convention, maintenant)
        propres = {cle: _ESPACES.sub("", numero).upper() for cle, numero in numeros.items()}
        tous = {expediteur.pk: expediteur} | {partie.pk: partie for partie in accords}
        lettre = Lettre(
            nature,
            expediteur,
            envoye_le,
            propres,
            reproche.strip(),
            effet_demande_le,
            suite_de,
            list(tous.values()),
        )
        deja = _deja_enregistre(ouverte, lettre)
        if deja is not None:
            return deja
        refuser_un_nir(reproche, *propres.values())
        verifier_envoi(ouverte, lettre)
        verifier_nature(ouverte, lettre)
        courrier = _ecrire_le_courrier(ouverte, lettre)
        _consigner_l_envoi(ouverte, courrier, lettre.accords)
        journaliser(
            acteur,
            "conventions.enregistrer_courrier",
            ouverte.convention,
            courrier=courrier.pk,
            nature=nature.value,
            envoye_le=envoye_le.isoformat(),
        )
    return courrier


def _deja_enregistre(ouverte: Ouverte, lettre: Lettre) -> Courrier | None:
    """Return the same letter, when it is in the register already."""
    semblables: list[Courrier] = list(
        Courrier.objects.filter(
            convention=ouverte.convention,
            nature=lettre.nature,
            expediteur=lettre.expediteur,
            envoye_le=lettre.envoye_le,
        )
    )
    for courrier in semblables:
        if dict(courrier.remises.values_list("destinataire_id", "numero")) == lettre.numeros:
            return courrier
    return None


def _ecrire_le_courrier(ouverte: Ouverte, lettre: Lettre) -> Courrier:
    courrier: Courrier = Courrier.objects.create(
        convention=ouverte.convention,
        nature=lettre.nature,
        expediteur=lettre.expediteur,
        envoye_le=lettre.envoye_le,
        reproche=lettre.texte,
        effet_demande_le=lettre.effet_demande_le,
        suite_de=lettre.suite_de,
        consigne_le=ouverte.instant,
        auteur_id=ouverte.acteur.utilisateur_id or None,
    )
    try:
        with transaction.atomic():
            Remise.objects.bulk_create(
                [
                    Remise(courrier=courrier, destinataire_id=cle, numero=numero)
                    for cle, numero in sorted(lettre.numeros.items())
                ]
            )
    except IntegrityError:
        # The other letter may belong to a convention that the actor does not see.
        raise RegleMetierRefusee(
            "numero_deja_au_registre",
            "Un de ces numéros de recommandé figure déjà au registre : recopiez celui du bordereau de dépôt.",
            ouverte.clauses.texte,
        ) from None
    return courrier


def _consigner_l_envoi(ouverte: Ouverte, courrier: Courrier, accords: Collection[Partie]) -> None:
    nature = NatureCourrier(courrier.nature)
    ecrire(
        ouverte,
        NatureEvenement.COURRIER_ENVOYE,
        courrier.envoye_le,
        partie=courrier.expediteur,
        courrier=courrier,
        motif=nature.label,
        article=article_de_la_lettre(ouverte.clauses, nature, courrier.suite_de),
    )
    if nature == NatureCourrier.MISE_EN_DEMEURE and (
        ouverte.clauses.mise_en_demeure_depart == DepartMiseEnDemeure.ENVOI
    ):
        commencer_le_delai(ouverte, courrier, courrier.envoye_le)
    if nature == NatureCourrier.RESILIATION and est_une_seconde_lettre(ouverte, courrier):
        article = ouverte.clauses.article("mise_en_demeure")
        donner_les_accords(ouverte, accords, article, courrier, courrier.envoye_le)


def article_de_la_lettre(clauses: Clauses, nature: NatureCourrier, suite_de: Courrier | None = None) -> str:
    """Return the article a letter rests on; a notice of résiliation, that of the letter it follows."""
    if nature == NatureCourrier.RESILIATION and suite_de is not None:
        return clauses.article(_ACTES[NatureCourrier(suite_de.nature)])
    return clauses.article(_ACTES[nature])


def est_une_seconde_lettre(ouverte: Ouverte, courrier: Courrier) -> bool:
    """Tell whether a notice of résiliation is the second letter that ends the convention (S1u 8.2)."""
    return (
        ouverte.clauses.seconde_lettre
        and courrier.suite_de is not None
        and courrier.suite_de.nature == NatureCourrier.MISE_EN_DEMEURE
    )


def enregistrer_reception(
    *,
    acteur: Acteur,
    courrier: Courrier,
    destinataire: Partie,
    recue_le: date,
    maintenant: datetime | None = None,
) -> Issue | None:
    """Record that an addressee received a letter; its effect in law follows when the last that counts has it.

    Args:
        acteur: a gestionnaire de conventions of a caisse that is party.
        courrier: the letter.
        destinataire: who received it.
        recue_le: the day written on the receipt, from the day of sending to today.
        maintenant: the moment of recording.

    Returns:
        What the letter changes; ``None`` while another addressee is awaited, or when it was recorded already.

    Raises:
        RegleMetierRefusee: for a day out of range, or another than the one recorded.

    Exigence: CONV-03, CONV-04, CONV-05, CONV-16, CONV-21 (S0 14, 16; S1u 8.2; S4 7)
    """
    with transaction.atomic():
        ouverte = ouvrir(acteur, courrier.convention, maintenant)
        remise = courrier.remises.select_for_update().get(destinataire=destinataire)
        article = article_de_la_lettre(ouverte.clauses, NatureCourrier(courrier.nature), courrier.suite_de)
        if remise.recue_le == recue_le:
            return None
        if remise.recue_le is not None:
            raise RegleMetierRefusee(
                "deja_recue",
                f"La réception est déjà enregistrée, au {date_simple(remise.recue_le)}.",
                article,
            )
        if not courrier.envoye_le <= recue_le <= ouverte.jour:
            raise RegleMetierRefusee(
                "date_impossible",
                f"La lettre, envoyée le {date_simple(courrier.envoye_le)}, se reçoit entre ce jour et aujourd’hui : "
                "recopiez la date de l’avis de réception.",
                article,
            )
        remise.recue_le = recue_le
        remise.save(update_fields=["recue_le"])
        compte = derniere_reception(ouverte, courrier, remise)
        issue = _EFFETS[NatureCourrier(courrier.nature)](ouverte, courrier, compte) if compte else None
        ecrire(
            ouverte,
            NatureEvenement.COURRIER_RECU,
            recue_le,
            partie=destinataire,
            courrier=courrier,
            # What the letter changes, or why it changes nothing, stays in the history.
            motif=issue.phrase if issue else "",
            article=article,
        )
        journaliser(
            acteur,
            "conventions.enregistrer_reception",
            ouverte.convention,
            courrier=courrier.pk,
            nature=courrier.nature,
            recue_le=recue_le.isoformat(),
            effet=bool(issue and not issue.sans_effet),
        )
    return issue


def derniere_reception(ouverte: Ouverte, courrier: Courrier, remise: Remise) -> date | None:
    """Return the day the letter counts as received; ``None`` when this delivery does not complete it.

    A second letter counts once the failing party has it; any other once its last addressee has.
    """
    if courrier.suite_de is not None and est_une_seconde_lettre(ouverte, courrier):
        return remise.recue_le if remise.destinataire_id == defaillante(courrier.suite_de).pk else None
    recues = list(courrier.remises.values_list("recue_le", flat=True))
    connues = [le for le in recues if le is not None]
    return max(connues) if len(connues) == len(recues) else None


def _faire_courir(ouverte: Ouverte, courrier: Courrier, recue_le: date) -> Issue:
    if ouverte.clauses.mise_en_demeure_depart == DepartMiseEnDemeure.RECEPTION:
        commencer_le_delai(ouverte, courrier, recue_le)
    echeance = echeance_de(ouverte.clauses, courrier)
    jusque = f"Le manquement se répare jusqu’au {date_simple(echeance)}." if echeance else ""
    return Issue(jusque, ouverte.clauses.article("mise_en_demeure"))


def _notifier_la_resiliation(ouverte: Ouverte, courrier: Courrier, recue_le: date) -> Issue:
    suite_de = courrier.suite_de
    if suite_de is not None and suite_de.nature == NatureCourrier.FORCE_MAJEURE:
        return finir_pour_force_majeure(ouverte, courrier, recue_le)
    if est_une_seconde_lettre(ouverte, courrier):
        return finir_pour_manquement(ouverte, courrier, recue_le)
    return Issue("Notifie une fin déjà décidée.", ouverte.clauses.texte)


_EFFETS: Final[dict[NatureCourrier, Callable[[Ouverte, Courrier, date], Issue]]] = {
    NatureCourrier.MISE_EN_DEMEURE: _faire_courir,
    NatureCourrier.RENOUVELLEMENT: renouvellements.renouveler,
    NatureCourrier.REFUS_DE_RECONDUCTION: renouvellements.refuser_la_reconduction,
    NatureCourrier.FIN_UNILATERALE: finir_unilateralement,
    NatureCourrier.RESILIATION: _notifier_la_resiliation,
    NatureCourrier.FORCE_MAJEURE: suspendre_par_lettre,
}
