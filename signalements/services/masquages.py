"""Taking a passage out of what a demande holds: it leaves the database, its author is told why (NOV-05)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from signalements.enums.textes import RaisonMasquage
from signalements.models import Demande, Masquage, Message
from signalements.permissions import peut_instruire
from signalements.rules.masquage import masquer as sans_le_passage
from signalements.rules.masquage import positions_du_passage
from signalements.selectors.echanges import Details, details_avec_texte
from signalements.services.annonces import annoncer_masquage
from signalements.services.verrous import verrouiller


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the passage stands: a message, or the text of the form."""

    ligne: Message | Details
    champ: str
    message: Message | None

    @property
    def texte(self) -> str:
        return str(getattr(self.ligne, self.champ))


def masquer_passage(
    *,
    acteur: Acteur,
    demande_id: int,
    passage: str,
    raison: str,
    message_id: int | None = None,
    maintenant: datetime | None = None,
) -> Masquage:
    """Replace a passage, wherever it stands in one text, by a mark that says why; it cannot be undone.

    An ended demande may still be masked: what must not be kept must not be kept longer.

    Args:
        acteur: an instructeur or superviseur of the caisse.
        demande_id: transmitted.
        passage: as it is written in the text.
        raison: ``RaisonMasquage``.
        message_id: of the thread of this demande; ``None`` for the text of the form.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: out of scope; no such message, no such text.
        RegleMetierRefusee: ``passage_vide``, ``passage_introuvable``, ``raison``.

    Exigence: NOV-05 (S1u 5)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        demande = verrouiller(acteur, demande_id)
        exiger(autorise=peut_instruire(acteur, demande))
        source = _source(demande, message_id)
        verifier_passage(source.texte, passage, raison)
        _remplacer(source, passage, RaisonMasquage(raison))
        masquage = Masquage.objects.create(
            demande=demande,
            message=source.message,
            raison=raison,
            auteur_id=acteur.utilisateur_id,
            masque_le=instant,
        )
        consigner(
            acteur=acteur,
            action="signalements.masquer_passage",
            objet=demande,
            details={"reference": demande.reference, "raison": raison},
        )
        annoncer_masquage(demande, masquage)
    return masquage


def verifier_passage(texte: str, passage: str, raison: str) -> None:
    """Refuse a passage that is not in the text, or a reason that is not one; no word of it is repeated.

    Args:
        texte: the text to mask.
        passage: as it was selected or pasted.
        raison: ``RaisonMasquage``.

    Raises:
        RegleMetierRefusee: ``passage_vide``, ``passage_introuvable``, ``raison``.
    """
    if not passage.strip():
        raise RegleMetierRefusee("passage_vide", "Copiez ici le passage à masquer, tel qu’il est écrit.")
    if raison not in RaisonMasquage.values:
        raise RegleMetierRefusee("raison", "Choisissez pourquoi ce passage est masqué.")
    if not positions_du_passage(texte, passage):
        raise RegleMetierRefusee(
            "passage_introuvable",
            "Ce passage n’est pas dans le texte, ou il est déjà masqué. Copiez-le exactement, sans rien ajouter.",
        )


def _source(demande: Demande, message_id: int | None) -> _Source:
    if message_id is None:
        details = details_avec_texte(demande)
        if details is None:
            raise HorsPortee
        return _Source(details, "precisions", None)
    message = Message.objects.filter(demande=demande, pk=message_id).select_related("auteur").first()
    if message is None:
        raise HorsPortee
    return _Source(message, "texte", message)


def _remplacer(source: _Source, passage: str, raison: RaisonMasquage) -> None:
    setattr(source.ligne, source.champ, sans_le_passage(source.texte, passage, str(raison.label)))
    source.ligne.save(update_fields=[source.champ])
