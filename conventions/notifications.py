"""The mails of conventions: who, which convention and a link, never the words that were exchanged (RGPD-02)."""

from typing import Final

from espace_partenaires.notifications.registre import MessageType, enregistrer_message

_DE_QUI: Final = frozenset({"structure", "reference", "lien"})


def _message(nom: str, objet: str, *autres: str) -> MessageType:
    return enregistrer_message(
        MessageType(
            code=f"conventions.{nom}",
            objet=objet,
            gabarit=f"conventions/courriels/{nom}",
            variables=_DE_QUI | frozenset(autres),
        )
    )


REFERENT_CHANGE: Final = _message("referent_change", "{{ structure }} : changement de référent", "nature")
MESSAGE_ATTEND: Final = _message("message_attend", "Un message vous attend entre référents")
USAGE_DEMANDE: Final = _message("usage_demande", "{{ structure }} attend votre accord", "nature")
USAGE_INFORMATION: Final = _message("usage_information", "{{ structure }} vous informe d’une diffusion")
USAGE_REPONDU: Final = _message("usage_repondu", "{{ structure }} a répondu à votre demande", "nature")
USAGE_RETIRE: Final = _message("usage_retire", "{{ structure }} a retiré sa demande", "nature")


def _de_panne(nom: str, objet: str, autre: str = "caisse") -> MessageType:
    """Declare a mail about a reported malfunction: its reference and a link, never what was written (ORG-05)."""
    return enregistrer_message(
        MessageType(
            code=f"conventions.dysfonctionnement_{nom}",
            objet=objet,
            gabarit=f"conventions/courriels/dysfonctionnement_{nom}",
            variables=frozenset({"reference", "lien", autre}),
        )
    )


DYSFONCTIONNEMENT_SIGNALE: Final = _de_panne("signale", "Dysfonctionnement {{ reference }} signalé")
DYSFONCTIONNEMENT_ESCALADE: Final = _de_panne(
    "escalade", "Dysfonctionnement {{ reference }} transmis par la {{ caisse }}"
)
DYSFONCTIONNEMENT_RELANCE: Final = _de_panne("relance", "Dysfonctionnement {{ reference }} relancé")
DYSFONCTIONNEMENT_REPONDU: Final = _de_panne(
    "repondu", "Dysfonctionnement {{ reference }} : une réponse vous attend", "prenom_destinataire"
)


def _rendez_vous(nom: str, objet: str, *variables: str) -> MessageType:
    """A comité or a point sent up: a date and a link, nothing else (CONV-09)."""
    return enregistrer_message(
        MessageType(
            code=f"conventions.{nom}",
            objet=objet,
            gabarit=f"conventions/courriels/{nom}",
            variables=frozenset({"lien", *variables}),
        )
    )


COMITE_INVITATION: Final = _rendez_vous("comite_invitation", "Comité de pilotage le {{ date }}", "date")
COMITE_DEPLACE: Final = _rendez_vous("comite_deplace", "Un comité de pilotage a changé : {{ date }}", "date")
COMITE_ANNULE: Final = _rendez_vous("comite_annule", "Comité de pilotage annulé : {{ date }}", "date")
POINT_TRANSMIS: Final = _rendez_vous("point_transmis", "Un point attend la réponse d’un référent national")
POINT_REPONDU: Final = _rendez_vous("point_repondu", "Un référent national a répondu à un point")
FIN_DECIDEE: Final = enregistrer_message(
    MessageType(
        code="conventions.fin_decidee",
        objet="Fin de convention décidée : dernier jour le {{ date }}",
        gabarit="conventions/courriels/fin_decidee",
        variables=frozenset({"nature", "caisse", "partenaire", "date", "motif", "lien"}),
        urgent=True,
    )
)


def _d_acces(nom: str, objet: str) -> MessageType:
    """Declare a mail about the access of a whole structure: when and with whom; it leaves at once (CONV-15)."""
    return enregistrer_message(
        MessageType(
            code=f"conventions.{nom}",
            objet=objet,
            gabarit=f"conventions/courriels/{nom}",
            variables=frozenset({"partenaire", "caisse", "date", "heure", "lien"}),
            urgent=True,
        )
    )


ACCES_COUPE: Final = _d_acces("acces_coupe", "L’accès de votre structure à la {{ caisse }} est coupé")
ACCES_RETABLI: Final = _d_acces("acces_retabli", "L’accès de votre structure à la {{ caisse }} est rétabli")


def _attestation(nom: str, objet: str) -> MessageType:
    """A request to attest that data is destroyed; its one-time link leaves at once and alone (CONV-13, UX-07)."""
    return enregistrer_message(
        MessageType(
            code=f"conventions.{nom}",
            objet=objet,
            gabarit=f"conventions/courriels/{nom}",
            variables=frozenset({"structure", "nature", "reference", "lien"}),
            urgent=True,
        )
    )


AVERTISSEMENT: Final = enregistrer_message(
    MessageType(
        code="conventions.avertissement",
        objet="{{ nature }} : convention avec {{ partenaire }}",
        gabarit="conventions/courriels/avertissement",
        variables=frozenset({"nature", "partenaire", "service", "motif", "reference", "lien"}),
    )
)
ATTESTATION_DEMANDEE: Final = _attestation(
    "attestation_demandee", "{{ structure }} : attestez la destruction des données"
)
ATTESTATION_RELANCE: Final = _attestation(
    "attestation_relance", "{{ structure }} : l’attestation de destruction est toujours attendue"
)
