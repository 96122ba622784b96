"""Pages of the DPO: analysis of an action, entry in the register, the register itself; the national flows."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from conventions.enums import EtatFiche
from conventions.forms.fiches import AnalyseForm, RegistreForm
from conventions.models import Convention, FicheAction, FluxNational, ThemePrioritaire
from conventions.permissions import DPO, peut_analyser_donnees, peut_lire_partenaires
from conventions.selectors import jour_de_la_convention
from conventions.services.analyses import analyser_fiche as analyser
from conventions.services.analyses import inscrire_au_registre as inscrire
from conventions.services.fiches import barrieres_de, version_de
from conventions.views.cadre import contexte_convention, convention_lisible
from conventions.views.fiches import ONGLET, fiche_lisible, flux_proches
from conventions.views.pilotage import tenter
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import exiger
from espace_partenaires.requetes import RequeteConnectee

_VERBES: Final = ["GET", "HEAD", "POST"]
MAXIMUM: Final = 200


@dataclass(frozen=True, slots=True)
class LigneEchange:
    """A fiche with personal data, as the register shows it."""

    fiche: FicheAction
    attend: tuple[str, ...]


def _fiche_a_analyser(request: RequeteConnectee, cle: UUID) -> tuple[FicheAction, Convention]:
    fiche, convention = fiche_lisible(request, cle)
    exiger(autorise=peut_analyser_donnees(request.acteur, convention) and fiche.etat == EtatFiche.PROJET)
    return fiche, convention


@require_http_methods(_VERBES)
def analyser_fiche(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Record the DPO's analysis."""
    fiche, convention = _fiche_a_analyser(request, cle)
    form = AnalyseForm(
        request.POST or None,
        initial={
            "analyse": fiche.dpo_analyse,
            "nom": fiche.dpo_nom,
            "flux_couvrant": fiche.flux_couvrant,
            "justification": fiche.flux_justification,
            "version": version_de(fiche),
        },
    )
    if form.is_valid() and tenter(
        form,
        lambda: analyser(acteur=request.acteur, fiche=fiche, **form.cleaned_data),
        lambda: version_de(FicheAction.objects.get(pk=fiche.pk)),
    ):
        messages.success(request, "Votre analyse est enregistrée.")
        return redirect("conventions:voir_fiche", cle=fiche.cle)
    contexte = contexte_convention(request, convention, ONGLET) | {
        "form": form,
        "fiche": fiche,
        "proches": flux_proches(fiche),
    }
    return render(request, "conventions/fiches/analyse.html", contexte)


@require_http_methods(_VERBES)
def inscrire_fiche(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Record the entry in the register."""
    fiche, convention = _fiche_a_analyser(request, cle)
    exiger(autorise=fiche.echange_de_donnees)
    form = RegistreForm(
        request.POST or None,
        initial={
            "numero": fiche.registre_numero,
            "inscrite_le": fiche.registre_le or jour_de_la_convention(convention, timezone.now()),
        },
    )
    if form.is_valid() and tenter(
        form, lambda: inscrire(acteur=request.acteur, fiche=fiche, **form.cleaned_data)
    ):
        messages.success(request, "L’inscription au registre est enregistrée.")
        return redirect("conventions:voir_fiche", cle=fiche.cle)
    contexte = contexte_convention(request, convention, ONGLET) | {"form": form, "fiche": fiche}
    return render(request, "conventions/fiches/inscrire.html", contexte)


def echanges_de_la_caisse(acteur: Acteur) -> list[LigneEchange]:
    """Return the fiches with personal data of the conventions of the actor's caisse, those that wait first."""
    fiches = (
        FicheAction.objects.visibles_par(acteur)
        .filter(echange_de_donnees=True, convention__parties__caisse__in=acteur.caisse_ids)
        .select_related("convention", "theme", "flux_couvrant")
        .order_by("-creee_le", "-pk")
        .distinct()[:MAXIMUM]
    )
    lignes = [
        LigneEchange(
            fiche,
            tuple(b.message for b in barrieres_de(fiche)) if fiche.etat == EtatFiche.PROJET else (),
        )
        for fiche in fiches
    ]
    return sorted(lignes, key=lambda ligne: not ligne.attend)


@require_safe
def registre_des_echanges(request: RequeteConnectee) -> HttpResponse:
    """Show the exchanges of personal data of the conventions of the caisse (RGPD-06)."""
    exiger(autorise=peut_lire_partenaires(request.acteur))
    lignes = echanges_de_la_caisse(request.acteur)
    contexte = {"lignes": lignes, "plein": len(lignes) == MAXIMUM, "dpo": request.acteur.a_role(DPO)}
    return render(request, "conventions/fiches/registre.html", contexte)


@require_safe
def flux_nationaux(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show the national flows and priority themes that local actions must take into account (CONV-11)."""
    convention = convention_lisible(request, cle)
    contexte = contexte_convention(request, convention, ONGLET) | {
        "flux": FluxNational.objects.filter(actif=True),
        "themes": ThemePrioritaire.objects.filter(actif=True),
    }
    return render(request, "conventions/fiches/flux.html", contexte)
