"""What the journal may hold about demandes: codes and numbers, never anything about the person (RGPD-05)."""

from espace_partenaires.journal.registre import enregistrer_action

enregistrer_action("signalements.ouvrir_brouillon", "Brouillon ouvert", details=["nature"])
enregistrer_action(
    "signalements.refuser_nir", "Numéro de sécurité sociale refusé à la saisie", details=["champs"]
)
enregistrer_action("signalements.abandonner_brouillon", "Brouillon abandonné par son auteur")
enregistrer_action("signalements.adopter_brouillon", "Brouillon repris par un collègue de l’auteur parti")
enregistrer_action("signalements.effacer_brouillon", "Brouillon effacé après 30 jours")
enregistrer_action("signalements.recueillir_consentement", "Consentement consigné", details=["mode", "texte"])
enregistrer_action("signalements.joindre_formulaire", "Formulaire de consentement joint", details=["numero"])
enregistrer_action("signalements.retirer_formulaire", "Formulaire de consentement retiré", details=["numero"])
enregistrer_action(
    "signalements.ecarter_formulaire", "Formulaire écarté par l’antivirus", details=["numero", "etat"]
)
enregistrer_action("signalements.transmettre", "Signalement transmis", details=["reference"])
enregistrer_action("signalements.prendre_en_charge", "Signalement pris en charge", details=["reference"])
enregistrer_action("signalements.demarrer_accompagnement", "Accompagnement commencé", details=["reference"])
enregistrer_action("signalements.affecter", "Signalement attribué à un agent", details=["reference"])
enregistrer_action("signalements.ecrire_message", "Message écrit", details=["reference", "cote"])
enregistrer_action(
    "signalements.confirmer_texte", "Texte confirmé malgré un mot sur la santé", details=["reference"]
)
enregistrer_action("signalements.ajouter_note", "Note interne ajoutée", details=["reference"])
enregistrer_action("signalements.clore", "Accompagnement clos", details=["reference"])
enregistrer_action("signalements.annuler", "Signalement annulé", details=["reference"])
enregistrer_action("signalements.retirer_consentement", "Consentement retiré", details=["reference"])
enregistrer_action(
    "signalements.demander_preuve", "Nouvelle preuve du consentement demandée", details=["reference"]
)
enregistrer_action("signalements.telecharger_formulaire", "Formulaire à signer téléchargé")
enregistrer_action(
    "signalements.telecharger_lettre", "Lettre de confirmation téléchargée", details=["reference"]
)
enregistrer_action("signalements.telecharger_recepisse", "Récépissé téléchargé", details=["reference"])
enregistrer_action("signalements.telecharger_piece", "Pièce d’une demande téléchargée", details=["numero"])
enregistrer_action("signalements.consulter", "Demande consultée", details=["reference"])
enregistrer_action("signalements.lier_demandes", "Demande liée à une autre", details=["reference"])
enregistrer_action("signalements.delier_demandes", "Demande déliée d’une autre", details=["reference"])
