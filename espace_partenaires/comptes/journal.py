"""What accounts write in the journal."""

from espace_partenaires.journal.registre import enregistrer_action

enregistrer_action("comptes.invitation", "Lien d’activation créé")
enregistrer_action("comptes.invitation_annulee", "Lien d’activation annulé")
enregistrer_action("comptes.activation", "Compte activé par la personne")
enregistrer_action("comptes.cgu_acceptees", "Conditions d’utilisation acceptées")
enregistrer_action("comptes.connexion", "Connexion")
enregistrer_action("comptes.connexion_refusee", "Connexion refusée")
enregistrer_action("comptes.deconnexion", "Déconnexion")
enregistrer_action("comptes.mot_de_passe_change", "Mot de passe changé")
enregistrer_action("comptes.second_facteur_ajoute", "Second facteur ajouté")
enregistrer_action("comptes.second_facteur_retire", "Second facteur retiré")
enregistrer_action("comptes.codes_de_secours", "Codes de secours remplacés")
enregistrer_action("comptes.acces_oublie", "Identifiant ou mot de passe déclaré oublié")
enregistrer_action("comptes.identifiants_rappeles", "Identifiants rappelés par courriel")
enregistrer_action("comptes.session_expiree", "Session fermée à sa limite", ["raison"])
enregistrer_action("comptes.session_fermee", "Sessions fermées par la personne", ["nombre"])
