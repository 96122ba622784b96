"""What a convention opens, and what its end would close (NOV-02)."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from conventions.enums import Nature
from conventions.forms.droits import SimulationForm
from conventions.permissions import est_du_cote_de_la_caisse
from conventions.rules.droits import ARTICLE_SERVICES
from conventions.selectors import jour_de_la_caisse
from conventions.selectors_droits import droits_ouverts_par
from conventions.selectors_fin import perdus_si_fin
from conventions.views.cadre import contexte_convention, convention_lisible
from conventions.views.lectures import caisse_de
from espace_partenaires.exceptions import exiger
from espace_partenaires.requetes import RequeteConnectee


@require_safe
def droits_ouverts(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show to the caisse what this convention opens and, for a day asked, who would lose what."""
    convention = convention_lisible(request, cle)
    acteur, maintenant = request.acteur, timezone.now()
    exiger(autorise=est_du_cote_de_la_caisse(acteur, convention))
    aujourdhui = jour_de_la_caisse(caisse_de(acteur), maintenant)
    form = SimulationForm(
        request.GET if "dernier_jour" in request.GET else None,
        aujourdhui=aujourdhui,
        initial={"dernier_jour": aujourdhui},
    )
    perdus = (
        perdus_si_fin(convention, form.cleaned_data["dernier_jour"], acteur)
        if form.is_bound and form.is_valid()
        else None
    )
    droits = droits_ouverts_par(convention, maintenant)
    contexte = contexte_convention(request, convention, "droits") | {
        "droits": [droit for droit in droits if droit.caisse.pk in acteur.caisse_ids],
        "est_cadre": convention.nature == Nature.CADRE,
        "form": form,
        "perdus": perdus,
        "article_services": ARTICLE_SERVICES,
    }
    return render(request, "conventions/droits/droits_ouverts.html", contexte)
