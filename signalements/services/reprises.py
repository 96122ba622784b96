"""A new demande for a person already known: its identity is taken up, never what it agreed to (DEM-14)."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from signalements.enums import EtatDemande
from signalements.models import Demande
from signalements.permissions import peut_agir_pour_le_partenaire
from signalements.services.brouillons import enregistrer_saisie, ouvrir_brouillon
from signalements.services.verrous import verrouiller

# Who the person is, and nothing else: neither consent, nor certifications, nor the situation.
CHAMPS_REPRIS: Final = (
    "civilite",
    "nom",
    "prenom",
    "departement",
    "telephone",
    "telephone_de_proche",
    "courriel",
)


def reprendre_identite(
    *, acteur: Acteur, demande_id: int, nature: str, maintenant: datetime | None = None
) -> Demande:
    """Open a draft for the person of an earlier demande of the structure, towards the same caisse.

    Args:
        acteur: a technicien of the structure.
        demande_id: the earlier demande, transmitted.
        nature: ``conventions.enums.Service`` of the new one.
        maintenant: moment of the act (aware).

    Returns:
        The draft, with the identity typed in.

    Raises:
        HorsPortee: not a demande of the structure.
        RegleMetierRefusee: ``identite_effacee``, ``service_ferme``.

    Exigence: DEM-14, DEM-06, HAB-17 (S1u 1.2, S4 annexes 3 à 5)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        source = verrouiller(acteur, demande_id)
        exiger(autorise=peut_agir_pour_le_partenaire(acteur, source) and source.etat != EtatDemande.BROUILLON)
        if not source.nom:
            raise RegleMetierRefusee(
                "identite_effacee",
                "L’identité de cette personne n’est plus conservée : commencez une nouvelle demande.",
            )
        brouillon = ouvrir_brouillon(
            acteur=acteur, caisse_id=source.caisse_id, nature=nature, maintenant=instant
        )
        brouillon = enregistrer_saisie(
            acteur=acteur,
            demande_id=brouillon.pk,
            saisie=_identite(source),
            version=brouillon.version,
            maintenant=instant,
        )
        consigner(
            acteur=acteur,
            action="signalements.reprendre_identite",
            objet=brouillon,
            details={"reference": source.reference},
        )
    return brouillon


def _identite(source: Demande) -> dict[str, object]:
    identite: dict[str, object] = {champ: getattr(source, champ) for champ in CHAMPS_REPRIS}
    if source.date_naissance is not None:
        identite["date_naissance"] = source.date_naissance.isoformat()
    return {champ: valeur for champ, valeur in identite.items() if valeur}
