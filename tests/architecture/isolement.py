"""Tables that bear a caisse or a partenaire and are not isolated row by row, each with its reason."""

from typing import Final

# The scope of a request is computed from these rows: docs/decisions/isolation-des-conventions.md.
_LUES_POUR_LA_PORTEE: Final = (
    "la portée d’une requête se calcule d’elle ; organismes et dates, aucune personne"
)

TABLES_PARTAGEES: Final[dict[str, str]] = {
    "conventions_activationservice": _LUES_POUR_LA_PORTEE,
    "conventions_canaldesecours": "numéros de secours d’une caisse, montrés à tous pendant une panne",
    "conventions_coupureacces": _LUES_POUR_LA_PORTEE,
    "conventions_caissedepartement": "annuaire public : quelle caisse sert quel département",
    "conventions_domainecourriel": "noms de domaine d’un partenaire, lus à la création d’un compte",
    "conventions_partie": _LUES_POUR_LA_PORTEE + " ; signataires : voir la décision",
    "signalements_reglagemotif": "ce que chaque caisse propose, montré à ses partenaires ; aucune personne",
}
