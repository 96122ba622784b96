"""The mails of a signalement: a reference and a link, nothing about the person (RGPD-02)."""

from typing import Final

from espace_partenaires.notifications.registre import MessageType, enregistrer_message
from signalements.selectors.liens import lien_encore_lisible

# ``nature``: « signalement » or « demande », the right word for the kind.
_DE_REFERENCE: Final = frozenset({"reference", "lien", "nature"})
_DU_DELAI: Final = _DE_REFERENCE | {"duree", "echeance"}


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
            au_compte_ouvert=True,
            encore_lisible=lien_encore_lisible,
        )
    )


RECEPISSE: Final = _message(
    "recepisse", "{{ nature|capfirst }} {{ reference }} : la caisse a reçu votre envoi", _DU_DELAI
)
# For what cannot wait: a signalement, an étude certified urgent. The other demandes leave with the next group.
A_PRENDRE_EN_CHARGE: Final = _message(
    "a_prendre_en_charge",
    '{% if nature == "signalement" %}Signalement {{ reference }} à prendre en charge'
    "{% else %}Demande urgente {{ reference }} à traiter{% endif %}",
    _DU_DELAI,
    urgent=True,
)
A_TRAITER: Final = _message("a_traiter", "Demande {{ reference }} reçue", _DU_DELAI)
PRISE_EN_CHARGE: Final = _message(
    "prise_en_charge", "Signalement {{ reference }} : la caisse s’en occupe", urgent=True
)
NOUVEAU_MESSAGE: Final = _message(
    "nouveau_message", "{{ nature|capfirst }} {{ reference }} : nouveau message"
)
CLOTURE: Final = _message(
    "cloture",
    '{% if nature == "signalement" %}Signalement {{ reference }} : il est terminé'
    "{% else %}Demande {{ reference }} : elle est terminée{% endif %}",
)
ANNULATION: Final = _message(
    "annulation",
    '{% if nature == "signalement" %}Signalement {{ reference }} annulé'
    "{% else %}Demande {{ reference }} annulée{% endif %}",
    urgent=True,
)
PREUVE_DEMANDEE: Final = _message(
    "preuve_demandee",
    "{{ nature|capfirst }} {{ reference }} : un nouveau formulaire est à joindre",
    urgent=True,
)
PREUVE_FOURNIE: Final = _message(
    "preuve_fournie", "{{ nature|capfirst }} {{ reference }} : le formulaire est arrivé", urgent=True
)
SANS_AUTEUR: Final = _message(
    "sans_auteur", "Des demandes de votre structure n’ont plus leur auteur", frozenset({"lien", "nombre"})
)
PIECE_ECARTEE: Final = _message(
    "piece_ecartee", "Une pièce de votre brouillon a été écartée", frozenset({"lien", "numero_piece"})
)
# What agents judge, decide and hand over (DEM-10, DEM-12, DEM-04, DEM-18).
IRRECEVABLE: Final = _message(
    "irrecevable", "Demande {{ reference }} : elle est à corriger", _DE_REFERENCE | {"duree"}, urgent=True
)
MOTIF_CHANGE: Final = _message("motif_change", "Demande {{ reference }} : la caisse a changé son motif")
REQUALIFICATION: Final = _message(
    "requalification",
    "Demande {{ reference }} : son délai change",
    _DU_DELAI,
)
EN_INSTRUCTION: Final = _message("en_instruction", "Demande {{ reference }} : la caisse l’étudie")
ORIENTATION_INTERNE: Final = _message(
    "orientation_interne", "{{ nature|capfirst }} {{ reference }} : un autre service aide aussi la personne"
)
LIVRAISON: Final = _message("livraison", "Demande {{ reference }} : un document vous attend")
TRANSFERT: Final = _message(
    "transfert",
    "{{ nature|capfirst }} {{ reference }} : une autre caisse s’en occupe",
    _DE_REFERENCE | {"caisse", "auteur", "echeance"},
)
TRANSFERT_RECU: Final = _message(
    "transfert_recu",
    '{% if nature == "signalement" %}Signalement {{ reference }} transféré'
    "{% else %}Demande {{ reference }} transférée{% endif %} à votre caisse",
    _DU_DELAI | {"auteur"},
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
AFFECTATION: Final = _message("affectation", "{{ nombre|capfirst }} à suivre", frozenset({"lien", "nombre"}))
# Their figures stand in the subject too: all that a grouped mail keeps of a message.
RECAPITULATIF: Final = _message(
    "recapitulatif", "Vos demandes ce matin : {{ nombre }}", frozenset({"lien", "nombre"})
)
RECAPITULATIF_CAISSE: Final = _message(
    "recapitulatif_caisse",
    "Les demandes de la caisse ce matin : {{ nombre }}",
    frozenset({"lien", "nombre", "comptes"}),
)
PIECES_DEMANDEES: Final = _message(
    "pieces_demandees",
    "Demande {{ reference }} : la caisse attend "
    '{% if nombre == "1" %}une pièce{% else %}{{ nombre }} pièces{% endif %}',
    _DE_REFERENCE | {"nombre", "duree"},
)
REPONSES_ENVOYEES: Final = _message(
    "reponses_envoyees", "Demande {{ reference }} : le partenaire a répondu", _DU_DELAI, urgent=True
)
COMPLETE_ET_RECEVABLE: Final = _message(
    "complete_et_recevable", "Demande {{ reference }} complète et recevable", _DU_DELAI
)
FICHIER_ECARTE: Final = _message(
    "fichier_ecarte", "Demande {{ reference }} : un fichier a été écarté", _DE_REFERENCE | {"numero_piece"}
)
MASQUAGE: Final = _message(
    "masquage",
    "{{ nature|capfirst }} {{ reference }} : un passage masqué",
    _DE_REFERENCE | {"motif", "auteur"},
)
# When it is stands in the subject too: a grouped mail keeps nothing else of a message.
_DE_RENDEZ_VOUS: Final = frozenset({"reference", "lien", "date", "heure"})
RENDEZ_VOUS_PROPOSE: Final = _message(
    "rendez_vous_propose",
    "Demande {{ reference }} : rendez-vous à confirmer, {{ date }} à {{ heure }}",
    _DE_RENDEZ_VOUS,
)
RENDEZ_VOUS_CONFIRME: Final = _message(
    "rendez_vous_confirme",
    "Demande {{ reference }} : rendez-vous fixé, {{ date }} à {{ heure }}",
    _DE_RENDEZ_VOUS,
)
RENDEZ_VOUS_DECLINE: Final = _message(
    "rendez_vous_decline", "Demande {{ reference }} : une autre date est demandée", _DE_RENDEZ_VOUS
)
RENDEZ_VOUS_DEPLACE: Final = _message(
    "rendez_vous_deplace",
    "Demande {{ reference }} : rendez-vous déplacé au {{ date }} à {{ heure }}",
    _DE_RENDEZ_VOUS,
    urgent=True,
)
RENDEZ_VOUS_ANNULE: Final = _message(
    "rendez_vous_annule",
    "Demande {{ reference }} : rendez-vous du {{ date }} à {{ heure }} annulé",
    _DE_RENDEZ_VOUS,
    urgent=True,
)
CRENEAU_RESERVE: Final = _message(
    "creneau_reserve",
    "Demande {{ reference }} : créneau de permanence réservé, {{ date }} à {{ heure }}",
    _DE_RENDEZ_VOUS,
)
PERMANENCE_ANNULEE: Final = _message(
    "permanence_annulee",
    "Demande {{ reference }} : permanence du {{ date }} annulée",
    _DE_RENDEZ_VOUS,
    urgent=True,
)
RENDEZ_VOUS_RAPPEL: Final = _message(
    "rendez_vous_rappel",
    "Demande {{ reference }} : rappel du rendez-vous, {{ date }} à {{ heure }}",
    _DE_RENDEZ_VOUS,
)
