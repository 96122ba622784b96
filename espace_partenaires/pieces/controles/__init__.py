from espace_partenaires.pieces.controles.contenu import TOUS_LES_TYPES, Contenu, controler, lire_depot
from espace_partenaires.pieces.controles.refus import PieceRefusee

__all__ = ["TOUS_LES_TYPES", "Contenu", "PieceRefusee", "controler", "lire_depot"]
