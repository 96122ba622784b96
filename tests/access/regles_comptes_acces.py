"""Rules of the routes of ``espace_partenaires.comptes.urls_acces`` (acces.md)."""

from tests.access.regle import Regle, connectes, publique

REGLES: dict[str, Regle] = {
    "comptes:identifiant_oublie": publique(),
    "comptes:mot_de_passe_oublie": publique(),
    "comptes:oubli_note": publique(),
    "comptes:changer_de_compte": connectes(methode="POST"),
}
