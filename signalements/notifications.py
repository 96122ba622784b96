"""The mails of a signalement: a reference and a link, nothing about the person (RGPD-02)."""

from typing import Final

from espace_partenaires.notifications.registre import MessageType, enregistrer_message

_DE_REFERENCE: Final = frozenset({"reference", "lien"})


def _message(
    nom: str, objet: str, variables: frozenset[str] = _DE_REFERENCE, *, urgent: bool = False
) -> MessageType:
    return enregistrer_message(
        MessageType(
            code=f"signalements.{nom}",
            objet=objet,
            gabarit=f"signalements/courriels/{nom}",
            variables=variables,
            urgent=urgent,
        )
    )


RECEPISSE: Final = _message("recepisse", "Signalement {{ reference }} transmis")
A_PRENDRE_EN_CHARGE: Final = _message(
    "a_prendre_en_charge",
    "Signalement {{ reference }} à prendre en charge",
    _DE_REFERENCE | {"echeance"},
    urgent=True,
)
PRISE_EN_CHARGE: Final = _message("prise_en_charge", "Signalement {{ reference }} : la caisse s’en occupe")
NOUVEAU_MESSAGE: Final = _message("nouveau_message", "Signalement {{ reference }} : nouveau message")
CLOTURE: Final = _message("cloture", "Signalement {{ reference }} : accompagnement terminé")
ANNULATION: Final = _message("annulation", "Signalement {{ reference }} annulé", urgent=True)
PREUVE_DEMANDEE: Final = _message(
    "preuve_demandee", "Signalement {{ reference }} : un nouveau formulaire est à joindre", urgent=True
)
PREUVE_FOURNIE: Final = _message("preuve_fournie", "Signalement {{ reference }} : le formulaire est arrivé")
SANS_AUTEUR: Final = _message(
    "sans_auteur", "Des demandes de votre structure n’ont plus leur auteur", frozenset({"lien", "nombre"})
)
PIECE_ECARTEE: Final = _message(
    "piece_ecartee", "Une pièce de votre brouillon a été écartée", frozenset({"lien", "numero_piece"})
)
