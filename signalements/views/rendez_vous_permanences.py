"""Permanences, on the agents' side: those to come, a new one, one that is cancelled."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from conventions.models import Caisse
from conventions.rules.calendrier import jours_feries
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.dates import date_simple
from habilitations.enums import RoleAgent
from habilitations.selectors import agents_de_la_caisse
from signalements.forms.rendez_vous import PermanenceForm, RaisonForm
from signalements.models import Permanence
from signalements.permissions import peut_ouvrir_le_bureau
from signalements.rules.permanences import jours_de_permanence
from signalements.rules.rendez_vous import DIMANCHE
from signalements.selectors.rendez_vous import (
    avec_leurs_creneaux,
    partenaires_en_vigueur,
    permanences_visibles,
    rendez_vous_d_un_creneau,
)
from signalements.services.permanences import annuler_permanence, ouvrir_permanence
from signalements.views.rendez_vous_agenda import creneaux_en_mots
from signalements.views.rendez_vous_presentation import heures_en_mots, jour_en_mots, nombre_en_mots

_AU_PLUS = 200


@require_safe
def lister_permanences(request: RequeteConnectee) -> HttpResponse:
    """List the permanences to come of the caisse."""
    exiger(autorise=peut_ouvrir_le_bureau(request.acteur))
    a_venir = permanences_visibles(request.acteur).filter(annulee_le__isnull=True, fin__gt=timezone.now())
    jointes = avec_leurs_creneaux(a_venir.select_related("caisse", "partenaire", "agent"))
    lignes = [
        {
            "permanence": permanence,
            "jour": jour_en_mots(permanence.debut, permanence.caisse),
            "heures": heures_en_mots(permanence.debut, permanence.fin, permanence.caisse),
            "creneaux": creneaux_en_mots(permanence),
        }
        for permanence in jointes.order_by("debut", "pk")[:_AU_PLUS]
    ]
    return render(request, "signalements/rendez_vous/liste_permanences.html", {"lignes": lignes})


@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle_permanence(request: RequeteConnectee) -> HttpResponse:
    """Open a permanence; refused, what was typed stays."""
    exiger(autorise=peut_ouvrir_le_bureau(request.acteur))
    caisse = Caisse.objects.get(pk__in=request.acteur.caisse_ids)
    form = PermanenceForm(
        request.POST or None,
        agents=agents_de_la_caisse(caisse.pk, RoleAgent.INSTRUCTEUR, RoleAgent.SUPERVISEUR),
        partenaires=partenaires_en_vigueur(caisse.pk, timezone.now()),
        initial={"agent": request.acteur.utilisateur_id},
    )
    if request.method == "POST" and form.is_valid() and _ouvrir(request, caisse, form):
        return redirect("signalements:lister_permanences")
    return render(
        request, "signalements/rendez_vous/nouvelle_permanence.html", {"form": form, "caisse": caisse}
    )


def _ouvrir(request: RequeteConnectee, caisse: Caisse, form: PermanenceForm) -> bool:
    ouverture = form.ouverture()
    ferie = ouverture.jour in jours_feries(caisse.zone_jours_feries, ouverture.jour.year)
    if (ferie or ouverture.jour.weekday() == DIMANCHE) and not form.est_confirme:
        mot = "un jour férié" if ferie else "un dimanche"
        form.add_error("jour", f"Ce jour est {mot}. Changez-le, ou cochez la confirmation.")
        form.demander_confirmation()
        return False
    try:
        ouvertes = ouvrir_permanence(
            acteur=request.acteur,
            caisse_id=caisse.pk,
            partenaire_id=form.cleaned_data["partenaire"],
            agent_id=form.cleaned_data["agent"],
            lieu=form.cleaned_data["lieu"],
            ouverture=ouverture,
            confirme=form.est_confirme,
        )
    except RegleMetierRefusee as refus:
        champs = {
            "heures": "debut",
            "agent_pris": "jour",
            "partenaire": "partenaire",
            "agent_inconnu": "agent",
        }
        form.add_error(champs.get(refus.code, "lieu"), refus.message)
        if refus.code == "sante_a_confirmer":
            form.demander_confirmation()
        return False
    _, feries = jours_de_permanence(ouverture, caisse.zone_jours_feries)
    laisses = ", ".join(date_simple(jour) for jour in feries)
    suite = f" Jours fériés laissés de côté : {laisses}." if laisses else ""
    messages.success(request, f"{nombre_en_mots(len(ouvertes), 'permanence ouverte')}.{suite}")
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def annuler_la_permanence(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Cancel a permanence, after a page that says who will be told."""
    exiger(autorise=peut_ouvrir_le_bureau(request.acteur))
    visibles = permanences_visibles(request.acteur).select_related("caisse", "partenaire")
    permanence: Permanence = get_object_or_404(visibles, cle=cle)
    form = RaisonForm.d_une_permanence(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            nombre = annuler_permanence(
                acteur=request.acteur, permanence_id=permanence.pk, raison=form.cleaned_data["raison"]
            )
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            annules = (
                nombre_en_mots(nombre, "rendez-vous annulé") if nombre else "aucun rendez-vous n’y était pris"
            )
            messages.success(request, f"La permanence est annulée : {annules}.")
            return redirect("signalements:lister_permanences")
    pris = rendez_vous_d_un_creneau(permanence.pk).count()
    heures = heures_en_mots(permanence.debut, permanence.fin, permanence.caisse)
    contexte = {
        "titre": f"Annuler la permanence du {jour_en_mots(permanence.debut, permanence.caisse)}",
        "consequences": [
            f"Elle est prévue {heures}, {permanence.lieu} ({permanence.partenaire.libelle}).",
            f"{nombre_en_mots(pris, 'rendez-vous réservé')} : la structure est prévenue pour chacun."
            if pris
            else "Aucun créneau n’est réservé.",
            "Les demandes restent ouvertes : une autre date peut être proposée ou réservée.",
        ],
        "form": form,
        "action": "Annuler la permanence",
        "annuler": reverse("signalements:lister_permanences"),
    }
    return render(request, "components/page_confirmation.html", contexte)
