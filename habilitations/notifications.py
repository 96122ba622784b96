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

_DE_LA_FIN: Final = frozenset({"date", "heure", "motif", "auteur", "reference"})
COMPTE_INACTIVE: Final = enregistrer_message(
    MessageType(
        code="habilitations.compte_inactive",
        objet="Votre compte {{ profil }} de l’Espace Partenaires est inactivé",
        gabarit="habilitations/courriels/compte_inactive",
        variables=_DE_LA_FIN | {"prenom_destinataire", "profil", "structure", "identifiant", "echeance"},
        urgent=True,
    )
)
# The mail that proves when the partner was told: its key bears that of the fact (``services.annonces``).
INACTIVATION_AU_PARTENAIRE: Final = enregistrer_message(
    MessageType(
        code="habilitations.inactivation_au_partenaire",
        objet="Un compte de votre structure est inactivé",
        gabarit="habilitations/courriels/inactivation_au_partenaire",
        variables=_DE_LA_FIN | {"profil", "structure", "identifiant", "echeance", "lien"},
        urgent=True,
    )
)
FERMETURE_AUX_CAISSES: Final = enregistrer_message(
    MessageType(
        code="habilitations.fermeture_aux_caisses",
        objet="{{ partenaire }} : un compte est fermé par mesure de sécurité",
        gabarit="habilitations/courriels/fermeture_aux_caisses",
        variables=_DE_LA_FIN | {"partenaire", "identifiant", "lien"},
        urgent=True,
    )
)

_D_UNE_DEMANDE: Final = frozenset({"reference", "nature", "structure", "lien"})
DEMANDE_RECUE: Final = enregistrer_message(
    MessageType(
        code="habilitations.demande_recue",
        objet="{{ structure }} : une demande à décider",
        gabarit="habilitations/courriels/demande_recue",
        variables=_D_UNE_DEMANDE | {"echeance"},
    )
)
DEMANDE_RAPPEL: Final = enregistrer_message(
    MessageType(
        code="habilitations.demande_rappel",
        objet="{{ structure }} : une demande à décider avant la fin du délai",
        gabarit="habilitations/courriels/demande_rappel",
        variables=_D_UNE_DEMANDE | {"echeance"},
    )
)
DEMANDE_EN_RETARD: Final = enregistrer_message(
    MessageType(
        code="habilitations.demande_en_retard",
        objet="{{ structure }} : le délai d’une demande est dépassé",
        gabarit="habilitations/courriels/demande_en_retard",
        variables=_D_UNE_DEMANDE | {"echeance"},
    )
)
DEMANDE_ACCEPTEE: Final = enregistrer_message(
    MessageType(
        code="habilitations.demande_acceptee",
        objet="Votre demande {{ reference }} est acceptée",
        gabarit="habilitations/courriels/demande_acceptee",
        variables=_D_UNE_DEMANDE | {"caisse", "date"},
    )
)
DEMANDE_REFUSEE: Final = enregistrer_message(
    MessageType(
        code="habilitations.demande_refusee",
        objet="Votre demande {{ reference }} est refusée",
        gabarit="habilitations/courriels/demande_refusee",
        variables=_D_UNE_DEMANDE | {"caisse", "motif"},
    )
)
DEMANDE_CLOSE: Final = enregistrer_message(
    MessageType(
        code="habilitations.demande_close",
        objet="Votre demande {{ reference }} est close",
        gabarit="habilitations/courriels/demande_close",
        variables=_D_UNE_DEMANDE | {"caisse", "motif"},
    )
)
_REVUE: Final = frozenset({"prenom_destinataire", "structure", "nombre", "echeance", "lien"})
REVUE_OUVERTE: Final = enregistrer_message(
    MessageType(
        code="habilitations.revue_ouverte",
        objet="Revue d’habilitation : vérifiez les comptes {{ structure|complement_de }}",
        gabarit="habilitations/courriels/revue_ouverte",
        variables=_REVUE | {"caisse"},
    )
)
REVUE_RAPPEL: Final = enregistrer_message(
    MessageType(
        code="habilitations.revue_rappel",
        objet="Revue d’habilitation {{ structure|complement_de }} : {{ duree }}",
        gabarit="habilitations/courriels/revue_rappel",
        variables=_REVUE | {"duree"},
    )
)
REVUE_PREAVIS: Final = enregistrer_message(
    MessageType(
        code="habilitations.revue_preavis",
        objet="Sans réponse de votre part, des comptes {{ structure|complement_de }} seront inactivés",
        gabarit="habilitations/courriels/revue_preavis",
        variables=_REVUE | {"date"},
        urgent=True,
    )
)
REVUE_PREAVIS_SANS_EFFET: Final = enregistrer_message(
    MessageType(
        code="habilitations.revue_preavis_sans_effet",
        objet="La revue d’habilitation {{ structure|complement_de }} sera bientôt close",
        gabarit="habilitations/courriels/revue_preavis_sans_effet",
        variables=_REVUE | {"date"},
    )
)
REVUE_CLOSE: Final = enregistrer_message(
    MessageType(
        code="habilitations.revue_close",
        objet="Revue d’habilitation close : certificat {{ reference }}",
        gabarit="habilitations/courriels/revue_close",
        variables=frozenset({"prenom_destinataire", "structure", "reference", "date", "comptes", "lien"}),
    )
)

_DU_COMPTE: Final = frozenset({"prenom_destinataire", "structure", "identifiant", "lien"})
COMPTE_REACTIVE: Final = enregistrer_message(
    MessageType(
        code="habilitations.compte_reactive",
        objet="Votre compte {{ profil }} de l’Espace Partenaires est réactivé",
        gabarit="habilitations/courriels/compte_reactive",
        variables=_DU_COMPTE | {"profil"},
    )
)
COMPTE_REACTIVE_LIEN: Final = enregistrer_message(
    MessageType(
        code="habilitations.compte_reactive_lien",
        objet="Votre compte {{ profil }} de l’Espace Partenaires est réactivé",
        gabarit="habilitations/courriels/compte_reactive_lien",
        variables=_DU_COMPTE | {"profil", "echeance"},
        urgent=True,
    )
)
SECOND_FACTEUR_RETIRE: Final = enregistrer_message(
    MessageType(
        code="habilitations.second_facteur_retire",
        objet="Le second facteur de votre compte est retiré",
        gabarit="habilitations/courriels/second_facteur_retire",
        variables=_DU_COMPTE | {"auteur"},
        urgent=True,
    )
)
COURRIEL_CHANGE: Final = enregistrer_message(
    MessageType(
        code="habilitations.courriel_change",
        objet="L’adresse de votre compte {{ profil }} change",
        gabarit="habilitations/courriels/courriel_change",
        variables=_DU_COMPTE | {"profil", "auteur"},
        urgent=True,
    )
)

_DE_L_EFFACEMENT: Final = frozenset({"profil", "structure", "identifiant", "date", "echeance", "qui"})
EFFACEMENT_PROCHE: Final = enregistrer_message(
    MessageType(
        code="habilitations.effacement_proche",
        objet="Votre compte {{ profil }} de l’Espace Partenaires sera bientôt effacé",
        gabarit="habilitations/courriels/effacement_proche",
        variables=_DE_L_EFFACEMENT | {"prenom_destinataire"},
    )
)
EFFACEMENT_PROCHE_AUX_GERANTS: Final = enregistrer_message(
    MessageType(
        code="habilitations.effacement_proche_aux_gerants",
        objet="{{ structure }} : le compte {{ identifiant }} sera bientôt effacé",
        gabarit="habilitations/courriels/effacement_proche_aux_gerants",
        variables=_DE_L_EFFACEMENT | {"lien"},
    )
)
