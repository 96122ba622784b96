"""Tables that come with the libraries: they are in our database, so they are ours to account for."""

from espace_partenaires.conservation.registre import declarer, sans_donnees_personnelles

EFFACEMENT_DU_COMPTE = "six mois après l’inactivation du compte (HAB-14, S1u 2.2.3)"
EFFACE_AVEC_LE_COMPTE = "habilitations : effacement des comptes inactifs"

declarer(
    "sessions.Session",
    champs=["session_data"],
    terme="24 heures au plus après la dernière page ; une saisie envoyée trop tard, chiffrée : 30 minutes au plus",
    efface_par="conservation.effacer_sessions",
)
declarer(
    "usersessions.UserSession",
    champs=["user", "ip", "user_agent", "session_key", "data"],
    terme="à la fin de la session, au plus tard " + EFFACEMENT_DU_COMPTE,
    efface_par="conservation.effacer_sessions",
)
declarer(
    "mfa.Authenticator",
    champs=["user", "data"],
    terme=EFFACEMENT_DU_COMPTE,
    efface_par=EFFACE_AVEC_LE_COMPTE,
)
declarer(
    "account.EmailAddress",
    champs=["user", "email"],
    terme=EFFACEMENT_DU_COMPTE,
    efface_par=EFFACE_AVEC_LE_COMPTE,
)
declarer(
    "account.EmailConfirmation",
    champs=["email_address", "key"],
    terme=EFFACEMENT_DU_COMPTE,
    efface_par="Cascade de account.EmailAddress",
)
declarer(
    "admin.LogEntry",
    champs=["user", "object_repr", "change_message"],
    terme="12 mois (comme le journal, RGPD-05) ; ce qui nomme un compte, avec ce compte",
    efface_par="conservation.effacer_traces_admin",
)
declarer(
    "guardian.UserObjectPermission",
    champs=["user"],
    terme="table vide : les droits passent par les groupes (HAB-16)",
    efface_par=EFFACE_AVEC_LE_COMPTE,
)
declarer(
    "comptes.Utilisateur_groups",
    champs=["utilisateur"],
    terme=EFFACEMENT_DU_COMPTE,
    efface_par=EFFACE_AVEC_LE_COMPTE,
)
declarer(
    "comptes.Utilisateur_user_permissions",
    champs=["utilisateur"],
    terme=EFFACEMENT_DU_COMPTE,
    efface_par=EFFACE_AVEC_LE_COMPTE,
)
declarer(
    "table:comptes_cache_repli",
    champs=["cache_key", "value"],
    terme="quelques minutes : compteurs d’essais, par adresse et par identifiant",
    efface_par="Expiration du cache, à l’écriture suivante",
)
sans_donnees_personnelles("auth.Group", "noms de groupes : une caisse et un rôle")
sans_donnees_personnelles("auth.Permission", "droits nommés par le code")
sans_donnees_personnelles("auth.Group_permissions", "droits d’un groupe")
sans_donnees_personnelles("contenttypes.ContentType", "noms des modèles")
sans_donnees_personnelles("guardian.GroupObjectPermission", "table vide : droits par groupe, sans personne")
sans_donnees_personnelles("table:django_migrations", "noms des migrations")
