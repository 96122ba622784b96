"""The mails of habilitations: an identifier and a one-time link, nothing else."""

from typing import Final

from espace_partenaires.notifications.registre import MessageType, enregistrer_message

INVITATION_PARTENAIRE: Final = enregistrer_message(
    MessageType(
        code="habilitations.invitation",
        objet="Votre compte {{ profil }} sur l’Espace Partenaires",
        gabarit="habilitations/courriels/invitation",
        variables=frozenset(
            {"prenom_destinataire", "profil", "structure", "identifiant", "lien", "echeance"}
        ),
        urgent=True,
    )
)
INVITATION_ANNULEE: Final = enregistrer_message(
    MessageType(
        code="habilitations.invitation_annulee",
        objet="Votre invitation à l’Espace Partenaires est annulée",
        gabarit="habilitations/courriels/invitation_annulee",
        variables=frozenset({"prenom_destinataire", "profil", "structure"}),
    )
)
NOUVEAU_MOT_DE_PASSE: Final = enregistrer_message(
    MessageType(
        code="habilitations.nouveau_mot_de_passe",
        objet="Choisissez un nouveau mot de passe pour l’Espace Partenaires",
        gabarit="habilitations/courriels/nouveau_mot_de_passe",
        variables=frozenset({"prenom_destinataire", "structure", "identifiant", "lien", "echeance"}),
        urgent=True,
    )
)
