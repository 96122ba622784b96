"""What every write on the steering of a convention does the same way: lock, permission, day, texts."""

from datetime import date
from typing import Final

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from conventions.enums import EtatConvention
from conventions.models import Comite, Convention, Referent
from conventions.permissions import peut_animer
from conventions.services.ecriture import verrouiller
from espace_partenaires.cles import AvecCle
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger

VERSION_PERIMEE: Final = (
    "Quelqu’un a enregistré une autre version pendant que vous écriviez : la vôtre n’est pas enregistrée. "
    "Comparez les deux, puis enregistrez de nouveau."
)


def ouvrir_a_l_animation(acteur: Acteur, convention: Convention) -> Convention:
    """Return the convention under a lock, once the actor may steer it and every party has signed.

    Raises:
        HorsPortee: the actor may not steer it.
        RegleMetierRefusee: ``pas_signee``.

    Exigence: CONV-09, CONV-17 (S0 4, 14.3)
    """
    verrouillee = verrouiller(convention)
    exiger(autorise=peut_animer(acteur, verrouillee))
    if verrouillee.etat != EtatConvention.SIGNEE:
        raise RegleMetierRefusee(
            "pas_signee", "Cette convention n’est pas encore signée par toutes les parties."
        )
    return verrouillee


def verrouiller_comite(acteur: Acteur, comite: Comite) -> tuple[Convention, Comite]:
    """Return a comité and its convention under a lock, for whoever may steer it.

    Raises:
        HorsPortee: the actor may not steer it.
        RegleMetierRefusee: ``pas_signee``, or ``comite_annule``.
    """
    convention = ouvrir_a_l_animation(acteur, comite.convention)
    verrouille = Comite.objects.select_for_update(of=("self",)).get(pk=comite.pk)
    if verrouille.annule_motif:
        raise RegleMetierRefusee("comite_annule", "Ce comité est annulé : planifiez-en un autre.")
    return convention, verrouille


def bornes(convention: Convention) -> tuple[date | None, date | None]:
    """Return the first day in force, and the last one when it is certain."""
    datee = Convention.objects.avec_dates().get(pk=convention.pk)
    return datee.debut, datee.fin_certaine


def referents_au(convention: Convention, le: date) -> list[Referent]:
    """Return the référents that the parties of a convention have on a day, party by party."""
    referents = Referent.objects.filter(convention=convention, du__lte=le)
    return list(referents.filter(Q(au__isnull=True) | Q(au__gte=le)).order_by("partie", "nom", "pk"))


def exiger_version(lue: str, enregistree: str) -> None:
    """Refuse to overwrite a text that changed since it was read.

    Args:
        lue: the mark of the text the form was filled from.
        enregistree: the mark of the text stored now (``rules.comites.empreinte``).

    Raises:
        RegleMetierRefusee: ``version_perimee``.
    """
    if lue != enregistree:
        raise RegleMetierRefusee("version_perimee", VERSION_PERIMEE)


def lien_vers(objet: AvecCle, route: str) -> str:
    """Return the absolute address of a page: a random key, nothing else."""
    return f"{settings.ADRESSE_PUBLIQUE}{reverse(route, kwargs={'cle': objet.cle})}"
