"""What an agent does of a meeting: propose, move, cancel, say how it went."""

from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from habilitations.enums import RoleAgent
from habilitations.selectors import agents_de_la_caisse
from signalements.forms.rendez_vous import IssueForm, PropositionForm, RaisonForm
from signalements.models import Demande, RendezVous
from signalements.permissions import peut_ouvrir_le_bureau
from signalements.rules.rendez_vous import heure_de_la_caisse, hors_des_souhaits, verifier_acte
from signalements.selectors.rendez_vous import demi_journees_souhaitees, rendez_vous_visibles
from signalements.services.refus import DemandeModifiee
from signalements.services.rendez_vous import constater, deplacer, proposer
from signalements.services.rendez_vous_reponses import annuler_rendez_vous
from signalements.views.agent_demande import demande_du_bureau
from signalements.views.agent_refus import entre_temps
from signalements.views.rendez_vous_presentation import (
    demi_journees_en_mots,
    lire_rendez_vous,
    souhaits_de,
)

_A_RELIRE: Final = ("a_confirmer", "sante_a_confirmer")
_FIXE: Final = "Le rendez-vous est fixé : la structure est prévenue."
_PROPOSE: Final = "Le rendez-vous est proposé : la structure est prévenue, sa réponse est attendue."
_DEPLACE: Final = "Le rendez-vous est déplacé : la structure est prévenue."
_HORS_DES_SOUHAITS: Final = (
    "À savoir : cette date n’est pas dans les demi-journées qui conviennent à la personne."
)


def rendez_vous_du_bureau(request: RequeteConnectee, cle: UUID) -> RendezVous:
    """Return a meeting of the agent's caisse.

    Raises:
        HorsPortee: unknown, of another caisse, or the account is no instructeur nor superviseur.
    """
    if not peut_ouvrir_le_bureau(request.acteur):
        raise HorsPortee
    rendez_vous: RendezVous = get_object_or_404(rendez_vous_visibles(request.acteur), cle=cle)
    return rendez_vous


@require_http_methods(["GET", "HEAD", "POST"])
def proposer_rendez_vous(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Propose a meeting, or fix it; refused, what was typed stays."""
    demande = demande_du_bureau(request, cle)
    form = _proposition(request, demande)
    if request.method == "POST" and form.is_valid():
        try:
            proposer(
                acteur=request.acteur,
                demande_id=demande.pk,
                proposition=form.proposition(ZoneInfo(demande.caisse.fuseau)),
                version=form.cleaned_data["version"],
                confirme=form.est_confirme,
            )
        except RegleMetierRefusee as refus:
            _refuser(form, request.acteur, demande, refus)
        else:
            return _donner(request, demande, form, _FIXE if form.cleaned_data["fixe"] else _PROPOSE)
    return _page(request, demande, form, "Proposer un rendez-vous")


@require_http_methods(["GET", "HEAD", "POST"])
def deplacer_rendez_vous(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Replace a meeting by another."""
    rendez_vous = rendez_vous_du_bureau(request, cle)
    demande = rendez_vous.demande
    trop_tard = verifier_acte(rendez_vous.etat, "deplacer", "instructeur")
    if trop_tard is not None:
        return _trop_tard(request, demande, trop_tard)
    form = _proposition(request, demande, rendez_vous)
    if request.method == "POST" and form.is_valid():
        try:
            deplacer(
                acteur=request.acteur,
                rendez_vous_id=rendez_vous.pk,
                proposition=form.proposition(ZoneInfo(demande.caisse.fuseau)),
                version=form.cleaned_data["version"],
                confirme=form.est_confirme,
            )
        except RegleMetierRefusee as refus:
            _refuser(form, request.acteur, demande, refus)
        else:
            return _donner(request, demande, form, _DEPLACE)
    return _page(request, demande, form, "Déplacer le rendez-vous", rendez_vous)


@require_http_methods(["GET", "HEAD", "POST"])
def annuler_le_rendez_vous(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Cancel a meeting with a coded reason, after a page that says what will happen."""
    rendez_vous = rendez_vous_du_bureau(request, cle)
    demande = rendez_vous.demande
    trop_tard = verifier_acte(rendez_vous.etat, "annuler", "instructeur")
    if trop_tard is not None:
        return _trop_tard(request, demande, trop_tard)
    form = RaisonForm.de_l_agent(request.POST or None, initial={"version": demande.version})
    if request.method == "POST" and form.is_valid():
        try:
            annuler_rendez_vous(
                acteur=request.acteur,
                rendez_vous_id=rendez_vous.pk,
                raison=form.cleaned_data["raison"],
                version=form.cleaned_data["version"],
            )
        except RegleMetierRefusee as refus:
            _refuser(form, request.acteur, demande, refus)
        else:
            return _revenir(request, demande, "Le rendez-vous est annulé : la structure est prévenue.")
    contexte = {
        "titre": f"Annuler le rendez-vous, demande {demande.reference}",
        "consequences": [
            _quand(rendez_vous),
            "La structure est prévenue, avec la raison que vous choisissez.",
            "La demande reste ouverte : vous pourrez proposer une autre date, ou la terminer.",
        ],
        "form": form,
        "action": "Annuler le rendez-vous",
        "annuler": _adresse(demande),
    }
    return render(request, "components/page_confirmation.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def constater_rendez_vous(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Say how a meeting went; the demande is ended from its page, with its decisions."""
    rendez_vous = rendez_vous_du_bureau(request, cle)
    demande = rendez_vous.demande
    trop_tard = verifier_acte(rendez_vous.etat, "constater_tenu", "instructeur")
    if trop_tard is None and rendez_vous.debut > timezone.now():
        trop_tard = "Ce rendez-vous n’a pas encore eu lieu : revenez dire comment il s’est passé."
    if trop_tard is not None:
        return _trop_tard(request, demande, trop_tard)
    form = IssueForm(request.POST or None, initial={"version": demande.version})
    if request.method == "POST" and form.is_valid():
        tenu = form.cleaned_data["issue"] == "tenu"
        try:
            constater(
                acteur=request.acteur,
                rendez_vous_id=rendez_vous.pk,
                tenu=tenu,
                version=form.cleaned_data["version"],
            )
        except RegleMetierRefusee as refus:
            _refuser(form, request.acteur, demande, refus)
        else:
            suite = (
                "terminez la demande s’il ne reste rien à faire"
                if tenu
                else "proposez une autre date, ou terminez"
            )
            return _revenir(request, demande, f"C’est noté : {suite}.")
    contexte = {
        "demande": demande,
        "form": form,
        "rendez_vous": lire_rendez_vous(rendez_vous, pour_un_agent=True),
    }
    return render(request, "signalements/rendez_vous/constater.html", contexte)


def _proposition(
    request: RequeteConnectee, demande: Demande, rendez_vous: RendezVous | None = None
) -> PropositionForm:
    agents = agents_de_la_caisse(demande.caisse_id, RoleAgent.INSTRUCTEUR, RoleAgent.SUPERVISEUR)
    initial: dict[str, object] = {"version": demande.version, "agent": request.acteur.utilisateur_id}
    if rendez_vous is not None:
        initial |= {
            "mode": rendez_vous.mode,
            "lieu": rendez_vous.lieu,
            "a_apporter": rendez_vous.a_apporter,
            "agent": rendez_vous.agent_id,
        }
    souhaitees = demi_journees_en_mots(demi_journees_souhaitees(demande))
    return PropositionForm(
        request.POST or None,
        agents=agents,
        demi_journees=souhaitees[:1].lower() + souhaitees[1:],
        initial=initial,
    )


def _refuser(
    form: PropositionForm | RaisonForm | IssueForm,
    acteur: Acteur,
    demande: Demande,
    refus: RegleMetierRefusee,
) -> None:
    """Show a refusal above the form; when the demande moved meanwhile, what happened since."""
    if isinstance(refus, DemandeModifiee):
        mots = ", ".join(
            f"{fait.quoi.lower()}, par {fait.qui}" for fait in entre_temps(acteur, demande, refus)
        )
        form.add_error(None, f"{refus.message} Depuis : {mots}." if mots else refus.message)
        return
    champs = {"lieu": "lieu", "heures": "debut", "agent_pris": "debut", "agent_inconnu": "agent"}
    champ = champs.get(refus.code)
    form.add_error(champ if champ in form.fields else None, refus.message)
    if isinstance(form, PropositionForm) and refus.code in _A_RELIRE:
        form.demander_confirmation()


def _page(
    request: RequeteConnectee,
    demande: Demande,
    form: PropositionForm,
    titre: str,
    rendez_vous: RendezVous | None = None,
) -> HttpResponse:
    contexte = {
        "demande": demande,
        "form": form,
        "titre": titre,
        "souhaits": souhaits_de(demande),
        "fuseau": heure_de_la_caisse(demande.caisse.fuseau),
        "rendez_vous": lire_rendez_vous(rendez_vous, pour_un_agent=True) if rendez_vous else None,
    }
    return render(request, "signalements/rendez_vous/proposer.html", contexte)


def _donner(request: RequeteConnectee, demande: Demande, form: PropositionForm, fait: str) -> HttpResponse:
    """Say that a date was given and, calmly, that the person had wished others: nothing is asked again."""
    fuseau = ZoneInfo(demande.caisse.fuseau)
    if hors_des_souhaits(form.plage(fuseau).debut, fuseau, demi_journees_souhaitees(demande)):
        fait = f"{fait} {_HORS_DES_SOUHAITS}"
    return _revenir(request, demande, fait)


def _revenir(request: RequeteConnectee, demande: Demande, fait: str) -> HttpResponse:
    messages.success(request, fait)
    return redirect("signalements:traiter_demande", cle=demande.cle)


def _trop_tard(request: RequeteConnectee, demande: Demande, raison: str) -> HttpResponse:
    messages.warning(request, raison)
    return redirect("signalements:traiter_demande", cle=demande.cle)


def _quand(rendez_vous: RendezVous) -> str:
    lu = lire_rendez_vous(rendez_vous, pour_un_agent=True)
    return f"Le rendez-vous du {lu.jour}, {lu.heures}, n’aura pas lieu ; l’heure est de nouveau libre."


def _adresse(demande: Demande) -> str:
    return reverse("signalements:traiter_demande", args=[demande.cle])
