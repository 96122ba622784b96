"""Screens of agents: cutting the access of a whole partenaire, and giving it back (CONV-15)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from conventions.forms.coupures import CoupureForm, RetablissementForm
from conventions.models import Caisse, CoupureAcces, Partenaire
from conventions.permissions import peut_gerer_conventions
from conventions.rules.droits import ARTICLE_COUPURE
from conventions.selectors import caisses_en_vigueur
from conventions.services.coupures import couper_acces, retablir_acces
from conventions.views.lectures import caisse_de
from conventions.views.partenaires import partenaire_visible
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.dates import date_et_heure
from espace_partenaires.web.formulaires import FormulairePortail

Suite = Callable[[RequeteConnectee, Partenaire, Caisse], HttpResponse]
# allauth is not typed.
exiger_le_mot_de_passe: Callable[[Suite], Suite] = reauthentication_required


def _en_gestion(request: RequeteConnectee, cle: UUID) -> tuple[Partenaire, Caisse]:
    """Return the partenaire and the agent's caisse, for a gestionnaire de conventions only; 404 otherwise."""
    partenaire = partenaire_visible(request, cle)
    caisse = caisse_de(request.acteur)
    exiger(autorise=peut_gerer_conventions(request.acteur, caisse.pk))
    return partenaire, caisse


@require_http_methods(["GET", "HEAD", "POST"])
def couper(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Cut the access of a partenaire to the agent's caisse: a page says what happens, the password is asked again."""
    # The permission is checked before: whoever has none meets a 404, not a password.
    return _couper(request, *_en_gestion(request, cle))


@exiger_le_mot_de_passe
def _couper(request: RequeteConnectee, partenaire: Partenaire, caisse: Caisse) -> HttpResponse:
    form = CoupureForm(request.POST or None)
    if form.is_valid():
        try:
            couper_acces(acteur=request.acteur, caisse=caisse, partenaire=partenaire, **form.cleaned_data)
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, "L’accès du partenaire est coupé.")
            return redirect("conventions:voir_partenaire", cle=partenaire.cle)
    contexte: dict[str, object] = {
        "titre": f"Couper l’accès à la {caisse.libelle}",
        "consequences": _ce_que_coupe_la_caisse(partenaire, caisse),
        "action": "Couper l’accès",
    }
    return _confirmer(request, partenaire, form, contexte)


def _ce_que_coupe_la_caisse(partenaire: Partenaire, caisse: Caisse) -> list[str]:
    article = f"{ARTICLE_COUPURE[0].lower()}{ARTICLE_COUPURE[1:]}"
    return [
        f"Dès leur prochaine action, tous les comptes de {partenaire.libelle} perdent l’accès à la {caisse.libelle}.",
        "Ses accès aux autres caisses ne changent pas, et ses comptes restent actifs.",
        "Les demandes déjà transmises sont menées à leur terme par la caisse.",
        "Ses gestionnaires sont prévenus tout de suite par courriel\u00a0; le motif s’affiche sur leur page «\u00a0Ma convention\u00a0».",
        "La date, l’heure et l’auteur de la coupure sont gardés comme preuve et inscrits au journal.",
        f"Vous pourrez rétablir l’accès à tout moment, avec un motif ({article}).",
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def retablir(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Give the access back, with a reason."""
    partenaire, caisse = _en_gestion(request, cle)
    coupure = get_object_or_404(
        CoupureAcces.objects.select_related("caisse", "partenaire"),
        caisse=caisse,
        partenaire=partenaire,
        retablie_le__isnull=True,
    )
    form = RetablissementForm(request.POST or None)
    if form.is_valid():
        try:
            retablir_acces(acteur=request.acteur, coupure=coupure, **form.cleaned_data)
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, "L’accès du partenaire est rétabli.")
            return redirect("conventions:voir_partenaire", cle=partenaire.cle)
    contexte: dict[str, object] = {
        "titre": f"Rétablir l’accès à la {caisse.libelle}",
        "consequences": [
            f"Les comptes actifs de {partenaire.libelle} retrouvent ce que ses conventions en vigueur ouvrent.",
            "Ses gestionnaires sont prévenus tout de suite par courriel.",
        ],
        "action": "Rétablir l’accès",
        "variante": "principal",
    }
    return _confirmer(request, partenaire, form, contexte)


def _confirmer(
    request: RequeteConnectee, partenaire: Partenaire, form: FormulairePortail, contexte: dict[str, object]
) -> HttpResponse:
    cadre = {
        "partenaire": partenaire,
        "form": form,
        "annuler": reverse("conventions:voir_partenaire", args=[partenaire.cle]),
        "liste": reverse("conventions:lister_partenaires"),
    }
    return render(request, "conventions/droits/confirmer_coupure.html", contexte | cadre)


@dataclass(frozen=True, slots=True)
class CoupureAffichee:
    """A cut as an agent or the structure reads it; « when » in the time zone of the caisse.

    Attributes:
        motif: why it was cut.
        quand: when: « le lundi 23 novembre 2026 à 10 h 00 ».
        fin: when it was given back, empty while it runs.
        motif_retablissement: why it was.
    """

    motif: str
    quand: str
    fin: str
    motif_retablissement: str


def afficher(coupure: CoupureAcces, caisse: Caisse) -> CoupureAffichee:
    """Word a cut (CONV-15, ORG-01)."""
    fuseau = ZoneInfo(caisse.fuseau)
    fin = f"le {date_et_heure(coupure.retablie_le, fuseau)}" if coupure.retablie_le else ""
    return CoupureAffichee(
        coupure.motif, f"le {date_et_heure(coupure.coupee_le, fuseau)}", fin, coupure.motif_retablissement
    )


def contexte_volet(acteur: Acteur, partenaire: Partenaire, maintenant: datetime) -> dict[str, object]:
    """Say to an agent whether the access of the partenaire to its caisse is cut, and when it was."""
    caisse = caisse_de(acteur)
    lignes = CoupureAcces.objects.filter(caisse=caisse, partenaire=partenaire).order_by("-coupee_le")[:10]
    coupures = [afficher(ligne, caisse) for ligne in lignes]
    return {
        "caisse": caisse,
        "partenaire": partenaire,
        "en_cours": next((coupure for coupure in coupures if not coupure.fin), None),
        "anciennes": [coupure for coupure in coupures if coupure.fin],
        "ouvert": caisse.pk in caisses_en_vigueur(partenaire.pk, maintenant),
        "peut_gerer": peut_gerer_conventions(acteur, caisse.pk),
        "article": ARTICLE_COUPURE,
    }
