"""Reading again what the caisse will see, then sending it (DEM-05, DEM-06)."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from conventions.enums import Service
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from signalements.models import Demande
from signalements.rules.delais import DELAIS, Delai, regle_de
from signalements.rules.depot import SaisieDemande
from signalements.rules.mas import Manque, conseils
from signalements.rules.parcours import RELECTURE
from signalements.selectors import formulaire_joint
from signalements.selectors.motifs import motif_choisi, motif_de
from signalements.services.dossier import manques_avant_transmission
from signalements.services.refus import SaisiePerimee
from signalements.services.transmission import raison_manquante
from signalements.services.transmission import transmettre as envoyer
from signalements.views.depot_caisse import lieu_a_verifier
from signalements.views.depot_etapes import (
    adresse_etape,
    progression,
    redigee_par,
    sur_un_brouillon,
    version_envoyee,
)
from signalements.views.depot_formulaires import NOMS_COURTS
from signalements.views.depot_parties import ou_mender, parties_de
from signalements.views.depot_services import caisses_ouvrant

_MODIFIE: Final = "Ce brouillon a été modifié depuis que vous le relisiez. Relisez-le, puis transmettez."


@dataclass(frozen=True, slots=True)
class Rappel:
    """Something to add: what, and where."""

    message: str
    adresse: str


@require_safe
@sur_un_brouillon
def relire(request: RequeteConnectee, demande: Demande) -> HttpResponse:
    """Show what the caisse will see, what is missing, and the button that sends it."""
    manques = manques_avant_transmission(demande, formulaire_joint(demande), timezone.now())
    manques |= raison_manquante(request.acteur, demande)
    contexte = {
        "demande": demande,
        "parties": parties_de(demande),
        "detecteur": _detecteur(demande),
        "manques": [Rappel(message, ou_mender(demande, cle)) for cle, message in manques.items()],
        "conseils": [Rappel(c.message, ou_mender(demande, c.champ)) for c in _conseils(demande)],
        "lieu": lieu_a_verifier(request.acteur, demande),
        "plusieurs_caisses": len(caisses_ouvrant(request.acteur, Service(demande.nature))) > 1,
        "delai": delai_annonce(demande),
        "service": NOMS_COURTS[demande.nature],
        "est_un_signalement": demande.nature == Service.SIGNALEMENT,
        "progression": progression(demande, RELECTURE),
    }
    with timezone.override(ZoneInfo(demande.caisse.fuseau)):
        return render(request, "signalements/partenaire/relecture.html", contexte)


def _conseils(demande: Demande) -> list[Manque]:
    return conseils(demande.saisie) if demande.nature == Service.SIGNALEMENT else []


def delai_annonce(demande: Demande) -> Delai:
    """Return the delay that sending this draft starts."""
    lue = SaisieDemande.lire(demande.nature, demande.saisie, motif_choisi(motif_de(demande)))
    return DELAIS[regle_de(demande.nature, urgente=lue.urgence)]


def _detecteur(demande: Demande) -> list[tuple[str, str]]:
    auteur = demande.auteur
    return [
        ("Nom et prénom", auteur.nom_complet),
        ("Structure", demande.partenaire.libelle),
        ("Téléphone", auteur.telephone),
        ("Courriel", auteur.courriel),
    ]


@require_POST
def transmettre(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Send the draft; a second click finds the work done."""
    demande = redigee_par(request.acteur, cle)
    try:
        envoyer(acteur=request.acteur, demande_id=demande.pk, version=version_envoyee(request.POST))
    except SaisiePerimee:
        messages.warning(request, _MODIFIE)
    except RegleMetierRefusee as refus:
        messages.warning(request, refus.message)
    else:
        return redirect("signalements:voir_recu", cle=cle)
    return redirect(adresse_etape(demande, RELECTURE))
