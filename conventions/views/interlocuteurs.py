"""Contacts by volet: read by both sides, written by whose they are (ORG-05, ORG-06)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from conventions.enums import Volet
from conventions.forms.interlocuteurs import InterlocuteurForm
from conventions.models import Caisse, Interlocuteur, Partenaire
from conventions.permissions import (
    peut_ecrire_interlocuteur,
    peut_lire_partenaires,
    peut_lire_sa_convention,
)
from conventions.selectors_assistance import contacts_par_volet
from conventions.services import interlocuteurs as services
from conventions.views.cadre import contexte_convention, convention_lisible
from conventions.views.caisses import sa_caisse_a_regler
from conventions.views.lectures_assistance import modifiables
from conventions.views.partenaires import partenaire_visible
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee

CHAMPS = ("volet", "nom", "fonction", "courriel", "telephone", "rang")


@require_safe
def lister_interlocuteurs(request: RequeteConnectee) -> HttpResponse:
    """Show an account of a partenaire whom to call at its caisses, and who answers for its own structure."""
    acteur = request.acteur
    exiger(autorise=peut_lire_sa_convention(acteur))
    partenaire = get_object_or_404(Partenaire.objects.visibles_par(acteur))
    caisses = list(Caisse.objects.visibles_par(acteur).order_by("libelle"))
    volets = contacts_par_volet(acteur, caisses, [partenaire])
    contexte = {
        "partenaire": partenaire,
        "volets": volets,
        "modifiables": modifiables(acteur, volets),
        "peut_ecrire": peut_ecrire_interlocuteur(acteur, None, partenaire.pk),
    }
    return render(request, "conventions/interlocuteurs/liste.html", contexte)


@require_safe
def interlocuteurs_convention(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show the contacts of both sides of a convention, volet by volet."""
    convention = convention_lisible(request, cle)
    parties = list(convention.parties.all())
    caisses = [partie.caisse for partie in parties if partie.caisse is not None]
    partenaires = [partie.partenaire for partie in parties if partie.partenaire is not None]
    volets = contacts_par_volet(request.acteur, caisses, partenaires)
    contexte = contexte_convention(request, convention, "interlocuteurs") | {
        "volets": volets,
        "modifiables": modifiables(request.acteur, volets),
        "ajouts": _ajouts(request.acteur, caisses, partenaires),
    }
    return render(request, "conventions/interlocuteurs/convention.html", contexte)


def _ajouts(acteur: Acteur, caisses: list[Caisse], partenaires: list[Partenaire]) -> list[tuple[str, str]]:
    """Return the organismes to which the actor may add a contact, with the address of the form."""
    liens = [
        (caisse.libelle, reverse("conventions:ajouter_interlocuteur_caisse"))
        for caisse in caisses
        if peut_ecrire_interlocuteur(acteur, caisse.pk, None)
    ]
    for partenaire in partenaires:
        if not peut_ecrire_interlocuteur(acteur, None, partenaire.pk):
            continue
        if acteur.profil == Profil.GESTIONNAIRE:
            adresse = reverse("conventions:ajouter_interlocuteur")
        else:
            adresse = reverse("conventions:ajouter_interlocuteur_partenaire", args=[partenaire.cle])
        liens.append((partenaire.libelle, adresse))
    return liens


def contacts_du_partenaire(
    acteur: Acteur, partenaire: Partenaire, _maintenant: datetime
) -> dict[str, object]:
    """Return what the block of the page of a partenaire shows: its contacts, and where to add one."""
    volets = contacts_par_volet(acteur, [], [partenaire])
    return {
        "volets": volets,
        "modifiables": modifiables(acteur, volets),
        "ajouts": _ajouts(acteur, [], [partenaire]),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def ajouter_interlocuteur(request: RequeteConnectee) -> HttpResponse:
    """Add a contact of its own structure: a gestionnaire."""
    exiger(autorise=request.acteur.profil == Profil.GESTIONNAIRE)
    partenaire = get_object_or_404(Partenaire.objects.visibles_par(request.acteur))
    return _ajouter(request, partenaire.libelle, partenaire=partenaire)


@require_http_methods(["GET", "HEAD", "POST"])
def ajouter_interlocuteur_partenaire(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Add a contact of a partenaire the caisse has signed with."""
    partenaire = partenaire_visible(request, cle)
    exiger(autorise=peut_ecrire_interlocuteur(request.acteur, None, partenaire.pk))
    return _ajouter(request, partenaire.libelle, partenaire=partenaire)


@require_http_methods(["GET", "HEAD", "POST"])
def ajouter_interlocuteur_caisse(request: RequeteConnectee) -> HttpResponse:
    """Add a contact of the agent's caisse."""
    caisse = sa_caisse_a_regler(request)
    return _ajouter(request, caisse.libelle, caisse=caisse)


def _ajouter(request: RequeteConnectee, organisme: str, **de_qui: Any) -> HttpResponse:
    form = InterlocuteurForm(request.POST or None, initial={"volet": _volet_demande(request)})
    if form.is_valid():
        try:
            ecrit = services.ajouter_interlocuteur(acteur=request.acteur, **de_qui, **form.cleaned_data)
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, f"Interlocuteur ajouté : {ecrit.nom}.")
            return redirect(_retour(request, de_qui.get("partenaire")))
    contexte = {
        "form": form,
        "organisme": organisme,
        "titre": "Ajouter un interlocuteur",
        "action": "Ajouter",
        "retour": _retour(request, de_qui.get("partenaire")),
    }
    return render(request, "conventions/interlocuteurs/formulaire.html", contexte)


def _volet_demande(request: RequeteConnectee) -> str:
    volet = request.GET.get("volet", "")
    return volet if volet in Volet.values else ""


def _retour(request: RequeteConnectee, partenaire: Partenaire | None) -> str:
    """Return where the list is read: the caisse's page, the partenaire's, or the partner's own."""
    if not peut_lire_partenaires(request.acteur):
        return reverse("conventions:interlocuteurs")
    if partenaire is None:
        return reverse("conventions:ma_caisse")
    return reverse("conventions:voir_partenaire", args=[partenaire.cle])


def _interlocuteur_a_ecrire(request: RequeteConnectee, cle: UUID) -> Interlocuteur:
    interlocuteur = get_object_or_404(
        Interlocuteur.objects.visibles_par(request.acteur).select_related("caisse", "partenaire"), cle=cle
    )
    autorise = peut_ecrire_interlocuteur(request.acteur, interlocuteur.caisse_id, interlocuteur.partenaire_id)
    exiger(autorise=autorise)
    return interlocuteur


@require_http_methods(["GET", "HEAD", "POST"])
def modifier_interlocuteur(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Change a contact."""
    interlocuteur = _interlocuteur_a_ecrire(request, cle)
    connus = {champ: getattr(interlocuteur, champ) for champ in CHAMPS}
    form = InterlocuteurForm(request.POST or None, initial=connus)
    retour = _retour(request, interlocuteur.partenaire)
    if form.is_valid():
        try:
            services.modifier_interlocuteur(
                acteur=request.acteur, interlocuteur=interlocuteur, **form.cleaned_data
            )
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, "L’interlocuteur est enregistré.")
            return redirect(retour)
    contexte = {
        "form": form,
        "interlocuteur": interlocuteur,
        "organisme": (interlocuteur.caisse or interlocuteur.partenaire),
        "titre": "Modifier un interlocuteur",
        "action": "Enregistrer",
        "retour": retour,
    }
    return render(request, "conventions/interlocuteurs/formulaire.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def retirer_interlocuteur(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Remove a contact, after a page that says what will happen."""
    interlocuteur = _interlocuteur_a_ecrire(request, cle)
    retour = _retour(request, interlocuteur.partenaire)
    if request.method == "POST":
        services.retirer_interlocuteur(acteur=request.acteur, interlocuteur=interlocuteur)
        messages.success(request, "L’interlocuteur est retiré.")
        return redirect(retour)
    contexte = {
        "titre": f"Retirer {interlocuteur.nom} des interlocuteurs",
        "consequences": [
            "Son nom, son courriel et son téléphone sont effacés tout de suite.",
            "Les comptes et les demandes ne changent pas.",
        ],
        "action": "Retirer l’interlocuteur",
        "annuler": retour,
    }
    return render(request, "components/page_confirmation.html", contexte)
