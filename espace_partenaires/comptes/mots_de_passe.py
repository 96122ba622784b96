"""Rules of passwords, shown as they are (HAB-05, HAB-06): length first, no composition rule (ASVS 5, 6.2.5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator, get_default_password_validators
from django.core.exceptions import ValidationError

from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.comptes.services.mots_de_passe import deja_choisi, retenir

ARTICLE: Final = "Convention d’utilisation, article 2.2.1"
LONGUEUR_MINIMALE: Final = 12
LONGUEUR_MAXIMALE: Final = 128
LONGUEUR_D_UN_MOT: Final = 4
MOTS_DU_CONTEXTE: Final = ("ameli", "cpam", "espacepartenaires", "assurancemaladie", "portail")
# How long before its term a password is spoken of, on the home page and the profile.
RAPPEL: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Renouvellement:
    """When a password must be changed.

    Attributes:
        echeance: from then on, nothing else opens before the change.
        a_faire: that moment has come.
        bientot: it comes within fourteen days.
    """

    echeance: datetime
    a_faire: bool
    bientot: bool


def renouvellement(choisi_le: datetime, maintenant: datetime) -> Renouvellement:
    """Tell when a password must be renewed, and whether that is now.

    Args:
        choisi_le: when it was chosen.
        maintenant: the moment.

    Exigence: HAB-06 (S1u 2.2.1)
    """
    echeance = choisi_le + timedelta(days=settings.DUREE_MOT_DE_PASSE_JOURS)
    a_faire = maintenant >= echeance
    return Renouvellement(echeance, a_faire, not a_faire and maintenant >= echeance - RAPPEL)


class Regle:
    """One rule: what it refuses, and the words under which the page shows it.

    Attributes:
        code: its name on the page.
        a_l_envoi: the browser cannot know; the page says that the server checks.
    """

    code: ClassVar[str]
    a_l_envoi: ClassVar[bool] = False


class LongueurSuffisante(Regle):
    """At least twelve characters; at most 128 so that hashing stays bounded."""

    code = "longueur"

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


class RienDePersonnel(Regle):
    """Nothing of the account itself, nor the name of the portal."""

    code = "personnel"

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse a password that contains a word of the account or of the portal.

        Raises:
            ValidationError: with the sentence to show.
        """
        compact = "".join(password.lower().split())
        if any(mot in compact for mot in (*MOTS_DU_CONTEXTE, *_mots_du_compte(user, CHAMPS_DU_COMPTE))):
            raise ValidationError(
                "N’utilisez ni votre nom, ni votre identifiant, ni le nom du portail.", code="personnel"
            )

    def get_help_text(self) -> str:
        """Return the rule as it is displayed."""
        return "Ni votre nom, ni votre identifiant, ni le nom du portail."


class PasTropCourant(Regle, CommonPasswordValidator):
    """None of the twenty thousand most used passwords."""

    code = "courant"
    a_l_envoi = True

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


class PasDejaChoisi(Regle):
    """None of the last passwords of the account, the present one included (HAB-06)."""

    code = "deja_choisi"
    a_l_envoi = True

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse a password that the account has had recently; an account without any has nothing to refuse.

        Raises:
            ValidationError: with the sentence to show.

        Exigence: HAB-06 (S1u 2.2.1)
        """
        if isinstance(user, Utilisateur) and deja_choisi(user, password):
            raise ValidationError(
                f"Choisissez un autre mot de passe que vos {settings.MOTS_DE_PASSE_REFUSES} derniers.",
                code="deja_choisi",
            )

    def password_changed(self, password: str, user: Any = None) -> None:
        """Remember the digest: Django calls this for every way a password is set, an upgraded hash apart."""
        del password
        if isinstance(user, Utilisateur):
            retenir(user)

    def get_help_text(self) -> str:
        """Return the rule as it is displayed."""
        return f"Aucun de vos {settings.MOTS_DE_PASSE_REFUSES} derniers mots de passe, l’actuel compris."


@dataclass(frozen=True, slots=True)
class RegleAffichee:
    """A rule for the page: its name, its words, whether only the server can check it."""

    code: str
    texte: str
    a_l_envoi: bool


def regles_affichees() -> list[RegleAffichee]:
    """Return the rules in force, as they are displayed (HAB-05)."""
    return [
        RegleAffichee(regle.code, regle.get_help_text(), regle.a_l_envoi)
        for regle in get_default_password_validators()
        if isinstance(regle, Regle)
    ]


CHAMPS_DU_COMPTE: Final = ("nom", "prenom", "identifiant", "courriel")
# What the pages of passwords show already: the script may know it too.
CHAMPS_AFFICHES: Final = ("nom", "prenom", "identifiant")


def mots_a_eviter(utilisateur: Utilisateur) -> str:
    """Return the words that the page may warn of while the person types, separated by spaces."""
    return " ".join((*MOTS_DU_CONTEXTE, *_mots_du_compte(utilisateur, CHAMPS_AFFICHES)))


def _mots_du_compte(utilisateur: Any, champs: Iterable[str]) -> Iterable[str]:
    if utilisateur is None:
        return
    for champ in champs:
        mot = str(getattr(utilisateur, champ, "")).split("@", maxsplit=1)[0].lower().replace(" ", "")
        if len(mot) >= LONGUEUR_D_UN_MOT:
            yield mot
