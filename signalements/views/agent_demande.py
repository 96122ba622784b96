"""The page of a demande for agents: the clock, the person, the form, the proof, what was said."""

from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.requetes import RequeteConnectee
from signalements.enums import EtatDemande, NatureFait, NaturePieceDemande
from signalements.forms.echanges import MessageForm, NoteForm
from signalements.models import Demande, DetailsMas, PieceDemande
from signalements.permissions import (
    peut_affecter_a_d_autres,
    peut_instruire,
    peut_ouvrir_le_bureau,
    peut_s_affecter,
)
from signalements.rules.cycle_de_vie import transition, vie_de
from signalements.rules.livraison import ETATS as ETATS_DE_REMISE
from signalements.selectors import preuve_en_ordre
from signalements.services.decisions import documents_remis
from signalements.services.livraisons import refus_de
from signalements.services.refus import DemandeModifiee
from signalements.views.agent_details import (
    ce_qui_est_demande,
    certifications_de,
    confiee_a,
    decisions_de,
    titre_de,
)
from signalements.views.agent_dossier import (
    fin_de,
    personne,
    preuve_de,
    qui_a_repere,
    reponses_du_formulaire,
    telephone_lisible,
)
from signalements.views.agent_horloge import delai_de
from signalements.views.agent_presentation import (
    PREUVE_ATTENDUE,
    agent_en_bref,
    etape_du_rendez_vous,
    pastille_de_l_etat,
)
from signalements.views.agent_refus import entre_temps
from signalements.views.echanges_presentation import echanges_agent
from signalements.views.remise_de_piece import remettre_piece
from signalements.volets import volets_agent

_ACTES: Final = (
    "prendre_en_charge",
    "demarrer_accompagnement",
    "clore",
    "retirer_consentement",
    "juger_irrecevable",
    "requalifier",
    "instruire",
    "terminer",
)
_PLUS_GRANDE_VERSION: Final = 2**31 - 1
_CHIFFRES: Final = 10


def demande_du_bureau(request: RequeteConnectee, cle: UUID) -> Demande:
    """Return a demande of the agent's caisse, with what its page shows.

    Raises:
        HorsPortee: unknown, of another caisse, or the account is no instructeur nor superviseur.
    """
    exiger(autorise=peut_ouvrir_le_bureau(request.acteur))
    demandes = Demande.objects.visibles_par(request.acteur)
    jointes = demandes.select_related("caisse", "partenaire", "auteur", "agent", "motif")
    demande: Demande = get_object_or_404(jointes.prefetch_related("evenements"), cle=cle)
    return demande


def version_lue(request: HttpRequest) -> int | None:
    """Return the version that a page posts; ``None`` when it posts none, or nonsense (UX-05)."""
    lue = request.POST.get("version", "")
    utile = lue.isascii() and lue.isdigit() and len(lue) <= _CHIFFRES and int(lue) <= _PLUS_GRANDE_VERSION
    return int(lue) if utile else None


@require_safe
def traiter_demande(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show a demande to an agent; each reading is written in the journal (RGPD-05)."""
    demande = demande_du_bureau(request, cle)
    return page_de(request, demande)


def page_de(
    request: RequeteConnectee,
    demande: Demande,
    message: MessageForm | None = None,
    note: NoteForm | None = None,
    *,
    modifiee: DemandeModifiee | None = None,
) -> HttpResponse:
    """Draw the page, with the forms that were refused, if any: the text typed stays.

    Args:
        request: the agent's.
        demande: from ``demande_du_bureau``.
        message: the form of the thread.
        note: the form of the internal notes.
        modifiee: an act was refused because the page was older than the demande.
    """
    consigner(
        acteur=request.acteur,
        action="signalements.consulter",
        objet=demande,
        details={"reference": demande.reference},
    )
    maintenant = timezone.now()
    en_ordre = demande.close_le is not None or preuve_en_ordre(demande)
    contexte = {
        "demande": demande,
        "titre": titre_de(demande),
        "modifiee": modifiee,
        "depuis": entre_temps(request.acteur, demande, modifiee) if modifiee else [],
        "etat": pastille_de_l_etat(demande) if en_ordre else PREUVE_ATTENDUE,
        "agent": agent_en_bref(demande.agent, request.acteur),
        "delai": delai_de(demande, maintenant),
        "personne": personne(demande),
        "telephone": telephone_lisible(demande.telephone),
        "detecteur": qui_a_repere(demande),
        "preuve": preuve_de(demande),
        "certifications": certifications_de(demande),
        "refus_de_remise": _refus_de_remise(demande),
        "preuve_en_ordre": en_ordre,
        "actes": _actes(request.acteur, demande),
        "volets": volets_agent(request.acteur, demande, maintenant),
        **_dossier(request.acteur, demande),
        **echanges_agent(request.acteur, demande, message, note),
    }
    with timezone.override(ZoneInfo(demande.caisse.fuseau)):
        return render(request, "signalements/agent/demande.html", contexte, status=409 if modifiee else 200)


def _refus_de_remise(demande: Demande) -> str:
    """Return why the document asked for cannot leave by the portal, while it may still be handed over (DEM-12)."""
    a_remettre = demande.nature == Service.DOCUMENT and demande.close_le is None
    return refus_de(demande) if a_remettre else ""


def _dossier(acteur: Acteur, demande: Demande) -> dict[str, object]:
    details = DetailsMas.objects.filter(demande=demande).first()
    decidees = [*decisions_de(demande), *confiee_a(acteur, demande)]
    if details is None:
        return {"reponses": ce_qui_est_demande(demande), "fin": decidees}
    fin = [*fin_de(details), *decidees] if demande.etat == EtatDemande.CLOSE else None
    return {"reponses": reponses_du_formulaire(details), "fin": fin}


def _actes(acteur: Acteur, demande: Demande) -> dict[str, bool]:
    """Tell which acts are offered: possible from where the demande is, and permitted."""
    if not peut_instruire(acteur, demande):
        return {}
    vie, ouverte = vie_de(demande.nature), demande.close_le is None
    actes = {acte: transition(demande.etat, acte, vie) is not None for acte in _ACTES}
    a_un_autre = demande.agent_id != acteur.utilisateur_id
    est_document = demande.nature == Service.DOCUMENT
    return {
        **actes,
        "s_affecter": ouverte and a_un_autre and peut_s_affecter(acteur, demande),
        "ecrire": ouverte,
        "urgence": ouverte and demande.nature == Service.ETUDE,
        "confier": ouverte and peut_affecter_a_d_autres(acteur, demande),
        "transferer": ouverte,
        "orienter": ouverte,
        "terminer_ensuite": actes["instruire"] or _rendez_vous_a_mener(demande),
        "remettre": est_document and demande.etat in ETATS_DE_REMISE and _a_remettre(demande),
    }


def _rendez_vous_a_mener(demande: Demande) -> bool:
    """Tell whether the meeting comes before the end: to give, waited for, or to give again (DEM-13)."""
    etape = etape_du_rendez_vous(demande, pour_un_agent=True)
    return demande.nature == Service.RENDEZ_VOUS and etape != NatureFait.RENDEZ_VOUS_TENU


def _a_remettre(demande: Demande) -> bool:
    """Tell whether the document may leave by the portal, and has not left already (DEM-12)."""
    return not refus_de(demande) and not documents_remis(demande)


@require_safe
def ouvrir_formulaire_signe(request: RequeteConnectee, cle: UUID, numero: int) -> FileResponse:
    """Send the signed form, a file of a message or what was handed over, once found clean; journalled (DOC-04)."""
    demande = demande_du_bureau(request, cle)
    # A supporting document opens from its own page, once it was sent: never one that is still being prepared.
    jointes = PieceDemande.objects.filter(
        demande=demande,
        retiree_le__isnull=True,
        nature__in=[
            NaturePieceDemande.CONSENTEMENT,
            NaturePieceDemande.ECHANGE,
            NaturePieceDemande.SORTANTE,
        ],
    )
    jointe = get_object_or_404(jointes.select_related("piece"), numero=numero)
    return remettre_piece(request.acteur, demande, jointe)
