"""allauth's forms, in the portal's words."""

from collections.abc import Callable
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateCodeForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django.core.validators import MaxLengthValidator
from django.forms import Form
from django.utils import timezone

from espace_partenaires.comptes.mots_de_passe import (
    ARTICLE,
    RegleAffichee,
    Renouvellement,
    mots_a_eviter,
    regles_affichees,
)
from espace_partenaires.comptes.selectors import etapes_de

CODE = "Code à six chiffres"
NOM_DE_CLE = "Nom de cette clé"
LONGUEUR_DU_NOM = 60
REPONSE_ILLISIBLE = (KeyError, TypeError, AttributeError)
# Where a person's other account waits to be offered on the sign-in page: in the session, never in the address.
IDENTIFIANT_PROPOSE = "identifiant_propose"


def _nommer(form: Form, libelles: dict[str, str]) -> None:
    """Give fields our labels; a label above the field needs no placeholder inside."""
    form.use_required_attribute = False
    for nom, libelle in libelles.items():
        form.fields[nom].label = libelle
    for champ in form.fields.values():
        champ.widget.attrs.pop("placeholder", None)
        champ.error_messages["required"] = "Remplissez ce champ."


class ConnexionForm(LoginForm):
    """Sign-in."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _nommer(self, {"login": "Identifiant", "password": "Mot de passe"})
        if not self.is_bound and self.request is not None:
            self.initial["login"] = self.request.session.pop(IDENTIFIANT_PROPOSE, "")


class ConfirmationForm(ReauthenticateForm):
    """Password asked again before a sensitive act."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _nommer(self, {"password": "Mot de passe"})


class ChangementForm(ChangePasswordForm):
    """Change of password."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        libelles = {
            "oldpassword": "Mot de passe actuel",
            "password1": "Nouveau mot de passe",
            "password2": "Le nouveau, une seconde fois",
        }
        _nommer(self, libelles)
        self.fields["password1"].help_text = ""  # the page shows the rules one by one

    @staticmethod
    def regles() -> list[RegleAffichee]:
        """Return the rules, as they are displayed."""
        return regles_affichees()

    def mots_a_eviter(self) -> str:
        """Return the words the page may warn of while the person types."""
        return mots_a_eviter(self.user)

    def renouvellement(self) -> Renouvellement:
        """Tell whether the change is asked for, and until when the present password is good (HAB-06)."""
        return etapes_de(self.user.pk, timezone.now()).mot_de_passe

    @staticmethod
    def article() -> str:
        """Return the text on which the renewal rests."""
        return ARTICLE


class CodeForm(AuthenticateForm):
    """Code of the second factor, at sign-in."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        application = Authenticator.objects.filter(user=self.user, type=Authenticator.Type.TOTP).exists()
        libelle = "Code de l’application, ou code de secours" if application else "Code de secours"
        _nommer(self, {"code": libelle})


class CodeConfirmationForm(ReauthenticateCodeForm):
    """Code asked again before a sensitive act."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _nommer(self, {"code": CODE})


class AjoutSecondFacteurForm(ActivateTOTPForm):
    """First code of a new application."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _nommer(self, {"code": CODE})


class AjoutCleForm(AddWebAuthnForm):
    """A new passkey: the browser fills the hidden answer, the person names it."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _nommer(self, {"name": NOM_DE_CLE})
        _limiter_le_nom(self)

    def clean(self) -> dict[str, Any]:
        """Refuse an answer that no browser makes (the library would stop on it)."""
        try:
            donnees: dict[str, Any] = super().clean()
        except REPONSE_ILLISIBLE as erreur:
            raise get_adapter().validation_error("incorrect_code") from erreur
        return donnees


class CleForm(AuthenticateWebAuthnForm):
    """Key of the second factor, at sign-in."""

    def clean_credential(self) -> Authenticator:
        """Return the key that answered."""
        return _lire_la_cle(super().clean_credential)


class CleConfirmationForm(ReauthenticateWebAuthnForm):
    """Key asked again before a sensitive act."""

    def clean_credential(self) -> Authenticator:
        """Return the key that answered."""
        return _lire_la_cle(super().clean_credential)


class NomDeCleForm(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _nommer(self, {"name": NOM_DE_CLE})
        _limiter_le_nom(self)


def _lire_la_cle(lire: Callable[[], Authenticator]) -> Authenticator:
    """Read the answer of a key; refuse what no browser makes (the library would stop on it)."""
    try:
        return lire()
    except REPONSE_ILLISIBLE as erreur:
        raise get_adapter().validation_error("incorrect_code") from erreur


def _limiter_le_nom(form: Form) -> None:
    champ = form.fields["name"]
    champ.help_text = "Pour la reconnaître plus tard, par exemple « clé du bureau »."
    champ.validators.append(MaxLengthValidator(LONGUEUR_DU_NOM))
    champ.widget.attrs["maxlength"] = str(LONGUEUR_DU_NOM)
