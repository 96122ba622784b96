"""A modèle is never changed in place: it is copied as a new version, with its engagements (CONV-02)."""

from django.db import transaction
from django.db.models import Max
from django.forms.models import model_to_dict

from conventions.models import Engagement, Modele
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.exceptions import exiger
from espace_partenaires.journal.services import consigner


def copier_modele(*, acteur: Acteur, modele: Modele) -> Modele:
    """Copy a version of a modèle as the next one, with its engagements.

    Args:
        acteur: a national admin.
        modele: any version; the copy takes the number after the last one.

    Returns:
        The new version: its terms can be changed as long as no convention was made from it (``est_utilise``).

    Raises:
        HorsPortee: the actor is no national admin.

    Exigence: CONV-02, CONV-18 (S0 14, S1u 8, S1m 9, S3 6, S4 7)
    """
    with transaction.atomic():
        exiger(autorise=acteur.profil == Profil.ADMINISTRATEUR or acteur.a_role("systeme"))
        # All versions in line: two copies asked for at once get two numbers.
        versions = Modele.objects.select_for_update().filter(code=modele.code).order_by("pk")
        source = next(version for version in versions if version.pk == modele.pk)
        derniere = Modele.objects.filter(code=modele.code).aggregate(derniere=Max("version"))["derniere"]
        champs = model_to_dict(source, exclude=["id", "version"])
        copie = Modele.objects.create(version=derniere + 1, **champs)
        Engagement.objects.bulk_create(
            [
                Engagement(modele=copie, **model_to_dict(engagement, exclude=["id", "modele"]))
                for engagement in source.engagements.all()
            ]
        )
        consigner(
            acteur=acteur,
            action="conventions.copier_modele",
            objet=copie,
            details={"modele": copie.code, "version": copie.version},
        )
    return copie


def est_utilise(modele: Modele) -> bool:
    """Tell whether a convention was made from this version: it is then closed for good (CONV-02)."""
    return modele.convention_set.exists()
