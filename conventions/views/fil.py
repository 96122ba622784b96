"""« Référents et échanges »: the cards of the référents, and below them their thread (CONV-08, CONV-19)."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from conventions.enums import EtatConvention, Nature
from conventions.forms.fil import MessageForm
from conventions.models import Convention, MessageConvention
from conventions.permissions import peut_animer
from conventions.querysets import ConventionQuerySet
from conventions.services import fil as services
from conventions.services.referents import partie_de, parties_a_pourvoir
from conventions.views.cadre import contexte_convention, convention_lisible
from conventions.views.lectures import parties_chargees
from conventions.views.referents import ONGLET, fiches_des_parties
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee

PAR_PAGE: Final = 20
LOCALES_MONTREES: Final = 50


@dataclass(frozen=True, slots=True)
class PageDuFil:
    """A page of the thread, its oldest message first; cursors are keys of messages.

    Attributes:
        lignes: messages, their party loaded.
        avant: where older messages begin, empty when there is none.
        apres: where newer messages begin, empty when there is none.
    """

    lignes: list[MessageConvention]
    avant: str
    apres: str


def page_du_fil(acteur: Acteur, convention: Convention, avant: str = "", apres: str = "") -> PageDuFil:
    """Return a page of the thread, the latest one unless a cursor says otherwise.

    The cost of a page does not depend on how many came before.

    Args:
        acteur: who reads.
        convention: whose thread.
        avant: what a former page gave as ``avant``; an unknown one starts again from the latest.
        apres: what a former page gave as ``apres``.

    Exigence: CONV-19 (S2 3)
    """
    visibles = (
        MessageConvention.objects.visibles_par(acteur)
        .filter(convention=convention)
        .select_related("partie__caisse", "partie__partenaire")
    )
    repere = _message(visibles, apres or avant)
    montant = bool(apres) and repere is not None
    sens, signe = ("gt", "") if montant else ("lt", "-")
    if repere is not None:
        visibles = visibles.filter(
            Q(**{f"ecrit_le__{sens}": repere.ecrit_le})
            | Q(**{"ecrit_le": repere.ecrit_le, f"pk__{sens}": repere.pk})
        )
    trouves = list(visibles.order_by(f"{signe}ecrit_le", f"{signe}pk")[: PAR_PAGE + 1])
    encore = len(trouves) > PAR_PAGE
    lignes = trouves[:PAR_PAGE] if montant else trouves[:PAR_PAGE][::-1]
    if not lignes:
        return PageDuFil([], "", "")
    plus_vieux = montant or encore
    plus_neufs = encore if montant else repere is not None
    return PageDuFil(
        lignes=lignes,
        avant=str(lignes[0].cle) if plus_vieux else "",
        apres=str(lignes[-1].cle) if plus_neufs else "",
    )


def _message(visibles: QuerySet[MessageConvention], curseur: str) -> MessageConvention | None:
    try:
        return visibles.filter(cle=UUID(curseur)).first() if curseur else None
    except ValueError:
        return None


@require_safe
def voir_referents(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show the référents of each party, then their thread."""
    return _page(request, convention_lisible(request, cle), MessageForm())


@require_POST
def ecrire_message(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Write in the thread; a refused text comes back as it was typed."""
    convention = convention_lisible(request, cle)
    exiger(autorise=peut_animer(request.acteur, convention))
    form = MessageForm(request.POST)
    if form.is_valid():
        try:
            services.ecrire_message(acteur=request.acteur, convention=convention, **form.cleaned_data)
        except RegleMetierRefusee as refus:
            form.add_error("texte", refus.message)
        else:
            messages.success(
                request, "Votre message est écrit ; les référents des autres parties sont prévenus."
            )
            return redirect(reverse("conventions:voir_referents", args=[convention.cle]) + "#echanges")
    return _page(request, convention, form)


def _page(request: RequeteConnectee, convention: Convention, form: MessageForm) -> HttpResponse:
    acteur, aujourdhui = request.acteur, timezone.localdate()
    page = page_du_fil(acteur, convention, request.GET.get("avant", ""), request.GET.get("apres", ""))
    contexte = contexte_convention(request, convention, ONGLET) | {
        "fiches": fiches_des_parties(acteur, convention, aujourdhui),
        "sans_referent": parties_a_pourvoir(convention, aujourdhui),
        "article": convention.article_pour("referents"),
        "fil": page,
        "sienne": partie_de(acteur, convention),
        "peut_ecrire_message": peut_animer(acteur, convention)
        and convention.etat != EtatConvention.ABANDONNEE,
        "form": form,
        "locales": _locales(acteur, convention),
    }
    return render(request, "conventions/referents/page.html", contexte)


def _locales(acteur: Acteur, convention: Convention) -> "ConventionQuerySet | list[Convention]":
    """Return the local conventions under a cadre that a national référent sees (CONV-08)."""
    if convention.nature != Nature.CADRE:
        return []
    return (
        Convention.objects.visibles_par(acteur)
        .filter(cadre=convention)
        .prefetch_related(parties_chargees())
        .order_by("-pk")[:LOCALES_MONTREES]
    )
