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


RECEPISSE: Final = _message(
    "recepisse", "Demande {{ reference }} transmise", _DE_REFERENCE | {"duree", "echeance", "suite"}
)
# For what cannot wait: a signalement, an étude certified urgent. The other demandes leave with the next group.
A_PRENDRE_EN_CHARGE: Final = _message(
    "a_prendre_en_charge",
    "Demande {{ reference }} à prendre en charge",
    _DE_REFERENCE | {"duree", "echeance"},
    urgent=True,
)
A_TRAITER: Final = _message(
    "a_traiter", "Demande {{ reference }} reçue", _DE_REFERENCE | {"duree", "echeance"}
)
PRISE_EN_CHARGE: Final = _message(
    "prise_en_charge", "Signalement {{ reference }} : la caisse s’en occupe", urgent=True
)
NOUVEAU_MESSAGE: Final = _message("nouveau_message", "Demande {{ reference }} : nouveau message")
CLOTURE: Final = _message("cloture", "Demande {{ reference }} : elle est terminée")
ANNULATION: Final = _message("annulation", "Demande {{ reference }} annulée", urgent=True)
PREUVE_DEMANDEE: Final = _message(
    "preuve_demandee", "Signalement {{ reference }} : un nouveau formulaire est à joindre", urgent=True
)
PREUVE_FOURNIE: Final = _message(
    "preuve_fournie", "Signalement {{ reference }} : le formulaire est arrivé", urgent=True
)
SANS_AUTEUR: Final = _message(
    "sans_auteur", "Des demandes de votre structure n’ont plus leur auteur", frozenset({"lien", "nombre"})
)
PIECE_ECARTEE: Final = _message(
    "piece_ecartee", "Une pièce de votre brouillon a été écartée", frozenset({"lien", "numero_piece"})
)
# What agents judge, decide and hand over (DEM-10, DEM-12, DEM-04, DEM-18).
IRRECEVABLE: Final = _message("irrecevable", "Demande {{ reference }} : elle est à corriger", urgent=True)
MOTIF_CHANGE: Final = _message("motif_change", "Demande {{ reference }} : la caisse a changé son motif")
REQUALIFICATION: Final = _message(
    "requalification",
    "Demande {{ reference }} : son délai change",
    _DE_REFERENCE | {"echeance"},
)
EN_INSTRUCTION: Final = _message("en_instruction", "Demande {{ reference }} : la caisse l’étudie")
ORIENTATION_INTERNE: Final = _message(
    "orientation_interne", "Demande {{ reference }} : un autre service aide aussi la personne"
)
LIVRAISON: Final = _message("livraison", "Demande {{ reference }} : un document vous attend")
TRANSFERT: Final = _message(
    "transfert", "Demande {{ reference }} : une autre caisse la reprend", _DE_REFERENCE | {"caisse", "auteur"}
)
TRANSFERT_RECU: Final = _message(
    "transfert_recu",
    "Demande {{ reference }} transférée à votre caisse",
    _DE_REFERENCE | {"auteur", "echeance"},
    urgent=True,
)
ORIENTATION_ENVOYEE: Final = _message(
    "orientation_envoyee", "Une caisse vous oriente une personne", frozenset({"caisse", "lien"})
)
ORIENTATION_REPONDUE: Final = _message(
    "orientation_repondue", "Orientation : réponse d’un partenaire", frozenset({"partenaire", "lien"})
)
ORIENTATION_RETIREE: Final = _message(
    "orientation_retiree", "Une orientation est retirée", frozenset({"caisse", "lien"})
)
AFFECTATION: Final = _message("affectation", "{{ nombre }} à suivre", frozenset({"lien", "nombre"}))
RECAPITULATIF: Final = _message("recapitulatif", "Vos demandes ce matin", frozenset({"lien", "nombre"}))
RECAPITULATIF_CAISSE: Final = _message(
    "recapitulatif_caisse", "Les demandes de la caisse ce matin", frozenset({"lien", "nombre", "comptes"})
)
PIECES_DEMANDEES: Final = _message(
    "pieces_demandees", "Demande {{ reference }} : la caisse attend des pièces", _DE_REFERENCE | {"nombre"}
)
REPONSES_ENVOYEES: Final = _message(
    "reponses_envoyees", "Demande {{ reference }} : le partenaire a répondu", urgent=True
)
COMPLETE_ET_RECEVABLE: Final = _message(
    "complete_et_recevable", "Demande {{ reference }} complète et recevable", _DE_REFERENCE | {"echeance"}
)
FICHIER_ECARTE: Final = _message(
    "fichier_ecarte", "Demande {{ reference }} : un fichier a été écarté", _DE_REFERENCE | {"numero_piece"}
)
MASQUAGE: Final = _message(
    "masquage", "Demande {{ reference }} : un passage masqué", _DE_REFERENCE | {"motif", "auteur"}
)
_DE_RENDEZ_VOUS: Final = _DE_REFERENCE | {"date", "heure"}
RENDEZ_VOUS_PROPOSE: Final = _message(
    "rendez_vous_propose", "Demande {{ reference }} : un rendez-vous est à confirmer", _DE_RENDEZ_VOUS
)
RENDEZ_VOUS_CONFIRME: Final = _message(
    "rendez_vous_confirme", "Demande {{ reference }} : rendez-vous fixé", _DE_RENDEZ_VOUS
)
RENDEZ_VOUS_DECLINE: Final = _message(
    "rendez_vous_decline", "Demande {{ reference }} : une autre date est demandée", _DE_RENDEZ_VOUS
)
RENDEZ_VOUS_DEPLACE: Final = _message(
    "rendez_vous_deplace", "Demande {{ reference }} : rendez-vous déplacé", _DE_RENDEZ_VOUS, urgent=True
)
RENDEZ_VOUS_ANNULE: Final = _message(
    "rendez_vous_annule", "Demande {{ reference }} : rendez-vous annulé", _DE_RENDEZ_VOUS, urgent=True
)
CRENEAU_RESERVE: Final = _message(
    "creneau_reserve", "Demande {{ reference }} : un créneau de permanence est réservé", _DE_RENDEZ_VOUS
)
PERMANENCE_ANNULEE: Final = _message(
    "permanence_annulee", "Demande {{ reference }} : permanence annulée", _DE_RENDEZ_VOUS, urgent=True
)
RENDEZ_VOUS_RAPPEL: Final = _message(
    "rendez_vous_rappel", "Demande {{ reference }} : rendez-vous demain", _DE_RENDEZ_VOUS
)
