"""Screens of agents: the record of a partenaire and its network, the parties of a draft."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from conventions.enums import EtatConvention, TypePartenaire
from conventions.forms.organismes import AdhesionForm, FicheForm, FinAdhesionForm, PartieForm, ProjetForm
from conventions.models import Convention, Partenaire, Partie
from conventions.permissions import peut_gerer_conventions
from conventions.services.adhesions import terminer_adhesion
from conventions.services.conventions import ajouter_partie as ajouter
from conventions.services.fiches_partenaire import corriger_partenaire as corriger
from conventions.services.fiches_partenaire import peut_corriger_fiche
from conventions.services.partenaires import enregistrer_adhesion
from conventions.services.projets import corriger_projet as corriger_le_projet
from conventions.services.projets import retirer_partie as retirer
from conventions.views.cadre import contexte_convention, convention_a_ecrire
from conventions.views.lectures import caisse_de
from conventions.views.partenaires import partenaire_visible
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee

CHIFFRES_D_UNE_CLE: Final = 18


@require_http_methods(["GET", "HEAD", "POST"])
def corriger_partenaire(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Correct the record of a partenaire."""
    partenaire = partenaire_visible(request, cle)
    caisse = caisse_de(request.acteur)
    exiger(autorise=peut_corriger_fiche(request.acteur, caisse, partenaire))
    form = FicheForm(request.POST or None, initial=FicheForm.depuis(partenaire))
    if form.is_valid():
        try:
            corriger(acteur=request.acteur, caisse=caisse, partenaire=partenaire, fiche=form.fiche())
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, "La fiche est corrigée.")
            return redirect("conventions:voir_partenaire", cle=partenaire.cle)
    contexte = {"form": form, "partenaire": partenaire}
    return render(request, "conventions/organismes/fiche.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle_adhesion(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Record that a partenaire belongs to a tête de réseau."""
    partenaire = _partenaire_a_gerer(request, cle)
    tetes = Partenaire.objects.visibles_par(request.acteur).filter(type=TypePartenaire.TETE_DE_RESEAU)
    form = AdhesionForm(
        request.POST or None,
        tetes=tetes.exclude(pk=partenaire.pk).order_by("libelle"),
        initial={"du": timezone.localdate()},
    )
    if form.is_valid():
        dernier_jour = form.cleaned_data["dernier_jour"]
        try:
            enregistrer_adhesion(
                acteur=request.acteur,
                caisse=caisse_de(request.acteur),
                tete=form.cleaned_data["tete"],
                membre=partenaire,
                du=form.cleaned_data["du"],
                au=dernier_jour + timedelta(days=1) if dernier_jour else None,
            )
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, "L’adhésion est enregistrée.")
            return redirect("conventions:voir_partenaire", cle=partenaire.cle)
    contexte = {"form": form, "partenaire": partenaire}
    return render(request, "conventions/organismes/adhesion.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def finir_adhesion(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """End the membership of a partenaire, after a page that says what will happen."""
    partenaire = _partenaire_a_gerer(request, cle)
    form = FinAdhesionForm(
        request.POST or None, membre=partenaire, initial={"dernier_jour": timezone.localdate()}
    )
    if form.is_valid():
        try:
            terminer_adhesion(acteur=request.acteur, caisse=caisse_de(request.acteur), **form.cleaned_data)
        except HorsPortee:
            form.add_error(
                None,
                "Cette adhésion se termine par une caisse qui a signé avec ce membre : ce n’est pas la vôtre.",
            )
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, "La fin de l’adhésion est enregistrée.")
            return redirect("conventions:voir_partenaire", cle=partenaire.cle)
    contexte = {
        "form": form,
        "partenaire": partenaire,
        "titre": "Terminer une adhésion",
        "consequences": [
            f"Le lendemain, la convention métier de cette tête de réseau ne couvre plus {partenaire.libelle}.",
            "Une convention d’utilisation qui s’y appuie n’ouvre alors plus aucun accès (son article 8.1).",
            "Les demandes déjà transmises sont menées à leur terme par la caisse.",
        ],
        "action": "Terminer l’adhésion",
        "annuler": reverse("conventions:voir_partenaire", args=[partenaire.cle]),
    }
    return render(request, "conventions/organismes/fin_adhesion.html", contexte)


def _partenaire_a_gerer(request: RequeteConnectee, cle: UUID) -> Partenaire:
    partenaire = partenaire_visible(request, cle)
    exiger(autorise=peut_gerer_conventions(request.acteur, caisse_de(request.acteur).pk))
    return partenaire


def _projet(request: RequeteConnectee, cle: UUID) -> Convention:
    """Return a draft the actor may write; anything else has no such page."""
    convention = convention_a_ecrire(request, cle)
    exiger(autorise=convention.etat == EtatConvention.BROUILLON)
    return convention


@require_http_methods(["GET", "HEAD", "POST"])
def corriger_projet(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Correct the object and the declared members of a draft."""
    convention = _projet(request, cle)
    initial = {"objet": convention.objet, "effectif_declare": convention.effectif_declare}
    form = ProjetForm(request.POST or None, convention=convention, initial=initial)
    if form.is_valid():
        try:
            corriger_le_projet(acteur=request.acteur, convention=convention, **form.cleaned_data)
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, "Le projet est corrigé.")
            return redirect("conventions:voir_convention", cle=convention.cle)
    contexte = contexte_convention(request, convention, "ensemble") | {"form": form}
    return render(request, "conventions/organismes/projet.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def ajouter_partie(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show the parties of a draft, and add one (CONV-01)."""
    convention = _projet(request, cle)
    form = PartieForm(
        request.POST or None,
        convention=convention,
        partenaires=Partenaire.objects.visibles_par(request.acteur),
    )
    if form.is_valid():
        try:
            ajouter(acteur=request.acteur, convention=convention, **form.cleaned_data)
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, "La partie est ajoutée au projet.")
            return redirect("conventions:ajouter_partie", cle=convention.cle)
    contexte = contexte_convention(request, convention, "ensemble") | {"form": form}
    return render(request, "conventions/organismes/parties.html", contexte)


@require_POST
def retirer_partie(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Take a party out of a draft."""
    convention = _projet(request, cle)
    numero = request.POST.get("partie", "")
    lisible = numero.isdecimal() and len(numero) <= CHIFFRES_D_UNE_CLE
    partie = Partie.objects.filter(convention=convention, pk=numero if lisible else 0).first()
    if partie is None:
        messages.error(request, "Cette partie ne figure plus dans le projet.")
    else:
        try:
            retirer(acteur=request.acteur, partie=partie)
        except RegleMetierRefusee as refus:
            messages.error(request, refus.message)
        else:
            messages.success(request, "La partie est retirée du projet.")
    return redirect("conventions:ajouter_partie", cle=convention.cle)
