"""Rules of the routes of ``habilitations.urls_incidents`` (acces.md)."""

from tests.access.regle import PARTENAIRE, Regle, pour, publique

SUIVENT = ("conventions", "superviseur", "dpo")

REGLES: dict[str, Regle] = {
    "habilitations:signaler_compte_compromis": publique(),
    "habilitations:declaration_recue": publique(),
    # Everybody has its own account: the neighbour reports the neighbour's.
    "habilitations:signaler_mon_compte": pour(*PARTENAIRE, "technicien_autre", "gestionnaire_autre"),
    # The account of the world is the technicien's own.
    "habilitations:signaler_compte": pour(*PARTENAIRE, objet="habilitation"),
    "habilitations:constater_compromission": pour(*SUIVENT, objet="habilitation_gestionnaire"),
    "habilitations:lister_incidents": pour(*SUIVENT, "agent_autre"),
    "habilitations:voir_incident": pour("gestionnaire", *SUIVENT, objet="incident"),
    "habilitations:geler_compte_signale": pour(*SUIVENT, objet="incident"),
    "habilitations:rattacher_incident": pour(*SUIVENT, objet="incident"),
    "habilitations:clore_incident": pour(*SUIVENT, objet="incident"),
    # The journal is gathered once the account is closed: that of the world is still active.
    "habilitations:lire_journal": Regle(frozenset({"dpo"}), objet="incident", selon_son_etat=True),
    "habilitations:exporter_journal": Regle(frozenset({"dpo"}), objet="incident", selon_son_etat=True),
    "habilitations:exclure_compte": pour("conventions", objet="habilitation_gestionnaire"),
    "habilitations:voir_exclusion": pour("gestionnaire", *SUIVENT, objet="exclusion"),
    "habilitations:pdf_exclusion": pour(*SUIVENT, objet="exclusion"),
    "habilitations:lever_exclusion": pour("conventions", objet="exclusion"),
}
