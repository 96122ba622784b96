"""What is kept of habilitations (HAB-14: erased six months after the inactivation)."""

from espace_partenaires.conservation.registre import declarer

declarer(
    "habilitations.Habilitation",
    champs=[
        "utilisateur",
        "motif_inactivation",
        "certifications",
        "formation_detection_le",
        "exception_domaine",
    ],
    terme="six mois après l’inactivation du compte (S1u 2.2.3) ; une ligne sans nom reste pour l’historique",
    efface_par="habilitations : effacement des comptes inactifs",
)
declarer(
    "habilitations.Agent",
    champs=["utilisateur"],
    terme="avec le compte de l’agent",
    efface_par="Cascade de comptes.Utilisateur",
)
declarer(
    "habilitations.ExceptionCourriel",
    champs=["courriel", "motif"],
    terme="avec le compte ouvert à cette adresse",
    efface_par="habilitations : effacement des comptes inactifs",
)
declarer(
    "habilitations.Administrateur",
    champs=["identifiant", "civilite", "nom", "prenom", "fonction", "courriel", "telephone"],
    terme="celui du compte : c’est la même table (comptes.Utilisateur)",
    efface_par="habilitations : effacement des comptes inactifs",
)
