"""What the journal may hold about demandes: codes and numbers, never anything about the person (RGPD-05)."""

from espace_partenaires.journal.registre import enregistrer_action

enregistrer_action("signalements.ouvrir_brouillon", "Brouillon ouvert", details=["nature"])
enregistrer_action(
    "signalements.refuser_nir", "Numéro de sécurité sociale refusé à la saisie", details=["champs"]
)
enregistrer_action("signalements.abandonner_brouillon", "Brouillon abandonné par son auteur")
enregistrer_action("signalements.changer_de_caisse", "Brouillon adressé à une autre caisse")
enregistrer_action("signalements.adopter_brouillon", "Brouillon repris par un collègue de l’auteur parti")
enregistrer_action("signalements.effacer_brouillon", "Brouillon effacé après 30 jours")
enregistrer_action("signalements.recueillir_consentement", "Consentement consigné", details=["mode", "texte"])
enregistrer_action("signalements.joindre_formulaire", "Formulaire de consentement joint", details=["numero"])
enregistrer_action("signalements.retirer_formulaire", "Formulaire de consentement retiré", details=["numero"])
enregistrer_action(
    "signalements.ecarter_formulaire", "Formulaire écarté par l’antivirus", details=["numero", "etat"]
)
enregistrer_action("signalements.transmettre", "Demande transmise", details=["reference"])
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
# What agents judge, decide and hand over.
for _code, _libelle in (
    ("juger_irrecevable", "Demande jugée irrecevable"),
    ("requalifier", "Motif de la demande changé"),
    ("requalifier_urgence", "Urgence de la demande requalifiée"),
    ("orienter_en_interne", "Personne orientée vers un service de l’Assurance Maladie"),
    ("livrer", "Document remis"),
):
    enregistrer_action(f"signalements.{_code}", _libelle, details=["reference", "raison"])
enregistrer_action("signalements.instruire", "Instruction commencée", details=["reference"])
enregistrer_action("signalements.terminer", "Demande terminée", details=["reference", "decisions"])
enregistrer_action(
    "signalements.deposer_document", "Document à remettre déposé", details=["reference", "numero"]
)
enregistrer_action(
    "signalements.transferer", "Demande transférée à une autre caisse", details=["reference", "de", "vers"]
)
for _code, _libelle in (
    ("orienter", "Personne orientée vers un partenaire"),
    ("repondre_a_l_orientation", "Réponse à une orientation"),
    ("retirer_l_orientation", "Orientation retirée"),
    ("effacer_orientation", "Orientation effacée à son terme"),
):
    enregistrer_action(f"signalements.{_code}", _libelle, details=["etat"])
enregistrer_action("signalements.lire_orientations", "Orientations consultées")
enregistrer_action("signalements.declarer_absence", "Absence d’un agent déclarée")
enregistrer_action("signalements.supprimer_absence", "Absence d’un agent supprimée")
enregistrer_action("signalements.chercher_par_nom", "Demandes cherchées par nom", details=["nombre"])
for _code, _libelle in (
    ("joindre_piece", "Pièce justificative jointe"),
    ("retirer_piece", "Pièce justificative retirée"),
    ("accepter_piece", "Pièce acceptée"),
):
    enregistrer_action(f"signalements.{_code}", _libelle, details=["numero"])
enregistrer_action("signalements.refuser_piece", "Pièce refusée", details=["numero", "raison"])
enregistrer_action("signalements.ecarter_piece", "Pièce écartée par l’antivirus", details=["numero", "etat"])
enregistrer_action(
    "signalements.demander_pieces", "Pièces demandées au partenaire", details=["reference", "nombre"]
)
for _code, _libelle in (
    ("repondre_piece", "Réponse en mots à une demande de pièce"),
    ("envoyer_reponses", "Réponses envoyées à la caisse"),
    ("juger_complete", "Dossier jugé complet"),
    ("juger_recevable", "Demande jugée recevable"),
):
    enregistrer_action(f"signalements.{_code}", _libelle, details=["reference"])
enregistrer_action("signalements.masquer_passage", "Passage masqué", details=["reference", "raison"])
enregistrer_action("signalements.creer_modele", "Modèle de réponse créé")
enregistrer_action("signalements.modifier_modele", "Modèle de réponse modifié")
enregistrer_action("signalements.arreter_modele", "Modèle de réponse arrêté")
enregistrer_action("signalements.reprendre_modele", "Modèle de réponse proposé à nouveau")
# Meetings and permanences: the state says what came of the act.
for _code, _libelle in (
    ("proposer_rendez_vous", "Rendez-vous proposé ou fixé"),
    ("deplacer_rendez_vous", "Rendez-vous déplacé"),
    ("annuler_rendez_vous", "Rendez-vous annulé"),
    ("constater_rendez_vous", "Issue d’un rendez-vous consignée"),
    ("confirmer_rendez_vous", "Rendez-vous confirmé"),
    ("decliner_rendez_vous", "Autre date demandée pour un rendez-vous"),
    ("reserver_creneau", "Créneau de permanence réservé"),
):
    enregistrer_action(f"signalements.{_code}", _libelle, details=["reference", "etat"])
enregistrer_action("signalements.ouvrir_permanence", "Permanence ouverte", details=["nombre"])
enregistrer_action("signalements.annuler_permanence", "Permanence annulée", details=["motif", "nombre"])
enregistrer_action("signalements.effacer_permanence", "Permanence effacée à son terme")
enregistrer_action(
    "signalements.telecharger_calendrier", "Fichier d’agenda téléchargé", details=["reference"]
)
enregistrer_action(
    "signalements.telecharger_fiche", "Fiche de rendez-vous téléchargée", details=["reference"]
)
enregistrer_action(
    "signalements.telecharger_delai", "Calcul du délai téléchargé, pas à pas", details=["reference"]
)
enregistrer_action(
    "signalements.exporter_historique", "Historique des demandes exporté", details=["nombre", "format"]
)
enregistrer_action(
    "signalements.reprendre_identite",
    "Brouillon ouvert pour une personne déjà connue",
    details=["reference"],
)
enregistrer_action(
    "signalements.regler_motif",
    "Motif proposé, ou non, par la caisse",
    details=["nature", "code", "propose", "choisi"],
)
enregistrer_action(
    "signalements.corriger_identite", "Identité corrigée à la demande de la caisse", details=["champs"]
)
