"""What a technicien's home page shows: what waits for it, what it began, what runs (UX-06)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.urls import reverse

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Civilite
from espace_partenaires.web.dates import depuis, initiales_personne
from signalements.models import Demande
from signalements.rules.parcours import PERSONNE
from signalements.selectors import accueil_technicien
from signalements.selectors.listes import ATTENTE_CAISSE, ATTENTE_PARTENAIRE
from signalements.services.brouillons import DUREE_BROUILLON
from signalements.views.depot_etapes import parcours, reprise
from signalements.views.depot_services import peut_deposer_une_demande, peut_lire_l_historique
from signalements.views.suivi_attentes import attentes_de
from signalements.views.suivi_presentation import lignes_de_suivi, nature_en_bref

SUR_L_ACCUEIL: Final = 10


@dataclass(frozen=True, slots=True)
class LigneDeBrouillon:
    """A draft to take up again.

    Attributes:
        titre: « Signalement · Mme B. L. ».
        adresse: where the author stopped.
        rang: step reached.
        total: steps of this draft.
        enregistre: when it was last stored, in words.
        efface_le: when it will be erased if nobody touches it.
        abandon: where it is erased at once.
        adoption: where a colleague takes it up, once its author's account has ended.
    """

    titre: str
    adresse: str
    rang: int
    total: int
    enregistre: str
    efface_le: datetime
    abandon: str
    adoption: str


def contexte_suivi(acteur: Acteur, maintenant: datetime) -> dict[str, object]:
    """Return what the block of the home page shows: one reading for its lists.

    Args:
        acteur: a technicien.
        maintenant: moment of the reading (aware).

    Exigence: UX-06, DEM-20
    """
    accueil = accueil_technicien(acteur, SUR_L_ACCUEIL)
    page = reverse("signalements:historique")
    return {
        "attentes": attentes_de(accueil.attendent),
        "adresse_attentes": f"{page}?attente={ATTENTE_PARTENAIRE}",
        "encore_des_attentes": len(accueil.attendent) == SUR_L_ACCUEIL,
        "brouillons": lignes_de_brouillon(accueil.brouillons, maintenant),
        "a_reprendre": lignes_de_brouillon(accueil.a_reprendre, maintenant),
        "lignes": lignes_de_suivi(accueil.en_cours, acteur, maintenant),
        "peut_lire_l_historique": peut_lire_l_historique(acteur),
        "peut_deposer": peut_deposer_une_demande(acteur),
        "encore": len(accueil.en_cours) == SUR_L_ACCUEIL,
        "adresse_en_cours": f"{page}?attente={ATTENTE_CAISSE}",
    }


def lignes_de_brouillon(brouillons: Iterable[Demande], maintenant: datetime) -> list[LigneDeBrouillon]:
    """Prepare the author's drafts, discreetly named.

    Args:
        brouillons: drafts of one author, ``caisse`` loaded.
        maintenant: moment of the reading (aware).
    """
    return [_brouillon(demande, maintenant) for demande in brouillons]


def _brouillon(demande: Demande, maintenant: datetime) -> LigneDeBrouillon:
    saisie, chemin = demande.saisie, parcours(demande)
    civilite = dict(Civilite.choices).get(str(saisie.get("civilite") or ""), "")
    nom = initiales_personne(str(civilite), str(saisie.get("prenom") or ""), str(saisie.get("nom") or ""))
    return LigneDeBrouillon(
        titre=f"{nature_en_bref(demande)} · {nom or _sans_nom(chemin)}",
        adresse=reverse("signalements:reprendre_brouillon", args=[demande.cle]),
        rang=chemin.index(reprise(demande)) + 1,
        total=len(chemin),
        enregistre=depuis(demande.modifiee_le, maintenant, ZoneInfo(demande.caisse.fuseau)),
        efface_le=demande.modifiee_le + DUREE_BROUILLON,
        abandon=reverse("signalements:abandonner", args=[demande.cle]),
        adoption=reverse("signalements:adopter_brouillon", args=[demande.cle]),
    )


def _sans_nom(chemin: Collection[str]) -> str:
    return "personne à préciser" if PERSONNE in chemin else "question générale"
