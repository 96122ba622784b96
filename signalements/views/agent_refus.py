"""What is said to an agent whose page was older than the demande: who did what, and when."""

from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.web.dates import depuis
from signalements.enums import NatureFait
from signalements.models import Demande, EvenementDemande
from signalements.selectors import faits_de

_ENTRE_TEMPS: Final[dict[str, str]] = {
    NatureFait.PRISE_EN_CHARGE: "a été prise en charge",
    NatureFait.DEBUT_ACCOMPAGNEMENT: "est passée en accompagnement",
    NatureFait.CLOTURE: "a été close",
    NatureFait.ANNULATION: "a été annulée",
    NatureFait.RETRAIT_CONSENTEMENT: "a été arrêtée, la personne ayant retiré son accord",
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
    return f"entre-temps, cette demande {acte} par {_par_qui(acteur, demande, dernier)}, {quand}. Rien n’a changé."


def _par_qui(acteur: Acteur, demande: Demande, fait: EvenementDemande) -> str:
    """Name a colleague; across, the structure."""
    if fait.auteur_id == acteur.utilisateur_id:
        return "vous"
    auteur = Utilisateur.objects.filter(pk=fait.auteur_id or 0).first()
    if auteur is None:
        return "le portail"
    return auteur.nom_complet if auteur.profil == Profil.AGENT else demande.partenaire.libelle
