"""Who may do what with accounts (acces.md)."""

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from habilitations.enums import RoleAgent
from habilitations.models import Habilitation, Incident
from habilitations.rules.fins import MOTIFS_DE_SECURITE


def peut_gerer_techniciens(acteur: Acteur, partenaire_id: int) -> bool:
    """Any gestionnaire of the partenaire while its rights are open, nobody else (HAB-02)."""
    return (
        acteur.profil == Profil.GESTIONNAIRE
        and acteur.a_role(Profil.GESTIONNAIRE)
        and acteur.partenaire_id == partenaire_id
    )


def peut_gerer_gestionnaires(acteur: Acteur, caisse_ids: frozenset[int]) -> bool:
    """A gestionnaire de conventions of one of these caisses (HAB-02).

    Args:
        acteur: who acts.
        caisse_ids: the caisses whose convention d'utilisation with the partenaire is in force.
    """
    return (
        acteur.profil == Profil.AGENT
        and acteur.a_role(RoleAgent.GESTIONNAIRE_CONVENTIONS)
        and not acteur.caisse_ids.isdisjoint(caisse_ids)
    )


def peut_gerer_compte(acteur: Acteur, habilitation: Habilitation, caisse_ids: frozenset[int]) -> bool:
    """Whoever may create such an account may send its invitation again or cancel it."""
    if habilitation.profil == Profil.TECHNICIEN:
        return peut_gerer_techniciens(acteur, habilitation.partenaire_id)
    return peut_gerer_gestionnaires(acteur, caisse_ids)


def peut_voir_les_comptes(acteur: Acteur) -> bool:
    """Gestionnaires see their structure's accounts; agents of any role those of their caisse's partners."""
    return acteur.a_role(Profil.GESTIONNAIRE) or (acteur.profil == Profil.AGENT and bool(acteur.roles))


def peut_voir_les_comptes_de(acteur: Acteur, partenaire_id: int, caisse_ids: frozenset[int]) -> bool:
    """A gestionnaire of the partenaire, or an agent of one of these caisses (HAB-17).

    Args:
        acteur: who reads.
        partenaire_id: the partenaire.
        caisse_ids: the caisses whose convention d'utilisation with it was signed by all.
    """
    if acteur.profil == Profil.AGENT:
        return bool(acteur.roles) and not acteur.caisse_ids.isdisjoint(caisse_ids)
    return peut_gerer_techniciens(acteur, partenaire_id)


def peut_administrer_agents(acteur: Acteur) -> bool:
    """National admins create agents and admins (HAB-16)."""
    return acteur.profil == Profil.ADMINISTRATEUR


def peut_geler(acteur: Acteur, caisse_ids: frozenset[int]) -> bool:
    """Inactivate anyone of a partner at once: conventions, superviseur or DPO of one of these caisses (HAB-12).

    Args:
        acteur: who acts.
        caisse_ids: the caisses whose convention d'utilisation with the partenaire was signed, ended or not.
    """
    return peut_traiter_incidents(acteur) and not acteur.caisse_ids.isdisjoint(caisse_ids)


def peut_traiter_incidents(acteur: Acteur) -> bool:
    """Follow the reports of compromised accounts: conventions, superviseur or DPO (acces.md)."""
    return acteur.profil == Profil.AGENT and acteur.a_role(
        RoleAgent.GESTIONNAIRE_CONVENTIONS, RoleAgent.SUPERVISEUR, RoleAgent.DPO
    )


def peut_dire_l_adresse_bonne(acteur: Acteur, caisse_ids: frozenset[int]) -> bool:
    """Say that an address receives mail again: a gestionnaire de conventions of one of these caisses (UX-07).

    Args:
        acteur: who acts.
        caisse_ids: the caisses whose convention d'utilisation with the partenaire was signed, ended or not.
    """
    return peut_gerer_gestionnaires(acteur, caisse_ids)


def peut_lire_le_journal_du_compte(acteur: Acteur) -> bool:
    """The journal is read by the DPO (acces.md)."""
    return acteur.profil == Profil.AGENT and acteur.a_role(RoleAgent.DPO)


def peut_demander(acteur: Acteur) -> bool:
    """Ask the caisse for a gestionnaire, a change or an inactivation: any gestionnaire (HAB-04, HAB-09, HAB-10)."""
    return acteur.partenaire_id is not None and peut_gerer_techniciens(acteur, acteur.partenaire_id)


def peut_lire_les_demandes(acteur: Acteur) -> bool:
    """Gestionnaires read their structure's requests; agents those of their caisse."""
    return peut_demander(acteur) or (acteur.profil == Profil.AGENT and bool(acteur.roles))


def peut_decider_demandes(acteur: Acteur, caisse_id: int) -> bool:
    """Decide on a request: a gestionnaire de conventions of the caisse it was sent to (HAB-04)."""
    return peut_gerer_gestionnaires(acteur, frozenset({caisse_id}))


def peut_repondre_aux_revues(acteur: Acteur, partenaire_id: int) -> bool:
    """Confirm or withdraw accounts in a review, or open one at will: a gestionnaire (HAB-15)."""
    return peut_gerer_techniciens(acteur, partenaire_id)


def peut_ouvrir_revues(acteur: Acteur, caisse_id: int) -> bool:
    """Open a campaign of reviews: a gestionnaire de conventions, for its own caisse (HAB-15)."""
    return peut_gerer_gestionnaires(acteur, frozenset({caisse_id}))


def peut_suivre_les_revues(acteur: Acteur) -> bool:
    """Follow the reviews of the caisse's partenaires: conventions, superviseur; the DPO reads (acces.md)."""
    return peut_traiter_incidents(acteur)


def peut_signaler(acteur: Acteur, habilitation: Habilitation) -> bool:
    """Report an account as compromised: a gestionnaire any of its structure, a technicien its own (HAB-12)."""
    if acteur.partenaire_id != habilitation.partenaire_id:
        return False
    sien = habilitation.utilisateur_id == acteur.utilisateur_id
    return sien or peut_gerer_techniciens(acteur, habilitation.partenaire_id)


def peut_suivre_incident(acteur: Acteur, incident: Incident) -> bool:
    """Follow, freeze, close: conventions, superviseur or DPO; visibility says which caisses (HAB-12)."""
    return peut_traiter_incidents(acteur) and (
        incident.partenaire_id is not None or incident.caisse_id in acteur.caisse_ids
    )


def peut_voir_les_agents(acteur: Acteur, caisse_id: int) -> bool:
    """See the agents of one's own caisse and what each may do: conventions or superviseur (HAB-16)."""
    return (
        acteur.profil == Profil.AGENT
        and acteur.a_role(RoleAgent.GESTIONNAIRE_CONVENTIONS, RoleAgent.SUPERVISEUR)
        and caisse_id in acteur.caisse_ids
    )


def peut_reactiver(acteur: Acteur, habilitation: Habilitation, caisse_ids: frozenset[int]) -> bool:
    """Bring an account back: whoever manages such accounts; what was closed for security, whoever may close it too.

    Args:
        acteur: who acts.
        habilitation: the inactivated account.
        caisse_ids: the caisses whose convention d'utilisation with the partenaire is in force.
    """
    if peut_gerer_compte(acteur, habilitation, caisse_ids):
        return True
    return habilitation.motif_inactivation in MOTIFS_DE_SECURITE and peut_geler(acteur, caisse_ids)


def peut_ouvrir_le_bureau(acteur: Acteur) -> bool:
    """Open the caisse's work list of habilitations: conventions decide, superviseur and DPO read (acces.md)."""
    return peut_traiter_incidents(acteur)


def peut_lire_les_revues(acteur: Acteur) -> bool:
    """Read reviews and their certificates: gestionnaires, and the agents who follow them (acces.md)."""
    return peut_demander(acteur) or peut_suivre_les_revues(acteur)
