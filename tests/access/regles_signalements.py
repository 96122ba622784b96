"""Rules of the routes of ``signalements`` (acces.md)."""

from tests.access import (
    regles_signalements_agent,
    regles_signalements_echanges,
    regles_signalements_instruction,
    regles_signalements_motifs,
    regles_signalements_organisation,
    regles_signalements_orientations,
    regles_signalements_pieces,
    regles_signalements_rendez_vous,
    regles_signalements_suivi,
)
from tests.access.regle import Regle, pour

_PERSONNE = (("etape", "personne"),)
# The technicien of another partenaire makes demandes too: its own.
_TECHNICIENS = ("technicien", "technicien_autre")


def _du_brouillon(methode: str = "GET", cles: tuple[tuple[str, str], ...] = ()) -> Regle:
    return pour("technicien", objet="brouillon", methode=methode, cles=cles)


DEPOT: dict[str, Regle] = {
    "signalements:nouvelle_demande": pour(*_TECHNICIENS),
    "signalements:commencer_demande": pour(*_TECHNICIENS, methode="POST", cles=(("service", "signalement"),)),
    "signalements:changer_de_caisse": _du_brouillon(),
    "signalements:reprendre_brouillon": _du_brouillon(),
    "signalements:adopter_brouillon": _du_brouillon("POST"),
    "signalements:abandonner": _du_brouillon(),
    "signalements:remplir_etape": _du_brouillon(cles=_PERSONNE),
    "signalements:enregistrer_etape": _du_brouillon("POST", _PERSONNE),
    "signalements:donner_accord": _du_brouillon(),
    "signalements:suivre_formulaire": _du_brouillon(),
    "signalements:telecharger_formulaire": _du_brouillon(),
    "signalements:relire": _du_brouillon(),
    "signalements:transmettre": _du_brouillon("POST"),
    "signalements:voir_recu": pour("technicien", objet="demande"),
}
REGLES: dict[str, Regle] = {
    **DEPOT,
    **regles_signalements_suivi.REGLES,
    **regles_signalements_agent.REGLES,
    **regles_signalements_pieces.REGLES,
    **regles_signalements_instruction.REGLES,
    **regles_signalements_orientations.REGLES,
    **regles_signalements_organisation.REGLES,
    **regles_signalements_rendez_vous.REGLES,
    **regles_signalements_echanges.REGLES,
    **regles_signalements_motifs.REGLES,
}
