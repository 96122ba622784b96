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
enregistrer_action("conventions.resilier", "Convention résiliée", ["effet_le"])
enregistrer_action("conventions.ouvrir_service", "Service ouvert à un partenaire", ["service"])
enregistrer_action("conventions.fermer_service", "Service fermé à un partenaire", ["service"])
