"""What is said to an agent whose page was older than the demande: who did what, and when."""

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.web.dates import depuis
from signalements.enums import NatureFait
from signalements.models import Demande, EvenementDemande, Message
from signalements.selectors import faits_de
from signalements.services.refus import DemandeModifiee

_ENTRE_TEMPS: Final[dict[str, str]] = {
    NatureFait.PRISE_EN_CHARGE: "a été prise en charge",
    NatureFait.DEBUT_ACCOMPAGNEMENT: "est passée en accompagnement",
    NatureFait.CLOTURE: "a été close",
    NatureFait.ANNULATION: "a été annulée",
    NatureFait.RETRAIT_CONSENTEMENT: "a été arrêtée, la personne ayant retiré son accord",
    NatureFait.DEMANDE_DE_PIECES: "a été renvoyée au partenaire pour des pièces",
    NatureFait.DEPOT: "a été complétée",
    NatureFait.IRRECEVABILITE: "a été jugée irrecevable",
    NatureFait.CHANGEMENT_DE_MOTIF: "a changé de motif",
    NatureFait.INSTRUCTION: "est passée en instruction",
    NatureFait.TRANSFERT: "a été transférée",
}
_DEPASSES: Final = frozenset({"transition", "demande_terminee"})


def expliquer(acteur: Acteur, demande: Demande, refus: RegleMetierRefusee) -> str:
    """Return the refusal in words; when the demande moved meanwhile, by whom and when.

    Args:
        acteur: the agent who was refused.
        demande: with ``caisse`` and ``partenaire`` loaded; its state may be an old one.
        refus: what the service said.
    """
    faits = [fait for fait in faits_de(demande) if fait.nature in _ENTRE_TEMPS]
    if refus.code not in _DEPASSES or not faits:
        return refus.message
    dernier = faits[-1]
    quand = depuis(dernier.survenu_le, timezone.now(), ZoneInfo(demande.caisse.fuseau))
    acte = _ENTRE_TEMPS[dernier.nature]
    return f"entre-temps, cette demande {acte} par {_par_qui(acteur, demande, dernier.auteur_id)}, {quand}. Rien n’a changé."


@dataclass(frozen=True, slots=True)
class FaitEntreTemps:
    """One thing that happened since a page was opened: what, by whom, when."""

    quoi: str
    qui: str
    quand: datetime


def entre_temps(acteur: Acteur, demande: Demande, refus: DemandeModifiee) -> list[FaitEntreTemps]:
    """Return what happened since the page was opened, the oldest first.

    Args:
        acteur: the agent who was refused.
        demande: with ``partenaire`` loaded.
        refus: says how many facts and messages came.

    Exigence: UX-05, DEM-16
    """
    faits = EvenementDemande.objects.filter(demande=demande).order_by("-id")[: refus.faits]
    messages = Message.objects.filter(demande=demande).order_by("-id")[: refus.faits]
    recents = [
        *((fait.survenu_le, str(NatureFait(fait.nature).label), fait.auteur_id) for fait in reversed(faits)),
        *(
            (message.ecrit_le, "Message dans la conversation", message.auteur_id)
            for message in reversed(messages)
        ),
    ]
    derniers = sorted(recents, key=itemgetter(0))[-refus.faits :] if refus.faits else []
    return [FaitEntreTemps(quoi, _par_qui(acteur, demande, qui), quand) for quand, quoi, qui in derniers]


def _par_qui(acteur: Acteur, demande: Demande, auteur_id: int | None) -> str:
    """Name a colleague; across, the structure."""
    if auteur_id == acteur.utilisateur_id:
        return "vous"
    auteur = Utilisateur.objects.filter(pk=auteur_id or 0).first()
    if auteur is None:
        return "le portail"
    return auteur.nom_complet if auteur.profil == Profil.AGENT else demande.partenaire.libelle
