"""What the partner reads beside the thread: the person, the demande, how it ended."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.web.dates import date_et_heure, date_longue
from signalements.enums import EtatDemande, ModeConsentement
from signalements.models import Consentement, Demande
from signalements.permissions import peut_agir_pour_le_partenaire, peut_voir_la_suite
from signalements.rules.cycle_de_vie import transition, vie_de
from signalements.views.agent_dossier import Reponse, personne, telephone_lisible
from signalements.views.dossier_reponses import fin_en_reponses

ETATS_ABOUTIS: Final = frozenset({EtatDemande.CLOSE, EtatDemande.TERMINEE})


@dataclass(frozen=True, slots=True)
class Actes:
    """What the page offers, from where the demande is and by what the actor may.

    Attributes:
        ecrire: the thread is open.
        annuler: the demande may be cancelled.
        retirer: the person's withdrawal may be recorded.
        prouver: a new signed form is waited for.
        lettre: there is a letter of confirmation.
    """

    ecrire: bool
    annuler: bool
    retirer: bool
    prouver: bool
    lettre: bool


def actes_de(demande: Demande, acteur: Acteur, consentement: Consentement | None) -> Actes:
    """Tell which acts are offered.

    Args:
        demande: with what ``selectors.listes.pour_un_ecran`` adds.
        acteur: the technicien.
        consentement: from ``consentement_de``.
    """
    peut, vie = peut_agir_pour_le_partenaire(acteur, demande), vie_de(demande.nature)
    en_cours = peut and demande.close_le is None
    return Actes(
        ecrire=en_cours,
        annuler=peut and transition(demande.etat, "annuler", vie) is not None,
        retirer=peut and transition(demande.etat, "retirer_consentement", vie) is not None,
        prouver=en_cours and bool(getattr(demande, "preuve_attendue", False)),
        lettre=peut and consentement is not None and consentement.mode == ModeConsentement.DISTANCE,
    )


def consentement_de(demande: Demande) -> Consentement | None:
    """Return the proof of consent of a demande."""
    return Consentement.objects.filter(demande=demande).first()


def la_personne(demande: Demande) -> list[tuple[str, object]]:
    """Return who the person is, in full: this page alone names it."""
    telephone = telephone_lisible(demande.telephone)
    proche = " (numéro d’un proche)" if demande.telephone_de_proche and telephone else ""
    elements = [*personne(demande), ("Téléphone", f"{telephone}{proche}")]
    return [(terme, valeur) for terme, valeur in elements if valeur]


def la_demande(demande: Demande, consentement: Consentement | None) -> list[tuple[str, object]]:
    """Return the reference, who made it, the person's agreement, and what the structure keeps (DEM-21)."""
    elements: list[tuple[str, object]] = [
        ("Référence", demande.reference),
        ("Service", demande.get_nature_display()),
        ("Caisse", demande.caisse.libelle),
        ("Déposée par", demande.auteur.nom_complet),
        ("Transmise le", _transmise_le(demande)),
    ]
    if consentement is not None:
        elements.append(
            ("Accord de la personne", f"donné le {date_longue(consentement.recueilli_le)}"),
        )
        elements.append(("Comment", consentement.get_mode_display()))
    if consentement is not None and consentement.retire_le is not None:
        elements.append(("Accord retiré le", date_longue(consentement.retire_le)))
    if demande.information_certifiee_le is not None:
        elements.append(
            ("Information de la personne", _information(demande.information_certifiee_le, demande))
        )
    suite = "oui, la personne l’accepte" if demande.accord_suivi else "non, la personne ne l’a pas accepté"
    if demande.nom or demande.accord_suivi:
        elements.append(("Suite communiquée à votre structure", suite))
    return [
        *elements,
        ("Originaux", "à garder 3 ans par votre structure"),
    ]


def _information(instant: datetime, demande: Demande) -> str:
    jour = date_longue(instant.astimezone(ZoneInfo(demande.caisse.fuseau)).date())
    return f"attestée par l’auteur de la demande, {jour}"


def _transmise_le(demande: Demande) -> str:
    return (
        date_et_heure(demande.transmise_le, ZoneInfo(demande.caisse.fuseau)) if demande.transmise_le else ""
    )


def suite_de(demande: Demande, acteur: Acteur) -> list[Reponse]:
    """Return how it ended, when the person agreed that its partner be told (DEM-10, DEM-17, DEM-23)."""
    if demande.etat not in ETATS_ABOUTIS or not peut_voir_la_suite(acteur, demande):
        return []
    return fin_en_reponses(demande)


def fin_tue(demande: Demande) -> str:
    """Say what the partner is told of an end that the person keeps to itself; empty otherwise.

    Exigence: DEM-23 (S4 a5 § 5)
    """
    if demande.accord_suivi or demande.etat not in ETATS_ABOUTIS:
        return ""
    fin = (
        "L’accompagnement de la caisse est terminé."
        if demande.nature == Service.SIGNALEMENT
        else "La caisse a terminé cette demande."
    )
    return f"{fin} La personne n’a pas accepté que la suite soit dite à votre structure : elle seule peut vous en parler."
