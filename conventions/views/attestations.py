"""Attestations of destruction: the public page of the one-time link, the list of the caisse, a paper recorded."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from conventions.forms.attestations import AttestationForm, AttestationPapierForm
from conventions.models import AttestationDestruction
from conventions.permissions import peut_ecrire_convention, peut_lire_partenaires
from conventions.querysets import DeConventionQuerySet
from conventions.services import attestations as services
from conventions.views.calendrier import est_gestionnaire_des_conventions
from conventions.views.lectures import caisse_de
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.isolation.portee import poser_portee
from espace_partenaires.requetes import RequeteConnectee

LIEN_EN_SESSION: Final = "lien_d_attestation"
PAR_PAGE: Final = 50
# Links are drawn among 2^256: the limit spares the server, not the secret.
LIMITES: Final = {"attestation": "30/5m/ip"}


def _trop_de_demandes(request: HttpRequest) -> HttpResponse | None:
    """Answer 429 when one address asks for too many links, or tries too many forms."""
    permise = ratelimit.consume(
        request, app="conventions", action="attestation", config=LIMITES, limit_get=True
    )
    if permise:
        return None
    refus: HttpResponse = ratelimit.respond_429(request)
    return refus


@login_not_required
@never_cache
@require_safe
def suivre_attestation(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the secret out of the address before anything is shown or logged with it.

    Past the limit nothing is kept: a refusal is logged with its address, so it is that of the next page.
    """
    if _trop_de_demandes(request) is None:
        request.session[LIEN_EN_SESSION] = secret
    return redirect("conventions:attester")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def attester(request: HttpRequest) -> HttpResponse:
    """Let whoever holds the link attest that the data was destroyed (CONV-13)."""
    trop = _trop_de_demandes(request)
    if trop is not None:
        return trop
    secret = str(request.session.get(LIEN_EN_SESSION, ""))
    # Attesting is the act of nobody signed in, even in the browser of somebody who is.
    poser_portee(None)
    try:
        attestation = services.attestation_du_lien(secret)
    except RegleMetierRefusee as refus:
        return render(request, "conventions/calendrier/lien_invalide.html", {"refus": refus})
    texte = services.TEXTES[attestation.version_du_texte]
    form = AttestationForm(request.POST or None, texte=texte)
    if request.method == "POST" and form.is_valid():
        try:
            services.attester(secret=secret, temoignage=_temoignage(form))
        except RegleMetierRefusee as refus:
            form.add_error("detruites_le" if refus.code == "date_future" else None, refus.message)
        else:
            del request.session[LIEN_EN_SESSION]
            return redirect("conventions:attestation_enregistree")
    contexte = {"form": form, "attestation": attestation, "convention": attestation.convention}
    contexte["article"] = attestation.convention.article_pour("destruction")
    return render(request, "conventions/calendrier/attester.html", contexte)


@login_not_required
@require_safe
def merci(request: HttpRequest) -> HttpResponse:
    """Say that it is done."""
    return render(request, "conventions/calendrier/merci.html")


@require_safe
def lister_attestations(request: RequeteConnectee) -> HttpResponse:
    """Show who has attested and who has not."""
    acteur = request.acteur
    exiger(autorise=peut_lire_partenaires(acteur))
    manquantes = request.GET.get("manquantes") == "1"
    lignes = AttestationDestruction.objects.visibles_par(acteur).select_related(
        "convention", "partie__partenaire"
    )
    contexte = {
        "caisse": caisse_de(acteur),
        "manquantes": manquantes,
        "nombre": lignes.count(),
        "attendues": lignes.filter(attestee_le__isnull=True).count(),
        "page": page_d_attestations(lignes, manquantes=manquantes, curseur=request.GET.get("curseur", "")),
        "peut_consigner": est_gestionnaire_des_conventions(acteur),
    }
    return render(request, "conventions/calendrier/attestations.html", contexte)


@dataclass(frozen=True, slots=True)
class PageDAttestations:
    """A page of the list; the cursor is a key."""

    lignes: list[AttestationDestruction]
    suivant: str


def page_d_attestations(lignes: DeConventionQuerySet, *, manquantes: bool, curseur: str) -> PageDAttestations:
    """Return a page of attestations, the last asked first; awaited ones, the longest awaited first.

    Args:
        lignes: those the actor sees.
        manquantes: only those still awaited.
        curseur: key of the last row of the page before; an unknown one starts the list again.
    """
    choisies = lignes.filter(attestee_le__isnull=True) if manquantes else lignes
    repere = None
    with suppress(ValueError):
        repere = lignes.filter(cle=UUID(curseur)).first()
    if repere is not None:
        choisies = choisies.filter(pk__gt=repere.pk) if manquantes else choisies.filter(pk__lt=repere.pk)
    trouvees = list(choisies.order_by("pk" if manquantes else "-pk")[: PAR_PAGE + 1])
    suivant = str(trouvees[PAR_PAGE - 1].cle) if len(trouvees) > PAR_PAGE else ""
    return PageDAttestations(trouvees[:PAR_PAGE], suivant)


@require_http_methods(["GET", "HEAD", "POST"])
def consigner_attestation(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Record an attestation that came on paper."""
    lignes = AttestationDestruction.objects.visibles_par(request.acteur)
    attestation = get_object_or_404(
        lignes.select_related("convention__modele", "partie__partenaire"), cle=cle
    )
    exiger(autorise=peut_ecrire_convention(request.acteur, attestation.convention))
    retour = reverse("conventions:lister_attestations")
    if attestation.attestee_le is not None:
        messages.info(request, "Cette attestation est déjà enregistrée.")
        return redirect(retour)
    form = AttestationPapierForm(request.POST or None, initial={"detruites_le": timezone.localdate()})
    if form.is_valid():
        try:
            services.consigner_attestation_papier(
                acteur=request.acteur, cle=cle, temoignage=_temoignage(form)
            )
        except RegleMetierRefusee as refus:
            form.add_error("detruites_le" if refus.code == "date_future" else None, refus.message)
        else:
            messages.success(request, f"L’attestation de {attestation.partie.libelle} est enregistrée.")
            return redirect(retour)
    contexte = {"form": form, "attestation": attestation, "retour": retour}
    return render(request, "conventions/calendrier/consigner_attestation.html", contexte)


def _temoignage(form: AttestationPapierForm) -> services.Temoignage:
    champs = form.cleaned_data
    return services.Temoignage(champs["nom"], champs["qualite"], champs["detruites_le"])
