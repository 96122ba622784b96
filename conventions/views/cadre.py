"""What every page of a convention starts from: the row in the actor's scope, and what its frame shows."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone

from conventions.models import Convention, Partenaire
from conventions.onglets import onglets_pour
from conventions.permissions import peut_ecrire_convention, peut_lire_convention, peut_lire_partenaires
from conventions.views.lectures import parties_chargees
from conventions.views.presentation import situation
from espace_partenaires.exceptions import exiger
from espace_partenaires.requetes import RequeteConnectee


def convention_lisible(request: RequeteConnectee, cle: UUID) -> Convention:
    """Return a convention whose pages the actor may read, with its dates, parties and modèle.

    Raises:
        Http404: out of scope.
    """
    maintenant = timezone.now()
    conventions = (
        Convention.objects.visibles_par(request.acteur)
        .avec_vigueur(maintenant)
        .au_jour(maintenant)
        .select_related("modele", "parente", "cadre")
        .prefetch_related(parties_chargees())
    )
    convention = get_object_or_404(conventions, cle=cle)
    exiger(autorise=peut_lire_convention(request.acteur, convention))
    return convention


def convention_a_ecrire(request: RequeteConnectee, cle: UUID) -> Convention:
    """Return a convention that the actor may write, sign and end: a gestionnaire de conventions of its caisse.

    Raises:
        Http404: out of scope, or only readable.
    """
    convention = convention_lisible(request, cle)
    exiger(autorise=peut_ecrire_convention(request.acteur, convention))
    return convention


def premier_partenaire(convention: Convention) -> Partenaire | None:
    """Return the first partenaire that is party, for the path shown above the title."""
    return next((partie.partenaire for partie in convention.parties.all() if partie.partenaire), None)


def contexte_convention(request: RequeteConnectee, convention: Convention, onglet: str) -> dict[str, object]:
    """Return what ``conventions/base_convention.html`` shows around a page.

    Args:
        request: the request.
        convention: from ``convention_lisible``.
        onglet: key of the current page.
    """
    return {
        "convention": convention,
        "situation": situation(convention, convention.jour),
        "partenaire": premier_partenaire(convention),
        "onglets": onglets_pour(request.acteur, convention),
        "onglet": onglet,
        "peut_ecrire": peut_ecrire_convention(request.acteur, convention),
        "cote_caisse": peut_lire_partenaires(request.acteur),
    }
