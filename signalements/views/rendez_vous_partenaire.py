"""What a technicien answers to a meeting: confirm, ask for another date, cancel, book a slot."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conventions.enums import Service
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from signalements.enums import EtatRendezVous
from signalements.forms.rendez_vous import AutreDateForm, CreneauForm, RaisonForm
from signalements.models import Demande, RendezVous
from signalements.rules.cycle_de_vie import verifier, vie_de
from signalements.rules.rendez_vous import verifier_acte
from signalements.selectors.rendez_vous import (
    creneaux_libres,
    demandes_a_reserver,
    demi_journees_souhaitees,
    dernier_rendez_vous,
    rendez_vous_visibles,
)
from signalements.services.rendez_vous_reponses import annuler_rendez_vous, confirmer, demander_autre_date
from signalements.services.reservations import reserver_creneau
from signalements.views.depot_services import est_technicien
from signalements.views.rendez_vous_presentation import (
    choix_de_creneaux,
    lire_rendez_vous,
)
from signalements.views.suivi_demande import demande_suivie


def rendez_vous_suivi(request: RequeteConnectee, cle: UUID) -> RendezVous:
    """Return a meeting of a demande of the structure.

    Raises:
        HorsPortee: unknown, of another structure, or the account is no technicien.
    """
    exiger(autorise=est_technicien(request.acteur))
    rendez_vous: RendezVous = get_object_or_404(rendez_vous_visibles(request.acteur), cle=cle)
    return rendez_vous


@require_POST
def confirmer_rendez_vous(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Confirm the meeting that the caisse proposed."""
    rendez_vous = rendez_vous_suivi(request, cle)
    try:
        confirmer(acteur=request.acteur, rendez_vous_id=rendez_vous.pk)
    except RegleMetierRefusee as refus:
        messages.warning(request, refus.message)
    else:
        messages.success(
            request, "Le rendez-vous est confirmé : la caisse est prévenue. Remettez la fiche à la personne."
        )
    return _vers(rendez_vous.demande)


@require_http_methods(["GET", "HEAD", "POST"])
def autre_date(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Ask for another date, with the half-days that suit the person."""
    rendez_vous = rendez_vous_suivi(request, cle)
    demande = rendez_vous.demande
    confirme = rendez_vous.etat == EtatRendezVous.CONFIRME
    trop_tard = verifier_acte(
        rendez_vous.etat, "demander_autre_date" if confirme else "decliner", "technicien"
    )
    if trop_tard is not None:
        return _trop_tard(request, demande, trop_tard)
    form = AutreDateForm(request.POST or None, initial={"demi_journees": demi_journees_souhaitees(demande)})
    if request.method == "POST" and form.is_valid():
        try:
            demander_autre_date(
                acteur=request.acteur,
                rendez_vous_id=rendez_vous.pk,
                demi_journees=form.cleaned_data["demi_journees"],
            )
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, "La caisse est prévenue : elle vous proposera une autre date.")
            return _vers(demande)
    contexte = {
        "demande": demande,
        "form": form,
        "rendez_vous": lire_rendez_vous(rendez_vous, pour_un_agent=False),
    }
    return render(request, "signalements/rendez_vous/autre_date.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def renoncer_au_rendez_vous(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Cancel the meeting with a coded reason, after a page that says what will happen."""
    rendez_vous = rendez_vous_suivi(request, cle)
    demande = rendez_vous.demande
    trop_tard = verifier_acte(rendez_vous.etat, "annuler", "technicien")
    if trop_tard is not None:
        return _trop_tard(request, demande, trop_tard)
    form = RaisonForm.du_partenaire(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            annuler_rendez_vous(
                acteur=request.acteur, rendez_vous_id=rendez_vous.pk, raison=form.cleaned_data["raison"]
            )
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, "Le rendez-vous est annulé : la caisse est prévenue.")
            return _vers(demande)
    lu = lire_rendez_vous(rendez_vous, pour_un_agent=False)
    contexte = {
        "titre": f"Annuler le rendez-vous, demande {demande.reference}",
        "consequences": [
            f"Le rendez-vous du {lu.jour}, {lu.heures}, n’aura pas lieu : la caisse est prévenue.",
            "La demande reste ouverte : si elle n’a plus d’objet, annulez-la aussi depuis sa page.",
            "Si la personne veut seulement une autre date, revenez et demandez une autre date.",
        ],
        "form": form,
        "action": "Annuler le rendez-vous",
        "annuler": _adresse(demande),
    }
    return render(request, "components/page_confirmation.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def choisir_creneau(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Book a free slot of a permanence for a demande; who comes second is told, and chooses another."""
    demande = demande_suivie(request, cle)
    trop_tard = verifier(demande.etat, "reserver", vie_de(demande.nature))
    if trop_tard is not None:
        return _trop_tard(request, demande, trop_tard)
    form = CreneauForm(request.POST or None, creneaux=_libres(request, demande))
    if request.method == "POST" and form.is_valid():
        try:
            reserver_creneau(
                acteur=request.acteur, demande_id=demande.pk, creneau_id=form.cleaned_data["creneau"]
            )
        except RegleMetierRefusee as refus:
            form = CreneauForm(request.POST, creneaux=_libres(request, demande))
            form.full_clean()
            form.errors.pop("creneau", None)
            form.add_error("creneau", refus.message)
        else:
            messages.success(request, "Le créneau est réservé : remettez la fiche à la personne.")
            return _vers(demande)
    dernier = dernier_rendez_vous(demande)
    contexte = {
        "demande": demande,
        "form": form,
        "libres": bool(_libres(request, demande)),
        "rendez_vous": lire_rendez_vous(dernier, pour_un_agent=False) if dernier else None,
    }
    return render(request, "signalements/rendez_vous/creneaux.html", contexte)


def _libres(request: RequeteConnectee, demande: Demande) -> list[tuple[str, list[tuple[int, str]]]]:
    return choix_de_creneaux(creneaux_libres(request.acteur, demande.caisse_id))


@require_safe
def permanences(request: RequeteConnectee) -> HttpResponse:
    """Show the free slots in the structure's premises, and the demandes that may take one."""
    exiger(autorise=est_technicien(request.acteur))
    libres = list(creneaux_libres(request.acteur))
    caisses = {creneau.permanence.caisse_id for creneau in libres}
    demandes = demandes_a_reserver(request.acteur)
    contexte = {
        "jours": choix_de_creneaux(libres),
        # A slot is booked for a demande of the caisse that holds it.
        "demandes": [(demande, demande.caisse_id in caisses) for demande in demandes],
        "service": Service.RENDEZ_VOUS.label,
    }
    return render(request, "signalements/rendez_vous/permanences.html", contexte)


def _vers(demande: Demande) -> HttpResponse:
    return redirect(f"{_adresse(demande)}#rendez-vous")


def _trop_tard(request: RequeteConnectee, demande: Demande, raison: str) -> HttpResponse:
    messages.warning(request, raison)
    return _vers(demande)


def _adresse(demande: Demande) -> str:
    return reverse("signalements:voir_demande", args=[demande.cle])
