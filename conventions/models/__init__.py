"""Caisses, partenaires, the conventions between them, and how the partnership lives."""

from conventions.models.activation import ActivationService, CoupureAcces, RetraitReception
from conventions.models.assistance import Dysfonctionnement, ReponseDysfonctionnement
from conventions.models.avenant import Avenant, SignatureAvenant
from conventions.models.comite import Comite, ObjectifDeTravail, ParticipantComite, PointNational
from conventions.models.convention import Convention, EngagementRetenu, EvenementConvention, Partie
from conventions.models.courrier import Courrier, Remise
from conventions.models.documents import DocumentConvention
from conventions.models.droits import CaisseGroupObjectPermission, PartenaireGroupObjectPermission
from conventions.models.fiche_action import FicheAction, FluxNational, IndicateurFiche, ThemePrioritaire
from conventions.models.modele import Engagement, Modele
from conventions.models.organismes import Adhesion, Caisse, CaisseDepartement, DomaineCourriel, Partenaire
from conventions.models.referents import CanalDeSecours, Interlocuteur, Referent
from conventions.models.vie import (
    AttestationDestruction,
    Avertissement,
    DemandeUsage,
    EvaluationPartagee,
    MessageConvention,
)

__all__ = [
    "ActivationService",
    "Adhesion",
    "AttestationDestruction",
    "Avenant",
    "Avertissement",
    "Caisse",
    "CaisseDepartement",
    "CaisseGroupObjectPermission",
    "CanalDeSecours",
    "Comite",
    "Convention",
    "CoupureAcces",
    "Courrier",
    "DemandeUsage",
    "DocumentConvention",
    "DomaineCourriel",
    "Dysfonctionnement",
    "Engagement",
    "EngagementRetenu",
    "EvaluationPartagee",
    "EvenementConvention",
    "FicheAction",
    "FluxNational",
    "IndicateurFiche",
    "Interlocuteur",
    "MessageConvention",
    "Modele",
    "ObjectifDeTravail",
    "Partenaire",
    "PartenaireGroupObjectPermission",
    "ParticipantComite",
    "Partie",
    "PointNational",
    "Referent",
    "Remise",
    "ReponseDysfonctionnement",
    "RetraitReception",
    "SignatureAvenant",
    "ThemePrioritaire",
]
