"""What both sides say on a demande, and what agents say among themselves (DEM-11)."""

from datetime import datetime
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from signalements.enums import Cote, NaturePieceDemande
from signalements.models import Demande, Message, NoteInterne
from signalements.permissions import peut_echanger, peut_instruire
from signalements.services.annonces import annoncer_message
from signalements.services.fichiers import ranger_fichier
from signalements.services.garde import consigner_confirmation, texte_admis
from signalements.services.pieces_jointes import exiger_de_la_place
from signalements.services.verrous import verrouiller

LONGUEUR_MAX: Final = 4000
ARTICLE_PIECES_MAS: Final = "Convention MAS, annexe 5 § 3"
ARTICLE_PIECES_CAISSE: Final = "Convention d’utilisation, article 1.3"


def ecrire_message(
    *,
    acteur: Acteur,
    demande_id: int,
    texte: str,
    confirme: bool = False,
    fichier: "UploadedFile[bytes] | None" = None,
    maintenant: datetime | None = None,
) -> Message:
    """Write in the thread that both sides read; the other side is told by mail (reference and link only).

    Args:
        acteur: who writes.
        demande_id: transmitted, not ended.
        texte: of the message.
        confirme: the author confirmed the words on health (``services.garde``).
        fichier: one file of the partner's, put in quarantine; never on a signalement, never from the caisse.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: out of scope, or a draft.
        RegleMetierRefusee: ``demande_terminee``; the reasons of ``texte_admis`` (4 000 characters) and of
            ``deposer``; ``trop_de_pieces``; ``piece_interdite``: a signalement takes no file, the caisse sends none here.

    Exigence: DEM-11, DEM-03, UX-05 (S4 a2, a5 § 3; S1u 5)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        demande = verrouiller(acteur, demande_id)
        exiger(autorise=peut_echanger(acteur, demande))
        _exiger_ouverte(demande)
        cote = Cote.CAISSE if acteur.profil == Profil.AGENT else Cote.PARTENAIRE
        admis = texte_admis(texte, confirme=confirme, longueur=LONGUEUR_MAX)
        message = Message.objects.create(
            demande=demande, auteur_id=acteur.utilisateur_id, cote=cote, texte=admis, ecrit_le=instant
        )
        # An act prepared before this message was read is not done in its ignorance (UX-05).
        demande.version += 1
        demande.save(update_fields=["version"])
        if fichier is not None:
            _joindre(acteur, demande, message, fichier)
        consigner(
            acteur=acteur,
            action="signalements.ecrire_message",
            objet=demande,
            details={"reference": demande.reference, "cote": cote.value},
        )
        consigner_confirmation(acteur=acteur, demande=demande, texte=admis)
        annoncer_message(demande, message)
    return message


def _exiger_ouverte(demande: Demande) -> None:
    if demande.close_le is not None:
        raise RegleMetierRefusee(
            "demande_terminee",
            "Cette demande est terminée : la conversation est close. Ouvrez-en une nouvelle.",
        )


def accepte_des_fichiers(demande: Demande) -> bool:
    """Tell whether a message of the partner's may bear a file: never on a signalement (S4 annexe 5 § 3)."""
    return demande.nature != Service.SIGNALEMENT


def _joindre(acteur: Acteur, demande: Demande, message: Message, fichier: "UploadedFile[bytes]") -> None:
    """Put the file of a message in quarantine and link it.

    Exigence: DEM-11, DEM-12 (S1u 1.3; S4 a5 § 3)
    """
    if message.cote == Cote.CAISSE:
        raise RegleMetierRefusee(
            "piece_interdite",
            "La caisse n’envoie pas de fichier dans la conversation. Un document se remet par la demande de "
            "document, à un partenaire habilité.",
            ARTICLE_PIECES_CAISSE,
        )
    if not accepte_des_fichiers(demande):
        raise RegleMetierRefusee(
            "piece_interdite",
            "Un signalement ne reçoit aucun fichier, hors le formulaire d’accord signé. Écrivez votre message "
            "sans fichier.",
            ARTICLE_PIECES_MAS,
        )
    exiger_de_la_place(demande)
    ranger_fichier(acteur, demande, fichier, NaturePieceDemande.ECHANGE, message=message)


def ajouter_note(
    *,
    acteur: Acteur,
    demande_id: int,
    texte: str,
    confirme: bool = False,
    maintenant: datetime | None = None,
) -> NoteInterne:
    """Add a note that only agents of the caisse read.

    Args:
        acteur: an instructeur or superviseur of the caisse.
        demande_id: transmitted.
        texte: of the note.
        confirme: the author confirmed the words on health (``services.garde``).
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: not an instructeur or superviseur of the caisse.
        RegleMetierRefusee: the reasons of ``texte_admis`` (4 000 characters).

    Exigence: DEM-11, DEM-03 (S1u 5)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        demande = verrouiller(acteur, demande_id)
        exiger(autorise=peut_instruire(acteur, demande))
        admis = texte_admis(texte, confirme=confirme, longueur=LONGUEUR_MAX)
        note = NoteInterne.objects.create(
            demande=demande, auteur_id=acteur.utilisateur_id, texte=admis, ecrite_le=instant
        )
        consigner(
            acteur=acteur,
            action="signalements.ajouter_note",
            objet=demande,
            details={"reference": demande.reference},
        )
        consigner_confirmation(acteur=acteur, demande=demande, texte=admis)
    return note
