"""The items that the caisse asks for, in words, each with what answers it."""

from dataclasses import dataclass

from signalements.models import PieceDemandee
from signalements.selectors.pieces import DossierDePieces
from signalements.views.agent_presentation import Pastille
from signalements.views.pieces_lignes import LigneDeFichier, lignes_des_fichiers


@dataclass(frozen=True, slots=True)
class LigneDemandee:
    """One item asked for.

    Attributes:
        demandee: the row: what, why, the caisse's own words.
        fichiers: the files joined to it, those that the antivirus dismissed included.
        exemple: what is accepted, when it is a document of the motif.
        formulaire: where the official form is.
    """

    demandee: PieceDemandee
    fichiers: list[LigneDeFichier]
    exemple: str
    formulaire: str

    @property
    def a_un_fichier(self) -> bool:
        """Tell whether a file that counts answers it."""
        return any(not fichier.suivi.ecartee for fichier in self.fichiers)

    @property
    def repondue(self) -> bool:
        """Tell whether it has an answer, a file or words."""
        return self.a_un_fichier or bool(self.demandee.reponse)

    @property
    def pastille(self) -> Pastille:
        """Where this item is."""
        if self.repondue:
            return Pastille("fait", "réponse prête, à envoyer")
        return Pastille("vous", "à fournir")


def lignes_demandees(dossier: DossierDePieces) -> list[LigneDemandee]:
    """Return the items of the request under way, in order."""
    fichiers = lignes_des_fichiers(dossier)
    return [
        LigneDemandee(
            demandee,
            [f for f in fichiers if f.jointe.repond_a_id == demandee.pk],
            demandee.attendue.exemple if demandee.attendue else "",
            demandee.attendue.formulaire if demandee.attendue else "",
        )
        for demandee in dossier.a_repondre
    ]
