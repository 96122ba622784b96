"""Reports of compromised accounts, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.web.dates import date_et_heure, date_longue, depuis
from habilitations.enums import EtatHabilitation, EtatIncident, OrigineIncident
from habilitations.models import Habilitation, Incident
from habilitations.permissions import (
    peut_gerer_gestionnaires,
    peut_lire_le_journal_du_compte,
    peut_suivre_incident,
    peut_traiter_incidents,
)
from habilitations.rules.incidents import ARTICLE_ACCES, reference
from habilitations.selectors import caisses_signataires
from habilitations.selectors_incidents import (
    autres_comptes,
    exclusion_en_cours,
    incidents_a_traiter,
    journal_est_reuni,
    periode_du_journal,
)
from habilitations.services.suivi_incidents import lire_le_resume
from habilitations.views.presentation import etat_en_mots, mot_du_profil

_GENRES: Final = {
    EtatIncident.OUVERT.value: "retard",
    EtatIncident.GELE.value: "bientot",
    EtatIncident.CLOS.value: "fait",
}


@dataclass(frozen=True, slots=True)
class LigneIncident:
    """One line of the list."""

    incident: Incident
    reference: str
    genre: str
    etat: str
    age: str
    structure: str
    identifiant: str


def lignes_d_incidents(incidents: Iterable[Incident], maintenant: datetime) -> list[LigneIncident]:
    """Word the lines of a list."""
    return [
        LigneIncident(
            incident=incident,
            reference=reference(incident.cle),
            genre=_GENRES[incident.etat],
            etat=incident.get_etat_display().lower(),
            age=depuis(incident.declare_le, maintenant, ZoneInfo(incident.caisse.fuseau)),
            structure=incident.partenaire.libelle if incident.partenaire else incident.structure,
            identifiant=_identifiant(incident),
        )
        for incident in incidents
    ]


def signalements_en_cours(acteur: Acteur, habilitation: Habilitation) -> list[tuple[str, UUID]]:
    """Return reference and key of the reports of an account that wait, to the agents who follow them."""
    if not peut_traiter_incidents(acteur):
        return []
    siens = incidents_a_traiter(acteur).filter(habilitation=habilitation)
    return [(reference(cle), cle) for cle in siens.values_list("cle", flat=True)]


def _identifiant(incident: Incident) -> str:
    if incident.habilitation is not None:
        return incident.habilitation.utilisateur.identifiant
    return incident.identifiant or "non indiqué"


@dataclass(frozen=True, slots=True)
class CompteEnCause:
    """An account of the page: the one reported, or another of the same person."""

    habilitation: Habilitation
    profil: str
    genre: str
    etat: str
    actif: bool


def _compte(habilitation: Habilitation, maintenant: datetime) -> CompteEnCause:
    genre, etat = etat_en_mots(habilitation, maintenant)
    actif = habilitation.etat == EtatHabilitation.ACTIVE
    return CompteEnCause(habilitation, mot_du_profil(habilitation), genre, etat, actif)


def faits(incident: Incident, *, a_la_caisse: bool, sien: bool) -> list[tuple[str, object]]:
    """Return what was reported; who reported, and the words used, are for the caisse and for whoever wrote them."""
    fuseau = ZoneInfo(incident.caisse.fuseau)
    lignes: list[tuple[str, object]] = [
        ("Ce qui s’est passé", incident.get_nature_display()),
        ("Constaté le", date_longue(incident.constate_le)),
        ("Signalé le", date_et_heure(incident.declare_le, fuseau)),
        ("Suivi par", incident.caisse.libelle),
    ]
    if a_la_caisse or sien:
        lignes.append(("En quelques mots", incident.recit))
    if a_la_caisse:
        lignes.insert(3, ("Origine", incident.get_origine_display()))
    if incident.gele_le:
        lignes.append(("Compte inactivé le", date_et_heure(incident.gele_le, fuseau)))
    if incident.clos_le:
        lignes += [
            ("Clos le", date_et_heure(incident.clos_le, fuseau)),
            ("Conclusion", incident.get_conclusion_display()),
            ("Ce qui a été fait", incident.suite),
        ]
    return lignes


def declarant(incident: Incident) -> list[tuple[str, object]]:
    """Return what was typed on the public form about whoever wrote; nothing proves it."""
    if incident.origine != OrigineIncident.PUBLIQUE:
        return []
    return [
        ("Nom", incident.nom),
        ("Structure indiquée", incident.structure),
        ("Identifiant indiqué", incident.identifiant or "aucun"),
        ("Téléphone", incident.telephone),
        ("Courriel", incident.courriel),
    ]


def page_d_un_incident(acteur: Acteur, incident: Incident, maintenant: datetime) -> dict[str, object]:
    """Return all that the page of a report shows to this reader."""
    suit = acteur.profil == Profil.AGENT and peut_suivre_incident(acteur, incident)
    habilitation = incident.habilitation
    contexte: dict[str, object] = {
        "incident": incident,
        "reference": reference(incident.cle),
        "genre": _GENRES[incident.etat],
        "etat": incident.get_etat_display().lower(),
        "suit": suit,
        "faits": faits(incident, a_la_caisse=suit, sien=incident.declarant_id == acteur.utilisateur_id),
        "compte": _compte(habilitation, maintenant) if habilitation else None,
        "article": ARTICLE_ACCES,
        "en_cours": incident.etat != EtatIncident.CLOS,
    }
    return contexte | (_pour_la_caisse(acteur, incident, maintenant) if suit else {})


def _pour_la_caisse(acteur: Acteur, incident: Incident, maintenant: datetime) -> dict[str, object]:
    habilitation = incident.habilitation
    contexte: dict[str, object] = {"declarant": declarant(incident)}
    if habilitation is None:
        return contexte
    exclusion = exclusion_en_cours(habilitation.pk)
    gere = peut_gerer_gestionnaires(acteur, caisses_signataires(habilitation.partenaire_id))
    reuni = journal_est_reuni(incident)
    return contexte | {
        "autres": [_compte(autre, maintenant) for autre in autres_comptes(acteur, habilitation)],
        "exclusion": exclusion,
        "peut_exclure": gere and exclusion is None,
        "reuni": reuni,
        "depuis": periode_du_journal(incident).date(),
        "resume": lire_le_resume(acteur=acteur, incident=incident) if reuni else [],
        "lit_le_journal": reuni and peut_lire_le_journal_du_compte(acteur),
    }
