"""What accounts add to the home page: a password that must soon be changed."""

from datetime import datetime

from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.selectors import etapes_de
from espace_partenaires.web.navigation import BlocAccueil, enregistrer_bloc


def mot_de_passe_a_renouveler(acteur: Acteur) -> bool:
    """Tell whether the term of the password is within fourteen days (HAB-06)."""
    return etapes_de(acteur.utilisateur_id, timezone.now()).mot_de_passe.bientot


def contexte_mot_de_passe(acteur: Acteur, maintenant: datetime) -> dict[str, object]:
    """Say until when the present password is good."""
    return {"renouvellement": etapes_de(acteur.utilisateur_id, maintenant).mot_de_passe}


enregistrer_bloc(
    BlocAccueil(
        cle="mot-de-passe",
        gabarit="comptes/bloc_mot_de_passe.html",
        ordre=90,
        visible=mot_de_passe_a_renouveler,
        contexte=contexte_mot_de_passe,
    )
)
