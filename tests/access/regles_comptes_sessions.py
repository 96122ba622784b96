"""Rules of the routes of ``espace_partenaires.comptes.urls_sessions`` (acces.md)."""

from tests.access.regle import CONNECTES, Regle, connectes

# A key or a session of nobody: each account reaches its own only, and the tests of this part say so.
DE_PERSONNE = (("pk", "0"),)

REGLES: dict[str, Regle] = {
    "comptes:session": connectes(),
    "comptes:prolonger_session": connectes("POST"),
    "comptes:fermer_session": Regle(roles=CONNECTES, methode="POST", cles=DE_PERSONNE, selon_son_etat=True),
    "comptes:reprise": connectes(),
    "comptes:abandonner_reprise": connectes("POST"),
    "mfa_list_webauthn": connectes(),
    "mfa_add_webauthn": connectes(),
    "mfa_edit_webauthn": Regle(roles=CONNECTES, cles=DE_PERSONNE, selon_son_etat=True),
    "mfa_remove_webauthn": Regle(roles=CONNECTES, cles=DE_PERSONNE, selon_son_etat=True),
    "mfa_reauthenticate_webauthn": connectes(selon_son_etat=True),
}
