"""Judging and sending on, each on its page: irrecevable, motif, urgency, study, another service, another caisse."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from conventions.enums import Service
from espace_partenaires.requetes import RequeteConnectee
from signalements.enums import NatureFait, Orienteur
from signalements.forms.instruction import (
    IrrecevableForm,
    MotifForm,
    UrgenceForm,
    VersUnServiceForm,
)
from signalements.models import Demande
from signalements.rules.delais import DELAIS, Regle
from signalements.selectors.motifs import motifs_proposes
from signalements.services import instruction
from signalements.views.agent_acte import Acte, mener
from signalements.views.agent_demande import demande_du_bureau

_GET_ET_POST = require_http_methods(["GET", "HEAD", "POST"])
_IRRECEVABLE = Acte(
    titre="Juger irrecevable",
    action="Renvoyer au partenaire",
    consequences=(
        "Le partenaire est prévenu : sa page lui dit pourquoi, et quoi faire.",
        "Le délai de la caisse s’arrête ; il repart quand la demande est corrigée.",
    ),
    succes="La demande est irrecevable : le partenaire sait pourquoi et quoi corriger.",
    champ="raison",
    codes=dict.fromkeys(("nir", "sante_a_confirmer", "message_trop_long"), "texte"),
    code="juger_irrecevable",
)


@_GET_ET_POST
def juger_irrecevable(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Say that a demande does not fit, and why."""
    demande = demande_du_bureau(request, cle)
    form = IrrecevableForm(request.POST or None, initial={"version": demande.version})
    return mener(
        request,
        demande,
        _IRRECEVABLE,
        form,
        lambda lu: instruction.juger_irrecevable(
            acteur=request.acteur, demande_id=demande.pk, **lu.arguments()
        ),
    )


@_GET_ET_POST
def requalifier_motif(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Choose the motif that fits."""
    demande = demande_du_bureau(request, cle)
    autres = motifs_proposes(demande.caisse_id, demande.nature).exclude(pk=demande.motif_id or 0)
    acte = Acte(
        titre="Changer le motif",
        action="Changer le motif",
        consequences=(
            f"Le motif choisi par le partenaire était « {demande.motif} ».",
            "Le partenaire est prévenu, il n’a rien à refaire. Les jugements déjà portés sont à reprendre.",
            "Le délai garde son départ.",
        ),
        succes="Le motif est changé : le partenaire est prévenu.",
        champ="code",
        code="requalifier",
    )
    form = MotifForm(request.POST or None, initial={"version": demande.version}, motifs=autres)
    return mener(
        request,
        demande,
        acte,
        form,
        lambda lu: instruction.requalifier_motif(
            acteur=request.acteur, demande_id=demande.pk, **lu.arguments()
        ),
    )


@_GET_ET_POST
def requalifier_urgence(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Judge an étude urgent, or not."""
    demande = demande_du_bureau(request, cle)
    if demande.nature != Service.ETUDE:
        messages.warning(request, "Seule une étude de dossier est urgente ou non.")
        return redirect("signalements:traiter_demande", cle=demande.cle)
    urgente = demande.regle == Regle.URGENT_14J
    apres = DELAIS[Regle.DOSSIER_30J if urgente else Regle.URGENT_14J]
    acte = Acte(
        titre="Ne plus traiter comme urgente" if urgente else "Traiter comme urgente",
        action="Changer le délai",
        consequences=(
            f"Le délai devient : {apres.libelle} ({apres.article}). Il garde son départ.",
            "Le partenaire est prévenu, avec la raison.",
        ),
        succes="Le délai est changé : le partenaire est prévenu.",
        champ="raison",
    )
    form = UrgenceForm(request.POST or None, initial={"version": demande.version}, regle=demande.regle)
    return mener(
        request,
        demande,
        acte,
        form,
        lambda lu: instruction.requalifier_urgence(
            acteur=request.acteur, demande_id=demande.pk, **lu.arguments()
        ),
    )


@_GET_ET_POST
def orienter_en_interne(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Send the person to the service social, the médiation or the MAS; the demande goes on."""
    demande = demande_du_bureau(request, cle)
    acte = Acte(
        titre="Orienter la personne",
        action="Enregistrer l’orientation",
        consequences=(
            "La demande continue : cette orientation s’y ajoute.",
            "Le partenaire en est prévenu, si la personne a accepté que la suite lui soit dite.",
            "Le portail n’envoie rien au service choisi : joignez-le comme d’habitude.",
        ),
        succes="L’orientation est enregistrée.",
        champ="vers",
    )
    form = VersUnServiceForm(
        request.POST or None, initial={"version": demande.version}, sauf=_deja_orientee(demande)
    )
    return mener(
        request,
        demande,
        acte,
        form,
        lambda lu: instruction.orienter_en_interne(
            acteur=request.acteur, demande_id=demande.pk, **lu.arguments()
        ),
    )


def _deja_orientee(demande: Demande) -> list[str]:
    faites = [fait.motif for fait in demande.evenements.all() if fait.nature == NatureFait.ORIENTATION]
    return [*faites, Orienteur.MAS.value] if demande.nature == Service.SIGNALEMENT else faites
