"""Rules of the partner's follow-up routes of ``signalements`` (acces.md): techniciens of the structure."""

from tests.access.regle import Regle, pour


def _sur_la_demande(methode: str = "GET") -> Regle:
    return pour("technicien", objet="demande", methode=methode)


REGLES: dict[str, Regle] = {
    # The technicien of another structure has a history too: its own.
    "signalements:historique": pour("technicien", "technicien_autre"),
    "signalements:chercher_dans_l_historique": pour("technicien", "technicien_autre", methode="POST"),
    # A key drawn at random, kept in the session of who searched: expired, it leads back to the history.
    "signalements:voir_recherche_historique": pour(
        "technicien", "technicien_autre", cles=(("cle", "3f0c7f3e-6c5e-4ad2-8a55-0b0a4a0d4e11"),)
    ),
    "signalements:preparer_export": pour("technicien", "technicien_autre"),
    "signalements:exporter_historique": pour(
        "technicien", "technicien_autre", cles=(("format_export", "csv"),)
    ),
    "signalements:reprendre_identite": _sur_la_demande("POST"),
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
