"""A search by name: kept on the server for a while, for who made it, never in an address (RGPD-02, DEM-16).

The criteria are encrypted in the session of the account, under a key drawn at random which is all that an address
shows. Whoever reads the table of sessions, a log or a history finds no name.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils import timezone

from espace_partenaires.coffre import coffre
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from signalements.permissions import peut_chercher_une_personne
from signalements.rules.recherche import Criteres, lectures
from signalements.rules.textes import ARTICLE_NIR, MESSAGE_NIR, contient_nir

_USAGE: Final = "recherches-du-bureau"
CLE_DES_RECHERCHES: Final = "recherches_du_bureau"
DUREE: Final = timedelta(minutes=30)
NOMBRE_MAX: Final = 5


@dataclass(frozen=True, slots=True)
class Recherche:
    """A search that was kept: its criteria, and when it was made."""

    criteres: Criteres
    faite_le: datetime


def garder_recherche(
    *, acteur: Acteur, session: SessionBase, criteres: Criteres, maintenant: datetime | None = None
) -> UUID:
    """Keep a search for half an hour, and return the random key of its page; the oldest ones give way.

    Args:
        acteur: an instructeur or superviseur, or a technicien.
        session: its own.
        criteres: who is looked for.
        maintenant: the moment (aware).

    Raises:
        HorsPortee: neither.
        RegleMetierRefusee: ``recherche_vide``, ``nir``.

    Exigence: DEM-16, RGPD-02, HAB-17
    """
    exiger(autorise=peut_chercher_une_personne(acteur))
    if contient_nir(f"{criteres.nom} {criteres.prenom}"):
        raise RegleMetierRefusee("nir", MESSAGE_NIR, ARTICLE_NIR)
    if not lectures(criteres):
        raise RegleMetierRefusee("recherche_vide", "Écrivez un nom, ou la référence d’une demande.")
    instant = maintenant or timezone.now()
    clair = {**asdict(criteres), "compte": acteur.utilisateur_id}
    if criteres.date_naissance is not None:
        clair["date_naissance"] = criteres.date_naissance.isoformat()
    cle = uuid4()
    chiffre = coffre(_USAGE).encrypt_at_time(json.dumps(clair).encode(), int(instant.timestamp())).decode()
    gardees = list(session.get(CLE_DES_RECHERCHES, {}).items())[-(NOMBRE_MAX - 1) :]
    session[CLE_DES_RECHERCHES] = {**dict(gardees), str(cle): chiffre}
    return cle


def recherche_gardee(
    *, acteur: Acteur, session: SessionBase, cle: UUID, maintenant: datetime | None = None
) -> Recherche | None:
    """Return a search of this account; ``None`` when it is unknown, another account's, or half an hour old.

    Exigence: DEM-16, RGPD-02, HAB-17
    """
    chiffre = session.get(CLE_DES_RECHERCHES, {}).get(str(cle))
    if not chiffre:
        return None
    boite, instant = coffre(_USAGE), maintenant or timezone.now()
    try:
        clair = boite.decrypt_at_time(
            str(chiffre).encode(), int(DUREE.total_seconds()), int(instant.timestamp())
        )
    except InvalidToken:
        return None
    lu: dict[str, Any] = json.loads(clair)
    if lu["compte"] != acteur.utilisateur_id:
        return None
    ne_le = date.fromisoformat(lu["date_naissance"]) if lu["date_naissance"] else None
    faite_le = datetime.fromtimestamp(boite.extract_timestamp(str(chiffre).encode()), tz=UTC)
    return Recherche(Criteres(lu["nom"], lu["prenom"], ne_le, lu["ligne"]), faite_le)


def journaliser_recherche(*, acteur: Acteur, nombre: int) -> None:
    """Write in the journal that demandes were looked for by name, and how many were shown: not the name.

    Exigence: RGPD-05
    """
    with transaction.atomic():
        consigner(
            acteur=acteur,
            action="signalements.chercher_par_nom",
            caisse_id=None if acteur.partenaire_id else next(iter(acteur.caisse_ids), None),
            partenaire_id=acteur.partenaire_id,
            details={"nombre": nombre},
        )
