"""What the screens of letters and ends do the same way: refuse beside the form, ask the password, show the act."""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from conventions.models import Convention
from conventions.views.cadre import contexte_convention
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.formulaires import FormulairePortail

Suite = Callable[[RequeteConnectee, Any], HttpResponse]
# allauth is not typed.
exiger_le_mot_de_passe: Callable[[Suite], Suite] = reauthentication_required


def agir_ou_dire_pourquoi(
    request: RequeteConnectee,
    convention: Convention,
    form: FormulairePortail,
    agir: Callable[..., str],
    contexte: dict[str, object],
) -> HttpResponse:
    """Do the act when the form is good, else show the page again, text kept, with the reason and its article.

    Args:
        request: the request.
        convention: from ``views.cadre``.
        form: what was typed.
        agir: does it, from the form's data; returns what to tell.
        contexte: ``titre``, ``consequences``, ``action``, ``article``; more for the page.
    """
    refus = None
    if form.is_valid():
        try:
            fait = agir(**form.cleaned_data)
        except RegleMetierRefusee as erreur:
            form.add_error(None, erreur.message)
            refus = erreur
        else:
            messages.success(request, fait)
            return redirect("conventions:lister_courriers", cle=convention.cle)
    contexte = contexte_convention(request, convention, "courriers") | contexte | {"form": form}
    contexte["article"] = refus.article if refus and refus.article else contexte.get("article", "")
    return render(request, "conventions/fin/acte.html", contexte)
