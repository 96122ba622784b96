"""What the journal says of itself."""

from espace_partenaires.journal.registre import enregistrer_action

enregistrer_action("journal.effacer", "Entrées du journal effacées à leur terme", details=("nombre",))
