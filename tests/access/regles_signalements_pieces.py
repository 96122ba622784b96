"""Rules of the routes of ``signalements.urls_pieces`` (acces.md)."""

from tests.access.regle import Regle, pour

_LECTEURS = ("instructeur", "superviseur")


def _du_partenaire(methode: str = "GET") -> Regle:
    return pour("technicien", objet="etude", methode=methode)


def _du_bureau(methode: str = "GET", cles: tuple[tuple[str, str], ...] = ()) -> Regle:
    return pour(*_LECTEURS, objet="etude", methode=methode, cles=cles)


REGLES: dict[str, Regle] = {
    "signalements:deposer_pieces": pour("technicien", objet="brouillon_etude"),
    "signalements:suivre_pieces": pour("technicien", objet="brouillon_etude", cles=(("code", "identite"),)),
    "signalements:repondre_pieces": _du_partenaire(),
    "signalements:envoyer_reponses": _du_partenaire("POST"),
    "signalements:corriger_demande": _du_partenaire(),
    "signalements:demander_pieces": _du_bureau(),
    "signalements:juger_dossier": _du_bureau("POST"),
}
