"""Where a reader finds the list of accounts."""

from django.urls import reverse

from conventions.models import Partenaire
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil


def page_des_comptes(acteur: Acteur, partenaire: Partenaire) -> str:
    """Return the address of the list: a gestionnaire's own page, the partenaire's page for an agent."""
    if acteur.profil == Profil.GESTIONNAIRE:
        return reverse("habilitations:lister_comptes")
    return reverse("conventions:voir_partenaire", kwargs={"cle": partenaire.cle}) + "#volet-comptes"


def page_du_suivi(partenaire: Partenaire) -> str:
    """Return the address of the block that says which agents follow a partenaire."""
    return reverse("conventions:voir_partenaire", kwargs={"cle": partenaire.cle}) + "#volet-suivi"
