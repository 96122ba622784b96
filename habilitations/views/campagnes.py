"""The revue d'habilitation on the side of the caisse: open a campaign, follow it, chase (HAB-15)."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from conventions.selectors import jour_de_la_caisse
from conventions.views.lectures import caisse_de
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.dates import complement_de
from espace_partenaires.web.formulaires import FormulairePortail
from habilitations.forms.revues import CampagneForm
from habilitations.models import CampagneRevue, Revue
from habilitations.permissions import peut_ouvrir_revues, peut_suivre_les_revues
from habilitations.rules.revues import echeance_par_defaut
from habilitations.selectors_revues import (
    avancements,
    campagnes_de,
    gestionnaires_sans_reponse,
    partenaires_a_revoir,
    suivre,
)
from habilitations.services.campagnes import CampagneOuverte, relancer_revue
from habilitations.services.campagnes import ouvrir_campagne as ouvrir
from habilitations.views.cote import REVUES, rubriques

PAR_PAGE: Final = 50


@require_safe
def lister_campagnes(request: RequeteConnectee) -> HttpResponse:
    """Show the campaigns of the caisse with their progress, and the gestionnaires nobody answered for."""
    exiger(autorise=peut_suivre_les_revues(request.acteur))
    caisse, maintenant = caisse_de(request.acteur), timezone.now()
    contexte = {
        "rubriques": rubriques(request.acteur, REVUES, maintenant),
        "caisse": caisse,
        "campagnes": campagnes_de(request.acteur),
        "aujourdhui": jour_de_la_caisse(caisse, maintenant),
        "sans_reponse": gestionnaires_sans_reponse(request.acteur.caisse_ids)[:PAR_PAGE],
        "peut_ouvrir": peut_ouvrir_revues(request.acteur, caisse.pk),
    }
    return render(request, "habilitations/revues/campagnes.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def ouvrir_campagne(request: RequeteConnectee) -> HttpResponse:
    """Open a campaign: every partenaire in force is asked unless it is unticked."""
    exiger(autorise=peut_suivre_les_revues(request.acteur))
    caisse = caisse_de(request.acteur)
    exiger(autorise=peut_ouvrir_revues(request.acteur, caisse.pk))
    maintenant = timezone.now()
    possibles = partenaires_a_revoir(caisse, maintenant)
    jour = jour_de_la_caisse(caisse, maintenant)
    form = CampagneForm(
        request.POST if request.method == "POST" else None,
        possibles,
        echeance_par_defaut(jour),
        f"Revue d’habilitation {jour.year}",
    )
    if form.is_valid():
        try:
            ouverte = ouvrir(
                acteur=request.acteur, caisse_id=caisse.pk, maintenant=maintenant, **form.arguments()
            )
        except RegleMetierRefusee as refus:
            form.add_error("echeance" if refus.code == "echeance" else None, refus.message)
        else:
            _dire(request, ouverte)
            return redirect("habilitations:voir_campagne", cle=ouverte.campagne.cle)
    contexte = {
        "caisse": caisse,
        "form": form,
        "possibles": [un for un in possibles if un.demandable],
        "deja": [un.partenaire for un in possibles if un.deja_en_revue],
        "sans_gestionnaire": [
            un.partenaire for un in possibles if un.sans_gestionnaire and not un.deja_en_revue
        ],
    }
    return render(request, "habilitations/revues/ouvrir_campagne.html", contexte)


def _dire(request: RequeteConnectee, ouverte: CampagneOuverte) -> None:
    nombre = len(ouverte.revues)
    s = "s" if nombre > 1 else ""
    messages.success(
        request, f"La campagne est ouverte : {nombre} partenaire{s} interrogé{s}. Les courriels partent."
    )
    if ouverte.deja_en_revue:
        messages.info(
            request,
            "Une revue y était déjà ouverte, elle continue : " + ", ".join(ouverte.deja_en_revue) + ".",
        )


@require_safe
def voir_campagne(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show the progress of a campaign, partenaire by partenaire: those that are late come first."""
    exiger(autorise=peut_suivre_les_revues(request.acteur))
    campagne: CampagneRevue = CampagneRevue.objects.atteindre(request.acteur, cle)
    aujourdhui = jour_de_la_caisse(caisse_de(request.acteur), timezone.now())
    page = _numero(request.GET.get("page", ""))
    triees = campagne.revues.select_related("partenaire").order_by("-close_le", "partenaire__libelle", "pk")
    debut = (page - 1) * PAR_PAGE
    montrees = list(triees[debut : debut + PAR_PAGE + 1])
    avances = avancements(montrees[:PAR_PAGE])
    contexte = {
        "campagne": campagne,
        "suivie": suivre([campagne])[0],
        "revues": [(revue, avances[revue.pk]) for revue in montrees[:PAR_PAGE]],
        "suivant": str(page + 1) if len(montrees) > PAR_PAGE else "",
        "precedent": str(page - 1) if page > 1 else "",
        "en_retard": aujourdhui > campagne.echeance,
        "peut_relancer": peut_ouvrir_revues(request.acteur, campagne.caisse_id),
    }
    return render(request, "habilitations/revues/campagne.html", contexte)


def _numero(texte: str) -> int:
    """Read the number of a page; what cannot be one is the first."""
    return min(int(texte), 1_000) if texte.isascii() and texte.isdigit() and int(texte) else 1


@require_http_methods(["GET", "HEAD", "POST"])
def relancer(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Chase the gestionnaires of one structure, once the page has said whom."""
    exiger(autorise=peut_suivre_les_revues(request.acteur))
    revue: Revue = Revue.objects.atteindre(request.acteur, cle)
    exiger(autorise=revue.caisse_id is not None and peut_ouvrir_revues(request.acteur, revue.caisse_id))
    retour = reverse("habilitations:voir_revue", kwargs={"cle": revue.cle})
    form = FormulairePortail(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            relancer_revue(acteur=request.acteur, cle=revue.cle, maintenant=timezone.now())
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(
                request,
                f"Les gestionnaires {complement_de(revue.partenaire.libelle)} sont relancés pour aujourd’hui.",
            )
            return redirect(retour)
    contexte = {
        "form": form,
        "titre": f"Relancer {revue.partenaire.libelle}",
        "consequences": [
            "Chaque gestionnaire de la structure reçoit un courriel, avec le nombre de comptes qui attendent.",
            "Une relance par jour au plus, en plus des rappels automatiques : la seconde de la journée n’envoie rien.",
        ],
        "action": "Envoyer la relance",
        "variante": "principal",
        "annuler": retour,
    }
    return render(request, "components/page_confirmation.html", contexte)
