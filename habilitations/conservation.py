"""What is kept of habilitations (HAB-14: erased six months after the inactivation)."""

from espace_partenaires.conservation.registre import declarer, sans_donnees_personnelles

EFFACEMENT = "habilitations : effacement des comptes inactifs"

declarer(
    "habilitations.Habilitation",
    champs=[
        "utilisateur",
        "motif_inactivation",
        "precision_inactivation",
        "certifications",
        "formation_detection_le",
        "exception_domaine",
    ],
    terme="six mois après l’inactivation du compte, ou la fin de l’invitation (S1u 2.2.3) ; une ligne sans nom reste",
    efface_par=EFFACEMENT,
)
declarer(
    "habilitations.Agent",
    champs=["utilisateur"],
    terme="le compte n’a plus de nom six mois après sa fermeture ; restent son numéro et sa caisse (HAB-16)",
    efface_par=EFFACEMENT,
)
declarer(
    "habilitations.ExceptionCourriel",
    champs=["courriel", "motif"],
    terme="avec le dernier compte ouvert à cette adresse",
    efface_par=EFFACEMENT,
)
declarer(
    "habilitations.Administrateur",
    champs=["identifiant", "civilite", "nom", "prenom", "fonction", "courriel", "telephone"],
    terme="celui du compte : c’est la même table (comptes.Utilisateur)",
    efface_par=EFFACEMENT,
)
declarer(
    "habilitations.DemandeHabilitation",
    champs=[
        "demandee_par",
        "civilite",
        "nom",
        "prenom",
        "fonction",
        "courriel",
        "telephone",
        "precision",
        "motif_refus",
    ],
    terme="six mois après la décision, ou avec le compte concerné (S1u 2.2.3)",
    efface_par=EFFACEMENT,
)
declarer(
    "habilitations.DeclarationPublique",
    champs=["identifiant", "structure", "nom", "courriel", "telephone", "recit"],
    terme="dès qu’elle est transmise à la caisse, en quelques minutes",
    efface_par="habilitations : reprise des déclarations publiques",
)
declarer(
    "habilitations.Incident",
    champs=["declarant_id", "identifiant", "structure", "nom", "courriel", "telephone", "recit", "suite"],
    terme="six mois après la clôture, ou avec le compte concerné (S1u 2.2.3)",
    efface_par=EFFACEMENT,
)
declarer(
    "habilitations.Exclusion",
    champs=["habilitation", "directeur", "motif", "motif_levee"],
    terme="avec le compte concerné (S1u 2.2.3)",
    efface_par=EFFACEMENT,
)
declarer(
    "habilitations.EvenementCompte",
    champs=["habilitation", "auteur_id"],
    terme="numéros et codes seulement : la ligne reste quand le compte n’a plus de nom",
    efface_par=EFFACEMENT,
)
declarer(
    "habilitations.LigneRevue",
    champs=["habilitation", "decidee_par"],
    terme="numéros et codes seulement : le certificat reste quand le compte n’a plus de nom",
    efface_par=EFFACEMENT,
)
sans_donnees_personnelles("habilitations.CampagneRevue", "une caisse, un nom de campagne et des dates")
sans_donnees_personnelles("habilitations.Revue", "un partenaire, des dates, un numéro et une empreinte")
