"""An avenant on screen: drawn up, signed by each party, given up (CONV-07)."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conventions.documents.termes import termes_modifies
from conventions.enums import EtatAvenant
from conventions.forms.avenants import AvenantForm, SignatureAvenantForm
from conventions.forms.conventions import AbandonForm
from conventions.models import Avenant, Convention
from conventions.services import avenants as services
from conventions.services.controles_avenants import TermeRefuse, exiger_ouverte_aux_avenants
from conventions.views.cadre import contexte_convention, convention_a_ecrire, convention_lisible
from conventions.views.documents import documents_de
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.formulaires import FormulairePortail

ONGLET: Final = "termes"
_GENRES: Final[dict[str, tuple[str, str]]] = {
    EtatAvenant.BROUILLON: ("attente", "projet"),
    EtatAvenant.EN_SIGNATURE: ("bientot", "en signature"),
    EtatAvenant.SIGNE: ("fait", "en vigueur"),
    EtatAvenant.ABANDONNE: ("neutre", "abandonné"),
}
Chercher = Callable[[RequeteConnectee, UUID], Convention]


def _avenant(request: RequeteConnectee, cle: UUID, chercher: Chercher) -> Avenant:
    """Return an avenant with its convention, found as its pages find it.

    Raises:
        Http404: out of scope.
    """
    avenants = Avenant.objects.visibles_par(request.acteur).select_related("convention")
    avenant: Avenant = get_object_or_404(avenants, cle=cle)
    avenant.convention = chercher(request, avenant.convention.cle)
    return avenant


def _contexte(request: RequeteConnectee, avenant: Avenant, **autres: object) -> dict[str, object]:
    return contexte_convention(request, avenant.convention, ONGLET) | {"avenant": avenant} | autres


@require_safe
def voir_avenant(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show what an avenant changes, who has signed it, and its papers."""
    avenant = _avenant(request, cle, convention_lisible)
    signatures = {signature.partie_id: signature for signature in avenant.signatures.all()}
    genre, mot = _GENRES[avenant.etat]
    documents = documents_de(request.acteur, avenant.convention)
    contexte = _contexte(
        request,
        avenant,
        genre=genre,
        mot=mot,
        changements=termes_modifies(avenant.convention, avenant.modifications),
        parties=[(partie, signatures.get(partie.pk)) for partie in avenant.convention.parties.all()],
        documents=[ligne for ligne in documents if ligne.document.avenant_id == avenant.pk],
        article=avenant.convention.article_pour("avenant"),
    )
    return render(request, "conventions/termes/avenant.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def creer_avenant(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Draw up an avenant; what stands in the way is said before anything is typed."""
    convention = convention_a_ecrire(request, cle)
    if request.method != "POST":
        try:
            exiger_ouverte_aux_avenants(convention, convention.jour)
        except RegleMetierRefusee as refus:
            messages.warning(request, refus.message)
            return redirect("conventions:voir_termes", cle=convention.cle)
    form = AvenantForm(request.POST or None, convention=convention)
    if form.is_valid():
        avenant = _enregistrer(request, form, services.creer_avenant, convention=convention)
        if avenant is not None:
            messages.success(
                request, "Le projet d’avenant est enregistré. Relisez-le, puis mettez-le en signature."
            )
            return redirect("conventions:voir_avenant", cle=avenant.cle)
    contexte = contexte_convention(request, convention, ONGLET) | {
        "form": form,
        "titre": "Préparer un avenant",
    }
    return render(request, "conventions/termes/avenant_formulaire.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def modifier_avenant(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Change an avenant that is still a draft."""
    avenant = _avenant(request, cle, convention_a_ecrire)
    initial = {"objet": avenant.objet, "texte": avenant.texte} | {
        terme: modification["apres"] for terme, modification in avenant.modifications.items()
    }
    form = AvenantForm(request.POST or None, convention=avenant.convention, initial=initial)
    if (
        form.is_valid()
        and _enregistrer(request, form, services.modifier_avenant, avenant=avenant) is not None
    ):
        messages.success(request, "Le projet d’avenant est modifié.")
        return redirect("conventions:voir_avenant", cle=avenant.cle)
    titre = f"Modifier l’avenant n° {avenant.numero}"
    contexte = _contexte(request, avenant, form=form, titre=titre)
    return render(request, "conventions/termes/avenant_formulaire.html", contexte)


def _enregistrer(
    request: RequeteConnectee, form: AvenantForm, agir: Callable[..., Avenant], **cible: Any
) -> Avenant | None:
    """Hand the form to a service; a refusal goes beside the field it is about, the text kept."""
    donnees = {nom: form.cleaned_data[nom] for nom in ("objet", "texte")}
    try:
        return agir(acteur=request.acteur, modifications=form.modifications(), **donnees, **cible)
    except TermeRefuse as refus:
        form.add_error(refus.terme if refus.terme in form.fields else None, refus.message)
    except RegleMetierRefusee as refus:
        form.add_error(None, refus.message)
    return None


@require_POST
def mettre_avenant_en_signature(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Close the draft and open the signing."""
    avenant = _avenant(request, cle, convention_a_ecrire)
    try:
        services.mettre_avenant_en_signature(acteur=request.acteur, avenant=avenant)
    except RegleMetierRefusee as refus:
        messages.error(request, refus.message)
    else:
        messages.success(request, "L’avenant est en signature : enregistrez chaque signature à sa date.")
    return redirect("conventions:voir_avenant", cle=avenant.cle)


@require_http_methods(["GET", "HEAD", "POST"])
def signer_avenant(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Record the signature of an avenant by a party."""
    avenant = _avenant(request, cle, convention_a_ecrire)
    form = SignatureAvenantForm(request.POST or None, avenant=avenant)
    if form.is_valid():
        try:
            signe = services.signer_avenant(acteur=request.acteur, avenant=avenant, **form.cleaned_data)
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            fini = signe.etat == EtatAvenant.SIGNE
            messages.success(
                request,
                "Dernière signature enregistrée : l’avenant est en vigueur."
                if fini
                else "Signature enregistrée.",
            )
            return redirect("conventions:voir_avenant", cle=avenant.cle)
    return render(request, "conventions/termes/signer_avenant.html", _contexte(request, avenant, form=form))


@require_http_methods(["GET", "HEAD", "POST"])
def abandonner_avenant(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Give up an avenant, after a page that says what will happen."""
    avenant = _avenant(request, cle, convention_a_ecrire)
    form: FormulairePortail = AbandonForm(request.POST or None)
    if form.is_valid():
        try:
            services.abandonner_avenant(acteur=request.acteur, avenant=avenant, **form.cleaned_data)
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, "Le projet d’avenant est abandonné.")
            return redirect("conventions:voir_termes", cle=avenant.convention.cle)
    contexte = _contexte(
        request,
        avenant,
        form=form,
        titre=f"Abandonner l’avenant n° {avenant.numero}",
        consequences=[
            "Les termes de la convention restent ce qu’ils sont aujourd’hui.",
            "Le projet reste visible, avec votre motif ; un autre avenant peut être préparé.",
        ],
        action="Abandonner le projet d’avenant",
        annuler=reverse("conventions:voir_avenant", args=[avenant.cle]),
        liste=reverse("conventions:lister_partenaires"),
    )
    return render(request, "conventions/confirmer.html", contexte)
