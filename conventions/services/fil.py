"""The thread of the référents of a convention: plain texts, no data of an assuré (CONV-19)."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from conventions.models import Convention, MessageConvention
from conventions.notifications import MESSAGE_ATTEND
from conventions.permissions import peut_animer
from conventions.services.destinataires import courriels_des_referents
from conventions.services.ecriture import journaliser, verrouiller
from conventions.services.referents import (
    adresse_de,
    exiger_convention_vivante,
    partie_de,
)
from conventions.services.textes import refuser_un_nir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.notifications.services import notifier

LONGUEUR_MESSAGE: Final = 4_000
SIGNATURE_NATIONALE: Final = "Un référent national"
PORTAIL: Final = "Espace Partenaires"
# One mail per recipient, convention and hour of the clock, however many messages it brings (D).
HEURE: Final = "%Y%m%d%H"


def ecrire_message(
    *, acteur: Acteur, convention: Convention, texte: str, jeton: UUID, maintenant: datetime | None = None
) -> MessageConvention:
    """Write in the thread; the référents of the other parties are told that a message waits, never what it says.

    Args:
        acteur: see ``permissions.peut_animer``.
        convention: whose thread.
        texte: plain text, 4 000 characters at most.
        jeton: drawn when the form was shown: sent twice, the same text makes one message.
        maintenant: the moment of writing.

    Raises:
        RegleMetierRefusee: empty, too long, with what may be a NIR, or under a convention given up.

    Exigence: CONV-19 (S2 3)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        verrouillee = verrouiller(convention)
        exiger(autorise=peut_animer(acteur, verrouillee))
        exiger_convention_vivante(verrouillee)
        propre = _verifie(texte)
        # Bound to who writes, where and what: another text from the same page is another message.
        cle = uuid5(jeton, f"{verrouillee.cle}:{acteur.utilisateur_id}:{propre}")
        deja: MessageConvention | None = MessageConvention.objects.filter(
            convention=verrouillee, cle=cle
        ).first()
        if deja is not None:
            return deja
        message = MessageConvention.objects.create(
            cle=cle,
            convention=verrouillee,
            partie=partie_de(acteur, verrouillee),
            auteur_id=acteur.utilisateur_id,
            signature=_signature(acteur),
            texte=propre,
            ecrit_le=instant,
        )
        journaliser(acteur, "conventions.ecrire_message", verrouillee)
        _annoncer(message, instant)
    return message


def _verifie(texte: str) -> str:
    propre = texte.replace("\r\n", "\n").strip()
    if not propre:
        raise RegleMetierRefusee("message_vide", "Écrivez votre message.")
    if len(propre) > LONGUEUR_MESSAGE:
        raise RegleMetierRefusee("message_trop_long", "Un message compte 4 000 caractères au plus.")
    refuser_un_nir(propre)
    return propre


def _signature(acteur: Acteur) -> str:
    compte = Utilisateur.objects.filter(pk=acteur.utilisateur_id).first()
    return compte.nom_complet[:120] if compte else PORTAIL


def _annoncer(message: MessageConvention, instant: datetime) -> None:
    notifier(
        message=MESSAGE_ATTEND,
        destinataires=courriels_des_referents(
            message.convention, sauf=message.partie, le=timezone.localdate(instant)
        ),
        contexte={
            "structure": message.partie.libelle if message.partie else SIGNATURE_NATIONALE,
            "reference": message.convention.objet,
            "lien": adresse_de("conventions:voir_referents", message.convention.cle),
        },
        cle_unicite=f"{message.convention_id}:{instant.astimezone(UTC).strftime(HEURE)}",
    )
