"""Screens: suspension, resumption, lapsed clauses, and the end that parties decide."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from conventions.enums import CauseFin
from conventions.forms.fins import CaduciteForm, FinForm, RepriseForm, SuspensionForm
from conventions.models import Convention, EvenementConvention
from conventions.rules.resiliation import ARTICLE_ACCORD
from conventions.selectors import jour_de_la_convention
from conventions.selectors_fin import perdus_si_fin
from conventions.services import fins, suspensions
from conventions.services.vie import clauses_de
from conventions.views.actions_fin import agir_ou_dire_pourquoi, exiger_le_mot_de_passe
from conventions.views.cadre import convention_a_ecrire
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.dates import date_simple

_TITRES: Final = {
    CauseFin.ACCORD: "Mettre fin d’un commun accord",
    CauseFin.MANQUEMENT: "Résilier après une mise en demeure",
    CauseFin.FORCE_MAJEURE: "Résilier pour force majeure",
}


@require_http_methods(["GET", "HEAD", "POST"])
def resilier(request: RequeteConnectee, cle: UUID, cause: str) -> HttpResponse:
    """Decide the end of a convention: a page says what will happen, and the password is asked again."""
    if cause not in _TITRES:
        raise Http404
    # The permission is checked before: whoever has none meets a 404, not a password.
    return _resilier(request, (convention_a_ecrire(request, cle), CauseFin(cause)))


@exiger_le_mot_de_passe
def _resilier(request: RequeteConnectee, quoi: tuple[Convention, CauseFin]) -> HttpResponse:
    convention, cause = quoi
    jour = jour_de_la_convention(convention, timezone.now())
    form = FinForm(request.POST or None, convention=convention, cause=cause, initial={"effet_le": jour})
    hypothese = form.cleaned_data.get("effet_le") or jour if form.is_bound and form.is_valid() else jour
    contexte: dict[str, object] = {
        "titre": _TITRES[cause],
        "consequences": _consequences(convention),
        "action": "Mettre fin à la convention",
        "article": (
            ARTICLE_ACCORD
            if cause == CauseFin.ACCORD
            else clauses_de(convention).article(fins.ARTICLES[cause])
        ),
        "variante": "danger",
        "perdus": perdus_si_fin(convention, hypothese, request.acteur),
        "hypothese": hypothese,
    }

    def decider(effet_le: date, **saisie: Any) -> str:
        decision = fins.resilier(
            acteur=request.acteur, convention=convention, cause=cause, effet_le=effet_le, **saisie
        )
        return f"La fin est décidée : dernier jour le {date_simple(decision.effet_le or effet_le)}."

    return agir_ou_dire_pourquoi(request, convention, form, decider, contexte)


def _consequences(convention: Convention) -> list[str]:
    consequences = [
        "Le lendemain du dernier jour, les accès ouverts par cette convention se ferment.",
        "Les demandes déjà transmises sont menées à leur terme par la caisse.",
        "Les référents de toutes les parties reçoivent un courriel.",
        "La fin ne peut pas être annulée : il faudra une nouvelle convention.",
    ]
    adossees = convention.adossees.en_vigueur(timezone.now()).count()
    if adossees:
        consequences.insert(
            1, f"Prennent fin le même jour les conventions d’utilisation qui s’y appuient : {adossees}."
        )
    return consequences


def _dire(
    agir: Callable[..., EvenementConvention],
    request: RequeteConnectee,
    convention: Convention,
    fait: str,
    **saisie: Any,
) -> str:
    agir(acteur=request.acteur, convention=convention, **saisie)
    return fait


@require_http_methods(["GET", "HEAD", "POST"])
def suspendre(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Record a force majeure notified otherwise than by a registered letter."""
    convention = convention_a_ecrire(request, cle)
    form = SuspensionForm(request.POST or None, convention=convention)
    contexte: dict[str, object] = {
        "titre": "Suspendre pour force majeure",
        "consequences": [
            "Les obligations entre les parties sont suspendues ; aucun accès ne se ferme.",
            "Si elle dure plus de trente jours, la partie touchée, et elle seule, pourra mettre fin à la convention.",
        ],
        "action": "Enregistrer la suspension",
        "article": clauses_de(convention).article("force_majeure"),
    }
    agir = partial(_dire, suspensions.suspendre, request, convention, "La suspension est enregistrée.")
    return agir_ou_dire_pourquoi(request, convention, form, agir, contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def reprendre(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Record that the force majeure is over."""
    convention = convention_a_ecrire(request, cle)
    contexte: dict[str, object] = {
        "titre": "Constater la reprise",
        "consequences": ["Les obligations entre les parties reprennent à cette date."],
        "action": "Enregistrer la reprise",
        "article": clauses_de(convention).article("force_majeure"),
    }
    agir = partial(_dire, suspensions.reprendre, request, convention, "La reprise est enregistrée.")
    return agir_ou_dire_pourquoi(request, convention, RepriseForm(request.POST or None), agir, contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def declarer_caducite(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Record the clauses that a change of law lapsed."""
    convention = convention_a_ecrire(request, cle)
    contexte: dict[str, object] = {
        "titre": "Nommer les clauses caduques",
        "consequences": [
            "Seules ces clauses cessent de s’appliquer ; la convention reste en vigueur.",
            "Convenez ensuite d’un avenant, ou de la fin de la convention.",
        ],
        "action": "Enregistrer ces clauses",
        "article": clauses_de(convention).article("caducite"),
    }
    agir = partial(
        _dire, suspensions.declarer_caducite, request, convention, "Les clauses caduques sont nommées."
    )
    return agir_ou_dire_pourquoi(request, convention, CaduciteForm(request.POST or None), agir, contexte)
