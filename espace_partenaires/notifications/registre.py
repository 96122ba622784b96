"""The messages that the portal sends: each app declares its own in ``notifications.py``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from espace_partenaires.comptes.models import Utilisateur

# Names that cannot carry data of an assuré (RGPD-02). A new name is added here, in review, or not at all.
VARIABLES_PERMISES: Final = frozenset(
    {
        "reference",
        "lien",
        "structure",
        "partenaire",
        "caisse",
        "prenom_destinataire",
        "identifiant",
        "comptes",
        "profil",
        "date",
        "heure",
        "echeance",
        "duree",
        "nombre",
        "numero_piece",
        "nature",
        "motif",
        "service",
        "version",
        # Who acted, as an organisation: « par la CPAM du Rhône ».
        "auteur",
        # Who may do it: « un gestionnaire de la structure », « la caisse ».
        "qui",
    }
)


@dataclass(frozen=True, slots=True)
class MessageType:
    """One kind of mail.

    Attributes:
        code: ``app.nom``, e.g. ``"comptes.invitation"``; 60 characters at most.
        objet: the subject; may hold ``{{ variable }}``.
        gabarit: path of its two templates without their ending, e.g. ``"comptes/courriels/invitation"``
            for ``….txt`` and ``….html``.
        variables: the names that its context must hold, exactly; all among ``VARIABLES_PERMISES``.
        urgent: sent before the others.
        au_compte_ouvert: of no use to an account that has ended meanwhile: then it does not leave.
        encore_lisible: asked when it is about to leave to an account, of the account and its link: whether that
            account may still open it; else it does not leave.
    """

    code: str
    objet: str
    gabarit: str
    variables: frozenset[str] = frozenset()
    urgent: bool = False
    au_compte_ouvert: bool = False
    encore_lisible: Callable[[Utilisateur, str], bool] | None = None


_messages: dict[str, MessageType] = {}


def enregistrer_message(message: MessageType) -> MessageType:
    """Declare a message (called by the module ``notifications.py`` of each app) and return it.

    Raises:
        ValueError: when its code is taken, or a variable might carry data of an assuré.

    Exigence: RGPD-02 (S1m annexe 6)
    """
    interdites = message.variables - VARIABLES_PERMISES
    if interdites:
        raise ValueError(f"{message.code} : variables non permises dans un courriel, {sorted(interdites)}.")
    if _messages.setdefault(message.code, message) != message:
        raise ValueError(f"Le message {message.code} est déjà déclaré autrement.")
    return message


def message_de_code(code: str) -> MessageType:
    """Return a declared message.

    Raises:
        LookupError: when no app declares this code.
    """
    try:
        return _messages[code]
    except KeyError:
        raise LookupError(f"Aucun message {code} n’est déclaré.") from None


def messages() -> list[MessageType]:
    """Return every declared message, by code."""
    return [_messages[code] for code in sorted(_messages)]
