"""The page « Absences »: who is away, until when, who answers meanwhile."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.dates import complement_de, date_longue
from signalements.forms.bureau import AbsenceForm
from signalements.models import Absence
from signalements.permissions import peut_gerer_l_absence_de, peut_ouvrir_le_bureau
from signalements.selectors.absences import absences_a_venir, absences_visibles
from signalements.services.absences import declarer_absence, remplacements_promis, supprimer_absence
from signalements.views.agent_presentation import nom_en_initiale
from signalements.views.bureau_communs import agent_choisi, collegues

_CHAMPS = {
    "absence_dates": "au",
    "absence_passee": "au",
    "absence_trop_longue": "au",
    "absence_chevauchante": "du",
    "remplacant_inconnu": "remplacant",
    "remplacant_absent": "remplacant",
}


@require_http_methods(["GET", "HEAD", "POST"])
def gerer_absences(request: RequeteConnectee) -> HttpResponse:
    """Show the absences of the caisse to come, and declare one."""
    exiger(autorise=peut_ouvrir_le_bureau(request.acteur))
    agents = collegues(request.acteur)
    form = AbsenceForm(request.POST or None, request.acteur, agents)
    if request.method == "POST" and form.is_valid():
        absence = _declarer(request, form)
        if absence is not None:
            _dire(request, absence)
            return redirect("signalements:gerer_absences")
    absences = [
        (absence, peut_gerer_l_absence_de(request.acteur, absence.agent_id))
        for absence in absences_a_venir(request.acteur, timezone.now())
    ]
    return render(request, "signalements/bureau/absences.html", {"form": form, "absences": absences})


def _declarer(request: RequeteConnectee, form: AbsenceForm) -> Absence | None:
    agents = collegues(request.acteur)
    propres = form.cleaned_data
    agent, remplacant = agent_choisi(agents, propres["agent"]), agent_choisi(agents, propres["remplacant"])
    try:
        return declarer_absence(
            acteur=request.acteur,
            agent_id=agent.pk if agent else 0,
            du=propres["du"],
            au=propres["au"],
            remplacant_id=remplacant.pk if remplacant else None,
        )
    except RegleMetierRefusee as refus:
        form.add_error(_CHAMPS.get(refus.code, "agent"), refus.message)
        return None


def _dire(request: RequeteConnectee, absence: Absence) -> None:
    messages.success(request, "Absence enregistrée : rien n’est déplacé, tout revient de soi-même à la fin.")
    promis = remplacements_promis(request.acteur, absence.agent_id, absence.du, absence.au)
    for autre in promis:
        messages.warning(
            request,
            f"Attention : {nom_en_initiale(absence.agent)} devait remplacer {nom_en_initiale(autre.agent)} une partie "
            "de ces jours. Changez ce remplacement.",
        )


@require_http_methods(["GET", "HEAD", "POST"])
def supprimer_une_absence(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Erase an absence, after a page that says what will happen."""
    absence = get_object_or_404(absences_visibles(request.acteur), cle=cle)
    exiger(autorise=peut_gerer_l_absence_de(request.acteur, absence.agent_id))
    if request.method == "POST":
        supprimer_absence(acteur=request.acteur, absence_id=absence.pk)
        messages.success(request, "Absence supprimée.")
        return redirect("signalements:gerer_absences")
    contexte = {
        "titre": f"Supprimer l’absence {complement_de(absence.agent.nom_complet)}",
        "consequences": _consequences(absence),
        "action": "Supprimer l’absence",
        "annuler": reverse("signalements:gerer_absences"),
    }
    return render(request, "components/page_confirmation.html", contexte)


def _consequences(absence: Absence) -> list[str]:
    agent = nom_en_initiale(absence.agent)
    presence = f"Du {date_longue(absence.du)} au {date_longue(absence.au)}, {agent} n’est plus en absence."
    if absence.remplacant is None:
        return [presence]
    remplacant = nom_en_initiale(absence.remplacant)
    return [
        presence,
        f"{remplacant} ne voit plus ses demandes avec les siennes, et n’en reçoit plus les courriels.",
    ]
