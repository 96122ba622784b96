"""Meetings in words, for each side: when, whose clock, where, what may be done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import TextChoices

from conventions.enums import Service
from conventions.models import Caisse
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.web.dates import INSECABLE, date_longue, heure
from signalements.enums import (
    BesoinAcces,
    DemiJournee,
    EtatRendezVous,
    ModeRendezVous,
    RaisonRendezVous,
    SituationRendezVous,
)
from signalements.models import Creneau, Demande, DetailsRendezVous, RendezVous
from signalements.permissions import peut_agir_pour_le_partenaire, peut_instruire
from signalements.rules.cycle_de_vie import transition as transition_de_demande
from signalements.rules.cycle_de_vie import vie_de
from signalements.rules.rendez_vous import genre_de_l_etat, heure_de_la_caisse, mot_de_l_etat, transition
from signalements.selectors.rendez_vous import creneaux_libres, dernier_rendez_vous, raison_de_l_annulation
from signalements.views.agent_presentation import Pastille

_ISSUES: Final = (EtatRendezVous.TENU, EtatRendezVous.ABSENT)


@dataclass(frozen=True, slots=True)
class RendezVousLu:
    """A meeting, as one side reads it.

    Attributes:
        objet: the row.
        jour: its day in full, where the caisse is.
        heures: « de 10 h 00 à 10 h 30 », and whose clock when it is not Paris.
        mode: how the person is received.
        etat: badge.
        raison: why it was cancelled, in words.
    """

    objet: RendezVous
    jour: str
    heures: str
    mode: str
    etat: Pastille
    raison: str


def jour_en_mots(instant: datetime, caisse: Caisse) -> str:
    """Return a day in full, where the caisse is."""
    return date_longue(instant.astimezone(ZoneInfo(caisse.fuseau)).date())


def heures_en_mots(debut: datetime, fin: datetime, caisse: Caisse) -> str:
    """Return hours on the caisse's clocks, and whose they are when it is not Paris (DEM-13, ORG-01)."""
    fuseau = ZoneInfo(caisse.fuseau)
    mots = heure_de_la_caisse(caisse.fuseau)
    precision = f" ({mots})" if mots else ""
    return f"de {heure(debut, fuseau)} à {heure(fin, fuseau)}{precision}"


def lire_rendez_vous(rendez_vous: RendezVous, *, pour_un_agent: bool, raison: str = "") -> RendezVousLu:
    """Put a meeting into the words of one side; without the person's agreement, how it went is not told (DEM-23).

    Args:
        rendez_vous: with ``demande`` and its ``caisse`` loaded.
        pour_un_agent: else the partner reads.
        raison: code of the cancellation.
    """
    caisse, etat = rendez_vous.demande.caisse, rendez_vous.etat
    pastille = Pastille(
        genre_de_l_etat(etat, pour_un_agent=pour_un_agent), mot_de_l_etat(etat, pour_un_agent=pour_un_agent)
    )
    if not pour_un_agent and etat in _ISSUES and not rendez_vous.demande.accord_suivi:
        pastille = Pastille("neutre", "Passé")
    return RendezVousLu(
        objet=rendez_vous,
        jour=jour_en_mots(rendez_vous.debut, caisse),
        heures=heures_en_mots(rendez_vous.debut, rendez_vous.fin, caisse),
        mode=ModeRendezVous(rendez_vous.mode).label,
        etat=pastille,
        raison=RaisonRendezVous(raison).label if raison in RaisonRendezVous.values else "",
    )


def souhaits_de(demande: Demande) -> list[tuple[str, str]]:
    """Return what the person can do, as the form says it, to be read beside a proposition."""
    details = DetailsRendezVous.objects.filter(demande=demande).first()
    if details is None:
        return []
    return [
        ("Situation", SituationRendezVous(details.situation).label if details.situation else ""),
        ("Façons de se rencontrer", _libelles(ModeRendezVous, details.modes)),
        ("Demi-journées", _libelles(DemiJournee, details.demi_journees)),
        ("Besoins", _libelles(BesoinAcces, details.besoins)),
    ]


def demi_journees_en_mots(codes: Iterable[str]) -> str:
    """Return half-days in words: « Mardi matin, jeudi matin »."""
    return _libelles(DemiJournee, codes)


def _libelles(choix: type[TextChoices], codes: Iterable[str]) -> str:
    connus = set(codes)
    mots = [str(libelle) for code, libelle in choix.choices if code in connus]
    return ", ".join(mot if rang == 0 else mot[:1].lower() + mot[1:] for rang, mot in enumerate(mots))


def volet_de_l_agent(acteur: Acteur, demande: Demande, maintenant: datetime) -> dict[str, object] | None:
    """Return the block of the agents' page: the meeting, what may be done; none for other kinds."""
    if demande.nature != Service.RENDEZ_VOUS or not peut_instruire(acteur, demande):
        return None
    dernier = dernier_rendez_vous(demande)
    peut = _actes_possibles(dernier, "instructeur")
    ouvert = transition_de_demande(demande.etat, "proposer", vie_de(demande.nature)) is not None
    commence = dernier is not None and dernier.debut <= maintenant
    return {
        "demande": demande,
        "rendez_vous": _lu(dernier, demande, pour_un_agent=True),
        "proposer": ouvert and not peut,
        "deplacer": ouvert and "deplacer" in peut,
        # What was held leaves one thing to do: end the demande, from the head of the page.
        "proposer_encore": dernier is not None and dernier.etat == EtatRendezVous.TENU,
        "annuler": "annuler" in peut and not commence,
        "constater": "constater_tenu" in peut and commence,
        "calendrier": "annuler" in peut,
    }


def volet_du_partenaire(acteur: Acteur, demande: Demande, maintenant: datetime) -> dict[str, object] | None:
    """Return the block of the partner's page: the meeting, the answer expected, the slots; none for other kinds."""
    if demande.nature != Service.RENDEZ_VOUS or not peut_agir_pour_le_partenaire(acteur, demande):
        return None
    dernier = dernier_rendez_vous(demande)
    peut = _actes_possibles(dernier, "technicien")
    a_venir = dernier is not None and dernier.debut > maintenant
    ouvert = transition_de_demande(demande.etat, "reserver", vie_de(demande.nature)) is not None
    return {
        "demande": demande,
        "rendez_vous": _lu(dernier, demande, pour_un_agent=False),
        "confirmer": "confirmer" in peut and a_venir,
        "passe": "confirmer" in peut and not a_venir,
        "autre_date": "decliner" in peut or ("demander_autre_date" in peut and a_venir),
        "renoncer": "annuler" in peut and a_venir,
        "calendrier": "annuler" in peut,
        "creneaux": ouvert and creneaux_libres(acteur, demande.caisse_id, maintenant).exists(),
        "attend": ouvert and not peut and not _tenu_ou_tu(dernier, demande),
    }


def _tenu_ou_tu(dernier: RendezVous | None, demande: Demande) -> bool:
    """Tell whether no other date is to be spoken of: the meeting was held, or how it went is not told (DEM-23)."""
    if dernier is None or dernier.etat not in _ISSUES:
        return False
    return dernier.etat == EtatRendezVous.TENU or not demande.accord_suivi


def _actes_possibles(rendez_vous: RendezVous | None, qui: str) -> frozenset[str]:
    actions = ("confirmer", "decliner", "demander_autre_date", "annuler", "deplacer", "constater_tenu")
    if rendez_vous is None:
        return frozenset()
    return frozenset(action for action in actions if transition(rendez_vous.etat, action, qui) is not None)


def _lu(dernier: RendezVous | None, demande: Demande, *, pour_un_agent: bool) -> RendezVousLu | None:
    if dernier is None:
        return None
    annule = dernier.etat == EtatRendezVous.ANNULE
    raison = raison_de_l_annulation(demande) if annule else ""
    return lire_rendez_vous(dernier, pour_un_agent=pour_un_agent, raison=raison)


def choix_de_creneaux(creneaux: Iterable[Creneau]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return free slots to choose from, by day and place.

    Args:
        creneaux: with ``permanence`` and its ``caisse`` loaded, by hour.
    """
    groupes: dict[str, list[tuple[int, str]]] = {}
    for creneau in creneaux:
        caisse = creneau.permanence.caisse
        titre = f"{jour_en_mots(creneau.debut, caisse)}, {creneau.permanence.lieu}"
        mots = heures_en_mots(creneau.debut, creneau.fin, caisse)
        groupes.setdefault(titre[:1].upper() + titre[1:], []).append((creneau.pk, mots))
    return list(groupes.items())


def nombre_en_mots(nombre: int, mot: str) -> str:
    """Return a number with its noun: « 3 créneaux libres », « 1 créneau libre »."""
    if nombre > 1:
        mot = " ".join(map(_au_pluriel, mot.split()))
    return f"{nombre}{INSECABLE}{mot}"


def _au_pluriel(mot: str) -> str:
    if mot.endswith("s"):
        return mot
    return f"{mot}x" if mot.endswith("eau") else f"{mot}s"
