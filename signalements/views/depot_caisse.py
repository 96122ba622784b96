"""Correcting the caisse of a draft, and saying when where the person lives does not fit it (DEM-04)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from signalements.forms.depot import ChoixCaisseForm
from signalements.models import Demande
from signalements.rules.mas import SaisieMas
from signalements.rules.parcours import MOTIF, RELECTURE
from signalements.selectors.caisses import Rattachement, rattachement
from signalements.selectors.motifs import motif_de
from signalements.services.rattachement import changer_de_caisse as changer
from signalements.services.refus import SaisiePerimee
from signalements.views.depot_etapes import adresse_etape, sur_un_brouillon, version_envoyee
from signalements.views.depot_formulaires import NOMS_COURTS
from signalements.views.depot_services import caisses_ouvrant


@require_http_methods(["GET", "HEAD", "POST"])
@sur_un_brouillon
def changer_de_caisse(request: RequeteConnectee, demande: Demande) -> HttpResponse:
    """Choose another caisse for the draft, among those that opened the service."""
    lieux = _lieux(request.acteur, demande, _departement(demande))
    caisses = [*lieux.proposees, *lieux.autres]
    form = ChoixCaisseForm(
        request.POST if request.method == "POST" else None,
        initial={"caisse": str(demande.caisse.cle)},
        caisses=caisses,
    )
    if request.method == "POST" and form.is_valid():
        try:
            changer(
                acteur=request.acteur,
                demande_id=demande.pk,
                caisse_id=form.choisie().pk,
                version=version_envoyee(request.POST),
            )
        except SaisiePerimee:
            form.add_error(
                None, "Ce brouillon a changé depuis l’ouverture de cette page : choisissez de nouveau."
            )
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            return _apres(request, demande)
    contexte = {
        "demande": demande,
        "form": form,
        "lieux": lieux,
        "retour": adresse_etape(demande, RELECTURE),
        "service": NOMS_COURTS[demande.nature],
    }
    return render(request, "signalements/partenaire/changer_de_caisse.html", contexte)


def _apres(request: RequeteConnectee, demande: Demande) -> HttpResponse:
    demande.refresh_from_db()
    messages.success(request, f"La demande est maintenant adressée à la {demande.caisse.libelle}.")
    sans_motif = demande.nature != Service.SIGNALEMENT and motif_de(demande) is None
    return redirect(adresse_etape(demande, MOTIF if sans_motif else RELECTURE))


def _lieux(acteur: Acteur, demande: Demande, departement: str) -> Rattachement:
    return rattachement(caisses_ouvrant(acteur, Service(demande.nature)), acteur.caisse_ids, departement)


def _departement(demande: Demande) -> str:
    return SaisieMas.lire(demande.saisie).departement


def lieu_a_verifier(acteur: Acteur, demande: Demande) -> dict[str, Any] | None:
    """Return what to say when the caisse of a draft does not serve where the person lives; else ``None``.

    Args:
        acteur: the author.
        demande: the draft, with ``caisse`` and its départements loaded.

    Exigence: DEM-04 (S1u 1.2, 5)
    """
    departement = _departement(demande)
    if not departement or departement in {ligne.code for ligne in demande.caisse.departements.all()}:
        return None
    return {"lieux": _lieux(acteur, demande, departement), "departement": departement}
