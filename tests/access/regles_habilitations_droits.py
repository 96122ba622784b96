"""Rules of the routes of ``habilitations.urls_droits`` (acces.md)."""

from tests.access.regle import CAISSE, Regle, connectes, pour

REGLES: dict[str, Regle] = {
    "habilitations:mes_droits": connectes(),
    "habilitations:droits_du_compte": pour("gestionnaire", *CAISSE, objet="habilitation"),
    # The agent of another caisse, who has every role there, has a list too: its own.
    "habilitations:lister_agents": pour("conventions", "superviseur", "agent_autre"),
    "habilitations:droits_de_l_agent": pour("conventions", "superviseur", objet="agent"),
    "habilitations:designer_suiveurs": pour("conventions", "superviseur", objet="partenaire"),
}
