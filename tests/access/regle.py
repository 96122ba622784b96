"""What a rule of the access matrix says. The rules themselves are in ``regles_<app>.py``, from ``acces.md``."""

from dataclasses import dataclass

PARTENAIRE = frozenset({"technicien", "gestionnaire"})
CAISSE = frozenset({"instructeur", "conventions", "superviseur", "dpo"})
CONNECTES = PARTENAIRE | CAISSE | {"administrateur", "technicien_autre", "gestionnaire_autre", "agent_autre"}
# Accounts of another partenaire and of another caisse: an object of ours does not exist for them.
ROLES = ("anonyme", *sorted(CONNECTES))


@dataclass(frozen=True)
class Regle:
    """Who gets through a route.

    Attributes:
        roles: roles that get an answer; every other signed-in role gets the 404 of an unknown page.
        public: strangers get an answer too.
        objet: name of the object of the world whose key the address bears.
        cles: other parts of the address.
        methode: the verb the route exists for.
        selon_son_etat: the page may not exist for an account of the right role (no second factor to remove).
        cachee: a stranger gets the 404 of an unknown page, not the sign-in.
    """

    roles: frozenset[str] = frozenset()
    public: bool = False
    objet: str = ""
    cles: tuple[tuple[str, str], ...] = ()
    methode: str = "GET"
    selon_son_etat: bool = False
    cachee: bool = False


def pour(*roles: str, objet: str = "", methode: str = "GET", cles: tuple[tuple[str, str], ...] = ()) -> Regle:
    """Write a rule: these roles only."""
    return Regle(roles=frozenset(roles), objet=objet, methode=methode, cles=cles)


def publique(methode: str = "GET", cles: tuple[tuple[str, str], ...] = ()) -> Regle:
    """Write a rule: everybody."""
    return Regle(roles=CONNECTES, public=True, methode=methode, cles=cles)


def connectes(methode: str = "GET", *, selon_son_etat: bool = False) -> Regle:
    """Write a rule: every signed-in account."""
    return Regle(roles=CONNECTES, methode=methode, selon_son_etat=selon_son_etat)
