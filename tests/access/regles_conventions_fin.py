"""Rules of the routes of ``conventions``: letters, renewals, ends (acces.md)."""

from tests.access.regle import CAISSE, Regle, pour

REGLES: dict[str, Regle] = {
    "conventions:lister_courriers": pour(*CAISSE, "gestionnaire", objet="convention"),
    "conventions:enregistrer_courrier": pour(
        "conventions", objet="convention", cles=(("nature", "mise_en_demeure"),)
    ),
    "conventions:enregistrer_reception": pour("conventions", objet="courrier"),
    "conventions:constater_reparation": pour("conventions", objet="courrier"),
    "conventions:suspendre": pour("conventions", objet="convention"),
    "conventions:reprendre": pour("conventions", objet="convention"),
    "conventions:declarer_caducite": pour("conventions", objet="convention"),
    "conventions:resilier": pour("conventions", objet="convention", cles=(("cause", "accord"),)),
}
