"""Drafts of the four kinds that are no signalement, filled in page after page, as an author would."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from conventions.enums import Service
from signalements.models import Demande, PieceAttendue
from signalements.services.brouillons import enregistrer_saisie, ouvrir_brouillon
from signalements.services.pieces_jointes import joindre_piece
from signalements.services.reference import charger_motifs
from signalements.services.transmission import transmettre
from tests.factories.pieces import depot, pdf
from tests.factories.signalements import Scene

PERSONNE: Mapping[str, Any] = {
    "civilite": "m",
    "nom": "Ozanne",
    "prenom": "Élie",
    "date_naissance": "1971-10-02",
    "departement": "69",
    "telephone": "",
    "regime_general": True,
    "information_certifiee": True,
    "accord_suivi": True,
}
# What the pages of each kind hold, beside who the person is.
REPONSES: Mapping[str, Mapping[str, Any]] = {
    Service.ETUDE: {"motif": "soins_urgents", "urgence": True, "fragilites": ["logement"], "precisions": ""},
    Service.CONTACT: {"motif": "droits", "precisions": "Quels droits après un déménagement ?"},
    Service.DOCUMENT: {"motif": "attestation", "precisions": ""},
    Service.RENDEZ_VOUS: {
        "motif": "dossier",
        "situation": "complexe",
        "modes": ["site", "telephone"],
        "demi_journees": ["lundi_matin"],
        "besoins": ["interprete"],
        "precisions": "",
    },
}


def creer_depot(scene: Scene, nature: str, maintenant: datetime | None = None, **saisie: Any) -> Demande:
    """Make a draft of this kind, complete unless a value given says otherwise, its documents joined."""
    instant = maintenant or timezone.now()
    charger_motifs()
    demande = ouvrir_brouillon(
        acteur=scene.technicien, caisse_id=scene.caisse.pk, nature=nature, maintenant=instant
    )
    demande = enregistrer_saisie(
        acteur=scene.technicien,
        demande_id=demande.pk,
        saisie={**PERSONNE, **REPONSES[nature], **saisie},
        version=demande.version,
        maintenant=instant,
    )
    joindre_les_pieces(scene, demande, instant)
    demande.refresh_from_db()
    return demande


def joindre_les_pieces(scene: Scene, demande: Demande, maintenant: datetime) -> None:
    """Join what the motif of a draft asks for without fail."""
    attendues = PieceAttendue.objects.filter(motif=demande.motif, obligatoire=True, actif=True)
    for code in attendues.values_list("code", flat=True):
        joindre_piece(
            acteur=scene.technicien,
            demande_id=demande.pk,
            fichier=depot(pdf()),
            code=code,
            maintenant=maintenant,
        )


def creer_deposee(scene: Scene, nature: str, maintenant: datetime | None = None, **saisie: Any) -> Demande:
    """Make a demande of this kind transmitted by its author."""
    demande = creer_depot(scene, nature, maintenant, **saisie)
    return transmettre(
        acteur=scene.technicien, demande_id=demande.pk, version=demande.version, maintenant=maintenant
    )
