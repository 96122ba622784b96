"""What a partner's account reads: what it may do, why, until when; and, once cut, whom to call (NOV-02, CONV-15)."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from conventions.enums import Volet
from conventions.models import CoupureAcces, Interlocuteur, Partenaire
from conventions.permissions import peut_lire_sa_convention
from conventions.rules.droits import ARTICLE_COUPURE, ARTICLE_SERVICES
from conventions.selectors import effectif_declare
from conventions.selectors_droits import DroitsAvecUneCaisse, droits_de
from conventions.views.coupures import CoupureAffichee, afficher
from conventions.views.lectures import situations
from conventions.views.presentation import Situation
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.exceptions import exiger
from espace_partenaires.memoire import une_fois
from espace_partenaires.requetes import RequeteConnectee

A_APPELER = (Volet.CONVENTION, Volet.SUPPORT)


@dataclass(frozen=True, slots=True)
class CoupureSubie:
    """A running cut, as the structure reads it: by whom, when, why, whom to call."""

    droit: DroitsAvecUneCaisse
    coupure: CoupureAffichee
    contacts: list[Interlocuteur]


def _droits(acteur: Acteur, maintenant: datetime) -> list[DroitsAvecUneCaisse]:
    """Read the rights of the account's partenaire, once per request: the home and the page ask."""
    partenaire_id = acteur.partenaire_id or 0
    return une_fois(("droits_de", partenaire_id), lambda: droits_de(partenaire_id, maintenant))


def est_coupe(acteur: Acteur) -> bool:
    """Tell whether a caisse cut the access of the account's structure, that a convention would open (CONV-15)."""
    coupures = CoupureAcces.objects.filter(partenaire=acteur.partenaire_id, retablie_le__isnull=True)
    return (
        peut_lire_sa_convention(acteur)
        and coupures.exists()
        and any(droit.coupure is not None for droit in _droits(acteur, timezone.now()))
    )


def contexte_coupures(acteur: Acteur, maintenant: datetime) -> dict[str, object]:
    """Return the running cuts of the structure, with whom to call at each caisse."""
    coupes = [droit for droit in _droits(acteur, maintenant) if droit.coupure is not None]
    contacts = list(
        Interlocuteur.objects.filter(
            caisse__in=[droit.caisse.pk for droit in coupes], volet__in=A_APPELER
        ).order_by("rang", "pk")
    )
    return {
        "coupures": [
            CoupureSubie(
                droit,
                afficher(droit.coupure, droit.caisse),
                [contact for contact in contacts if contact.caisse_id == droit.caisse.pk],
            )
            for droit in coupes
            if droit.coupure is not None
        ],
        "article_coupure": ARTICLE_COUPURE,
    }


@require_safe
def ma_convention(request: RequeteConnectee) -> HttpResponse:
    """Show what the account may do, why and until when, with the conventions of its partenaire."""
    acteur = request.acteur
    exiger(autorise=peut_lire_sa_convention(acteur))
    partenaire = get_object_or_404(Partenaire.objects.visibles_par(acteur))
    maintenant = timezone.now()
    gestionnaire = acteur.profil == Profil.GESTIONNAIRE
    lues = situations(acteur, maintenant, partenaire)
    contexte = {
        "partenaire": partenaire,
        "droits": [droit for droit in _droits(acteur, maintenant) if droit.coupure is None],
        "gestionnaire": gestionnaire,
        "article_services": ARTICLE_SERVICES,
        "effectif": effectif_declare(partenaire.pk, maintenant),
        "situations": lues,
        "lisibles": [lue.convention.pk for lue in lues if gestionnaire and _est_partie(lue, partenaire)],
        **contexte_coupures(acteur, maintenant),
    }
    return render(request, "conventions/ma_convention.html", contexte)


def _est_partie(lue: Situation, partenaire: Partenaire) -> bool:
    """A convention of the tête de réseau is named, but its pages are those of its parties."""
    return any(partie.partenaire_id == partenaire.pk for partie in lue.convention.parties.all())
