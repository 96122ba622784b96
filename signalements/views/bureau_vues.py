"""Saved views: keep what a list shows, name it, share it, forget it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from signalements.forms.bureau import FiltresForm, VueForm
from signalements.models import VueEnregistree
from signalements.permissions import peut_ouvrir_le_bureau
from signalements.selectors.vues_enregistrees import vues_de
from signalements.services.vues import enregistrer_vue, modifier_vue, supprimer_vue
from signalements.views.agent_presentation import nom_en_initiale
from signalements.views.bureau_communs import adresse_de_la_vue, collegues, retour_a_la_liste


@require_POST
def garder_vue(request: RequeteConnectee) -> HttpResponse:
    """Keep the filters and columns of the list under a name."""
    exiger(autorise=peut_ouvrir_le_bureau(request.acteur))
    form = VueForm(request.POST)
    if not form.is_valid():
        messages.warning(request, " ".join(str(e) for erreurs in form.errors.values() for e in erreurs))
        return redirect(retour_a_la_liste(request))
    # Checked again as the list does: what is kept is among the choices, whatever was sent.
    affichee = QueryDict(request.POST.get("retour", ""))
    filtrage = FiltresForm(affichee, request.acteur, collegues(request.acteur))
    try:
        vue = enregistrer_vue(
            acteur=request.acteur,
            libelle=form.cleaned_data["libelle"],
            vue=affichee.get("vue", "") or "",
            filtres=filtrage.filtres,
            colonnes=filtrage.colonnes_choisies,
            partagee=form.cleaned_data["partagee"],
        )
    except RegleMetierRefusee as refus:
        messages.warning(request, refus.message)
        return redirect(retour_a_la_liste(request))
    messages.success(request, f"Vue « {vue.libelle} » enregistrée.")
    return redirect(adresse_de_la_vue(vue))


@require_safe
def lister_vues(request: RequeteConnectee) -> HttpResponse:
    """Show one's own views and those that colleagues share."""
    exiger(autorise=peut_ouvrir_le_bureau(request.acteur))
    vues = [
        (
            vue,
            adresse_de_la_vue(vue),
            vue.agent_id == request.acteur.utilisateur_id,
            nom_en_initiale(vue.agent),
        )
        for vue in vues_de(request.acteur).select_related("agent")
    ]
    contexte = {
        "siennes": [(vue, adresse) for vue, adresse, sienne, _ in vues if sienne],
        "partagees": [(vue, adresse, auteur) for vue, adresse, sienne, auteur in vues if not sienne],
    }
    return render(request, "signalements/bureau/vues.html", contexte)


def _sienne(request: RequeteConnectee, cle: UUID) -> VueEnregistree:
    siennes = vues_de(request.acteur).filter(agent=request.acteur.utilisateur_id)
    vue: VueEnregistree = get_object_or_404(siennes, cle=cle)
    return vue


@require_http_methods(["GET", "HEAD", "POST"])
def changer_vue(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Rename a view of one's own, share it or stop."""
    vue = _sienne(request, cle)
    form = VueForm(request.POST or None, initial={"libelle": vue.libelle, "partagee": vue.partagee})
    if request.method == "POST" and form.is_valid():
        try:
            modifier_vue(acteur=request.acteur, vue_id=vue.pk, **form.cleaned_data)
        except RegleMetierRefusee as refus:
            form.add_error("libelle", refus.message)
        else:
            messages.success(request, "Vue modifiée.")
            return redirect("signalements:lister_vues")
    return render(request, "signalements/bureau/changer_vue.html", {"vue": vue, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def oublier_vue(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Erase a view of one's own, after a page that says so; the demandes it showed are not touched."""
    vue = _sienne(request, cle)
    if request.method == "POST":
        supprimer_vue(acteur=request.acteur, vue_id=vue.pk)
        messages.success(request, f"Vue « {vue.libelle} » supprimée : les demandes, elles, n’ont pas changé.")
        return redirect("signalements:lister_vues")
    collegues_aussi = ["Vos collègues, avec qui elle est partagée, ne l’ont plus non plus."]
    contexte = {
        "titre": f"Supprimer la vue « {vue.libelle} »",
        "consequences": [
            "Ses filtres et ses colonnes sont perdus ; les demandes qu’elle montrait ne changent pas.",
            *(collegues_aussi if vue.partagee else []),
        ],
        "action": "Supprimer la vue",
        "annuler": reverse("signalements:lister_vues"),
    }
    return render(request, "components/page_confirmation.html", contexte)
