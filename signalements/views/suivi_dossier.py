"""What the partner reads beside the thread: the person, the demande, how it ended."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.web.dates import date_et_heure, date_longue
from signalements.enums import EtatDemande, ModeConsentement
from signalements.models import Consentement, Demande, DetailsMas
from signalements.permissions import peut_agir_pour_le_partenaire, peut_voir_la_suite
from signalements.rules.cycle_de_vie import transition, vie_de
from signalements.views.agent_details import ce_qui_est_demande
from signalements.views.agent_dossier import (
    Reponse,
    fin_de,
    personne,
    reponses_du_formulaire,
    telephone_lisible,
)


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
        # Only what was given is taken back: without a consent, there is the cancellation.
        retirer=peut
        and consentement is not None
        and transition(demande.etat, "retirer_consentement", vie) is not None,
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


def reponses_de(demande: Demande) -> list[Reponse]:
    """Return what was sent, whatever the kind, the coded answers of a signalement included (DEM-01, DEM-05)."""
    if demande.nature != Service.SIGNALEMENT:
        return ce_qui_est_demande(demande)
    details: DetailsMas | None = getattr(demande, "details_mas", None)
    return reponses_du_formulaire(details) if details else []


def suite_de(demande: Demande, acteur: Acteur) -> list[Reponse]:
    """Return how the accompagnement ended, when the person agreed that its partner be told (DEM-17, DEM-23).

    The end of the other kinds, and the rights decided, are a block of their own (``views.suite_volets``).
    """
    details: DetailsMas | None = getattr(demande, "details_mas", None)
    if demande.etat != EtatDemande.CLOSE or details is None or not peut_voir_la_suite(acteur, demande):
        return []
    return fin_de(details)
