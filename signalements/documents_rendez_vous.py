"""What leaves the portal about a meeting: a calendar file, and a slip handed to the person."""

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone
from icalendar import Calendar, Event

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.documents.rendu import rendre_pdf
from espace_partenaires.exceptions import HorsPortee, exiger
from espace_partenaires.journal.services import consigner
from signalements.documents import Document
from signalements.enums import ModeRendezVous
from signalements.models import Demande, RendezVous
from signalements.models.rendez_vous import ETATS_VIVANTS
from signalements.mots_courriels import a_l_heure_de_la_caisse
from signalements.permissions import peut_agir_pour_le_partenaire, peut_echanger
from signalements.rules.rendez_vous import ANNULE, nomme_la_personne, statut_ical
from signalements.selectors.rendez_vous import dernier_rendez_vous

_PRODUIT: Final = "-//Espace Partenaires//Rendez-vous//FR"
_DOMAINE: Final = "espace-partenaires.rendez-vous"


def calendrier(*, acteur: Acteur, demande: Demande, maintenant: datetime | None = None) -> Document:
    """Make the calendar file of the meeting of a demande: one event, whose number grows at each change.

    The event is the demande's, not the row's: what is moved or cancelled changes in the calendar where it was
    put. Hours are in UTC: no change of hour bends them. Nothing about the person.

    Args:
        acteur: either side.
        demande: with ``caisse`` loaded.
        maintenant: moment of the export.

    Raises:
        HorsPortee: out of scope, or no meeting was ever given.

    Exigence: DEM-13, RGPD-02 (S1u 1.2, S1m a6)
    """
    exiger(autorise=peut_echanger(acteur, demande))
    rendez_vous = dernier_rendez_vous(demande)
    if rendez_vous is None:
        raise HorsPortee
    annule = statut_ical(rendez_vous.etat) == statut_ical(ANNULE)
    agenda = Calendar()
    agenda.add("prodid", _PRODUIT)
    agenda.add("version", "2.0")
    agenda.add("method", "CANCEL" if annule else "PUBLISH")
    agenda.add_component(_evenement(demande, rendez_vous, maintenant or timezone.now()))
    _journaliser(acteur, "signalements.telecharger_calendrier", demande)
    return Document(f"rendez-vous-{demande.reference}.ics", agenda.to_ical())


def _evenement(demande: Demande, rendez_vous: RendezVous, maintenant: datetime) -> Event:
    evenement = Event()
    evenement.add("uid", f"{demande.cle}@{_DOMAINE}")
    evenement.add("sequence", rendez_vous.sequence)
    evenement.add("status", statut_ical(rendez_vous.etat))
    evenement.add("summary", f"Rendez-vous Assurance Maladie, référence {demande.reference}")
    evenement.add("dtstart", rendez_vous.debut.astimezone(UTC))
    evenement.add("dtend", rendez_vous.fin.astimezone(UTC))
    evenement.add("dtstamp", maintenant.astimezone(UTC))
    evenement.add("last-modified", rendez_vous.modifie_le.astimezone(UTC))
    evenement.add("class", "PRIVATE")
    lieu = _lieu_sans_personne(demande, rendez_vous)
    if lieu:
        evenement.add("location", lieu)
    return evenement


def _lieu_sans_personne(demande: Demande, rendez_vous: RendezVous) -> str:
    """Return the place, on one line; a way to join, or words that name the person, stay in the portal."""
    if rendez_vous.mode != ModeRendezVous.SITE:
        return ""
    nomme = nomme_la_personne(rendez_vous.lieu, (demande.nom, demande.prenom), demande.telephone)
    # Some readers of calendars cut lines at separators that the format does not escape.
    return "" if nomme else " ".join(rendez_vous.lieu.split())


def fiche_de_rendez_vous(
    *, acteur: Acteur, demande: Demande, jour: str, heures: str, mode: str, maintenant: datetime | None = None
) -> Document:
    """Make the slip that the social worker hands to the person: when, where, what to bring, the reference.

    No name, nothing on health: the slip may be lost.

    Args:
        acteur: a technicien of the structure.
        demande: with ``caisse`` and ``partenaire`` loaded.
        jour: of the meeting, in words.
        heures: of the meeting, in words.
        mode: how the person is received, in words.
        maintenant: date of the slip.

    Raises:
        HorsPortee: not the structure's, or no meeting stands.

    Exigence: DEM-13 (S1u 1.2)
    """
    exiger(autorise=peut_agir_pour_le_partenaire(acteur, demande))
    rendez_vous = dernier_rendez_vous(demande)
    if rendez_vous is None or rendez_vous.etat not in ETATS_VIVANTS:
        raise HorsPortee
    contexte = {
        "demande": demande,
        "rendez_vous": rendez_vous,
        "jour": jour,
        "heures": heures,
        "mode": mode,
        "a_confirmer": rendez_vous.etat == "propose",
        "edite_le": a_l_heure_de_la_caisse(maintenant or timezone.now(), ZoneInfo(demande.caisse.fuseau)),
    }
    _journaliser(acteur, "signalements.telecharger_fiche", demande)
    contenu = rendre_pdf(
        gabarit="signalements/pdf/rendez_vous.html", contexte=contexte, titre="Votre rendez-vous"
    )
    return Document(f"rendez-vous-{demande.reference}.pdf", contenu)


def _journaliser(acteur: Acteur, action: str, demande: Demande) -> None:
    consigner(acteur=acteur, action=action, objet=demande, details={"reference": demande.reference or ""})
