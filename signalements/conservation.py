"""What is kept of persons in demandes, and until when (RGPD-01, DEM-20)."""

from typing import Final

from espace_partenaires.conservation.registre import declarer, sans_donnees_personnelles

_FIN: Final = (
    "18 mois après la fin de l’accompagnement (S4 annexe 4) ; brouillon : 30 jours sans y toucher (DEM-20)"
)
_CASCADE: Final = "cascade de signalements.Demande ; brouillons : signalements.effacer_brouillons"

declarer(
    "signalements.Demande",
    champs=[
        "auteur",
        "agent",
        "saisie",
        "civilite",
        "nom",
        "prenom",
        "date_naissance",
        "departement",
        "telephone",
        "courriel",
        "nom_plie",
        "prenom_plie",
    ],
    terme=_FIN,
    efface_par="signalements.effacer_brouillons ; demandes transmises : purge à 18 mois",
)
declarer("signalements.DetailsMas", champs=["demande"], terme=_FIN, efface_par=_CASCADE)
declarer(
    "signalements.Consentement",
    champs=["demande", "auteur_id", "reference_jugement", "piece"],
    terme=_FIN,
    efface_par=_CASCADE,
)
declarer("signalements.Message", champs=["demande", "auteur", "texte"], terme=_FIN, efface_par=_CASCADE)
declarer("signalements.NoteInterne", champs=["demande", "auteur", "texte"], terme=_FIN, efface_par=_CASCADE)
declarer(
    "signalements.PieceDemande",
    champs=["demande", "piece", "jugee_par_id"],
    terme=_FIN,
    efface_par=_CASCADE,
)
declarer(
    "signalements.PieceDemandee",
    champs=["demande", "libelle", "precision", "reponse"],
    terme=_FIN,
    efface_par=_CASCADE,
)
for _details in ("DetailsContact", "DetailsEtude", "DetailsDocument", "DetailsRendezVous"):
    declarer(f"signalements.{_details}", champs=["demande", "precisions"], terme=_FIN, efface_par=_CASCADE)
declarer("signalements.DecisionDroit", champs=["demande"], terme=_FIN, efface_par=_CASCADE)
declarer(
    "signalements.RendezVous",
    champs=["demande", "agent", "lieu", "a_apporter"],
    terme=_FIN,
    efface_par=_CASCADE,
)
declarer("signalements.Masquage", champs=["demande", "auteur_id"], terme=_FIN, efface_par=_CASCADE)
declarer("signalements.LienDemandes", champs=["auteur_id"], terme=_FIN, efface_par=_CASCADE)
declarer(
    "signalements.Orientation",
    champs=["auteur", "nom", "prenom", "telephone", "specialite", "repondue_par"],
    terme="18 mois après la réponse du partenaire (S4 annexe 4)",
    efface_par="signalements.effacer_orientations",
)
declarer(
    "signalements.Permanence",
    champs=["agent", "lieu"],
    terme="18 mois après sa fin",
    efface_par="signalements.effacer_permanences",
)
declarer(
    "signalements.Presence",
    champs=["demande", "agent"],
    terme="une heure après la dernière lecture",
    efface_par="signalements.effacer_presences",
)
declarer(
    "signalements.Absence",
    champs=["agent", "remplacant"],
    terme="trois mois après sa fin",
    efface_par="signalements.effacer_absences",
)
declarer(
    "signalements.VueEnregistree",
    champs=["agent", "libelle"],
    terme="celui du compte de l’agent",
    efface_par="habilitations.effacer_comptes",
)
sans_donnees_personnelles("signalements.Creneau", "Des heures, sans personne : le rendez-vous les porte.")
sans_donnees_personnelles("signalements.ModeleReponse", "Textes types d’une caisse, les mêmes pour tous.")
sans_donnees_personnelles("signalements.Motif", "Liste nationale.")
sans_donnees_personnelles("signalements.PieceAttendue", "Liste nationale.")
sans_donnees_personnelles("signalements.ReglageMotif", "Ce qu’une caisse propose.")
declarer(
    "signalements.EvenementDemande",
    champs=["demande", "auteur_id"],
    terme="18 mois après la fin de l’accompagnement : le fait reste, sans nom, pour les bilans",
    efface_par="purge à 18 mois",
)
sans_donnees_personnelles("signalements.TexteConsentement", "Textes d’information, les mêmes pour tous.")
