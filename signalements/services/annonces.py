"""Who is told of what: a reference, a link, nothing about the person (RGPD-02)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from conventions.models import CaisseGroupObjectPermission
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.notifications.registre import MessageType
from espace_partenaires.notifications.services import notifier
from espace_partenaires.web.dates import date_et_heure
from habilitations.enums import EtatHabilitation
from signalements.enums import Cote
from signalements.models import Demande, EvenementDemande, Message, PieceDemande
from signalements.notifications import A_PRENDRE_EN_CHARGE, NOUVEAU_MESSAGE, PIECE_ECARTEE, RECEPISSE

# Each side has its own page of a demande.
ROUTE_DEMANDE: Final = "signalements:voir_demande"
ROUTE_BUREAU: Final = "signalements:traiter_demande"
ROUTE_BROUILLON: Final = "signalements:reprendre_brouillon"


def lien_vers(demande: Demande, route: str) -> str:
    """Return the absolute address of a demande: a random key, nothing else."""
    return f"{settings.ADRESSE_PUBLIQUE}{reverse(route, kwargs={'cle': demande.cle})}"


def instructeurs(caisse_id: int) -> list[Utilisateur]:
    """Return the accounts of the caisse that take signalements in charge."""
    groupes = CaisseGroupObjectPermission.objects.filter(
        content_object_id=caisse_id, permission__codename="instruire"
    ).values("group")
    return list(Utilisateur.objects.filter(is_active=True, groups__in=groupes).distinct().order_by("pk"))


def prevenir_partenaire(
    demande: Demande, message: MessageType, fait: EvenementDemande, **variables: str
) -> None:
    """Tell the author of a demande, or the structure once the author has left; once for one fact (HAB-11)."""
    _prevenir(demande, message, fait, cote_partenaire(demande), ROUTE_DEMANDE, variables)


def prevenir_caisse(demande: Demande, message: MessageType, fait: EvenementDemande, **variables: str) -> None:
    """Tell the agent who follows a demande, or every instructeur of the caisse while nobody does."""
    _prevenir(demande, message, fait, cote_caisse(demande), ROUTE_BUREAU, variables)


def annoncer_transmission(demande: Demande, fait: EvenementDemande) -> None:
    """Tell the instructeurs that the clock runs, and until when, in the caisse's own time; the author has a receipt."""
    echeance = demande.echeance or fait.survenu_le
    notifier(
        message=A_PRENDRE_EN_CHARGE,
        destinataires=instructeurs(demande.caisse_id),
        contexte={
            **_contexte(demande, ROUTE_BUREAU),
            "echeance": date_et_heure(echeance, ZoneInfo(demande.caisse.fuseau)),
        },
        cle_unicite=f"fait-{fait.pk}",
    )
    _prevenir(demande, RECEPISSE, fait, [demande.auteur], ROUTE_DEMANDE)


def annoncer_message(demande: Demande, message: Message) -> None:
    """Tell the other side that a message waits for it."""
    vers_la_caisse = message.cote == Cote.PARTENAIRE
    notifier(
        message=NOUVEAU_MESSAGE,
        destinataires=cote_caisse(demande) if vers_la_caisse else cote_partenaire(demande),
        contexte=_contexte(demande, ROUTE_BUREAU if vers_la_caisse else ROUTE_DEMANDE),
        cle_unicite=f"message-{message.pk}",
    )


def annoncer_piece_ecartee(demande: Demande, piece: PieceDemande) -> None:
    """Tell the author of a draft that a piece was erased before anybody read it."""
    notifier(
        message=PIECE_ECARTEE,
        destinataires=[demande.auteur],
        contexte={"lien": lien_vers(demande, ROUTE_BROUILLON), "numero_piece": str(piece.numero)},
        cle_unicite=f"piece-{piece.pk}",
    )


def _prevenir(
    demande: Demande,
    message: MessageType,
    fait: EvenementDemande,
    destinataires: list[Utilisateur],
    route: str,
    variables: Mapping[str, str] = MappingProxyType({}),
) -> None:
    notifier(
        message=message,
        destinataires=destinataires,
        contexte={**_contexte(demande, route), **variables},
        cle_unicite=f"fait-{fait.pk}",
    )


def cote_caisse(demande: Demande) -> list[Utilisateur]:
    """Return who is told at the caisse: the agent who follows the demande, or every instructeur."""
    if demande.agent is not None and demande.agent.is_active:
        return [demande.agent]
    return instructeurs(demande.caisse_id)


def cote_partenaire(demande: Demande) -> list[Utilisateur]:
    """Return who is told at the structure: the author, or every technicien once the author has left (HAB-11)."""
    if demande.auteur.is_active:
        return [demande.auteur]
    actifs = Utilisateur.objects.filter(
        is_active=True,
        profil=Profil.TECHNICIEN,
        habilitation__partenaire=demande.partenaire_id,
        habilitation__etat=EtatHabilitation.ACTIVE,
    )
    return list(actifs.order_by("pk"))


def _contexte(demande: Demande, route: str) -> dict[str, str]:
    return {"reference": demande.reference or "", "lien": lien_vers(demande, route)}
