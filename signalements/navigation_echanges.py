"""What pages of demandes say of masked texts."""

from datetime import datetime

from espace_partenaires.comptes.acteur import Acteur
from signalements.models import Demande
from signalements.permissions import peut_instruire
from signalements.selectors.echanges import details_avec_texte, masquages_de
from signalements.views.echanges_presentation import phrases_de_masquage
from signalements.volets import enregistrer_volet_agent, enregistrer_volet_partenaire


def _texte_du_formulaire(acteur: Acteur, demande: Demande, _maintenant: datetime) -> dict[str, object] | None:
    """Offer to mask a passage of the text of the form, and say what was masked in it (NOV-05)."""
    masques = phrases_de_masquage(masquages_de(demande).get(None, ()))
    masquable = peut_instruire(acteur, demande) and details_avec_texte(demande) is not None
    if not masques and not masquable:
        return None
    return {"masques": masques, "masquable": masquable, "demande": demande}


enregistrer_volet_agent(
    "texte-du-formulaire", "signalements/echanges/_texte_masque.html", _texte_du_formulaire, ordre=1
)
enregistrer_volet_partenaire(
    "texte-du-formulaire", "signalements/echanges/_texte_masque.html", _texte_du_formulaire, ordre=1
)
