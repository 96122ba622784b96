"""Who the accounts of partners and of agents are, at this moment (read by ``comptes``)."""

from datetime import datetime

from conventions.models import Caisse, CaisseGroupObjectPermission
from conventions.selectors import caisses_en_vigueur
from conventions.services.droits import ROLE_DE_LA_PERMISSION
from espace_partenaires.comptes.acteur import Acteur, enregistrer_fournisseur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from habilitations.enums import EtatHabilitation
from habilitations.models import Agent, Habilitation


def _structure(partenaire: str, caisses: list[Caisse]) -> str:
    """« CCAS de Valmont · avec la CPAM du Rhône et la CPAM de l'Ain »."""
    if not caisses:
        return partenaire
    return f"{partenaire} · avec " + " et ".join(f"la {caisse.libelle}" for caisse in caisses)


def acteur_du_partenaire(utilisateur: Utilisateur, maintenant: datetime) -> Acteur:
    """Compute the actor behind a partner's account: rights only while it is active and a convention runs.

    Args:
        utilisateur: the account.
        maintenant: the moment the rights are read at.

    Exigence: HAB-01, HAB-07, CONV-14 (S1u 2.2)
    """
    sans_droit = Acteur(utilisateur_id=utilisateur.pk, profil=utilisateur.profil)
    habilitation = Habilitation.objects.select_related("partenaire").filter(utilisateur=utilisateur).first()
    if habilitation is None or habilitation.etat != EtatHabilitation.ACTIVE:
        return sans_droit
    identifiants = caisses_en_vigueur(habilitation.partenaire_id, maintenant)
    caisses = list(Caisse.objects.filter(pk__in=identifiants)) if identifiants else []
    return Acteur(
        utilisateur_id=utilisateur.pk,
        profil=utilisateur.profil,
        roles=frozenset({utilisateur.profil}) if caisses else frozenset(),
        caisse_ids=frozenset(caisse.pk for caisse in caisses),
        partenaire_id=habilitation.partenaire_id,
        second_facteur_exige=any(caisse.exige_second_facteur for caisse in caisses),
        structure=_structure(habilitation.partenaire.libelle, caisses),
    )


def acteur_agent(utilisateur: Utilisateur, _maintenant: datetime) -> Acteur:
    """Compute the actor behind an agent's account: one caisse, roles that combine, always a second factor.

    Exigence: HAB-07, HAB-16
    """
    agent = Agent.objects.select_related("caisse").filter(utilisateur=utilisateur).first()
    if agent is None:
        return Acteur(utilisateur_id=utilisateur.pk, profil=utilisateur.profil, second_facteur_exige=True)
    permissions = CaisseGroupObjectPermission.objects.filter(
        content_object_id=agent.caisse_id, group__user=utilisateur
    ).values_list("permission__codename", flat=True)
    return Acteur(
        utilisateur_id=utilisateur.pk,
        profil=utilisateur.profil,
        roles=frozenset(ROLE_DE_LA_PERMISSION[p] for p in permissions if p in ROLE_DE_LA_PERMISSION),
        caisse_ids=frozenset({agent.caisse_id}),
        second_facteur_exige=True,
        structure=agent.caisse.libelle,
    )


enregistrer_fournisseur(Profil.TECHNICIEN, acteur_du_partenaire)
enregistrer_fournisseur(Profil.GESTIONNAIRE, acteur_du_partenaire)
enregistrer_fournisseur(Profil.AGENT, acteur_agent)
