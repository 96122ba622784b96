"""What both sides say on a demande, and what agents say among themselves (DEM-11)."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from signalements.enums import Cote
from signalements.models import Message, NoteInterne
from signalements.permissions import peut_echanger, peut_instruire
from signalements.rules.textes import ARTICLE_NIR, MESSAGE_NIR, contient_nir
from signalements.services.annonces import annoncer_message
from signalements.services.verrous import verrouiller

LONGUEUR_MAX: Final = 4000


def ecrire_message(
    *, acteur: Acteur, demande_id: int, texte: str, maintenant: datetime | None = None
) -> Message:
    """Write in the thread that both sides read; the other side is told by mail (reference and link only).

    Raises:
        HorsPortee: out of scope, or a draft.
        RegleMetierRefusee: ``message_vide``, ``message_trop_long`` (4 000 characters), ``nir``, ``demande_terminee``.
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        demande = verrouiller(acteur, demande_id)
        exiger(autorise=peut_echanger(acteur, demande))
        if demande.close_le is not None:
            raise RegleMetierRefusee(
                "demande_terminee",
                "Ce signalement est terminé : la conversation est close. Ouvrez-en un nouveau.",
            )
        cote = Cote.CAISSE if acteur.profil == Profil.AGENT else Cote.PARTENAIRE
        message = Message.objects.create(
            demande=demande,
            auteur_id=acteur.utilisateur_id,
            cote=cote,
            texte=_texte_admis(texte),
            ecrit_le=instant,
        )
        consigner(
            acteur=acteur,
            action="signalements.ecrire_message",
            objet=demande,
            details={"reference": demande.reference, "cote": cote.value},
        )
        annoncer_message(demande, message)
    return message


def _texte_admis(texte: str) -> str:
    """Return a text that may be stored, or refuse it; what was typed stays on the screen.

    Exigence: DEM-02, DEM-11 (S1u 5)
    """
    propre = texte.replace("\x00", "").strip()
    if not propre:
        raise RegleMetierRefusee("message_vide", "Écrivez votre message avant de l’envoyer.")
    if len(propre) > LONGUEUR_MAX:
        raise RegleMetierRefusee(
            "message_trop_long", "Ce message dépasse 4 000 caractères : raccourcissez-le."
        )
    if contient_nir(propre):
        raise RegleMetierRefusee("nir", MESSAGE_NIR, ARTICLE_NIR)
    return propre


def ajouter_note(
    *, acteur: Acteur, demande_id: int, texte: str, maintenant: datetime | None = None
) -> NoteInterne:
    """Add a note that only agents of the caisse read.

    Raises:
        HorsPortee: not an instructeur or superviseur of the caisse.
        RegleMetierRefusee: ``message_vide``, ``message_trop_long``, ``nir``.
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        demande = verrouiller(acteur, demande_id)
        exiger(autorise=peut_instruire(acteur, demande))
        note = NoteInterne.objects.create(
            demande=demande, auteur_id=acteur.utilisateur_id, texte=_texte_admis(texte), ecrite_le=instant
        )
        consigner(
            acteur=acteur,
            action="signalements.ajouter_note",
            objet=demande,
            details={"reference": demande.reference},
        )
    return note
