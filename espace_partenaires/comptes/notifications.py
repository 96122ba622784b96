"""The mails of accounts: an identifier, a one-time link, a change to know of."""

from typing import Final

from espace_partenaires.notifications.registre import MessageType, enregistrer_message

MOT_DE_PASSE_CHANGE: Final = enregistrer_message(
    MessageType(
        code="comptes.mot_de_passe_change",
        objet="Le mot de passe de votre compte {{ identifiant }} a été changé",
        gabarit="comptes/courriels/mot_de_passe_change",
        variables=frozenset({"prenom_destinataire", "identifiant", "date", "lien"}),
        urgent=True,
    )
)
IDENTIFIANTS_RAPPELES: Final = enregistrer_message(
    MessageType(
        code="comptes.identifiants_rappeles",
        objet="Votre identifiant pour l’Espace Partenaires",
        gabarit="comptes/courriels/identifiants_rappeles",
        variables=frozenset({"prenom_destinataire", "comptes", "lien"}),
        urgent=True,
    )
)
LIEN_DE_MOT_DE_PASSE: Final = enregistrer_message(
    MessageType(
        code="comptes.lien_de_mot_de_passe",
        objet="Choisissez un nouveau mot de passe pour l’Espace Partenaires",
        gabarit="comptes/courriels/lien_de_mot_de_passe",
        variables=frozenset({"prenom_destinataire", "identifiant", "profil", "lien", "echeance"}),
        urgent=True,
    )
)
_SECOND_FACTEUR: Final = frozenset({"prenom_destinataire", "identifiant", "date", "heure", "lien"})
SECOND_FACTEUR_AJOUTE: Final = enregistrer_message(
    MessageType(
        code="comptes.second_facteur_ajoute",
        objet="Un second facteur a été ajouté à votre compte {{ identifiant }}",
        gabarit="comptes/courriels/second_facteur_ajoute",
        variables=_SECOND_FACTEUR | {"nature"},
        urgent=True,
    )
)
SECOND_FACTEUR_RETIRE: Final = enregistrer_message(
    MessageType(
        code="comptes.second_facteur_retire",
        objet="Un second facteur a été retiré de votre compte {{ identifiant }}",
        gabarit="comptes/courriels/second_facteur_retire",
        variables=_SECOND_FACTEUR | {"nature"},
        urgent=True,
    )
)
CODES_DE_SECOURS: Final = enregistrer_message(
    MessageType(
        code="comptes.codes_de_secours",
        objet="Les codes de secours de votre compte {{ identifiant }} ont été remplacés",
        gabarit="comptes/courriels/codes_de_secours",
        variables=_SECOND_FACTEUR,
        urgent=True,
    )
)
