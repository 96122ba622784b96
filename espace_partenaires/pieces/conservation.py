"""What is kept of files (DEM-20, RGPD-01)."""

from espace_partenaires.conservation.registre import declarer

declarer(
    "pieces.PieceJointe",
    champs=["auteur_id", "emplacement", "sha256"],
    terme="contenu : six mois après la fin de la demande ; infecté ou refusé : aussitôt ; trace : avec la demande",
    efface_par="pieces.services.effacement.effacer, appelé par l’application qui détient le fichier",
)
