"""The accounts of each caisse and partenaire, for conventions to choose their référents among (CONV-08)."""

from django.db.models import QuerySet

from conventions.annuaire import enregistrer_comptes
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from habilitations.enums import EtatHabilitation, RoleAgent
from habilitations.selectors import agents_de_la_caisse


def _agents(caisse_id: int) -> QuerySet[Utilisateur]:
    return agents_de_la_caisse(caisse_id, *RoleAgent)


def _gestionnaires(partenaire_id: int) -> QuerySet[Utilisateur]:
    return Utilisateur.objects.filter(
        habilitation__partenaire_id=partenaire_id,
        habilitation__profil=Profil.GESTIONNAIRE,
        habilitation__etat=EtatHabilitation.ACTIVE,
        is_active=True,
    )


enregistrer_comptes(Profil.AGENT, _agents)
enregistrer_comptes(Profil.GESTIONNAIRE, _gestionnaires)
