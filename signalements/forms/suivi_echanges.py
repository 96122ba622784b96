"""What a technicien sends on a transmitted demande: a new signed form."""

from espace_partenaires.pieces.formulaires import PieceField
from espace_partenaires.web.formulaires import FormulairePortail


class PreuveForm(FormulairePortail):
    """The new signed form that a demande waits for."""

    fichier = PieceField(
        label="Nouveau formulaire signé",
        error_messages={"required": "Choisissez le formulaire signé à joindre."},
    )
