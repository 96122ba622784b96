"""Rules of the partner's follow-up routes of ``signalements`` (acces.md): techniciens of the structure."""

from tests.access.regle import Regle, pour


def _sur_la_demande(methode: str = "GET") -> Regle:
    return pour("technicien", objet="demande", methode=methode)


REGLES: dict[str, Regle] = {
    # The technicien of another structure has a history too: its own.
    "signalements:historique": pour("technicien", "technicien_autre"),
    "signalements:voir_demande": _sur_la_demande(),
    "signalements:ecrire_message": _sur_la_demande("POST"),
    "signalements:annuler_demande": _sur_la_demande(),
    "signalements:constater_retrait": _sur_la_demande(),
    "signalements:fournir_preuve": _sur_la_demande(),
    "signalements:telecharger_recepisse": _sur_la_demande(),
    # Both sides of the demande read how its delay was counted.
    "signalements:telecharger_delai": pour("technicien", "instructeur", "superviseur", objet="demande"),
    "signalements:telecharger_lettre": _sur_la_demande(),
    "signalements:ouvrir_piece": pour("technicien", objet="piece_demande"),
}
