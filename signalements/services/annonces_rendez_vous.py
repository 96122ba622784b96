"""Mails of meetings: a reference, a day and an hour, a link; nothing else (RGPD-02)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from conventions.models import Caisse
from espace_partenaires.notifications.registre import MessageType
from espace_partenaires.notifications.services import notifier
from espace_partenaires.web.dates import date_longue, heure
from signalements.enums import Cote
from signalements.models import RendezVous
from signalements.rules.rendez_vous import est_proche, heure_de_la_caisse
from signalements.services.annonces import (
    ROUTE_BUREAU,
    ROUTE_DEMANDE,
    cote_caisse,
    cote_partenaire,
    lien_vers,
)


def heure_dite(instant: datetime, caisse: Caisse) -> str:
    """Write the hour on the caisse's clocks, and whose they are when it is not Paris.

    Args:
        instant: aware.
        caisse: with its time zone.

    Exigence: DEM-13, ORG-01
    """
    mots = heure_de_la_caisse(caisse.fuseau)
    dite = heure(instant, ZoneInfo(caisse.fuseau))
    return f"{dite} ({mots})" if mots else dite


def prevenir_du_rendez_vous(
    rendez_vous: RendezVous,
    message: MessageType,
    cote: str,
    cle: str = "",
    *,
    remplace: RendezVous | None = None,
) -> None:
    """Tell one side of a meeting: the agent who receives or the caisse, the author or the structure.

    What is urgent is so for the two days to come; what is further leaves with the next group (UX-07).

    Args:
        rendez_vous: with ``demande`` (``caisse``, ``auteur``, ``agent``) and ``agent`` loaded.
        message: what is said.
        cote: ``Cote`` of those who read.
        cle: identifies the occasion; the state of the meeting by default.
        remplace: the meeting that this one takes the place of: the nearest of both counts.

    Exigence: DEM-13, UX-07
    """
    demande = rendez_vous.demande
    vers_la_caisse = cote == Cote.CAISSE
    agent = rendez_vous.agent
    if vers_la_caisse:
        destinataires = [agent] if agent is not None and agent.is_active else cote_caisse(demande)
    else:
        destinataires = cote_partenaire(demande)
    le_plus_proche = min(lu.debut for lu in (rendez_vous, remplace) if lu is not None)
    notifier(
        message=message,
        destinataires=destinataires,
        contexte={
            "reference": demande.reference or "",
            "date": date_longue(rendez_vous.debut.astimezone(ZoneInfo(demande.caisse.fuseau)).date()),
            "heure": heure_dite(rendez_vous.debut, demande.caisse),
            "lien": lien_vers(demande, ROUTE_BUREAU if vers_la_caisse else ROUTE_DEMANDE),
        },
        cle_unicite=cle or f"rendez-vous-{rendez_vous.pk}-{rendez_vous.etat}",
        peut_attendre=not est_proche(le_plus_proche, rendez_vous.modifie_le),
    )
