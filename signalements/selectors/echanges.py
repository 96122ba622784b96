"""What the thread of a demande carries besides its words: files, what may be masked, reply models."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.web.dates import date_longue
from signalements.enums import Cote
from signalements.models import (
    Demande,
    DetailsContact,
    DetailsDocument,
    DetailsEtude,
    DetailsRendezVous,
    Masquage,
    Message,
    ModeleReponse,
    NoteInterne,
    PieceDemande,
    PieceDemandee,
)
from signalements.rules.pieces import LONGUEUR_REPONSE
from signalements.selectors.pieces import dossier_de_pieces

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


class Designation(TypedDict, total=False):
    """Which text: one key at most; the text of the form without any."""

    message_id: int
    note_id: int
    reponse_id: int


@dataclass(frozen=True, slots=True)
class Ecrit:
    """A text that an agent reads on a demande, of which a passage may be masked.

    Attributes:
        ligne: the row.
        champ: its column.
        auteur: who is told; for what the structure sent together, the author of the demande.
        cote: ``Cote`` of the author.
        longueur: characters that the column may hold; ``None`` for any number.
    """

    ligne: Message | Details | NoteInterne | PieceDemandee
    champ: str
    auteur: Utilisateur
    cote: str
    longueur: int | None = None

    @property
    def texte(self) -> str:
        """The words, as they are now."""
        return str(getattr(self.ligne, self.champ))


def ecrit_de(
    demande: Demande,
    *,
    message_id: int | None = None,
    note_id: int | None = None,
    reponse_id: int | None = None,
) -> Ecrit | None:
    """Return one text of a demande; the text of the form when none is named; ``None`` when there is no such text.

    Args:
        demande: with ``auteur`` loaded.
        message_id: of its thread.
        note_id: one of the agents' notes.
        reponse_id: an item of a request answered in words, and sent.

    Exigence: NOV-05 (S1u 5)
    """
    if message_id is not None:
        message = Message.objects.filter(demande=demande, pk=message_id).select_related("auteur").first()
        return Ecrit(message, "texte", message.auteur, message.cote) if message else None
    if note_id is not None:
        note = NoteInterne.objects.filter(demande=demande, pk=note_id).select_related("auteur").first()
        return Ecrit(note, "texte", note.auteur, Cote.CAISSE) if note else None
    if reponse_id is not None:
        envoyees = (d for d in dossier_de_pieces(demande).repondues if d.reponse)
        demandee = next((d for d in envoyees if d.pk == reponse_id), None)
        if demandee is None:
            return None
        return Ecrit(demandee, "reponse", demande.auteur, Cote.PARTENAIRE, LONGUEUR_REPONSE)
    details = details_avec_texte(demande)
    return Ecrit(details, "precisions", demande.auteur, Cote.PARTENAIRE) if details else None


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
