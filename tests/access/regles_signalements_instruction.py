"""Rules of the routes of ``signalements.urls_instruction`` (acces.md)."""

from tests.access.regle import Regle, pour

_LECTEURS = ("instructeur", "superviseur")


def _sur(objet: str, methode: str = "GET") -> Regle:
    return pour(*_LECTEURS, objet=objet, methode=methode)


REGLES: dict[str, Regle] = {
    "signalements:juger_irrecevable": _sur("contact"),
    "signalements:requalifier_motif": _sur("contact"),
    "signalements:requalifier_urgence": _sur("etude"),
    "signalements:instruire_demande": _sur("contact", "POST"),
    "signalements:orienter_en_interne": _sur("demande"),
    "signalements:terminer_demande": _sur("contact"),
}
