"""Taking a passage out of what a demande holds: it leaves the database, its author is told why (NOV-05)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from signalements.enums.textes import RaisonMasquage
from signalements.models import Demande, Masquage, Message, NoteInterne, PieceDemandee
from signalements.permissions import peut_instruire
from signalements.rules.masquage import masquer as sans_le_passage
from signalements.rules.masquage import positions_du_passage
from signalements.selectors.echanges import Ecrit, ecrit_de
from signalements.services.annonces import annoncer_masquage
from signalements.services.verrous import verrouiller


def masquer_passage(
    *,
    acteur: Acteur,
    demande_id: int,
    passage: str,
    raison: str,
    message_id: int | None = None,
    note_id: int | None = None,
    reponse_id: int | None = None,
    maintenant: datetime | None = None,
) -> None:
    """Replace a passage, wherever it stands in one text, by a mark that says why; it cannot be undone.

    An ended demande may still be masked: what must not be kept must not be kept longer.

    Args:
        acteur: an instructeur or superviseur of the caisse.
        demande_id: transmitted.
        passage: as it is written in the text.
        raison: ``RaisonMasquage``.
        message_id: of the thread of this demande; without any of the three, the text of the form.
        note_id: of the agents' notes.
        reponse_id: of an item answered in words, and sent.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: out of scope; no such text.
        RegleMetierRefusee: those of ``verifier_passage``.

    Exigence: NOV-05 (S1u 5)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        demande = verrouiller(acteur, demande_id)
        exiger(autorise=peut_instruire(acteur, demande))
        ecrit = ecrit_de(demande, message_id=message_id, note_id=note_id, reponse_id=reponse_id)
        if ecrit is None:
            raise HorsPortee
        verifier_passage(ecrit, passage, raison)
        setattr(ecrit.ligne, ecrit.champ, apres_masquage(ecrit, passage, raison))
        ecrit.ligne.save(update_fields=[ecrit.champ])
        _noter(acteur, demande, ecrit, raison, instant)
        consigner(
            acteur=acteur,
            action="signalements.masquer_passage",
            objet=demande,
            details={"reference": demande.reference, "raison": raison},
        )
        if ecrit.auteur.pk != acteur.utilisateur_id:
            annoncer_masquage(demande, ecrit, RaisonMasquage(raison), instant)


def verifier_passage(ecrit: Ecrit, passage: str, raison: str) -> None:
    """Refuse a passage that is not in the text, or a reason that is not one; no word of it is repeated.

    Args:
        ecrit: the text to mask.
        passage: as it was selected or pasted.
        raison: ``RaisonMasquage``.

    Raises:
        RegleMetierRefusee: ``passage_vide``, ``passage_introuvable``, ``raison``, ``passage_trop_court``.

    Exigence: NOV-05 (S1u 5)
    """
    if not passage.strip():
        raise RegleMetierRefusee("passage_vide", "Copiez ici le passage à masquer, tel qu’il est écrit.")
    if raison not in RaisonMasquage.values:
        raise RegleMetierRefusee("raison", "Choisissez pourquoi ce passage est masqué.")
    if not positions_du_passage(ecrit.texte, passage):
        raise RegleMetierRefusee(
            "passage_introuvable",
            "Ce passage n’est pas dans le texte, ou il est déjà masqué. Copiez-le exactement, sans rien ajouter.",
        )
    if ecrit.longueur is not None and len(apres_masquage(ecrit, passage, raison)) > ecrit.longueur:
        raise RegleMetierRefusee(
            "passage_trop_court",
            "Une fois ce passage masqué, le texte serait trop long : copiez un passage plus long, qui le contient.",
        )


def apres_masquage(ecrit: Ecrit, passage: str, raison: str) -> str:
    """Return a text as it will be read once the passage is masked.

    Args:
        ecrit: the text to mask.
        passage: as it was selected or pasted.
        raison: ``RaisonMasquage``.
    """
    return sans_le_passage(ecrit.texte, passage, str(RaisonMasquage(raison).label))


def _noter(acteur: Acteur, demande: Demande, ecrit: Ecrit, raison: str, maintenant: datetime) -> None:
    """Keep, of what both sides read with its date, that a passage was masked; elsewhere the mark itself says it."""
    if isinstance(ecrit.ligne, NoteInterne | PieceDemandee):
        return
    Masquage.objects.create(
        demande=demande,
        message=ecrit.ligne if isinstance(ecrit.ligne, Message) else None,
        raison=raison,
        auteur_id=acteur.utilisateur_id,
        masque_le=maintenant,
    )
