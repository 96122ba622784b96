"""What files write in the journal: numbers and codes, never a name of file."""

from espace_partenaires.journal.registre import enregistrer_action

enregistrer_action("pieces.deposee", "Fichier déposé, mis en quarantaine", details=["type", "taille"])
enregistrer_action("pieces.infectee", "Fichier infecté, supprimé", details=["menace", "signatures"])
enregistrer_action("pieces.refusee", "Fichier refusé après analyse, supprimé", details=["motif"])
enregistrer_action("pieces.effacee", "Fichier effacé")
enregistrer_action("pieces.telechargee", "Fichier téléchargé")
