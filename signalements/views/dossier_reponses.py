"""What was sent, whatever the kind of demande, and what was decided: questions and answers in words."""

from collections.abc import Collection

from django.db.models import TextChoices

from conventions.enums import Service
from espace_partenaires.web.dates import date_longue
from signalements.enums import (
    BesoinAcces,
    DemiJournee,
    Fragilite,
    ModeRendezVous,
    NatureFait,
    Remise,
    SituationRendezVous,
)
from signalements.models import (
    DecisionDroit,
    Demande,
    DetailsContact,
    DetailsDocument,
    DetailsEtude,
    DetailsMas,
    DetailsRendezVous,
)
from signalements.views.agent_dossier import Reponse, fin_de, reponses_du_formulaire


def reponses_de(demande: Demande) -> list[Reponse]:
    """Return what the form of a demande says, in the order of its pages (one query).

    Args:
        demande: with ``motif`` loaded.

    Exigence: DEM-01, DEM-05, DEM-07, DEM-13, DEM-25 (S1u 1.2, S4 annexe 4)
    """
    if demande.nature == Service.SIGNALEMENT:
        mas = DetailsMas.objects.filter(demande=demande).first()
        return reponses_du_formulaire(mas) if mas else []
    motif = [Reponse("Motif", (demande.motif.libelle,))] if demande.motif else []
    return [*motif, *_PAR_NATURE[Service(demande.nature)](demande)]


def _etude(demande: Demande) -> list[Reponse]:
    details = DetailsEtude.objects.filter(demande=demande).first()
    if details is None:
        return []
    urgence = details.urgence_certifiee_le
    certifiee = (f"certifiée par l’auteur, {date_longue(urgence.date())}",) if urgence else ("non",)
    return [
        Reponse("Urgence", certifiee),
        *_liste("Fragilités sociales", Fragilite, details.fragilites),
        *_texte("Précisions", details.precisions),
    ]


def _contact(demande: Demande) -> list[Reponse]:
    details = DetailsContact.objects.filter(demande=demande).first()
    return _texte("Question posée", details.precisions) if details else []


def _document(demande: Demande) -> list[Reponse]:
    details = DetailsDocument.objects.filter(demande=demande).first()
    return _texte("Précisions", details.precisions) if details else []


def _rendez_vous(demande: Demande) -> list[Reponse]:
    details = DetailsRendezVous.objects.filter(demande=demande).first()
    if details is None:
        return []
    return [
        *_liste("Pourquoi un rendez-vous", SituationRendezVous, [details.situation]),
        *_liste("Comment", ModeRendezVous, details.modes),
        *_liste("Quand", DemiJournee, details.demi_journees),
        *_liste("Ce qu’il faut prévoir", BesoinAcces, details.besoins),
        *_texte("Précisions", details.precisions),
    ]


_PAR_NATURE = {
    Service.ETUDE: _etude,
    Service.CONTACT: _contact,
    Service.DOCUMENT: _document,
    Service.RENDEZ_VOUS: _rendez_vous,
}


def _liste(question: str, choix: type[TextChoices], codes: Collection[str]) -> list[Reponse]:
    libelles = tuple(str(libelle) for code, libelle in choix.choices if code in codes)
    return [Reponse(question, libelles)] if libelles else []


def _texte(question: str, texte: str) -> list[Reponse]:
    lignes = tuple(ligne for ligne in texte.splitlines() if ligne.strip())
    return [Reponse(question, lignes)] if lignes else []


def fin_en_reponses(demande: Demande) -> list[Reponse]:
    """Return how a demande ended: the accompagnement, each right decided, how a document reached the person.

    Args:
        demande: ended, with ``evenements`` prefetched.

    Exigence: DEM-10, DEM-12, DEM-17 (S4 a2, a3)
    """
    mas = (
        DetailsMas.objects.filter(demande=demande).first() if demande.nature == Service.SIGNALEMENT else None
    )
    decisions = [
        Reponse(decision.get_droit_display(), (decision.get_sens_display(),))
        for decision in DecisionDroit.objects.filter(demande=demande)
    ]
    remises = {fait.motif for fait in demande.evenements.all() if fait.nature == NatureFait.LIVRAISON}
    return [
        *(fin_de(mas) if mas else []),
        *decisions,
        *_liste("Document remis", Remise, remises),
    ]
