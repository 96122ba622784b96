"""What the four other kinds ask, and how they ended, as both sides read it."""

from collections.abc import Collection
from typing import Final

from django.db.models import TextChoices

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.web.dates import date_longue
from signalements.enums import (
    BesoinAcces,
    DemiJournee,
    Fragilite,
    ModeRendezVous,
    NatureFait,
    Orienteur,
    RaisonDoublon,
    RaisonUrgence,
    Remise,
)
from signalements.models import (
    DecisionDroit,
    Demande,
    DetailsContact,
    DetailsDocument,
    DetailsEtude,
    DetailsRendezVous,
)
from signalements.rules.delais import Regle
from signalements.selectors.orientations import orientations_d_une_demande
from signalements.views.agent_dossier import Reponse

_TITRES: Final[dict[str, str]] = {
    Service.SIGNALEMENT: "Signalement",
    Service.ETUDE: "Étude de dossier",
    Service.CONTACT: "Question",
    Service.DOCUMENT: "Demande de document",
    Service.RENDEZ_VOUS: "Demande de rendez-vous",
}
_DETAILS: Final[dict[str, type[DetailsContact | DetailsDocument | DetailsEtude | DetailsRendezVous]]] = {
    Service.ETUDE: DetailsEtude,
    Service.CONTACT: DetailsContact,
    Service.DOCUMENT: DetailsDocument,
    Service.RENDEZ_VOUS: DetailsRendezVous,
}


def titre_de(demande: Demande) -> str:
    """Return what a demande is called on an agent's screen, its reference apart."""
    return _TITRES.get(demande.nature, "Demande")


def ce_qui_est_demande(demande: Demande) -> list[Reponse]:
    """Return what was asked, for the kinds that are no signalement (one query).

    Exigence: DEM-07, DEM-08, DEM-12, DEM-13, DEM-25 (S1u 1.2)
    """
    modele = _DETAILS.get(demande.nature)
    details = modele.objects.filter(demande=demande).first() if modele else None
    reponses = [Reponse("Motif", (demande.motif.libelle,))] if demande.motif else []
    if isinstance(details, DetailsEtude):
        reponses += _etude(demande, details)
    if isinstance(details, DetailsRendezVous):
        reponses += _rendez_vous(details)
    if details is not None and details.precisions:
        question = "La question" if demande.nature == Service.CONTACT else "Précisions"
        reponses.append(Reponse(question, tuple(details.precisions.splitlines())))
    if demande.raison_doublon:
        reponses.append(
            Reponse("Malgré une demande déjà ouverte", (RaisonDoublon(demande.raison_doublon).label,))
        )
    return reponses


def _etude(demande: Demande, details: DetailsEtude) -> list[Reponse]:
    urgence = "non certifiée par l’auteur"
    if details.urgence_certifiee_le is not None:
        urgence = f"certifiée par l’auteur le {date_longue(details.urgence_certifiee_le)}"
    relue = [fait for fait in demande.evenements.all() if fait.nature == NatureFait.REQUALIFICATION]
    reponses = [Reponse("Urgence", (urgence, *map(_relecture, relue)))]
    if details.fragilites:
        reponses.append(Reponse("Fragilités sociales", _libelles(Fragilite, details.fragilites)))
    return reponses


def _relecture(fait: object) -> str:
    regle, motif = str(getattr(fait, "regle", "")), str(getattr(fait, "motif", ""))
    sens = "urgente" if regle == Regle.URGENT_14J else "non urgente"
    raison = RaisonUrgence(motif).label if motif in RaisonUrgence.values else ""
    return f"jugée {sens} par la caisse : {raison}" if raison else f"jugée {sens} par la caisse"


def _rendez_vous(details: DetailsRendezVous) -> list[Reponse]:
    reponses = [
        Reponse("Situation", (details.get_situation_display(),)),
        Reponse("Comment", _libelles(ModeRendezVous, details.modes)),
        Reponse("Quand", _libelles(DemiJournee, details.demi_journees)),
    ]
    if details.besoins:
        reponses.append(Reponse("Pour que ce soit possible", _libelles(BesoinAcces, details.besoins)))
    return reponses


def certifications_de(demande: Demande) -> list[tuple[str, object]]:
    """Return what the author certified about the person; nothing when the motif concerns nobody (DEM-23)."""
    if demande.motif is not None and demande.motif.sans_personne:
        return []
    lignes = (
        ("Personne informée, certifié le", demande.information_certifiee_le),
        ("Régime général déclaré le", demande.regime_general_declare_le),
    )
    elements: list[tuple[str, object]] = [(mot, date_longue(quand)) for mot, quand in lignes if quand]
    suite = "oui" if demande.accord_suivi else "non"
    return [*elements, ("Suite communiquée au partenaire", f"{suite}, par choix de la personne")]


def decisions_de(demande: Demande) -> list[Reponse]:
    """Return how a demande ended or was helped: decisions on rights, document handed over, other services.

    Exigence: DEM-10, DEM-12, DEM-16
    """
    reponses = [
        Reponse(decision.get_droit_display(), (decision.get_sens_display(),))
        for decision in DecisionDroit.objects.filter(demande=demande)
    ]
    faits = demande.evenements.all()
    remises = tuple(
        Remise(fait.motif).label
        for fait in faits
        if fait.nature == NatureFait.LIVRAISON and fait.motif in Remise.values
    )
    if remises:
        reponses.append(Reponse("Document remis", remises))
    services = [fait.motif for fait in faits if fait.nature == NatureFait.ORIENTATION]
    if services:
        reponses.append(Reponse("Personne orientée aussi vers", _libelles(Orienteur, services)))
    return reponses


def confiee_a(acteur: Acteur, demande: Demande) -> list[Reponse]:
    """Return the partenaires that the person was entrusted to, and what each answered; for agents (one query).

    Exigence: DEM-18
    """
    envoyees = orientations_d_une_demande(acteur, demande)
    mots = tuple(f"{o.partenaire.libelle} : {o.get_etat_display().lower()}" for o in envoyees)
    return [Reponse("Personne orientée vers", mots)] if mots else []


def _libelles(choix: type[TextChoices], codes: Collection[str]) -> tuple[str, ...]:
    return tuple(str(libelle) for code, libelle in choix.choices if code in codes)
