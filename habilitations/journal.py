"""What habilitations write in the journal."""

from espace_partenaires.journal.registre import enregistrer_action
from habilitations.enums import RoleAgent

ROLES = [role.value for role in RoleAgent]

enregistrer_action("habilitations.technicien_cree", "Technicien créé et invité")
enregistrer_action("habilitations.gestionnaire_habilite", "Gestionnaire habilité et invité")
enregistrer_action("habilitations.exception_domaine", "Messagerie hors domaine autorisée par la caisse")
enregistrer_action("habilitations.mot_de_passe_renvoye", "Lien pour un nouveau mot de passe envoyé")
enregistrer_action("habilitations.invitation_renvoyee", "Invitation envoyée de nouveau")
enregistrer_action("habilitations.invitation_annulee", "Invitation annulée, place libérée")
enregistrer_action("habilitations.invitation_expiree", "Invitation expirée, place libérée")
enregistrer_action("habilitations.compte_active", "Compte d’un partenaire activé")
enregistrer_action("habilitations.agent_cree", "Agent créé et invité", ROLES)
enregistrer_action("habilitations.roles_changes", "Rôles d’un agent changés", ROLES)
enregistrer_action("habilitations.administrateur_cree", "Administrateur national créé et invité")
enregistrer_action("habilitations.compte_inactive_fin", "Compte inactivé : fin de toutes les conventions")
enregistrer_action("habilitations.compte_inactive", "Compte inactivé", ["motif"])
