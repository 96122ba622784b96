"""What is kept of accounts (HAB-14: erased six months after the inactivation)."""

from espace_partenaires.conservation.registre import declarer, sans_donnees_personnelles

COMPTE = "six mois après l’inactivation du compte"

declarer(
    "comptes.Utilisateur",
    champs=["identifiant", "civilite", "nom", "prenom", "fonction", "courriel", "telephone"],
    terme=COMPTE,
    efface_par="habilitations : effacement des comptes inactifs",
)
declarer("comptes.Invitation", champs=["empreinte"], terme="avec le compte", efface_par="cascade du compte")
declarer(
    "comptes.AcceptationCGU", champs=["utilisateur"], terme="avec le compte", efface_par="cascade du compte"
)
sans_donnees_personnelles("comptes.VersionCGU", "Texte public des conditions d’utilisation.")
declarer(
    "comptes.MotDePasseChoisi", champs=["condensat"], terme="avec le compte", efface_par="cascade du compte"
)
declarer(
    "comptes.AccesOublie",
    champs=["saisie"],
    terme="dès la réponse par courriel, en quelques minutes",
    efface_par="comptes : réponse aux accès oubliés",
)
