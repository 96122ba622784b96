"""The other channel that guarantees a service of the caisse when the portal is away (ORG-07)."""

from django.db import transaction

from conventions.enums import Service
from conventions.models import Caisse, CanalDeSecours
from conventions.permissions import peut_regler_caisse
from conventions.services.textes import refuser_un_nir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import exiger
from espace_partenaires.journal.services import consigner


def regler_canal(
    *,
    acteur: Acteur,
    caisse: Caisse,
    service: Service,
    telephone: str = "",
    courriel: str = "",
    consigne: str = "",
) -> CanalDeSecours | None:
    """Say by what other channel the caisse guarantees a service; all empty, there is none any more.

    Args:
        acteur: a gestionnaire de conventions or a superviseur of the caisse.
        caisse: the caisse.
        service: one of the services of the portal.
        telephone: number to call.
        courriel: to make contact only, never with data of an assuré.
        consigne: what to do, in a sentence or two.

    Returns:
        The channel, or ``None`` once removed.

    Raises:
        RegleMetierRefusee: when the instruction holds a NIR.

    Exigence: ORG-07 (S1u 3.2)
    """
    valeurs = {
        "telephone": telephone.strip(),
        "courriel": courriel.strip(),
        "consigne": consigne.strip(),
    }
    with transaction.atomic():
        # Two agents who set the same service at once follow each other.
        ligne = Caisse.objects.select_for_update().get(pk=caisse.pk)
        exiger(autorise=peut_regler_caisse(acteur, ligne.pk))
        refuser_un_nir(valeurs["consigne"], valeurs["telephone"])
        canal: CanalDeSecours | None = None
        if any(valeurs.values()):
            canal, _ = CanalDeSecours.objects.update_or_create(
                caisse=ligne, service=service, defaults=valeurs
            )
        else:
            CanalDeSecours.objects.filter(caisse=ligne, service=service).delete()
        consigner(
            acteur=acteur,
            action="conventions.regler_canal",
            objet=ligne,
            caisse_id=ligne.pk,
            details={"service": service.value, "present": canal is not None},
        )
    return canal
