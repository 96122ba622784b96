"""What the thread of a demande carries besides its words: files, masked passages, reply models."""

from collections import defaultdict
from datetime import datetime
from zoneinfo import ZoneInfo

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.web.dates import date_longue
from signalements.models import (
    Demande,
    DetailsContact,
    DetailsDocument,
    DetailsEtude,
    DetailsRendezVous,
    Masquage,
    ModeleReponse,
    PieceDemande,
)

Details = DetailsContact | DetailsDocument | DetailsEtude | DetailsRendezVous
_DETAILS: dict[str, type[Details]] = {
    Service.CONTACT: DetailsContact,
    Service.DOCUMENT: DetailsDocument,
    Service.ETUDE: DetailsEtude,
    Service.RENDEZ_VOUS: DetailsRendezVous,
}


def details_avec_texte(demande: Demande) -> Details | None:
    """Return the row that holds the free text of a demande (``precisions``); a signalement has none (DEM-03)."""
    modele = _DETAILS.get(demande.nature)
    return modele.objects.filter(demande=demande).exclude(precisions="").first() if modele else None


def pieces_des_messages(demande: Demande) -> dict[int, list[PieceDemande]]:
    """Return the files of each message, by the message's key, in one query."""
    par_message: dict[int, list[PieceDemande]] = defaultdict(list)
    jointes = PieceDemande.objects.filter(demande=demande, message__isnull=False).select_related("piece")
    for jointe in jointes:
        par_message[jointe.message_id or 0].append(jointe)
    return par_message


def masquages_de(demande: Demande) -> dict[int | None, list[Masquage]]:
    """Return what was masked, by the message's key; ``None`` is the text of the form. One query."""
    par_message: dict[int | None, list[Masquage]] = defaultdict(list)
    for masquage in Masquage.objects.filter(demande=demande):
        par_message[masquage.message_id].append(masquage)
    return par_message


def modeles_visibles(acteur: Acteur) -> "list[ModeleReponse]":
    """Return the reply models of the actor's caisse, those that are stopped included (HAB-17)."""
    if acteur.profil != Profil.AGENT or not acteur.a_role("instructeur", "superviseur"):
        return []
    return list(ModeleReponse.objects.filter(caisse_id__in=acteur.caisse_ids))


def modeles_proposes(acteur: Acteur, demande: Demande) -> list[ModeleReponse]:
    """Return the models offered on a demande: of its caisse, in use, for its kind or for all (DEM-16)."""
    return [
        modele
        for modele in modeles_visibles(acteur)
        if modele.actif and modele.caisse_id == demande.caisse_id and modele.nature in {"", demande.nature}
    ]


def valeurs_de(demande: Demande, agent: str, fuseau: ZoneInfo | None = None) -> dict[str, str]:
    """Return what the names of a reply model become on a demande: nothing about the person (RGPD-02).

    Args:
        demande: with ``caisse`` and ``partenaire`` loaded.
        agent: name of who answers.
        fuseau: time zone of the date; the caisse's by default.
    """
    return {
        "reference": demande.reference or "",
        "caisse": demande.caisse.libelle,
        "structure": demande.partenaire.libelle,
        "service": str(Service(demande.nature).label),
        "date_limite": _jour(demande.echeance, fuseau or ZoneInfo(demande.caisse.fuseau)),
        "agent": agent,
    }


def _jour(instant: datetime | None, fuseau: ZoneInfo) -> str:
    return date_longue(instant.astimezone(fuseau).date()) if instant else ""
