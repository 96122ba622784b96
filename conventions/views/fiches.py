"""Pages of the fiches action of a convention (CONV-10)."""

from functools import partial
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conventions.enums import EtatConvention, EtatFiche
from conventions.forms.fiches import AbandonFicheForm, FicheActionForm, FinFicheForm, IndicateurFormSet
from conventions.models import Convention, FicheAction, FluxNational
from conventions.permissions import peut_analyser_donnees, peut_animer
from conventions.rules.fiches import FORMES_D_ACCUEIL, mots_reconnus
from conventions.selectors import jour_de_la_convention
from conventions.services import fiches as services
from conventions.views.cadre import contexte_convention, convention_lisible
from conventions.views.pilotage import convention_a_animer, est_perimee, tenter
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.formulaires import FormulairePortail

_VERBES: Final = ["GET", "HEAD", "POST"]
ONGLET: Final = "fiches"


def _contexte(request: RequeteConnectee, convention: Convention) -> dict[str, object]:
    signee = convention.etat == EtatConvention.SIGNEE
    return contexte_convention(request, convention, ONGLET) | {
        "peut_animer": signee and peut_animer(request.acteur, convention),
        "peut_analyser": peut_analyser_donnees(request.acteur, convention),
    }


def fiche_lisible(request: RequeteConnectee, cle: UUID) -> tuple[FicheAction, Convention]:
    """Return a fiche in the actor's scope, with its convention as its pages show it.

    Raises:
        Http404: out of scope.
    """
    fiches = FicheAction.objects.visibles_par(request.acteur).select_related(
        "convention", "theme", "flux_couvrant"
    )
    fiche: FicheAction = get_object_or_404(fiches, cle=cle)
    return fiche, convention_lisible(request, fiche.convention.cle)


def _fiche_a_animer(request: RequeteConnectee, cle: UUID) -> tuple[FicheAction, Convention]:
    fiche, convention = fiche_lisible(request, cle)
    exiger(autorise=peut_animer(request.acteur, convention))
    return fiche, convention


def flux_proches(fiche: FicheAction) -> list[tuple[FluxNational, tuple[str, ...]]]:
    """Return the national flows that the words of an action bring to mind, with these words (CONV-11)."""
    textes = (fiche.titre, fiche.finalites, fiche.resultats)
    trouves = (
        (flux, mots_reconnus(textes, flux.mots_cles)) for flux in FluxNational.objects.filter(actif=True)
    )
    return [(flux, mots) for flux, mots in trouves if mots]


@require_safe
def lister_fiches(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show the fiches action of a convention, running ones first."""
    convention = convention_lisible(request, cle)
    fiches = (
        FicheAction.objects.visibles_par(request.acteur)
        .filter(convention=convention)
        .select_related("theme", "flux_couvrant")
        .order_by("-numero")
    )
    lignes = [(fiche, services.barrieres_de(fiche)) for fiche in fiches]
    contexte = _contexte(request, convention) | {"lignes": lignes}
    return render(request, "conventions/fiches/liste.html", contexte)


@require_safe
def voir_fiche(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show a fiche: its fields, what it waits for, what the DPO said."""
    fiche, convention = fiche_lisible(request, cle)
    contexte = _contexte(request, convention) | {
        "fiche": fiche,
        "indicateurs": fiche.indicateurs.order_by("pk"),
        "formes": [FORMES_D_ACCUEIL.get(forme, forme) for forme in fiche.formes_d_accueil],
        "barrieres": services.barrieres_de(fiche) if fiche.etat == EtatFiche.PROJET else (),
        "proches": flux_proches(fiche) if fiche.etat == EtatFiche.PROJET else [],
        "en_projet": fiche.etat == EtatFiche.PROJET,
        "en_cours": fiche.etat == EtatFiche.EN_COURS,
    }
    return render(request, "conventions/fiches/fiche.html", contexte)


@require_http_methods(_VERBES)
def creer_fiche(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Write a new fiche."""
    convention = convention_a_animer(request, cle)
    form = FicheActionForm(request.POST or None)
    indicateurs = IndicateurFormSet(request.POST or None, prefix="indicateurs")
    if form.is_valid() and indicateurs.is_valid():
        try:
            fiche = services.creer_fiche(
                acteur=request.acteur,
                convention=convention,
                contenu=form.contenu(),
                indicateurs=[ligne.indicateur() for ligne in indicateurs],
            )
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, f"La fiche action n° {fiche.numero} est enregistrée.")
            return redirect("conventions:voir_fiche", cle=fiche.cle)
    contexte = _contexte(request, convention) | {"form": form, "indicateurs": indicateurs}
    return render(request, "conventions/fiches/formulaire.html", contexte)


@require_http_methods(_VERBES)
def modifier_fiche(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Change a fiche; a stale save is refused, the stored one shown beside it."""
    fiche, convention = _fiche_a_animer(request, cle)
    version = services.version_de(fiche)
    deja = [
        {"nom": i.intitule, "cible": i.cible, "unite": i.unite, "resultat": i.resultat}
        for i in fiche.indicateurs.order_by("pk")
    ]
    form = FicheActionForm(request.POST or None, initial=FicheActionForm.depuis(fiche))
    indicateurs = IndicateurFormSet(request.POST or None, prefix="indicateurs", initial=deja)
    valide = form.is_valid() and indicateurs.is_valid()
    perimee = valide and est_perimee(form, version)
    if valide and tenter(
        form,
        lambda: services.modifier_fiche(
            acteur=request.acteur,
            fiche=fiche,
            contenu=form.contenu(),
            indicateurs=[ligne.indicateur() for ligne in indicateurs],
            version=form.cleaned_data["version"],
        ),
        lambda: services.version_de(FicheAction.objects.get(pk=fiche.pk)),
    ):
        messages.success(request, "La fiche est modifiée.")
        return redirect("conventions:voir_fiche", cle=fiche.cle)
    contexte = _contexte(request, convention) | {
        "form": form,
        "indicateurs": indicateurs,
        "fiche": fiche,
        "perimee": perimee,
    }
    return render(request, "conventions/fiches/formulaire.html", contexte)


@require_POST
def demarrer_fiche(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Start an action, or say what it still waits for."""
    fiche, _ = _fiche_a_animer(request, cle)
    try:
        services.demarrer_fiche(acteur=request.acteur, fiche=fiche)
    except RegleMetierRefusee as refus:
        messages.error(request, refus.message)
    else:
        messages.success(request, "L’action a démarré.")
    return redirect("conventions:voir_fiche", cle=fiche.cle)


def _clore(
    request: RequeteConnectee,
    fiche: FicheAction,
    convention: Convention,
    form: FormulairePortail,
    agir: "partial[None]",
    *,
    titre: str,
    action: str,
    fait: str,
) -> HttpResponse:
    """Show the form that ends an action, then do it."""
    if form.is_valid() and tenter(form, lambda: agir(**form.cleaned_data)):
        messages.success(request, fait)
        return redirect("conventions:voir_fiche", cle=fiche.cle)
    contexte = _contexte(request, convention) | {
        "form": form,
        "fiche": fiche,
        "titre": titre,
        "action": action,
        "retour": reverse("conventions:voir_fiche", args=[fiche.cle]),
    }
    return render(request, "conventions/fiches/clore.html", contexte)


@require_http_methods(_VERBES)
def terminer_fiche(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """End an action with what came of it."""
    fiche, convention = _fiche_a_animer(request, cle)
    exiger(autorise=fiche.etat == EtatFiche.EN_COURS)
    form = FinFicheForm(
        request.POST or None, initial={"terminee_le": jour_de_la_convention(convention, timezone.now())}
    )
    return _clore(
        request,
        fiche,
        convention,
        form,
        partial(services.terminer_fiche, acteur=request.acteur, fiche=fiche),
        titre="Terminer l’action",
        action="Terminer l’action",
        fait="L’action est terminée.",
    )


@require_http_methods(_VERBES)
def abandonner_fiche(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Give up an action."""
    fiche, convention = _fiche_a_animer(request, cle)
    exiger(autorise=fiche.etat in (EtatFiche.PROJET, EtatFiche.EN_COURS))
    return _clore(
        request,
        fiche,
        convention,
        AbandonFicheForm(request.POST or None),
        partial(services.abandonner_fiche, acteur=request.acteur, fiche=fiche),
        titre="Abandonner l’action",
        action="Abandonner l’action",
        fait="L’action est abandonnée.",
    )
