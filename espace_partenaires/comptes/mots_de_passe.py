"""Rules of passwords, shown as they are (HAB-05, HAB-06): length first, no composition rule (ASVS 5, 6.2.5)."""

from collections.abc import Iterable
from typing import Any, Final

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

LONGUEUR_MINIMALE: Final = 12
LONGUEUR_MAXIMALE: Final = 128
LONGUEUR_D_UN_MOT: Final = 4
MOTS_DU_CONTEXTE: Final = ("ameli", "cpam", "espacepartenaires", "assurancemaladie", "portail")


class LongueurSuffisante:
    """At least twelve characters; at most 128 so that hashing stays bounded."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse a password that is too short or too long.

        Raises:
            ValidationError: with the sentence to show.
        """
        del user
        if len(password) < LONGUEUR_MINIMALE:
            raise ValidationError(f"Choisissez au moins {LONGUEUR_MINIMALE} caractères.", code="trop_court")
        if len(password) > LONGUEUR_MAXIMALE:
            raise ValidationError(f"Choisissez au plus {LONGUEUR_MAXIMALE} caractères.", code="trop_long")

    def get_help_text(self) -> str:
        """Return the rule as it is displayed."""
        return f"Au moins {LONGUEUR_MINIMALE} caractères : une phrase dont vous vous souvenez convient très bien."


class RienDePersonnel:
    """Nothing of the account itself, nor the name of the portal."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse a password that contains a word of the account or of the portal.

        Raises:
            ValidationError: with the sentence to show.
        """
        compact = "".join(password.lower().split())
        if any(mot in compact for mot in (*MOTS_DU_CONTEXTE, *_mots_du_compte(user))):
            raise ValidationError(
                "N’utilisez ni votre nom, ni votre identifiant, ni le nom du portail.", code="personnel"
            )

    def get_help_text(self) -> str:
        """Return the rule as it is displayed."""
        return "Ni votre nom, ni votre identifiant, ni le nom du portail."


class PasTropCourant(CommonPasswordValidator):
    """None of the twenty thousand most used passwords."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse a very common password.

        Raises:
            ValidationError: with the sentence to show.
        """
        try:
            super().validate(password, user)
        except ValidationError as erreur:
            raise ValidationError("Ce mot de passe est trop courant.", code="courant") from erreur

    def get_help_text(self) -> str:
        """Return the rule as it is displayed."""
        return "Pas un mot de passe que tout le monde utilise."


def _mots_du_compte(utilisateur: Any) -> Iterable[str]:
    if utilisateur is None:
        return
    for champ in ("nom", "prenom", "identifiant", "courriel"):
        mot = str(getattr(utilisateur, champ, "")).split("@", maxsplit=1)[0].lower().replace(" ", "")
        if len(mot) >= LONGUEUR_D_UN_MOT:
            yield mot
