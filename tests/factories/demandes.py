"""Demandes of every kind for tests, transmitted, as the owner of the database writes them.

``tests.factories.signalements`` has the scene, and the signalement as people make it, page after page.
"""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from conventions.enums import Service
from signalements.enums import SituationRendezVous
from signalements.models import (
    Demande,
    DetailsContact,
    DetailsDocument,
    DetailsEtude,
    DetailsRendezVous,
    Motif,
)
from signalements.rules.delais import regle_de
from signalements.rules.identite import normaliser_nom
from signalements.services.faits import inscrire
from signalements.services.reference import charger_motifs
from signalements.services.references import attribuer_reference
from tests.factories.signalements import Scene

IDENTITE: dict[str, Any] = {
    "civilite": "mme",
    "nom": "Lemaire-Ozanne",
    "prenom": "Binta",
    "date_naissance": date(1988, 3, 4),
    "departement": "69",
}
MOTIFS: dict[str, str] = {
    Service.ETUDE: "c2s_sans",
    Service.CONTACT: "droits",
    Service.DOCUMENT: "attestation",
    Service.RENDEZ_VOUS: "dossier",
}


def motif(nature: str, code: str = "") -> Motif:
    """Return a motif of the national list, loaded if need be."""
    charger_motifs()
    return Motif.objects.get(nature=nature, code=code or MOTIFS[nature])


def creer_demande(
    scene: Scene,
    nature: str = Service.ETUDE,
    maintenant: datetime | None = None,
    *,
    code: str = "",
    urgente: bool = False,
    precisions: str = "Le foyer attend une réponse.",
    **champs: Any,
) -> Demande:
    """Make a transmitted demande of one of the four kinds that are no signalement.

    Args:
        scene: its caisse, partenaire, technicien.
        nature: ``Service``.
        maintenant: moment of the transmission.
        code: of the motif; a plain one of this kind when not given.
        urgente: certified urgent (étude).
        precisions: free text of the form.
        champs: columns of ``Demande`` that differ from ``IDENTITE``.
    """
    instant = maintenant or timezone.now()
    demande = Demande(
        nature=nature,
        caisse=scene.caisse,
        partenaire=scene.partenaire,
        auteur=scene.compte_technicien,
        motif=motif(nature, code),
        cree_le=instant,
        modifiee_le=instant,
    )
    demande.save()
    for champ, valeur in {**IDENTITE, "accord_suivi": True, **champs}.items():
        setattr(demande, champ, valeur)
    demande.nom_plie, demande.prenom_plie = normaliser_nom(demande.nom), normaliser_nom(demande.prenom)
    demande.transmise_le = demande.information_certifiee_le = demande.regime_general_declare_le = instant
    inscrire(
        acteur=scene.technicien,
        demande=demande,
        action="transmettre",
        maintenant=instant,
        regle=regle_de(nature, urgente=urgente).value,
    )
    attribuer_reference(demande, instant)
    _details(demande, instant if urgente else None, precisions)
    return demande


def _details(demande: Demande, urgence: datetime | None, precisions: str) -> None:
    if demande.nature == Service.ETUDE:
        DetailsEtude.objects.create(demande=demande, precisions=precisions, urgence_certifiee_le=urgence)
    elif demande.nature == Service.CONTACT:
        DetailsContact.objects.create(demande=demande, precisions=precisions or "Une question.")
    elif demande.nature == Service.DOCUMENT:
        DetailsDocument.objects.create(demande=demande, precisions=precisions)
    else:
        DetailsRendezVous.objects.create(
            demande=demande,
            precisions=precisions,
            situation=SituationRendezVous.COMPLEXE,
            modes=["site", "telephone"],
            demi_journees=["lundi_matin", "jeudi_apres_midi"],
        )
