"""Rules of the routes of ``habilitations.urls_revues`` (acces.md)."""

from tests.access.regle import CAISSE, Regle, pour

# acces.md: the gestionnaire answers; conventions opens and follows, superviseur follows, DPO reads.
SUIVENT = ("conventions", "superviseur", "dpo")

REGLES: dict[str, Regle] = {
    # Every gestionnaire has its own list: the neighbour's shows the neighbour's reviews.
    "habilitations:lister_revues": pour("gestionnaire", "gestionnaire_autre"),
    "habilitations:ouvrir_revue": pour("gestionnaire", "gestionnaire_autre"),
    "habilitations:verifier_certificat": pour("gestionnaire", "gestionnaire_autre", "agent_autre", *SUIVENT),
    "habilitations:voir_revue": pour("gestionnaire", *SUIVENT, objet="revue"),
    "habilitations:repondre_revue": pour("gestionnaire", objet="revue"),
    "habilitations:tout_confirmer": pour("gestionnaire", objet="revue"),
    "habilitations:retirer_comptes": pour("gestionnaire", objet="revue"),
    "habilitations:relancer_revue": pour("conventions", objet="revue"),
    "habilitations:certificat_pdf": pour("gestionnaire", *SUIVENT, objet="revue_close"),
    "habilitations:certificat_tableur": pour("gestionnaire", *SUIVENT, objet="revue_close"),
    # The other caisse's agents have campaigns of their own.
    "habilitations:lister_campagnes": pour("agent_autre", *SUIVENT),
    "habilitations:ouvrir_campagne": pour("conventions", "agent_autre"),
    "habilitations:voir_campagne": pour(*SUIVENT, objet="campagne"),
    "habilitations:tableau_pdf": pour("gestionnaire", *CAISSE, objet="partenaire"),
    "habilitations:tableau_tableur": pour("gestionnaire", *CAISSE, objet="partenaire"),
}
