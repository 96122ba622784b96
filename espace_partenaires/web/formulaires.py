"""How every form looks: one renderer, so that ``{{ form }}`` and ``{% champ form.x %}`` agree."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

_DOSSIER = "components/formulaire"
_GABARITS = {
    "django/forms/div.html": f"{_DOSSIER}/formulaire.html",
    "django/forms/p.html": f"{_DOSSIER}/formulaire.html",
    "django/forms/field.html": f"{_DOSSIER}/champ.html",
    "django/forms/widgets/radio.html": f"{_DOSSIER}/choix.html",
    "django/forms/widgets/checkbox_select.html": f"{_DOSSIER}/choix.html",
}


class RenduPortail(TemplatesSetting):
    """Form renderer of the portal: Django's own templates, replaced by ours where there is one.

    Named in ``FORM_RENDERER``; forms of third parties (sign-in) come out in the same hand.
    """

    form_template_name = f"{_DOSSIER}/formulaire.html"
    field_template_name = f"{_DOSSIER}/champ.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Render with our template where we have one."""
        return str(super().render(_GABARITS.get(template_name, template_name), context, request=request))


_OBLIGATOIRE = forms.Field.default_error_messages["required"]


def _que_faire(champ: forms.Field) -> str:
    """Return what to do about a missing answer, rather than « Ce champ est obligatoire »."""
    if isinstance(champ, forms.FileField):
        return "Joignez un fichier."
    if isinstance(champ, forms.BooleanField):
        return "Cochez cette case pour continuer."
    if isinstance(champ, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        return "Choisissez au moins une réponse."
    if isinstance(champ, forms.ChoiceField | forms.ModelChoiceField):
        return "Choisissez une réponse."
    if isinstance(champ, forms.DateField):
        return "Indiquez une date."
    return "Remplissez ce champ."


class SansBulles:
    """Mixin of the portal's forms, model forms included: ``class X(SansBulles, forms.ModelForm)``.

    The browser's own bubbles are left out: the summary of errors and the words beside each field say it
    better, and in the same way without JavaScript.
    """

    use_required_attribute = False
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for champ in self.fields.values():
            if champ.error_messages.get("required") == _OBLIGATOIRE:
                champ.error_messages["required"] = _que_faire(champ)


class FormulairePortail(SansBulles, forms.Form):
    """Base of the portal's forms."""


def est_case_seule(champ: forms.BoundField) -> bool:
    """Tell whether this field is one checkbox, whose label comes after it."""
    return isinstance(champ.field.widget, forms.CheckboxInput)


def marque_facultatif(champ: forms.BoundField) -> bool:
    """Tell whether « facultatif » is written beside the label: optional is marked, compulsory is not.

    A lone checkbox is an answer either way, and is never marked.
    """
    return not champ.field.required and not champ.field.disabled and not est_case_seule(champ)
