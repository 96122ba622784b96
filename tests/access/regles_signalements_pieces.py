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
    # The files of the world are no supporting documents: reading one is proved with the screens.
    "signalements:ouvrir_piece_du_dossier": Regle(
        roles=frozenset(_LECTEURS), objet="piece_demande", selon_son_etat=True
    ),
    "signalements:juger_piece": _du_bureau("POST", (("numero", "1"),)),
    "signalements:juger_dossier": _du_bureau("POST"),
}
