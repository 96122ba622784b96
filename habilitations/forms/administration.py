"""Forms of Django admin: who is the agent, where, with which roles. No password here."""

from typing import Any

from django import forms

from conventions.models import Caisse
from habilitations.enums import RoleAgent
from habilitations.forms.comptes import IdentiteForm


class RolesForm(forms.Form):
    """The roles of an agent; they combine."""

    roles = forms.MultipleChoiceField(
        label="Rôles",
        choices=RoleAgent.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Les rôles se cumulent, dans cette caisse seulement.",
    )


class AgentForm(RolesForm, IdentiteForm):
    """A new agent of a caisse."""

    caisse = forms.ModelChoiceField(label="Caisse", queryset=Caisse.objects.all())
    field_order = ("caisse", "roles")

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of ``creer_agent``, actor aside."""
        return {
            **self.identite(),
            "caisse_id": self.cleaned_data["caisse"].pk,
            "roles": self.cleaned_data["roles"],
        }
