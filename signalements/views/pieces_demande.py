"""The items of a request for pieces, as one page shows them (NOV-04)."""

from collections.abc import Mapping
from typing import Any

from signalements.enums import RaisonPiece
from signalements.forms.pieces import LIBRES, Ensemble, ItemForm
from signalements.selectors.pieces import DossierDePieces
from signalements.services.demandes_de_pieces import PieceVoulue
from signalements.views.pieces_lignes import nom_de


class ItemsDeDemande:
    """Refused files first, ticked with their reason; then what is missing of the motif; then free items.

    Attributes:
        refusees: items that replace a refused file.
        manquantes: documents of the motif of which no file stands.
        libres: items that the agent names.
        erreurs: what stops the sending, apart from the fields.
        perimee: the demande moved since the page was opened.
    """

    def __init__(self, dossier: DossierDePieces, envoi: Mapping[str, Any] | None) -> None:
        obligatoires = {attendue.code for attendue in dossier.manquent()}
        self.refusees = [
            ItemForm(
                envoi,
                prefix=f"refusee-{jointe.numero}",
                remplace=jointe.numero,
                nom=f"{nom_de(dossier, jointe)}, pièce n°\N{NO-BREAK SPACE}{jointe.numero} refusée",
                raison_connue=jointe.raison,
            )
            for jointe in dossier.a_redemander()
        ]
        self.manquantes = [
            ItemForm(
                envoi,
                prefix=f"motif-{attendue.code}",
                code=attendue.code,
                nom=attendue.libelle,
                raison_connue=RaisonPiece.ABSENTE,
                initial={"demander": attendue.code in obligatoires},
            )
            for attendue in dossier.a_demander()
        ]
        self.libres = [ItemForm(envoi, prefix=f"libre-{rang}") for rang in range(1, LIBRES + 1)]
        self.erreurs: list[str] = []
        self.perimee = False

    @property
    def tous(self) -> list[ItemForm]:
        """Every item, in the order of the page."""
        return [*self.refusees, *self.manquantes, *self.libres]

    @property
    def resume(self) -> Ensemble:
        """Return what is to mend in every item, for the one summary of the page."""
        return Ensemble(*self.tous)

    @property
    def ouverts(self) -> bool:
        """Tell whether a free item after the first holds something."""
        return any(item.errors or item["libelle"].value() for item in self.libres[1:])

    @property
    def confirme(self) -> bool:
        """Tell whether the words on health were confirmed wherever some were found."""
        return any(item.confirme for item in self.tous)

    def valides(self) -> bool:
        """Read every item, so that one sending says everything there is to mend."""
        return not [item for item in self.tous if not item.is_valid()]

    def pieces(self) -> list[PieceVoulue]:
        """Return what is asked for."""
        return [item.piece() for item in self.tous if item.voulu()]

    def refuser(self, message: str, *, perimee: bool) -> None:
        """Keep what the service said, to show above the items."""
        self.erreurs.append(message)
        self.perimee = perimee
