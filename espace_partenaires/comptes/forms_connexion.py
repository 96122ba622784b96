"""allauth's forms, in the portal's words."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.forms import Form

CODE = "Code à six chiffres"


def _nommer(form: Form, libelles: dict[str, str]) -> None:
    """Give fields our labels; a label above the field needs no placeholder inside."""
    form.use_required_attribute = False
    for nom, libelle in libelles.items():
        form.fields[nom].label = libelle
    for champ in form.fields.values():
        champ.widget.attrs.pop("placeholder", None)


class ConnexionForm(LoginForm):
    """Sign-in."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _nommer(self, {"login": "Identifiant", "password": "Mot de passe"})


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


class CodeForm(AuthenticateForm):
    """Code of the second factor, at sign-in."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _nommer(self, {"code": "Code de l’application, ou code de secours"})


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
