"""The mails of compromised accounts and exclusions: an identifier, a structure, what to do; never a reproach."""

from typing import Final

from espace_partenaires.notifications.registre import MessageType, enregistrer_message

_DU_COMPTE: Final = frozenset({"reference", "nature", "structure", "identifiant", "lien"})

COMPTE_SIGNALE: Final = enregistrer_message(
    MessageType(
        code="habilitations.compte_signale",
        objet="Compte peut-être compromis : à traiter tout de suite ({{ reference }})",
        gabarit="habilitations/courriels/compte_signale",
        variables=_DU_COMPTE,
        urgent=True,
    )
)
COMPTE_SIGNALE_ET_INACTIVE: Final = enregistrer_message(
    MessageType(
        code="habilitations.compte_signale_et_inactive",
        objet="Compte compromis, déjà inactivé ({{ reference }})",
        gabarit="habilitations/courriels/compte_signale_et_inactive",
        variables=_DU_COMPTE,
        urgent=True,
    )
)
JOURNAL_REUNI: Final = enregistrer_message(
    MessageType(
        code="habilitations.journal_reuni",
        objet="Compte compromis : le journal est réuni ({{ reference }})",
        gabarit="habilitations/courriels/journal_reuni",
        variables=_DU_COMPTE,
        urgent=True,
    )
)
COMPTE_SIGNALE_AU_TITULAIRE: Final = enregistrer_message(
    MessageType(
        code="habilitations.compte_signale_au_titulaire",
        objet="Votre compte de l’Espace Partenaires a été signalé",
        gabarit="habilitations/courriels/compte_signale_au_titulaire",
        variables=frozenset({"prenom_destinataire", "structure", "identifiant", "caisse", "date", "lien"}),
        urgent=True,
    )
)
SIGNALEMENT_RECU: Final = enregistrer_message(
    MessageType(
        code="habilitations.signalement_recu",
        objet="Votre signalement est reçu",
        gabarit="habilitations/courriels/signalement_recu",
        variables=frozenset({"caisse", "date"}),
        urgent=True,
    )
)
SIGNALEMENT_TRAITE: Final = enregistrer_message(
    MessageType(
        code="habilitations.signalement_traite",
        objet="Votre signalement a été traité",
        gabarit="habilitations/courriels/signalement_traite",
        # Not the caisse: another than the one chosen would tell that the account exists.
        variables=frozenset({"date"}),
    )
)
SIGNALEMENT_CLOS: Final = enregistrer_message(
    MessageType(
        code="habilitations.signalement_clos",
        objet="Compte compromis : le signalement {{ reference }} est clos",
        gabarit="habilitations/courriels/signalement_clos",
        variables=frozenset({"prenom_destinataire", "reference", "identifiant", "caisse", "motif", "lien"}),
    )
)
EXCLUSION_A_LA_PERSONNE: Final = enregistrer_message(
    MessageType(
        code="habilitations.exclusion_a_la_personne",
        objet="Votre accès à l’Espace Partenaires prend fin",
        gabarit="habilitations/courriels/exclusion_a_la_personne",
        variables=frozenset({"prenom_destinataire", "structure", "identifiant", "caisse", "date"}),
        urgent=True,
    )
)
EXCLUSION_A_LA_STRUCTURE: Final = enregistrer_message(
    MessageType(
        code="habilitations.exclusion_a_la_structure",
        objet="Une exclusion de l’Espace Partenaires vous est notifiée",
        gabarit="habilitations/courriels/exclusion_a_la_structure",
        variables=frozenset({"structure", "identifiant", "caisse", "date", "lien"}),
        urgent=True,
    )
)
EXCLUSION_LEVEE: Final = enregistrer_message(
    MessageType(
        code="habilitations.exclusion_levee",
        objet="L’exclusion de l’Espace Partenaires est levée",
        gabarit="habilitations/courriels/exclusion_levee",
        variables=frozenset({"structure", "identifiant", "caisse", "date"}),
    )
)
