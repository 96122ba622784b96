"""What the pages of a demande show of its pieces: one block for the agent, one for the partner (NOV-04)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.web.dates import date_longue
from signalements.enums import EtatDemande, RaisonIrrecevable
from signalements.forms.pieces import JugementForm, RefusForm
from signalements.models import Demande
from signalements.permissions import peut_agir_pour_le_partenaire, peut_instruire
from signalements.rules.cycle_de_vie import transition, vie_de
from signalements.rules.delais import DELAIS
from signalements.selectors import fil, horloge_de
from signalements.selectors.pieces import DossierDePieces, dossier_de_pieces
from signalements.services.jugements import jugements_de
from signalements.views.pieces_lignes import hors_du_motif, lignes_des_fichiers, lignes_du_motif
from signalements.views.pieces_reponses import lignes_demandees

_A_LIRE: Final = frozenset({EtatDemande.TRANSMISE.value, EtatDemande.COMPLETEE.value})


def volet_agent(acteur: Acteur, demande: Demande, _maintenant: datetime) -> Mapping[str, Any] | None:
    """Return the pieces as the agent reads them; ``None`` for a signalement, which has none.

    Args:
        acteur: an agent.
        demande: from ``agent_demande.demande_du_bureau``.

    Exigence: NOV-04, DEM-22 (S4 a2 § 3)
    """
    if demande.nature == Service.SIGNALEMENT:
        return None
    dossier, vie = dossier_de_pieces(demande), vie_de(demande.nature)
    fichiers = [ligne for ligne in lignes_des_fichiers(dossier) if ligne.envoyee]
    lignes, autres = lignes_du_motif(dossier, fichiers), hors_du_motif(dossier, fichiers)
    peut = peut_instruire(acteur, demande)
    demander = peut and transition(demande.etat, "demander_pieces", vie) is not None
    juger = peut and transition(demande.etat, "juger_complete", vie) is not None
    mots = [d for d in dossier.repondues if d.reponse and not d.attendue_id]
    if not (lignes or autres or mots or demander or juger or dossier.a_repondre):
        return None
    tenus = jugements_de(demande) if juger else frozenset()
    return {
        "demande": demande,
        "lignes": lignes,
        "autres": autres,
        "mots_libres": mots,
        "demandees": dossier.a_repondre,
        "a_juger": peut and demande.etat in _A_LIRE,
        "demander": demander,
        "juger": juger,
        "obstacles": dossier.obstacles() if juger else [],
        "tenus": {"complet": "complete" in tenus, "recevable": "recevable" in tenus},
        "refus": RefusForm(auto_id=False),
        "form": JugementForm(initial={"version": demande.version}),
    }


def volet_partenaire(acteur: Acteur, demande: Demande, maintenant: datetime) -> Mapping[str, Any] | None:
    """Return the pieces as the partner reads them, what the caisse asks for first.

    Args:
        acteur: a technicien of the structure.
        demande: from ``suivi_demande.demande_suivie``.
        maintenant: moment of the reading (aware).

    Exigence: NOV-04, NOV-03, DEM-10 (S4 a2 § 4.1)
    """
    if demande.nature == Service.SIGNALEMENT:
        return None
    dossier = dossier_de_pieces(demande)
    demandees = lignes_demandees(dossier)
    fichiers = [ligne for ligne in lignes_des_fichiers(dossier) if ligne.envoyee]
    mots = [demandee for demandee in dossier.repondues if demandee.reponse]
    corriger = dossier.appel is not None and demande.etat == EtatDemande.IRRECEVABLE
    if not (demandees or fichiers or mots or corriger):
        return None
    return {
        "demande": demande,
        "demandees": demandees,
        "pretes": bool(demandees) and not dossier.attendent(),
        "corriger": corriger,
        "pourquoi": _pourquoi(dossier) if corriger else "",
        "fichiers": fichiers,
        "mots": mots,
        "peut": peut_agir_pour_le_partenaire(acteur, demande),
        **si_vous_repondez(demande, maintenant),
    }


def si_vous_repondez(demande: Demande, maintenant: datetime) -> dict[str, str]:
    """Return the day of the answer if the partner answered now, and the article that says so."""
    horloge = horloge_de(demande, maintenant)
    if horloge.si_reponse_maintenant is None:
        return {"reponse_le": "", "article": ""}
    jour = horloge.si_reponse_maintenant.astimezone(ZoneInfo(demande.caisse.fuseau)).date()
    return {"reponse_le": date_longue(jour), "article": DELAIS[horloge.regle].article}


def _pourquoi(dossier: DossierDePieces) -> str:
    motif = dossier.appel.motif if dossier.appel else ""
    return str(RaisonIrrecevable(motif).label) if motif in RaisonIrrecevable.values else ""


def ce_qui_s_est_passe(acteur: Acteur, demande: Demande, nombre: int) -> str:
    """Return the last facts of a demande in words, for an agent whose page was older (UX-05).

    Args:
        acteur: the agent.
        demande: with ``caisse`` and ``partenaire`` loaded.
        nombre: how many facts came since the page was opened.
    """
    faits = [element for element in fil(acteur, demande) if element.genre == "fait"]
    derniers = faits[-nombre:] if nombre else []
    return " ".join(f"{element.texte}, par {element.auteur}." for element in derniers)
