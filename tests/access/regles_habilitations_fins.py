"""Rules of the ends of accounts (acces.md)."""

from tests.access.regle import CAISSE, Regle, pour

REGLES: dict[str, Regle] = {
    # The account of the address is a technicien's: its structure manages it, the caisse closes it for security.
    "habilitations:inactiver_compte": pour("gestionnaire", objet="habilitation"),
    "habilitations:geler_compte": pour("conventions", "superviseur", "dpo", objet="habilitation"),
    "habilitations:reactiver_compte": pour("gestionnaire", objet="technicien_inactif"),
    "habilitations:modifier_compte": pour("gestionnaire", objet="habilitation"),
    "habilitations:dire_adresse_bonne": pour("conventions", objet="habilitation", methode="POST"),
    "habilitations:retirer_second_facteur": pour("gestionnaire", objet="habilitation"),
    "habilitations:attestation_de_fin": pour("gestionnaire", *CAISSE, objet="fait_du_compte"),
}
