"""One act of an agent on its own page: what will happen, the form, and what came meanwhile if the page was old."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from signalements.forms.garde import AvecGarde
from signalements.forms.instruction import ActeForm
from signalements.models import Demande
from signalements.rules.cycle_de_vie import verifier, vie_de
from signalements.services.refus import DemandeModifiee
from signalements.views.agent_refus import FaitEntreTemps, entre_temps, expliquer

F = TypeVar("F", bound=ActeForm)


@dataclass(frozen=True, slots=True)
class Acte:
    """What a page of an act says.

    Attributes:
        titre: heading, before the reference.
        action: words of the button.
        consequences: what will happen, a sentence each.
        succes: said once it is done.
        champ: where the service's refusals are shown; empty for above the form.
        codes: code of a refusal → field, where it is another one.
        code: act of ``rules.cycle_de_vie`` that must be possible for the page to open; empty for none.
        gabarit: template of the page.
        contexte: what the template needs besides.
        variante: of the button.
    """

    titre: str
    action: str
    consequences: tuple[str, ...]
    succes: str
    champ: str = ""
    codes: dict[str, str] = field(default_factory=dict)
    code: str = ""
    gabarit: str = "signalements/agent/acte.html"
    contexte: dict[str, Any] = field(default_factory=dict)
    variante: str = "principal"


def mener(
    request: RequeteConnectee, demande: Demande, acte: Acte, form: F, faire: Callable[[F], object]
) -> HttpResponse:
    """Show the page of an act, or do it and come back to the demande; refused, what was typed stays.

    Args:
        request: the agent's.
        demande: from ``demande_du_bureau``.
        acte: what the page says.
        form: bound when the request posts.
        faire: does it, from the valid form.
    """
    impossible = trop_tard(request, demande, acte.code)
    if impossible is not None and request.method != "POST":
        return impossible
    if request.method != "POST" or not form.is_valid():
        return dessiner(request, demande, acte, form)
    try:
        faire(form)
    except DemandeModifiee as refus:
        return redessiner(request, demande, acte, form, refus)
    except RegleMetierRefusee as refus:
        refuser(request, demande, acte, form, refus)
        return dessiner(request, demande, acte, form)
    messages.success(request, acte.succes)
    return redirect("signalements:traiter_demande", cle=demande.cle)


def trop_tard(request: RequeteConnectee, demande: Demande, code: str) -> HttpResponse | None:
    """Go back to the demande and say why this act is not possible now; ``None`` when it is."""
    raison = verifier(demande.etat, code, vie_de(demande.nature)) if code else None
    if raison is None and demande.close_le is not None:
        raison = "Cette demande est terminée : elle ne change plus."
    if raison is None:
        return None
    dite = expliquer(request.acteur, demande, RegleMetierRefusee("transition", raison))
    messages.warning(request, dite[:1].upper() + dite[1:])
    return redirect("signalements:traiter_demande", cle=demande.cle)


def refuser(
    request: RequeteConnectee, demande: Demande, acte: Acte, form: ActeForm, refus: RegleMetierRefusee
) -> None:
    """Show a refusal of the service where it belongs, the answers kept."""
    dite = expliquer(request.acteur, demande, refus)
    champ = acte.codes.get(refus.code, acte.champ)
    montrer(form, champ if champ in form.fields else "", refus, dite[:1].upper() + dite[1:])


def montrer(form: AvecGarde, champ: str, refus: RegleMetierRefusee, message: str) -> None:
    """Put a refusal beside a field, or above the form; words on health ask for a tick."""
    if champ:
        form.refuser(champ, refus, message)
    else:
        form.add_error(None, message)


def redessiner(
    request: RequeteConnectee, demande: Demande, acte: Acte, form: ActeForm, refus: DemandeModifiee
) -> HttpResponse:
    """Show the page again, what was typed kept, with what happened since; sent again, it goes (UX-05)."""
    demande.refresh_from_db(fields=["etat", "version", "close_le", "regle"])
    impossible = trop_tard(request, demande, acte.code)
    if impossible is not None:
        return impossible
    saisie = request.POST.copy()
    saisie[form.add_prefix("version")] = str(refus.version)
    form.data = saisie
    depuis = entre_temps(request.acteur, demande, refus)
    return dessiner(request, demande, acte, form, refus=refus, depuis=depuis)


def dessiner(
    request: RequeteConnectee,
    demande: Demande,
    acte: Acte,
    form: ActeForm,
    *,
    refus: DemandeModifiee | None = None,
    depuis: list[FaitEntreTemps] | None = None,
) -> HttpResponse:
    """Draw the page of an act."""
    contexte = {
        "demande": demande,
        "acte": acte,
        "form": form,
        "refus": refus,
        "depuis": depuis or [],
        **acte.contexte,
    }
    return render(request, acte.gabarit, contexte, status=409 if refus else 200)
