"""Demandes for tests: written by the services, as people would, under the owner of the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from conventions.enums import Service
from conventions.models import Caisse, Partenaire
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from signalements.models import Demande
from signalements.services.brouillons import enregistrer_saisie, ouvrir_brouillon
from signalements.services.consentements import recueillir_consentement
from signalements.services.reference import charger_textes
from signalements.services.traitement import clore, demarrer_accompagnement, prendre_en_charge
from signalements.services.transmission import transmettre
from tests.factories.conventions import creer_caisse
from tests.factories.habilitations import acteur_pour, creer_agent, creer_partenaire_lie, creer_technicien

SAISIE: Mapping[str, Any] = {
    "civilite": "mme",
    "nom": "Lemaire-Ozanne",
    "prenom": "Binta",
    "date_naissance": "1988-03-04",
    "departement": "69",
    "telephone": "06 12 34 56 78",
    "telephone_de_proche": True,
    "courriel": "binta.lo@courriel.example",
    "cadres": ["droits", "soins"],
    "actions_engagees": ["c2s"],
    "soins": ["consultation", "dispositifs"],
    "anciennete": "3m_1a",
    "causes": ["reste_a_charge", "delais_rdv"],
    "regime_general": True,
    "information_certifiee": True,
    "accord_suivi": True,
}


@dataclass(frozen=True, slots=True)
class Scene:
    """A caisse, a partenaire tied to it, one technicien and one instructeur, with their actors."""

    caisse: Caisse
    partenaire: Partenaire
    compte_technicien: Utilisateur
    compte_agent: Utilisateur
    technicien: Acteur
    agent: Acteur


def creer_scene(code: str = "691") -> Scene:
    """Make the scene; several calls give several partenaires, of the same caisse when the code is the same."""
    charger_textes()
    caisse = creer_caisse(code)
    partenaire = creer_partenaire_lie(caisse=caisse)
    technicien, agent = creer_technicien(partenaire), creer_agent("instructeur", caisse=caisse)
    return Scene(caisse, partenaire, technicien, agent, acteur_pour(technicien), acteur_pour(agent))


def creer_brouillon(scene: Scene, maintenant: datetime | None = None, **saisie: Any) -> Demande:
    """Make an empty draft, or one that holds these values."""
    instant = maintenant or timezone.now()
    demande = ouvrir_brouillon(
        acteur=scene.technicien, caisse_id=scene.caisse.pk, nature=Service.SIGNALEMENT, maintenant=instant
    )
    if not saisie:
        return demande
    return enregistrer_saisie(
        acteur=scene.technicien,
        demande_id=demande.pk,
        saisie=saisie,
        version=demande.version,
        maintenant=instant,
    )


def creer_brouillon_complet(scene: Scene, maintenant: datetime | None = None, **saisie: Any) -> Demande:
    """Make a draft that can be transmitted: everything typed, agreement given at a distance."""
    instant = maintenant or timezone.now()
    demande = creer_brouillon(scene, instant, **{**SAISIE, **saisie})
    return recueillir_consentement(
        acteur=scene.technicien,
        demande_id=demande.pk,
        mode="distance",
        recueilli_le=timezone.localdate(instant),
        version=demande.version,
        maintenant=instant,
    )


def creer_transmise(scene: Scene, maintenant: datetime | None = None, **saisie: Any) -> Demande:
    """Make a transmitted demande; after the first one of the structure, with a reason for a second (DEM-15)."""
    autres = Demande.objects.filter(partenaire=scene.partenaire).ouvertes()
    raison = {"raison_doublon": "autre_sujet"} if autres.exists() else {}
    brouillon = creer_brouillon_complet(scene, maintenant, **{**raison, **saisie})
    return transmettre(
        acteur=scene.technicien, demande_id=brouillon.pk, version=brouillon.version, maintenant=maintenant
    )


def creer_prise_en_charge(scene: Scene, maintenant: datetime | None = None) -> Demande:
    """Make a demande that the agent of the scene took in charge."""
    demande = creer_transmise(scene, maintenant)
    return prendre_en_charge(acteur=scene.agent, demande_id=demande.pk, maintenant=maintenant)


REPONSES_DE_CLOTURE: Mapping[str, Any] = {
    "actions": ["droits", "face_a_face"],
    "soins_realises": True,
    "aide_droits": True,
    "aide_financiere": False,
    "orientation_parcours": True,
}


def creer_close(scene: Scene, maintenant: datetime | None = None) -> Demande:
    """Make a demande whose accompagnement is over."""
    demande = creer_prise_en_charge(scene, maintenant)
    demarrer_accompagnement(acteur=scene.agent, demande_id=demande.pk, maintenant=maintenant)
    return clore(acteur=scene.agent, demande_id=demande.pk, maintenant=maintenant, **REPONSES_DE_CLOTURE)
