"""Linking two demandes of a caisse about the same person (DEM-15, NOV-07)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from signalements.models import Demande, LienDemandes
from signalements.permissions import peut_instruire
from signalements.services.verrous import verrouiller


def lier_demandes(
    *, acteur: Acteur, demande_id: int, autre_id: int, maintenant: datetime | None = None
) -> None:
    """Say that two demandes are about the same person; agents read it on both, partners never.

    Doing it again changes nothing.

    Args:
        acteur: an instructeur or superviseur of the caisse of both.
        demande_id: one of the two.
        autre_id: the other one.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: one of them is out of scope.
        RegleMetierRefusee: ``meme_demande``, ``autre_caisse``.

    Exigence: DEM-15, NOV-07 (P)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        premiere, seconde = _verrouiller_les_deux(acteur, demande_id, autre_id)
        if premiere.caisse_id != seconde.caisse_id:
            raise RegleMetierRefusee(
                "autre_caisse", "Seules des demandes de la même caisse peuvent être liées."
            )
        _, nouveau = LienDemandes.objects.get_or_create(
            premiere=premiere,
            seconde=seconde,
            defaults={"auteur_id": acteur.utilisateur_id, "lie_le": instant},
        )
        if nouveau:
            _consigner(acteur, "signalements.lier_demandes", premiere, seconde)


def delier_demandes(*, acteur: Acteur, demande_id: int, autre_id: int) -> None:
    """Take back a link made by mistake; nothing when there is none.

    Raises:
        HorsPortee: one of them is out of scope.
        RegleMetierRefusee: ``meme_demande``.

    Exigence: DEM-15 (P)
    """
    with transaction.atomic():
        premiere, seconde = _verrouiller_les_deux(acteur, demande_id, autre_id)
        if LienDemandes.objects.filter(premiere=premiere, seconde=seconde).delete()[0]:
            _consigner(acteur, "signalements.delier_demandes", premiere, seconde)


def _verrouiller_les_deux(acteur: Acteur, demande_id: int, autre_id: int) -> tuple[Demande, Demande]:
    """Lock the smaller key first, so that two agents never wait for each other."""
    if demande_id == autre_id:
        raise RegleMetierRefusee("meme_demande", "Une demande ne se lie pas à elle-même.")
    premiere = verrouiller(acteur, min(demande_id, autre_id))
    seconde = verrouiller(acteur, max(demande_id, autre_id))
    for demande in (premiere, seconde):
        exiger(autorise=peut_instruire(acteur, demande))
    return premiere, seconde


def _consigner(acteur: Acteur, action: str, *demandes: Demande) -> None:
    # One entry each: the two may belong to structures that must not learn of one another.
    for demande in demandes:
        consigner(acteur=acteur, action=action, objet=demande, details={"reference": demande.reference})


def autre_par_reference(acteur: Acteur, demande: Demande, reference: str) -> int:
    """Return the key of a demande of the same caisse, by its reference.

    Raises:
        HorsPortee: the actor may not open the desk.
        RegleMetierRefusee: ``reference_inconnue``: unknown, another caisse's, or a draft: the same answer.
    """
    exiger(autorise=peut_instruire(acteur, demande))
    trouvees = Demande.objects.visibles_par(acteur).filter(caisse_id=demande.caisse_id)
    cle = trouvees.filter(reference=reference.strip().upper()).values_list("pk", flat=True).first()
    if cle is None:
        raise RegleMetierRefusee(
            "reference_inconnue", "Aucune demande de votre caisse ne porte cette référence. Vérifiez-la."
        )
    return int(cle)
