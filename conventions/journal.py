"""What conventions write in the journal."""

from espace_partenaires.journal.registre import enregistrer_action

enregistrer_action("conventions.creer_partenaire", "Partenaire créé", ["type"])
enregistrer_action(
    "conventions.enregistrer_adhesion", "Adhésion à une tête de réseau enregistrée", ["tete", "du", "au"]
)
enregistrer_action("conventions.retirer_reception", "Réception de documents retirée au partenaire")
enregistrer_action("conventions.retablir_reception", "Réception de documents rendue au partenaire")
enregistrer_action("conventions.creer_convention", "Convention créée", ["nature", "modele", "version"])
enregistrer_action("conventions.ajouter_partie", "Partie ajoutée à une convention", ["partie"])
enregistrer_action("conventions.mettre_en_signature", "Convention mise en signature")
enregistrer_action(
    "conventions.signer_partie", "Signature d’une partie enregistrée", ["partie", "signee_le", "derniere"]
)
enregistrer_action("conventions.abandonner", "Projet de convention abandonné")
enregistrer_action("conventions.resilier", "Fin d’une convention décidée", ["effet_le", "cause"])
enregistrer_action("conventions.ouvrir_service", "Service ouvert à un partenaire", ["service"])
enregistrer_action("conventions.fermer_service", "Service fermé à un partenaire", ["service"])
enregistrer_action("conventions.corriger_partenaire", "Fiche du partenaire corrigée", ["type_avant", "type"])
enregistrer_action(
    "conventions.terminer_adhesion", "Adhésion à une tête de réseau terminée", ["tete", "dernier_jour"]
)
enregistrer_action("conventions.corriger_projet", "Projet de convention corrigé")
enregistrer_action("conventions.retirer_partie", "Partie retirée d’un projet de convention", ["partie"])
enregistrer_action("conventions.joindre_document", "Document joint à une convention", ["numero", "nature"])
enregistrer_action("conventions.ouvrir_document", "Document d’une convention téléchargé", ["numero"])
enregistrer_action("conventions.creer_avenant", "Projet d’avenant créé", ["numero"])
enregistrer_action("conventions.modifier_avenant", "Projet d’avenant modifié", ["numero"])
enregistrer_action("conventions.mettre_avenant_en_signature", "Avenant mis en signature", ["numero"])
enregistrer_action(
    "conventions.signer_avenant",
    "Signature d’un avenant enregistrée",
    ["numero", "partie", "signee_le", "derniere"],
)
enregistrer_action("conventions.abandonner_avenant", "Projet d’avenant abandonné", ["numero"])
enregistrer_action("conventions.choisir_engagements", "Engagements au choix retenus", ["retenus"])
enregistrer_action("conventions.copier_modele", "Modèle de convention copié", ["modele", "version"])
enregistrer_action("conventions.nommer_referent", "Référent nommé", ["partie", "du"])
enregistrer_action("conventions.remplacer_referent", "Référent remplacé", ["partie", "du"])
enregistrer_action("conventions.terminer_referent", "Fin des fonctions d’un référent", ["partie", "au"])
enregistrer_action("conventions.ecrire_message", "Message entre référents écrit")
enregistrer_action(
    "conventions.demander_usage", "Usage d’un nom ou d’une étude demandé", ["objet", "reponse"]
)
enregistrer_action("conventions.repondre_usage", "Réponse à une demande d’usage", ["objet", "reponse"])
enregistrer_action("conventions.retirer_usage", "Demande d’usage retirée", ["objet"])
enregistrer_action("conventions.modifier_caisse", "Fiche de la caisse modifiée", ["champs"])
enregistrer_action("conventions.exiger_second_facteur", "Second facteur exigé des partenaires")
enregistrer_action("conventions.dispenser_second_facteur", "Second facteur laissé au choix des partenaires")
enregistrer_action("conventions.ajouter_interlocuteur", "Interlocuteur ajouté", ["volet"])
enregistrer_action("conventions.modifier_interlocuteur", "Interlocuteur modifié", ["volet"])
enregistrer_action("conventions.retirer_interlocuteur", "Interlocuteur retiré", ["volet"])
enregistrer_action("conventions.regler_canal", "Autre voie d’un service réglée", ["service", "present"])
enregistrer_action("conventions.signaler_dysfonctionnement", "Dysfonctionnement signalé")
enregistrer_action("conventions.repondre_dysfonctionnement", "Dysfonctionnement : réponse", ["nationale"])
enregistrer_action(
    "conventions.escalader_dysfonctionnement", "Dysfonctionnement transmis au support national"
)
enregistrer_action("conventions.relancer_dysfonctionnement", "Dysfonctionnement relancé par son auteur")
enregistrer_action("conventions.planifier_comite", "Comité de pilotage planifié", ["comite"])
enregistrer_action("conventions.modifier_comite", "Comité de pilotage modifié", ["comite"])
enregistrer_action("conventions.tenir_comite", "Compte rendu d’un comité enregistré", ["comite"])
enregistrer_action("conventions.annuler_comite", "Comité de pilotage annulé", ["comite"])
enregistrer_action("conventions.ajouter_participant", "Participant ajouté à un comité", ["comite"])
enregistrer_action("conventions.retirer_participant", "Participant retiré d’un comité", ["comite"])
enregistrer_action("conventions.transmettre_point", "Point transmis aux référents nationaux", ["point"])
enregistrer_action("conventions.repondre_point", "Réponse d’un référent national à un point", ["point"])
enregistrer_action("conventions.ajouter_objectif", "Objectif ajouté au programme de travail", ["objectif"])
enregistrer_action("conventions.modifier_objectif", "Objectif du programme de travail modifié", ["objectif"])
enregistrer_action(
    "conventions.reconduire_objectifs", "Objectifs non atteints reconduits", ["annee", "nombre"]
)
enregistrer_action(
    "conventions.consigner_evaluation", "Évaluation partagée consignée", ["evaluation", "tenue_le"]
)
enregistrer_action(
    "conventions.enregistrer_courrier", "Lettre recommandée enregistrée", ["courrier", "nature", "envoye_le"]
)
enregistrer_action(
    "conventions.enregistrer_reception",
    "Réception d’une lettre recommandée enregistrée",
    ["courrier", "nature", "recue_le", "effet"],
)
enregistrer_action("conventions.constater_reparation", "Réparation d’un manquement constatée", ["courrier"])
enregistrer_action("conventions.suspendre", "Convention suspendue pour force majeure", ["partie"])
enregistrer_action("conventions.reprendre", "Obligations reprises après une force majeure")
enregistrer_action("conventions.declarer_caducite", "Clauses d’une convention devenues caduques")
enregistrer_action("conventions.couper_acces", "Accès de tout un partenaire coupé par la caisse")
enregistrer_action("conventions.retablir_acces", "Accès de tout un partenaire rétabli par la caisse")
enregistrer_action("conventions.constater_reconduction", "Reconduction tacite constatée", ["effet_le"])
enregistrer_action("conventions.constater_fin", "Fin d’une convention constatée", ["effet_le"])
enregistrer_action("conventions.avertir", "Avertissement du calendrier envoyé", ["code", "echeance"])
enregistrer_action("conventions.demander_attestation", "Attestation de destruction demandée", ["attestation"])
enregistrer_action(
    "conventions.relancer_attestation", "Attestation de destruction : relance", ["attestation"]
)
enregistrer_action("conventions.attester", "Destruction des données attestée", ["detruites_le", "papier"])
enregistrer_action("conventions.produire_pdf", "Document PDF d’une convention produit", ["document"])
enregistrer_action("conventions.creer_fiche", "Fiche action créée", ["fiche"])
enregistrer_action("conventions.modifier_fiche", "Fiche action modifiée", ["fiche", "avis_efface"])
enregistrer_action("conventions.demarrer_fiche", "Action démarrée", ["fiche"])
enregistrer_action("conventions.terminer_fiche", "Action terminée", ["fiche"])
enregistrer_action("conventions.abandonner_fiche", "Action abandonnée", ["fiche"])
enregistrer_action("conventions.analyser_fiche", "Analyse du DPO enregistrée", ["fiche", "justifie"])
enregistrer_action("conventions.inscrire_au_registre", "Échange de données inscrit au registre", ["fiche"])
enregistrer_action("conventions.effacer_personnes", "Personnes effacées d’une convention ancienne")
enregistrer_action("conventions.regler_suivi", "Agents qui suivent un partenaire désignés", ["nombre"])
enregistrer_action(
    "conventions.inactiver_sans_reponse",
    "Techniciens inactivés faute de réponse à une revue : choix de la caisse",
)
enregistrer_action(
    "conventions.garder_sans_reponse", "Plus d’inactivation faute de réponse à une revue : choix de la caisse"
)
