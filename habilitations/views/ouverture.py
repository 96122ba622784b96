"""Opening an account: a technicien by a gestionnaire, a gestionnaire by the caisse; accepting an address."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from conventions.models import Partenaire
from conventions.selectors import caisses_en_vigueur
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from habilitations.forms.comptes import ExceptionForm, GestionnaireForm
from habilitations.forms.technicien import TechnicienForm
from habilitations.permissions import peut_gerer_gestionnaires, peut_gerer_techniciens
from habilitations.selectors import caisses_signataires, effectif, places
from habilitations.services.exceptions import accepter_courriel as accepter
from habilitations.services.gestionnaires import habiliter_gestionnaire
from habilitations.services.techniciens import creer_technicien
from habilitations.views.navigation import page_des_comptes


@require_http_methods(["GET", "HEAD", "POST"])
def creer(request: RequeteConnectee) -> HttpResponse:
    """Create a technicien of the gestionnaire's own structure."""
    acteur = request.acteur
    exiger(autorise=acteur.partenaire_id is not None and peut_gerer_techniciens(acteur, acteur.partenaire_id))
    partenaire = get_object_or_404(Partenaire.objects.visibles_par(acteur), pk=acteur.partenaire_id)
    form, refus = TechnicienForm(request.POST if request.method == "POST" else None), None
    if form.is_valid():
        try:
            habilitation = creer_technicien(acteur=acteur, partenaire_id=partenaire.pk, **form.arguments())
        except RegleMetierRefusee as erreur:
            refus = erreur
            form.montrer_refus(refus)
        else:
            compte = habilitation.utilisateur
            messages.success(
                request,
                f"Le compte {compte.identifiant} est créé. L’invitation part à l’adresse {compte.courriel}.",
            )
            return redirect("habilitations:lister_comptes")
    contexte = _contexte(acteur, partenaire, Profil.TECHNICIEN)
    return render(request, "habilitations/creer_technicien.html", {**contexte, "form": form, "refus": refus})


@require_http_methods(["GET", "HEAD", "POST"])
def habiliter(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Habilitate a gestionnaire of a partenaire of the agent's caisse."""
    acteur = request.acteur
    partenaire = _partenaire_visible(acteur, cle)
    # Once the convention is over, the service says so: better than an address that no longer exists.
    exiger(autorise=peut_gerer_gestionnaires(acteur, caisses_signataires(partenaire.pk)))
    form, refus = GestionnaireForm(request.POST if request.method == "POST" else None), None
    if form.is_valid():
        try:
            habilitation = habiliter_gestionnaire(
                acteur=acteur,
                partenaire_id=partenaire.pk,
                exception_domaine=form.cleaned_data["exception_domaine"],
                **form.identite(),
            )
        except RegleMetierRefusee as erreur:
            refus = erreur
            form.montrer_refus(refus)
        else:
            compte = habilitation.utilisateur
            messages.success(
                request,
                f"{compte.nom_complet} est habilité comme gestionnaire ({compte.identifiant}). "
                f"L’invitation part à l’adresse {compte.courriel}.",
            )
            return redirect(page_des_comptes(acteur, partenaire))
    contexte = _contexte(acteur, partenaire, Profil.GESTIONNAIRE)
    return render(
        request, "habilitations/habiliter_gestionnaire.html", {**contexte, "form": form, "refus": refus}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def accepter_courriel(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Accept one address outside the domains of a partenaire of the agent's caisse."""
    acteur = request.acteur
    partenaire = _partenaire_visible(acteur, cle)
    gerantes = caisses_en_vigueur(partenaire.pk, timezone.now())
    exiger(autorise=peut_gerer_gestionnaires(acteur, gerantes))
    form, refus = ExceptionForm(request.POST if request.method == "POST" else None), None
    if form.is_valid():
        try:
            accepter(acteur=acteur, partenaire_id=partenaire.pk, **form.cleaned_data)
        except RegleMetierRefusee as erreur:
            refus = erreur
            form.add_error("courriel", refus.message)
        else:
            messages.success(request, f"L’adresse {form.cleaned_data['courriel']} est acceptée.")
            return redirect(page_des_comptes(acteur, partenaire))
    contexte = {"partenaire": partenaire, "retour": page_des_comptes(acteur, partenaire)}
    return render(request, "habilitations/accepter_courriel.html", {**contexte, "form": form, "refus": refus})


def _partenaire_visible(acteur: Acteur, cle: UUID) -> Partenaire:
    """Return the partenaire of the address, or answer 404."""
    return get_object_or_404(Partenaire.objects.visibles_par(acteur), cle=cle)


def _contexte(acteur: Acteur, partenaire: Partenaire, profil: Profil) -> dict[str, object]:
    maintenant = timezone.now()
    membres = effectif(partenaire.pk, maintenant)
    siennes = places(partenaire.pk, membres, maintenant)[profil]
    return {"partenaire": partenaire, "places": siennes, "retour": page_des_comptes(acteur, partenaire)}
