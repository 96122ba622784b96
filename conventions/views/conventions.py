"""Screens of agents: one convention, from draft to end; and what a partner's account reads of its own."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conventions.enums import EtatConvention, Nature, NatureDocument
from conventions.forms.conventions import AbandonForm, ConventionForm, SignatureForm
from conventions.models import Adhesion, Convention, Partenaire
from conventions.permissions import peut_gerer_conventions
from conventions.querysets import ConventionQuerySet
from conventions.selectors_reseau import cadres_proposables
from conventions.services import conventions as services
from conventions.services.referents import parties_a_pourvoir
from conventions.views.cadre import (
    contexte_convention,
    convention_a_ecrire,
    convention_lisible,
    premier_partenaire,
)
from conventions.views.lectures import caisse_de
from conventions.views.partenaires import partenaire_visible
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.pieces.controles import PieceRefusee
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.formulaires import FormulairePortail


@require_safe
def voir_convention(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show a convention: where it stands, its parties, the facts of its life."""
    convention = convention_lisible(request, cle)
    contexte = contexte_convention(request, convention, "ensemble") | {
        "evenements": convention.evenements.select_related("partie__caisse", "partie__partenaire").order_by(
            "-survenu_le", "-consigne_le", "-pk"
        )[:100],
        "en_projet": convention.etat == EtatConvention.BROUILLON,
        "en_signature": convention.etat == EtatConvention.EN_SIGNATURE,
        "signee": convention.etat == EtatConvention.SIGNEE and convention.fin_decidee is None,
        "a_pourvoir": parties_a_pourvoir(convention, convention.jour),
        "texte_joint": convention.documents.filter(nature=NatureDocument.CONVENTION_SIGNEE).exists(),
    }
    return render(request, "conventions/convention.html", contexte)


def _metiers(request: RequeteConnectee, partenaire: Partenaire) -> ConventionQuerySet:
    """Return the métier conventions an utilisation of this partenaire may lean on."""
    adhesions = Adhesion.objects.filter(membre=partenaire, tete=OuterRef("parties__partenaire"))
    return (
        Convention.objects.visibles_par(request.acteur)
        .filter(nature=Nature.METIER)
        .exclude(etat=EtatConvention.ABANDONNEE)
        .filter(Q(parties__partenaire=partenaire) | Exists(adhesions))
        .distinct()
    )


@require_http_methods(["GET", "HEAD", "POST"])
def creer_convention(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Draw up a convention with a partenaire, from a modèle."""
    partenaire = partenaire_visible(request, cle)
    caisse = caisse_de(request.acteur)
    exiger(autorise=peut_gerer_conventions(request.acteur, caisse.pk))
    form = ConventionForm(
        request.POST or None,
        caisse=caisse,
        metiers=_metiers(request, partenaire),
        cadres=cadres_proposables(timezone.now(), partenaire),
    )
    if form.is_valid():
        try:
            convention = services.creer_convention(
                acteur=request.acteur, caisse=caisse, partenaires=[partenaire], **form.cleaned_data
            )
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, "Le projet de convention est enregistré.")
            return redirect("conventions:voir_convention", cle=convention.cle)
    contexte = {"form": form, "partenaire": partenaire, "caisse": caisse}
    return render(request, "conventions/creer_convention.html", contexte)


@require_POST
def mettre_en_signature(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Close the draft and open the signing."""
    convention = convention_a_ecrire(request, cle)
    try:
        services.mettre_en_signature(acteur=request.acteur, convention=convention)
    except RegleMetierRefusee as refus:
        messages.error(request, refus.message)
    else:
        messages.success(request, "La convention est en signature : enregistrez chaque signature à sa date.")
    return redirect("conventions:voir_convention", cle=convention.cle)


@require_http_methods(["GET", "HEAD", "POST"])
def signer_partie(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Record the signature of a party."""
    convention = convention_a_ecrire(request, cle)
    form = SignatureForm(request.POST or None, request.FILES or None, convention=convention)
    if form.is_valid():
        champs = {
            nom: form.cleaned_data[nom] for nom in ("partie", "signee_le", "representant", "qualite", "scan")
        }
        try:
            signee = services.signer_partie(acteur=request.acteur, pouvoir=form.autorite(), **champs)
        except PieceRefusee as refus:
            form.add_error("scan", refus.message)
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            fini = signee.etat == EtatConvention.SIGNEE
            messages.success(
                request,
                "Dernière signature enregistrée : la convention prend effet."
                if fini
                else "Signature enregistrée.",
            )
            return redirect("conventions:voir_convention", cle=convention.cle)
    contexte = {"form": form, "convention": convention, "partenaire": premier_partenaire(convention)}
    return render(request, "conventions/signer_partie.html", contexte)


def _confirmer(
    request: RequeteConnectee,
    convention: Convention,
    form: FormulairePortail,
    agir: Callable[..., None],
    contexte: dict[str, object],
) -> HttpResponse:
    """Show what will happen, then do it."""
    if form.is_valid():
        try:
            agir(acteur=request.acteur, convention=convention, **form.cleaned_data)
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, str(contexte["fait"]))
            return redirect("conventions:voir_convention", cle=convention.cle)
    contexte |= {
        "form": form,
        "convention": convention,
        "annuler": reverse("conventions:voir_convention", args=[convention.cle]),
        "liste": reverse("conventions:lister_partenaires"),
    }
    return render(request, "conventions/confirmer.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def abandonner(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Give up a draft, after a page that says what will happen."""
    convention = convention_a_ecrire(request, cle)
    contexte: dict[str, object] = {
        "titre": "Abandonner ce projet de convention",
        "consequences": [
            f"Le projet « {convention.objet} » ne pourra plus être signé.",
            "Il reste visible dans l’historique, avec votre motif.",
        ],
        "action": "Abandonner le projet",
        "fait": "Le projet est abandonné.",
    }
    return _confirmer(request, convention, AbandonForm(request.POST or None), services.abandonner, contexte)
