"""What is kept of accounts (HAB-14: erased six months after the inactivation)."""

from espace_partenaires.conservation.registre import declarer, sans_donnees_personnelles

COMPTE = "six mois après l’inactivation ou la fermeture du compte, ou la fin de l’invitation"
EFFACEMENT = "habilitations : effacement des comptes inactifs"

declarer(
    "comptes.Utilisateur",
    champs=["identifiant", "civilite", "nom", "prenom", "fonction", "courriel", "telephone"],
    terme=COMPTE,
    efface_par=EFFACEMENT,
)
declarer("comptes.Invitation", champs=["empreinte"], terme="avec le compte", efface_par=EFFACEMENT)
declarer("comptes.AcceptationCGU", champs=["utilisateur"], terme="avec le compte", efface_par=EFFACEMENT)
sans_donnees_personnelles("comptes.VersionCGU", "Texte public des conditions d’utilisation.")
declarer("comptes.MotDePasseChoisi", champs=["condensat"], terme="avec le compte", efface_par=EFFACEMENT)
declarer(
    "comptes.AccesOublie",
    champs=["saisie"],
    terme="dès la réponse par courriel, en quelques minutes",
    efface_par="comptes : réponse aux accès oubliés",
)
