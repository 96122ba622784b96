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
declarer("signalements.PieceDemande", champs=["demande", "piece"], terme=_FIN, efface_par=_CASCADE)
declarer(
    "signalements.EvenementDemande",
    champs=["demande", "auteur_id"],
    terme="18 mois après la fin de l’accompagnement : le fait reste, sans nom, pour les bilans",
    efface_par="purge à 18 mois",
)
sans_donnees_personnelles("signalements.TexteConsentement", "Textes d’information, les mêmes pour tous.")
