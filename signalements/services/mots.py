"""The words that go with an act: a message to the partner, guarded like any other."""

from datetime import datetime
from typing import Final

from espace_partenaires.comptes.acteur import Acteur
from signalements.enums import Cote
from signalements.models import Demande, Message
from signalements.services.garde import consigner_confirmation, texte_admis

LONGUEUR: Final = 4000


def dire(
    *, acteur: Acteur, demande: Demande, texte: str, confirme: bool, maintenant: datetime
) -> Message | None:
    """Write the words of an act in the thread; the mail of the act tells of both. Nothing for no words.

    Args:
        acteur: the agent.
        demande: locked.
        texte: as typed; may be empty.
        confirme: the agent confirmed that these words say nothing of health.
        maintenant: moment of the act (aware).

    Raises:
        RegleMetierRefusee: those of ``garde.texte_admis``.

    Exigence: DEM-03, DEM-11 (S1u 5)
    """
    admis = texte_admis(texte, confirme=confirme, longueur=LONGUEUR, vide_permis=True)
    if not admis:
        return None
    consigner_confirmation(acteur=acteur, demande=demande, texte=admis)
    return Message.objects.create(
        demande=demande,
        auteur_id=acteur.utilisateur_id,
        cote=Cote.CAISSE,
        texte=admis,
        ecrit_le=maintenant,
    )
