"""What this part announces."""

from typing import Final

from django.dispatch import Signal

# Sent by PieceJointe inside the transaction of the verdict, with ``piece`` (PieceJointe) and ``etat``
# (EtatPiece: saine, infectee or refusee). A receiver that fails undoes the verdict: it is given again later.
piece_jugee: Final = Signal()
