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
for _acte, _libelle in (
    ("demandee", "Demande d’habilitation faite à la caisse"),
    ("annulee", "Demande d’habilitation annulée par le partenaire"),
    ("acceptee", "Demande d’habilitation acceptée"),
    ("refusee", "Demande d’habilitation refusée"),
    ("executee", "Inactivation demandée faite à sa date, ou avant"),
    ("constatee", "Demande d’habilitation close : le compte a pris fin autrement"),
    ("ecartee", "Demande d’habilitation close : plus rien à décider"),
):
    enregistrer_action(f"habilitations.demande_{_acte}", _libelle, ["nature"])
enregistrer_action("habilitations.compte_signale", "Compte signalé comme compromis", ["nature", "origine"])
enregistrer_action("habilitations.compromission_declaree", "Compte compromis : formulaire public envoyé")
enregistrer_action("habilitations.incident_gele", "Compte compromis : compte inactivé")
enregistrer_action("habilitations.incident_rattache", "Compte compromis : signalement rattaché à un compte")
enregistrer_action("habilitations.incident_clos", "Compte compromis : signalement clos", ["conclusion"])
enregistrer_action("habilitations.resume_lu", "Résumé du journal d’un compte compromis lu")
enregistrer_action("habilitations.journal_lu", "Journal d’un compte compromis lu", ["nombre"])
enregistrer_action("habilitations.journal_exporte", "Journal d’un compte compromis exporté", ["nombre"])
enregistrer_action("habilitations.exclusion", "Personne exclue par décision de la direction de la caisse")
enregistrer_action("habilitations.exclusion_levee", "Exclusion levée")
enregistrer_action("habilitations.notification_editee", "Notification d’une exclusion éditée")
enregistrer_action("habilitations.campagne_ouverte", "Campagne de revue d’habilitation ouverte", ["nombre"])
enregistrer_action("habilitations.revue_ouverte", "Revue d’habilitation ouverte par la structure")
enregistrer_action("habilitations.lignes_confirmees", "Habilitations confirmées lors d’une revue", ["nombre"])
enregistrer_action("habilitations.ligne_retiree", "Habilitation retirée lors d’une revue", ["motif"])
enregistrer_action("habilitations.revue_relancee", "Structure relancée pour sa revue d’habilitation")
enregistrer_action("habilitations.preavis_de_revue", "Préavis de clôture d’une revue d’habilitation")
enregistrer_action("habilitations.revue_close", "Revue d’habilitation close, certificat établi", ["numero"])
enregistrer_action("habilitations.certificat_produit", "Certificat de revue téléchargé", ["format"])
enregistrer_action("habilitations.tableau_produit", "Tableau d’habilitation téléchargé", ["format"])
enregistrer_action("habilitations.compte_reactive", "Compte réactivé")
enregistrer_action("habilitations.compte_modifie", "Coordonnées d’un compte modifiées", ["champs"])
enregistrer_action("habilitations.adresse_retablie", "Adresse d’un compte dite bonne par la caisse")
enregistrer_action("habilitations.second_facteur_retire", "Second facteur d’un compte retiré par qui le gère")
enregistrer_action("habilitations.attestation_de_fin", "Attestation d’inactivation éditée")
enregistrer_action("habilitations.compte_efface", "Compte effacé, six mois après sa fin")
enregistrer_action(
    "habilitations.demande_effacee", "Demande d’habilitation effacée, six mois après la décision"
)
enregistrer_action(
    "habilitations.incident_efface", "Signalement d’un compte compromis effacé, six mois après sa clôture"
)
enregistrer_action("habilitations.compte_ferme", "Compte d’un agent ou d’un administrateur fermé")
enregistrer_action("habilitations.compte_rouvert", "Compte d’un agent ou d’un administrateur rouvert")
