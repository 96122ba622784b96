"""« Motifs proposés »: what a caisse offers, service by service, and one motif at a time (DEM-01)."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from conventions.views.lectures import caisse_de
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from signalements.models import Motif
from signalements.permissions import peut_ouvrir_le_bureau, peut_regler_les_motifs
from signalements.selectors.motifs_de_la_caisse import motif_de_la_caisse, motifs_de_la_caisse
from signalements.services.motifs import regler_motif

_CHOIX: Final[dict[str, bool | None]] = {"oui": True, "non": False, "national": None}


@require_safe
def lister_motifs(request: RequeteConnectee) -> HttpResponse:
    """Show every motif in force, offered or not, and who decided."""
    exiger(autorise=peut_regler_les_motifs(request.acteur))
    caisse = caisse_de(request.acteur)
    bureau = peut_ouvrir_le_bureau(request.acteur)
    contexte = {"caisse": caisse, "services": motifs_de_la_caisse(caisse.pk), "bureau": bureau}
    return render(request, "signalements/motifs/liste.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def regler(request: RequeteConnectee, nature: str, code: str) -> HttpResponse:
    """Show one motif and what a choice changes, then write the choice."""
    exiger(autorise=peut_regler_les_motifs(request.acteur))
    caisse = caisse_de(request.acteur)
    motif = get_object_or_404(Motif, nature=nature, code=code, actif=True)
    refus = ""
    if request.method == "POST" and request.POST.get("choix") in _CHOIX:
        choix = _CHOIX[request.POST["choix"]]
        try:
            apres = regler_motif(acteur=request.acteur, caisse_id=caisse.pk, motif_id=motif.pk, propose=choix)
        except RegleMetierRefusee as erreur:
            refus = erreur.message
        else:
            suite = "est proposé" if apres.propose else "n’est plus proposé"
            messages.success(request, f"« {motif.libelle} » {suite} à vos partenaires.")
            return redirect("signalements:lister_motifs")
    contexte = {"caisse": caisse, "ligne": motif_de_la_caisse(caisse.pk, motif), "refus": refus}
    return render(request, "signalements/motifs/regler.html", contexte)
