"""Taking the history away: what the file holds and where to keep it, then the file, password asked again."""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.requetes import RequeteConnectee
from signalements.export_historique import COLONNES, TYPES, Ligne, jour_de
from signalements.models import Demande
from signalements.permissions import peut_exporter_l_historique
from signalements.rules.export import LIGNES_MAX, FormatExport
from signalements.services.exports import exporter_historique, nombre_a_exporter
from signalements.views.agent_presentation import objet_en_bref
from signalements.views.suivi_historique import lecture_de_l_historique
from signalements.views.suivi_horloge import reponse_attendue
from signalements.views.suivi_presentation import nature_en_bref, ou_en_est_on

# allauth is not typed.
Suite = Callable[[RequeteConnectee, FormatExport], HttpResponse]
exiger_le_mot_de_passe: Callable[[Suite], Suite] = reauthentication_required
_FORMATS: Final = (
    (FormatExport.XLSX, "Télécharger le classeur (XLSX)"),
    (FormatExport.CSV, "Télécharger en CSV"),
)


@require_safe
def preparer_export(request: RequeteConnectee) -> HttpResponse:
    """Say what the file will hold, how many demandes, and how it must be kept."""
    lecteur, form = lecture_de_l_historique(request)
    exiger(autorise=peut_exporter_l_historique(lecteur))
    requete = request.GET.urlencode()
    contexte = {
        "nombre": nombre_a_exporter(lecteur, form.filtres()),
        "maximum": LIGNES_MAX,
        "colonnes": COLONNES,
        "resserre": form.resserre,
        "fichiers": [
            (libelle, f"{reverse('signalements:exporter_historique', args=[f.value])}?{requete}")
            for f, libelle in _FORMATS
        ],
        "retour": f"{reverse('signalements:historique')}?{requete}",
    }
    return render(request, "signalements/suivi/export.html", contexte)


@require_safe
def exporter(request: RequeteConnectee, format_export: str) -> HttpResponse:
    """Give the file, once the password was typed again; the journal says how many demandes left."""
    if format_export not in set(FormatExport):
        raise HorsPortee
    lecteur, _ = lecture_de_l_historique(request)
    exiger(autorise=peut_exporter_l_historique(lecteur))
    return _exporter(request, FormatExport(format_export))


@exiger_le_mot_de_passe
def _exporter(request: RequeteConnectee, format_export: FormatExport) -> HttpResponse:
    lecteur, form = lecture_de_l_historique(request)
    try:
        contenu = exporter_historique(
            acteur=lecteur, filtres=form.filtres(), format_export=format_export, en_ligne=_ligne
        )
    except RegleMetierRefusee as refus:
        messages.warning(request, refus.message)
        return redirect(f"{reverse('signalements:preparer_export')}?{request.GET.urlencode()}")
    reponse = HttpResponse(contenu, content_type=TYPES[format_export])
    nom = f"historique-{timezone.localdate():%Y-%m-%d}.{format_export.value}"
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    reponse["Cache-Control"] = "no-store, private"
    reponse["X-Content-Type-Options"] = "nosniff"
    return reponse


def _ligne(demande: Demande, maintenant: datetime) -> Ligne:
    fuseau, reponse = ZoneInfo(demande.caisse.fuseau), reponse_attendue(demande, maintenant)
    return (
        demande.reference or "",
        nature_en_bref(demande),
        objet_en_bref(demande),
        demande.get_civilite_display() if demande.civilite else "",
        demande.nom,
        demande.prenom,
        demande.date_naissance,
        demande.departement,
        demande.caisse.libelle,
        demande.auteur.nom_complet,
        jour_de(demande.transmise_le, fuseau),
        ou_en_est_on(demande).mot,
        ", ".join(mots for mots in (reponse.quand, reponse.reste) if mots),
        jour_de(demande.close_le, fuseau),
        _decisions(demande),
    )


def _decisions(demande: Demande) -> str:
    """Return what was decided, when the person agreed that its partner be told (DEM-23)."""
    if not demande.accord_suivi:
        return ""
    return ", ".join(f"{d.get_droit_display()} : {d.get_sens_display()}" for d in demande.decisions.all())
