"""What a registered letter must satisfy before it enters the register; each refusal says what to do."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from conventions.enums import NatureCourrier, NatureEvenement
from conventions.models import Courrier, Partie
from conventions.rules.clauses import Clauses, Empechement
from conventions.rules.renouvellement import empechement_du_refus, empechement_du_renouvellement
from conventions.rules.resiliation import (
    empechement_de_la_fin_unilaterale,
    empechement_de_la_force_majeure,
    empechement_de_la_mise_en_demeure,
)
from conventions.services.mises_en_demeure import autres_parties, defaillante, verifier_manquement
from conventions.services.suspensions import verifier_force_majeure
from conventions.services.vie import Ouverte, exiger_etape, refuser
from espace_partenaires.exceptions import RegleMetierRefusee

_NUMERO: Final = re.compile(r"[0-9A-Z]{8,30}")
_MOTIVEES: Final = (NatureCourrier.MISE_EN_DEMEURE, NatureCourrier.FORCE_MAJEURE)
_EMPECHEMENTS: Final[dict[NatureCourrier, Callable[[Clauses], Empechement | None]]] = {
    NatureCourrier.MISE_EN_DEMEURE: empechement_de_la_mise_en_demeure,
    NatureCourrier.RENOUVELLEMENT: empechement_du_renouvellement,
    NatureCourrier.REFUS_DE_RECONDUCTION: empechement_du_refus,
    NatureCourrier.FORCE_MAJEURE: empechement_de_la_force_majeure,
}
_ACTIONS: Final = {
    NatureCourrier.MISE_EN_DEMEURE: "mettre_en_demeure",
    NatureCourrier.RENOUVELLEMENT: "renouveler",
    NatureCourrier.REFUS_DE_RECONDUCTION: "refuser_la_reconduction",
    NatureCourrier.FIN_UNILATERALE: "resilier_unilateralement",
    NatureCourrier.FORCE_MAJEURE: "suspendre",
}


@dataclass(frozen=True, slots=True)
class Lettre:
    """A registered letter as it is about to enter the register.

    Attributes:
        nature: what it is.
        expediteur: who sent it.
        envoye_le: the day of sending.
        numeros: number of the registered letter, by key of the addressee.
        texte: what it names; the closing plan of a second letter.
        effet_demande_le: the day of effect it sets.
        suite_de: the letter it follows.
        accords: the parties that agree to a résiliation, its sender among them.
    """

    nature: NatureCourrier
    expediteur: Partie
    envoye_le: date
    numeros: Mapping[int, str]
    texte: str = ""
    effet_demande_le: date | None = None
    suite_de: Courrier | None = None
    accords: Collection[Partie] = ()


def verifier_envoi(ouverte: Ouverte, lettre: Lettre) -> None:
    """Check who sends to whom, when, under which numbers (CONV-16).

    Raises:
        RegleMetierRefusee: with what to correct.
    """
    texte, numeros = ouverte.clauses.texte, lettre.numeros
    if lettre.envoye_le > ouverte.jour:
        raise RegleMetierRefusee(
            "envoi_futur", "Une lettre s’enregistre une fois envoyée : vérifiez la date d’envoi.", texte
        )
    autres = {partie.pk: partie for partie in autres_parties(ouverte.convention, lettre.expediteur)}
    if lettre.expediteur.convention_id != ouverte.convention.pk or not set(numeros) <= set(autres):
        raise RegleMetierRefusee(
            "partie_etrangere", "Une lettre va d’une partie à la convention à une ou plusieurs autres.", texte
        )
    if not all(_NUMERO.fullmatch(numero) for numero in numeros.values()):
        raise RegleMetierRefusee(
            "numero_impossible",
            "Recopiez le numéro de recommandé du bordereau de dépôt : des lettres et des chiffres, huit au moins.",
            texte,
        )
    if lettre.nature == NatureCourrier.MISE_EN_DEMEURE and len(numeros) != 1:
        raise RegleMetierRefusee(
            "un_seul_destinataire",
            "Une mise en demeure s’adresse à la partie défaillante, et à elle seule.",
            ouverte.clauses.article("mise_en_demeure"),
        )
    if not numeros or (_a_toutes(lettre) and set(numeros) != set(autres)):
        manquantes = ", ".join(partie.libelle for cle, partie in autres.items() if cle not in numeros)
        raise RegleMetierRefusee(
            "destinataire_manquant",
            f"La lettre s’adresse à chacune des autres parties. Il manque le numéro de recommandé de : {manquantes}.",
            texte,
        )


def _a_toutes(lettre: Lettre) -> bool:
    """Tell whether every other party is an addressee: only what concerns a failing party is not for all."""
    if lettre.nature == NatureCourrier.RESILIATION:
        return lettre.suite_de is not None and lettre.suite_de.nature == NatureCourrier.FORCE_MAJEURE
    return lettre.nature != NatureCourrier.MISE_EN_DEMEURE


def verifier_nature(ouverte: Ouverte, lettre: Lettre) -> None:
    """Check that the convention allows this letter, and that it holds what it must.

    Raises:
        RegleMetierRefusee: with the article, and what to do.

    Exigence: CONV-02, CONV-05, CONV-16 (S0 14, 16; S1u 8.2; S4 7)
    """
    _verifier_la_date_demandee(ouverte, lettre)
    if lettre.nature == NatureCourrier.RESILIATION:
        _verifier_la_resiliation(ouverte, lettre)
        return
    if lettre.nature == NatureCourrier.FIN_UNILATERALE:
        refuser(empechement_de_la_fin_unilaterale(ouverte.clauses, lettre.effet_demande_le))
    else:
        refuser(_EMPECHEMENTS[lettre.nature](ouverte.clauses))
    exiger_etape(ouverte, _ACTIONS[lettre.nature], lettre.envoye_le)
    if lettre.nature in _MOTIVEES and not lettre.texte.strip():
        raise RegleMetierRefusee(
            "motif_absent",
            "Recopiez ce que la lettre reproche, ou l’événement qu’elle notifie.",
            ouverte.clauses.texte,
        )


def _verifier_la_date_demandee(ouverte: Ouverte, lettre: Lettre) -> None:
    if lettre.effet_demande_le is None:
        return
    if lettre.nature not in (NatureCourrier.FIN_UNILATERALE, NatureCourrier.RESILIATION):
        raise RegleMetierRefusee(
            "effet_sans_objet",
            "Seule une lettre qui met fin à la convention fixe une date d’effet.",
            ouverte.clauses.texte,
        )
    if lettre.effet_demande_le < lettre.envoye_le:
        raise RegleMetierRefusee(
            "effet_passe",
            "La date d’effet que fixe la lettre ne peut pas précéder son envoi.",
            ouverte.clauses.texte,
        )


def _verifier_la_resiliation(ouverte: Ouverte, lettre: Lettre) -> None:
    suite_de = lettre.suite_de
    if suite_de is not None and suite_de.convention_id != ouverte.convention.pk:
        raise RegleMetierRefusee(
            "lettre_etrangere", "La lettre suivie est celle d’une autre convention.", ouverte.clauses.texte
        )
    if suite_de is not None and suite_de.nature == NatureCourrier.FORCE_MAJEURE:
        exiger_etape(ouverte, "resilier_pour_force_majeure", lettre.envoye_le)
        verifier_force_majeure(ouverte, lettre.expediteur, lettre.envoye_le)
    elif suite_de is not None and ouverte.clauses.seconde_lettre:
        _verifier_la_seconde_lettre(ouverte, lettre, suite_de)
    elif not ouverte.convention.evenements.filter(nature=NatureEvenement.RESILIATION).exists():
        raise RegleMetierRefusee(
            "resiliation_non_decidee",
            "Cette lettre notifie une résiliation : choisissez la mise en demeure ou la force majeure qu’elle suit, ou "
            "décidez d’abord la fin de la convention.",
            ouverte.clauses.article("mise_en_demeure"),
        )


def _verifier_la_seconde_lettre(ouverte: Ouverte, lettre: Lettre, suite_de: Courrier) -> None:
    fautive = defaillante(suite_de)
    if lettre.expediteur.pk == fautive.pk or fautive.pk not in lettre.numeros:
        raise RegleMetierRefusee(
            "seconde_lettre_mal_adressee",
            f"La seconde lettre part d’une autre partie et s’adresse à la partie défaillante : {fautive.libelle}.",
            ouverte.clauses.article("mise_en_demeure"),
        )
    exiger_etape(ouverte, "resilier_pour_manquement", lettre.envoye_le)
    verifier_manquement(ouverte, suite_de, lettre.accords, lettre.texte, lettre.envoye_le)
