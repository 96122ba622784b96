"""Rules of the routes of ``conventions``: the calendar, attestations (acces.md)."""

from tests.access.regle import CAISSE, Regle, pour, publique

REGLES: dict[str, Regle] = {
    "conventions:calendrier": pour(*CAISSE, "gestionnaire", objet="convention"),
    # The agent of another caisse has its own lists.
    "conventions:conventions_a_faire": pour(*CAISSE, "agent_autre"),
    "conventions:lister_attestations": pour(*CAISSE, "agent_autre"),
    "conventions:consigner_attestation": pour("conventions", objet="attestation"),
    # Accounts end with the convention: the link is the key, and says nothing without it (CONV-13).
    "conventions:suivre_attestation": publique(cles=(("secret", "inconnu"),)),
    "conventions:attester": publique(),
    "conventions:attestation_enregistree": publique(),
}
