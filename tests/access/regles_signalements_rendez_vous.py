"""Rules of the routes of ``signalements.urls_rendez_vous`` (acces.md)."""

from tests.access.regle import Regle, pour

_BUREAU = ("instructeur", "superviseur")


def _agents(objet: str) -> Regle:
    return pour(*_BUREAU, objet=objet)


def _structure(objet: str, methode: str = "GET") -> Regle:
    return pour("technicien", objet=objet, methode=methode)


REGLES: dict[str, Regle] = {
    # An agent of another caisse has days and permanences of its own.
    "signalements:mes_rendez_vous": pour(*_BUREAU, "agent_autre"),
    "signalements:lister_permanences": pour(*_BUREAU, "agent_autre"),
    "signalements:nouvelle_permanence": pour(*_BUREAU, "agent_autre"),
    "signalements:annuler_permanence": _agents("permanence"),
    "signalements:proposer_rendez_vous": _agents("demande_rendez_vous"),
    "signalements:deplacer_rendez_vous": _agents("rendez_vous"),
    "signalements:annuler_rendez_vous": _agents("rendez_vous"),
    "signalements:constater_rendez_vous": _agents("rendez_vous"),
    "signalements:permanences": pour("technicien", "technicien_autre"),
    "signalements:choisir_creneau": _structure("demande_rendez_vous"),
    "signalements:confirmer_rendez_vous": _structure("rendez_vous", "POST"),
    "signalements:autre_date": _structure("rendez_vous"),
    "signalements:renoncer_au_rendez_vous": _structure("rendez_vous"),
    "signalements:telecharger_calendrier": pour(*_BUREAU, "technicien", objet="demande_rendez_vous"),
    "signalements:telecharger_fiche_rendez_vous": _structure("demande_rendez_vous"),
}
