"""Who is told of what: a reference, a link, nothing about the person (RGPD-02)."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from conventions.models import CaisseGroupObjectPermission
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.notifications.registre import MessageType
from espace_partenaires.notifications.services import notifier
from habilitations.enums import EtatHabilitation
from signalements.enums import Cote, NaturePieceDemande
from signalements.enums.textes import RaisonMasquage
from signalements.models import Demande, EvenementDemande, Message, PieceDemande
from signalements.mots_courriels import (
    delai_en_mots,
    dire_echeance,
    nature_en_mots,
    ou_en_est_le_delai,
    promesse,
)
from signalements.notifications import (
    A_PRENDRE_EN_CHARGE,
    A_TRAITER,
    COMPLETE_ET_RECEVABLE,
    FICHIER_ECARTE,
    MASQUAGE,
    NOUVEAU_MESSAGE,
    PIECE_ECARTEE,
    PIECES_DEMANDEES,
    RECEPISSE,
)
from signalements.rules.delais import Regle
from signalements.selectors.absences import remplacants_du_jour
from signalements.selectors.echanges import Ecrit
from signalements.selectors.horloges import horloge_de

# What leaves at once: the clocks that count in hours, or that care depends on.
_PRESSANTES: Final = frozenset({Regle.MAS_48H, Regle.URGENT_14J})
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
    _prevenir(demande, message, fait, cote_partenaire(demande), ROUTE_DEMANDE, variables=variables)


def prevenir_caisse(demande: Demande, message: MessageType, fait: EvenementDemande, **variables: str) -> None:
    """Tell the agent who follows a demande, or every instructeur of the caisse while nobody does."""
    _prevenir(demande, message, fait, cote_caisse(demande), ROUTE_BUREAU, variables=variables)


def annoncer_a_une_caisse(
    demande: Demande, message: MessageType, fait: EvenementDemande, **variables: str
) -> None:
    """Tell every instructeur of the caisse of a demande, whoever followed it elsewhere (DEM-04)."""
    _prevenir(demande, message, fait, instructeurs(demande.caisse_id), ROUTE_BUREAU, variables=variables)


def annoncer_livraison(demande: Demande, jointe: PieceDemande, message: MessageType) -> None:
    """Tell the partner that a document may be downloaded (DEM-12)."""
    notifier(
        message=message,
        destinataires=cote_partenaire(demande),
        contexte=_contexte(demande, message, ROUTE_DEMANDE),
        cle_unicite=f"piece-{jointe.piece_id}",
    )


def echeance_en_mots(demande: Demande, maintenant: datetime | None = None) -> str:
    """Return where the clock of a demande is: until when the answer is due, in the caisse's own time, or that none runs.

    Args:
        demande: with ``caisse`` loaded.
        maintenant: moment of the mail (aware).

    Exigence: DEM-09, ORG-01
    """
    return ou_en_est_le_delai(horloge_de(demande, maintenant), ZoneInfo(demande.caisse.fuseau))


def annoncer_transmission(demande: Demande, fait: EvenementDemande) -> None:
    """Tell the instructeurs what came and until when, in the caisse's own time; the author has a receipt.

    Exigence: DEM-08, DEM-09, RGPD-02
    """
    regle = Regle(demande.regle)
    message = A_PRENDRE_EN_CHARGE if regle in _PRESSANTES else A_TRAITER
    prevus = instructeurs(demande.caisse_id)
    _prevenir(demande, message, fait, prevus, ROUTE_BUREAU)
    quand = dire_echeance(regle, demande.echeance or fait.survenu_le, ZoneInfo(demande.caisse.fuseau))
    promise = {"echeance": promesse(regle, quand)}
    _prevenir(demande, RECEPISSE, fait, [demande.auteur], ROUTE_DEMANDE, variables=promise)


def annoncer_message(demande: Demande, message: Message) -> None:
    """Tell the other side that a message waits for it."""
    vers_la_caisse = message.cote == Cote.PARTENAIRE
    notifier(
        message=NOUVEAU_MESSAGE,
        destinataires=cote_caisse(demande) if vers_la_caisse else cote_partenaire(demande),
        contexte=_contexte(demande, NOUVEAU_MESSAGE, ROUTE_BUREAU if vers_la_caisse else ROUTE_DEMANDE),
        cle_unicite=f"message-{message.pk}",
    )


def annoncer_masquage(demande: Demande, ecrit: Ecrit, raison: RaisonMasquage, maintenant: datetime) -> None:
    """Tell the author of a text that a passage was masked, and why; the passage is not in the mail (NOV-05)."""
    par_la_caisse = ecrit.cote == Cote.CAISSE
    reste = [] if par_la_caisse else cote_partenaire(demande)
    notifier(
        message=MASQUAGE,
        destinataires=[ecrit.auteur] if ecrit.auteur.is_active else reste,
        contexte={
            **_contexte(demande, MASQUAGE, ROUTE_BUREAU if par_la_caisse else ROUTE_DEMANDE),
            "auteur": demande.caisse.libelle,
            "motif": str(raison.label).lower(),
        },
        cle_unicite=f"masquage-{ecrit.ligne._meta.model_name}-{ecrit.ligne.pk}-{maintenant.isoformat()}",
    )


def annoncer_piece_ecartee(demande: Demande, piece: PieceDemande) -> None:
    """Tell the author of a draft that a piece was erased before anybody read it."""
    notifier(
        message=PIECE_ECARTEE,
        destinataires=[demande.auteur],
        contexte={"lien": lien_vers(demande, ROUTE_BROUILLON), "numero_piece": str(piece.numero)},
        cle_unicite=f"piece-{piece.pk}",
    )


def annoncer_fichier_ecarte(demande: Demande, piece: PieceDemande, auteur_id: int) -> None:
    """Tell who sent a file with a transmitted demande that it was erased before anybody read it (DOC-03)."""
    auteur = Utilisateur.objects.filter(pk=auteur_id, is_active=True).first()
    par_la_caisse = piece.nature == NaturePieceDemande.SORTANTE or (
        auteur is not None and auteur.profil == Profil.AGENT
    )
    reste = cote_caisse(demande) if par_la_caisse else cote_partenaire(demande)
    notifier(
        message=FICHIER_ECARTE,
        destinataires=[auteur] if auteur is not None else reste,
        contexte={
            **_contexte(demande, FICHIER_ECARTE, ROUTE_BUREAU if par_la_caisse else ROUTE_DEMANDE),
            "numero_piece": str(piece.numero),
        },
        cle_unicite=f"piece-{piece.pk}",
    )


def annoncer_pieces_demandees(demande: Demande, fait: EvenementDemande, nombre: int) -> None:
    """Tell the partner how many pieces the caisse asks for; which ones, its page says."""
    prevenir_partenaire(demande, PIECES_DEMANDEES, fait, nombre=str(nombre))


def annoncer_dossier_complet(demande: Demande, fait: EvenementDemande) -> None:
    """Confirm to the partner that the dossier is complete and receivable, and until when the caisse answers."""
    prevenir_partenaire(demande, COMPLETE_ET_RECEVABLE, fait)


def _prevenir(
    demande: Demande,
    message: MessageType,
    fait: EvenementDemande,
    destinataires: list[Utilisateur],
    route: str,
    *,
    variables: Mapping[str, str] = MappingProxyType({}),
) -> None:
    notifier(
        message=message,
        destinataires=destinataires,
        contexte={**_contexte(demande, message, route, fait.survenu_le), **variables},
        cle_unicite=f"fait-{fait.pk}",
    )


def cote_caisse(demande: Demande) -> list[Utilisateur]:
    """Return who is told at the caisse: the agent who follows the demande, or every instructeur."""
    if demande.agent is not None and demande.agent.is_active:
        return [demande.agent, *remplacants_du_jour(demande.agent.pk, demande.caisse, timezone.now())]
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


def _contexte(
    demande: Demande, message: MessageType, route: str, maintenant: datetime | None = None
) -> dict[str, str]:
    """Return what a demande says by itself, as far as the message declares it."""
    contexte = {
        "reference": demande.reference or "",
        "lien": lien_vers(demande, route),
        "nature": nature_en_mots(demande.nature),
    }
    if "duree" in message.variables:
        contexte["duree"] = delai_en_mots(Regle(demande.regle))
    if "echeance" in message.variables:
        contexte["echeance"] = echeance_en_mots(demande, maintenant)
    return contexte
