"""The caisse follows the reports of compromised accounts: the list, one report, what is decided (HAB-12)."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.formulaires import FormulairePortail
from habilitations.enums import EtatHabilitation, EtatIncident
from habilitations.forms.incidents import (
    ClotureForm,
    ConstatForm,
    RattachementForm,
    RechercheDeCompteForm,
)
from habilitations.models import Habilitation, Incident
from habilitations.permissions import peut_geler, peut_suivre_incident, peut_traiter_incidents
from habilitations.rules.incidents import ARTICLE_ACCES, reference
from habilitations.selectors import caisses_signataires
from habilitations.selectors_incidents import incidents_a_traiter
from habilitations.services.incidents import constater, geler
from habilitations.services.suivi_incidents import clore, conclusions_de, rattacher
from habilitations.views.consequences import du_gel
from habilitations.views.cote import INCIDENTS, rubriques
from habilitations.views.presentation_incidents import lignes_d_incidents, page_d_un_incident

Suite = Callable[[RequeteConnectee, Incident], HttpResponse]
SuiteDuCompte = Callable[[RequeteConnectee, Habilitation], HttpResponse]
# allauth is not typed.
exiger_le_mot_de_passe: Callable[[Suite], Suite] = reauthentication_required
exiger_le_mot_de_passe_pour_le_compte: Callable[[SuiteDuCompte], SuiteDuCompte] = reauthentication_required
PAR_PAGE: Final = 50
COMPTES_PROPOSES: Final = 20
JOURNAL_REUNI_EN_MOTS: Final = (
    "Le journal du compte est réuni depuis trente jours avant le constat\u00a0; le délégué à la protection des données "
    "le lit, et le signalement reste ouvert jusqu’à ce que vous disiez ce qui a été fait."
)


@require_safe
def lister_incidents(request: RequeteConnectee) -> HttpResponse:
    """Show the reports that wait, the oldest first; then those that are closed, the last first."""
    acteur = request.acteur
    exiger(autorise=peut_traiter_incidents(acteur))
    maintenant = timezone.now()
    clos = Incident.objects.visibles_par(acteur).filter(etat=EtatIncident.CLOS)
    with suppress(ValueError):
        if (repere := clos.filter(cle=UUID(request.GET.get("curseur", ""))).first()) is not None:
            clos = clos.filter(pk__lt=repere.pk)
    page = list(_avec_le_compte(clos).order_by("-pk")[: PAR_PAGE + 1])
    contexte = {
        "rubriques": rubriques(acteur, INCIDENTS, maintenant),
        "a_traiter": lignes_d_incidents(_avec_le_compte(incidents_a_traiter(acteur)), maintenant),
        "clos": lignes_d_incidents(page[:PAR_PAGE], maintenant),
        "suivant": str(page[PAR_PAGE - 1].cle) if len(page) > PAR_PAGE else "",
    }
    return render(request, "habilitations/incidents/liste.html", contexte)


@require_safe
def voir_incident(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show one report: to the caisse all of it, to the structure what concerns its account."""
    incident = _incident(request, cle)
    return render(
        request,
        "habilitations/incidents/incident.html",
        page_d_un_incident(request.acteur, incident, timezone.now()),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def geler_compte_signale(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Close the account of a report: a page says what happens, the password is asked again."""
    incident = _suivi(request, cle)
    exiger(autorise=incident.habilitation is not None)
    return _geler(request, incident)


@exiger_le_mot_de_passe
def _geler(request: RequeteConnectee, incident: Incident) -> HttpResponse:
    habilitation = incident.habilitation
    if habilitation is None:
        raise HorsPortee
    form = FormulairePortail(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            geler(acteur=request.acteur, cle=incident.cle)
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, "Le compte est gelé et ses connexions sont fermées.")
            return redirect("habilitations:voir_incident", cle=incident.cle)
    contexte = {
        "form": form,
        "titre": f"Geler le compte {habilitation.utilisateur.identifiant}",
        "consequences": _ce_que_fait_le_gel(habilitation),
        "action": "Geler le compte",
        "annuler": reverse("habilitations:voir_incident", kwargs={"cle": incident.cle}),
    }
    return render(request, "components/page_confirmation.html", contexte)


def _ce_que_fait_le_gel(habilitation: Habilitation) -> list[str]:
    return [*du_gel(habilitation), JOURNAL_REUNI_EN_MOTS]


@require_http_methods(["GET", "HEAD", "POST"])
def constater_compromission(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Write down what the caisse found itself, and close the account at once."""
    habilitation = Habilitation.objects.atteindre(request.acteur, cle)
    exiger(autorise=peut_geler(request.acteur, caisses_signataires(habilitation.partenaire_id)))
    return _constater(request, habilitation)


@exiger_le_mot_de_passe_pour_le_compte
def _constater(request: RequeteConnectee, habilitation: Habilitation) -> HttpResponse:
    form = ConstatForm(
        request.POST if request.method == "POST" else None, initial={"constate_le": timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            incident = constater(acteur=request.acteur, cle=habilitation.cle, **form.cleaned_data)
        except RegleMetierRefusee as refus:
            form.montrer_refus(refus)
        else:
            messages.success(request, f"Le signalement {reference(incident.cle)} est ouvert.")
            return redirect("habilitations:voir_incident", cle=incident.cle)
    contexte = {
        "form": form,
        "habilitation": habilitation,
        "consequences": _ce_que_fait_le_gel(habilitation)
        if habilitation.etat == EtatHabilitation.ACTIVE
        else [],
        "retour": reverse("habilitations:voir_compte", kwargs={"cle": habilitation.cle}),
    }
    return render(request, "habilitations/incidents/constater.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def rattacher_incident(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Find the account that a public report is about, among those of the caisse's partenaires."""
    incident = _suivi(request, cle)
    retour = reverse("habilitations:voir_incident", kwargs={"cle": cle})
    if incident.habilitation_id is not None or incident.etat == EtatIncident.CLOS:
        messages.info(request, "Ce signalement porte déjà sur un compte, ou il est clos.")
        return redirect(retour)
    cherche = request.GET.get("q", incident.identifiant).replace("\x00", "")[:80]
    comptes = _comptes_proposes(request, cherche)
    if not comptes and "q" not in request.GET:
        cherche = incident.structure[:80]
        comptes = _comptes_proposes(request, cherche)
    form = RattachementForm(request.POST if request.method == "POST" else None, comptes=comptes)
    if request.method == "POST" and form.is_valid():
        try:
            rattacher(acteur=request.acteur, cle=cle, compte=UUID(form.cleaned_data["compte"]))
        except RegleMetierRefusee as refus:
            form.montrer_refus(refus)
        else:
            messages.success(request, "Le signalement porte désormais sur ce compte.")
            return redirect(retour)
    contexte = {
        "incident": incident,
        "reference": reference(incident.cle),
        "recherche": RechercheDeCompteForm({"q": cherche}),
        "comptes": comptes,
        "form": form,
        "retour": retour,
    }
    return render(request, "habilitations/incidents/rattacher.html", contexte)


def _comptes_proposes(request: RequeteConnectee, cherche: str) -> list[Habilitation]:
    mots = cherche.split()
    comptes = Habilitation.objects.visibles_par(request.acteur).filter(
        etat__in=(EtatHabilitation.ACTIVE, EtatHabilitation.INACTIVE)
    )
    for mot in mots:
        comptes = comptes.filter(
            Q(utilisateur__identifiant__icontains=mot)
            | Q(utilisateur__nom__icontains=mot)
            | Q(utilisateur__prenom__icontains=mot)
            | Q(partenaire__libelle__icontains=mot)
        )
    trouves = comptes.select_related("utilisateur", "partenaire").order_by("utilisateur__identifiant")
    return list(trouves[:COMPTES_PROPOSES]) if mots else []


@require_http_methods(["GET", "HEAD", "POST"])
def clore_incident(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Close a report with a conclusion and what was done."""
    incident = _suivi(request, cle)
    retour = reverse("habilitations:voir_incident", kwargs={"cle": cle})
    form = ClotureForm(request.POST if request.method == "POST" else None, possibles=conclusions_de(incident))
    if request.method == "POST" and form.is_valid():
        try:
            clore(acteur=request.acteur, cle=cle, **form.cleaned_data)
        except RegleMetierRefusee as refus:
            form.montrer_refus(refus)
        else:
            messages.success(request, f"Le signalement {reference(incident.cle)} est clos.")
            return redirect("habilitations:lister_incidents")
    contexte = {
        "form": form,
        "incident": incident,
        "reference": reference(incident.cle),
        "article": ARTICLE_ACCES,
        "retour": retour,
    }
    return render(request, "habilitations/incidents/clore.html", contexte)


def _avec_le_compte(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    return incidents.select_related("caisse", "partenaire", "habilitation__utilisateur")


def _incident(request: RequeteConnectee, cle: UUID) -> Incident:
    """Return a report the actor reads: the caisse's followers, and the structure for its own accounts."""
    incident: Incident = get_object_or_404(
        Incident.objects.visibles_par(request.acteur).select_related(
            "caisse", "partenaire", "habilitation__utilisateur", "habilitation__partenaire"
        ),
        cle=cle,
    )
    du_partenaire = request.acteur.partenaire_id is not None
    exiger(autorise=du_partenaire or peut_suivre_incident(request.acteur, incident))
    return incident


def _suivi(request: RequeteConnectee, cle: UUID) -> Incident:
    incident = _incident(request, cle)
    exiger(autorise=peut_suivre_incident(request.acteur, incident))
    return incident
