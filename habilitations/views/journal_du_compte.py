"""The journal gathered for a compromised account: read and exported by the DPO (HAB-12, RGPD-05)."""

from collections.abc import Callable
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from allauth.account.decorators import reauthentication_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from espace_partenaires.exceptions import HorsPortee, exiger
from espace_partenaires.requetes import RequeteConnectee
from habilitations.export_journal import auteur, libelle, tableur
from habilitations.models import Habilitation, Incident
from habilitations.permissions import peut_lire_le_journal_du_compte
from habilitations.rules.incidents import reference
from habilitations.selectors_incidents import journal_est_reuni, periode_du_journal
from habilitations.services.suivi_incidents import lire_le_journal

Suite = Callable[[RequeteConnectee, Incident, Habilitation], HttpResponse]
# allauth is not typed.
exiger_le_mot_de_passe: Callable[[Suite], Suite] = reauthentication_required
ENTREES_AFFICHEES: Final = 200


@require_safe
def lire_journal(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show the last entries of the journal of the account; the reading is written down."""
    incident, habilitation = _reuni(request, cle)
    entrees = lire_le_journal(acteur=request.acteur, incident=incident)
    fuseau = ZoneInfo(incident.caisse.fuseau)
    contexte = {
        "reference": reference(incident.cle),
        "habilitation": habilitation,
        "depuis": periode_du_journal(incident).astimezone(fuseau).date(),
        "nombre": len(entrees),
        "entrees": [
            {
                "quand": entree.survenu_le.astimezone(fuseau),
                "libelle": libelle(entree.action),
                "auteur": auteur(entree, habilitation),
                "adresse": entree.adresse,
                "details": entree.details,
            }
            for entree in reversed(entrees[-ENTREES_AFFICHEES:])
        ],
        "affichees": ENTREES_AFFICHEES,
        "url_export": reverse("habilitations:exporter_journal", kwargs={"cle": cle}),
        "retour": reverse("habilitations:voir_incident", kwargs={"cle": cle}),
    }
    return render(request, "habilitations/incidents/journal.html", contexte)


@require_safe
def exporter_journal(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Give the entries as a spreadsheet; the password is asked again, the export is written down."""
    return _exporter(request, *_reuni(request, cle))


@exiger_le_mot_de_passe
def _exporter(request: RequeteConnectee, incident: Incident, habilitation: Habilitation) -> HttpResponse:
    entrees = lire_le_journal(acteur=request.acteur, incident=incident, pour_export=True)
    contenu = tableur(entrees, habilitation, ZoneInfo(incident.caisse.fuseau))
    reponse = HttpResponse(contenu, content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="journal-{reference(incident.cle).lower()}.csv"'
    reponse["Cache-Control"] = "no-store, private"
    return reponse


def _reuni(request: RequeteConnectee, cle: UUID) -> tuple[Incident, Habilitation]:
    """Return a report whose journal is gathered, for a DPO only; 404 otherwise."""
    exiger(autorise=peut_lire_le_journal_du_compte(request.acteur))
    incident: Incident = get_object_or_404(
        Incident.objects.visibles_par(request.acteur).select_related(
            "caisse", "habilitation__utilisateur", "habilitation__partenaire"
        ),
        cle=cle,
    )
    if incident.habilitation is None or not journal_est_reuni(incident):
        raise HorsPortee
    return incident, incident.habilitation
