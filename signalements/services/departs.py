"""What a technicien who left had open: its structure takes it up (HAB-11)."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.notifications.services import notifier
from habilitations.enums import EtatHabilitation
from habilitations.models import Habilitation
from habilitations.selectors import techniciens_actifs
from signalements.enums import EtatDemande
from signalements.models import Demande
from signalements.notifications import SANS_AUTEUR
from signalements.permissions import peut_agir_pour_le_partenaire
from signalements.services.verrous import verrouiller

# How far back the sweep looks for departures whose wake-up was lost.
REPRISE: Final = timedelta(days=3)


@transaction.atomic
def adopter_brouillon(*, acteur: Acteur, demande_id: int, maintenant: datetime | None = None) -> Demande:
    """Make a colleague the author of a draft whose author's account is no longer active.

    The caisse will call whoever transmits; the thirty days of the draft start again.

    Args:
        acteur: an active technicien of the structure.
        demande_id: the draft.
        maintenant: moment of the act (aware).

    Returns:
        The draft, now the actor's.

    Raises:
        HorsPortee: out of scope; a draft whose author is active, taken up by another meanwhile for instance.
        RegleMetierRefusee: ``deja_transmise``.

    Exigence: HAB-11, DEM-20 (S1u 2.2.3)
    """
    demande = verrouiller(acteur, demande_id)
    exiger(autorise=peut_agir_pour_le_partenaire(acteur, demande))
    if demande.etat != EtatDemande.BROUILLON:
        raise RegleMetierRefusee(
            "deja_transmise",
            "Cette demande est déjà transmise : elle ne se modifie plus. Écrivez à la caisse.",
        )
    if demande.auteur_id == acteur.utilisateur_id:
        return demande
    demande.auteur_id = acteur.utilisateur_id
    demande.modifiee_le = maintenant or timezone.now()
    demande.save(update_fields=["auteur", "modifiee_le"])
    consigner(acteur=acteur, action="signalements.adopter_brouillon", objet=demande)
    return demande


@transaction.atomic
def annoncer_depart(*, habilitation_id: int) -> int:
    """Tell the techniciens who remain, once, what their colleague left open; nothing when nothing was.

    Args:
        habilitation_id: the inactivated technicien.

    Returns:
        How many are told.

    Exigence: HAB-11 (S1u 2.2.3)
    """
    habilitation = Habilitation.objects.select_related("partenaire").get(pk=habilitation_id)
    if habilitation.etat != EtatHabilitation.INACTIVE or habilitation.profil != Profil.TECHNICIEN:
        return 0
    siennes = Demande.objects.filter(
        auteur=habilitation.utilisateur_id, partenaire=habilitation.partenaire_id
    )
    laissees = _en_mots(siennes.ouvertes().count(), siennes.brouillons().count())
    if not laissees:
        return 0
    courriels = notifier(
        message=SANS_AUTEUR,
        destinataires=techniciens_actifs(habilitation.partenaire_id),
        contexte={"nombre": laissees, "lien": settings.ADRESSE_PUBLIQUE + reverse("signalements:historique")},
        cle_unicite=_cle(habilitation),
    )
    return len(courriels)


def balayer_departs(*, maintenant: datetime | None = None) -> None:
    """Tell of the departures that a lost wake-up left untold.

    Args:
        maintenant: the moment (aware).

    Exigence: HAB-11, SEC-02
    """
    recents = Habilitation.objects.filter(
        profil=Profil.TECHNICIEN,
        etat=EtatHabilitation.INACTIVE,
        inactivee_le__gte=(maintenant or timezone.now()) - REPRISE,
    )
    for habilitation in recents:
        deja = Courriel.objects.filter(cle_unicite__startswith=f"{SANS_AUTEUR.code}:{_cle(habilitation)}:")
        if not deja.exists():
            annoncer_depart(habilitation_id=habilitation.pk)


def _cle(habilitation: Habilitation) -> str:
    """Return what identifies one departure: an account that comes back may leave again."""
    fin = habilitation.inactivee_le
    return f"{habilitation.cle}-{fin.isoformat() if fin else ''}"


def _en_mots(ouvertes: int, brouillons: int) -> str:
    parts = [
        f"{nombre} {mot}{'s' if nombre > 1 else ''}{suite}"
        for nombre, mot, suite in ((ouvertes, "demande", " en cours"), (brouillons, "brouillon", ""))
        if nombre
    ]
    return " et ".join(parts)
