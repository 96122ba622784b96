"""Rules of the routes of ``conventions``: living rights, simulation, cuts, the national network (acces.md)."""

from tests.access.regle import CAISSE, Regle, pour

REGLES: dict[str, Regle] = {
    "conventions:droits_ouverts": pour(*CAISSE, objet="convention"),
    "conventions:couper_acces": pour("conventions", objet="partenaire"),
    # Nothing is cut in this world: the page of the restoration exists for nobody.
    "conventions:retablir_acces": Regle(
        roles=frozenset({"conventions"}), objet="partenaire", selon_son_etat=True
    ),
    # Nobody in this world is the national référent of a cadre.
    "conventions:conventions_du_reseau": Regle(),
}
