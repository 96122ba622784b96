"""Django admin: agents of the caisses and national admins (HAB-16). Partners' accounts are not here."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import RegleMetierRefusee
from habilitations.admin_actes import ActesDuCompte, acteur_de_la_requete, etat_du_compte
from habilitations.enums import RoleAgent
from habilitations.forms.administration import AgentForm, RolesForm
from habilitations.forms.comptes import IdentiteForm
from habilitations.models import Administrateur, Agent
from habilitations.services.agents import affecter_agent, creer_administrateur, creer_agent, roles_de

if TYPE_CHECKING:
    from django.db.models import QuerySet

    _DesAgents = admin.ModelAdmin[Agent]
    _DesAdministrateurs = admin.ModelAdmin[Administrateur]
else:
    _DesAgents, _DesAdministrateurs = admin.ModelAdmin, admin.ModelAdmin

GABARIT: Final = "habilitations/admin/formulaire.html"
GABARIT_DU_COMPTE: Final = "habilitations/admin/compte.html"
Contexte = Mapping[str, object]


def remplir(
    request: HttpRequest,
    form: forms.Form,
    contexte: Contexte,
    agir: Callable[[], str],
    retour: str,
    *,
    gabarit: str = GABARIT,
) -> HttpResponse:
    """Show a form of Django admin, then act by a service; a refusal is shown, the text kept.

    Args:
        request: the request.
        form: bound when the request is a POST.
        contexte: what the page of Django admin needs.
        agir: calls the service and returns what to say once done.
        retour: route to go to once done.
        gabarit: the page.
    """
    if form.is_valid():
        try:
            fait = agir()
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, fait)
            return redirect(retour)
    return TemplateResponse(request, gabarit, {**contexte, "form": form})


@admin.register(Agent)
class AgentAdmin(ActesDuCompte, _DesAgents):
    """The agents: created in one caisse for life, their roles changed here, their accounts closed."""

    list_display = ("utilisateur", "nom", "caisse", "roles", "etat")
    list_filter = ("caisse",)
    search_fields = ("utilisateur__nom", "utilisateur__identifiant")
    list_select_related = ("utilisateur", "caisse")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Agent]":
        """Leave out what is erased: a number without a name is nobody's to manage."""
        return super().get_queryset(request).filter(utilisateur__efface_le=None)

    def compte_de(self, numero: int) -> Utilisateur:
        """Return the account of an agent."""
        agents = Agent.objects.select_related("utilisateur").filter(utilisateur__efface_le=None)
        return get_object_or_404(agents, pk=numero).utilisateur

    @admin.display(description="état")
    def etat(self, agent: Agent) -> str:
        """Active, invited or closed."""
        return etat_du_compte(agent.utilisateur)

    @admin.display(description="nom")
    def nom(self, agent: Agent) -> str:
        """First name and name."""
        return agent.utilisateur.nom_complet

    @admin.display(description="rôles")
    def roles(self, agent: Agent) -> str:
        """Roles, in a fixed order."""
        return ", ".join(str(RoleAgent(role).label) for role in sorted(roles_de(agent)))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Create an agent and send the invitation."""
        del form_url, extra_context
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = AgentForm(request.POST if request.method == "POST" else None)

        def agir() -> str:
            agent = creer_agent(acteur=acteur_de_la_requete(request), **form.arguments())
            return f"Le compte {agent.utilisateur.identifiant} est créé, l’invitation part par courriel."

        contexte = {**self.admin_site.each_context(request), "title": "Créer un agent", "opts": self.opts}
        return remplir(request, form, contexte, agir, "admin:habilitations_agent_changelist")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Change the roles of an agent."""
        del form_url, extra_context
        agent = self.get_object(request, object_id)
        if agent is None:
            raise Http404
        if not self.has_change_permission(request, agent):
            raise PermissionDenied
        saisie = request.POST if request.method == "POST" else None
        form = RolesForm(saisie, initial={"roles": sorted(roles_de(agent))})

        def agir() -> str:
            affecter_agent(
                acteur=acteur_de_la_requete(request), agent_id=agent.pk, roles=form.cleaned_data["roles"]
            )
            return f"Les rôles de {agent.utilisateur.identifiant} sont changés."

        contexte = {
            **self.admin_site.each_context(request),
            **self.contexte_du_compte(request, agent.pk, agent.utilisateur),
            "title": f"{agent.utilisateur.nom_complet} · {agent.caisse}",
            "opts": self.opts,
        }
        liste = "admin:habilitations_agent_changelist"
        return remplir(request, form, contexte, agir, liste, gabarit=GABARIT_DU_COMPTE)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Delete no agent: past acts refer to its account."""
        del request, obj
        return False


@admin.register(Administrateur)
class AdministrateurAdmin(ActesDuCompte, _DesAdministrateurs):
    """The national admins: created here, except the first one (``createsuperuser``); closed here, but the last one."""

    list_display = ("identifiant", "nom_complet", "etat")
    search_fields = ("nom", "identifiant")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Administrateur]":
        """Keep national admins only, those not erased: no other account is seen here."""
        return super().get_queryset(request).filter(profil=Profil.ADMINISTRATEUR, efface_le=None)

    def compte_de(self, numero: int) -> Utilisateur:
        """Return the account of a national admin."""
        admins = Utilisateur.objects.filter(profil=Profil.ADMINISTRATEUR, efface_le=None)
        return get_object_or_404(admins, pk=numero)

    @admin.display(description="état")
    def etat(self, compte: Administrateur) -> str:
        """Active, invited or closed."""
        return etat_du_compte(compte)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show an account and what can be done with it."""
        del form_url, extra_context
        compte = self.get_object(request, object_id)
        if compte is None:
            raise Http404
        if not self.has_view_permission(request, compte):
            raise PermissionDenied
        contexte = {
            **self.admin_site.each_context(request),
            **self.contexte_du_compte(request, compte.pk, compte),
            "title": compte.nom_complet,
            "opts": self.opts,
        }
        return TemplateResponse(request, GABARIT_DU_COMPTE, contexte)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Create a national admin and send the invitation."""
        del form_url, extra_context
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = IdentiteForm(request.POST if request.method == "POST" else None)

        def agir() -> str:
            compte = creer_administrateur(acteur=acteur_de_la_requete(request), **form.identite())
            return f"Le compte {compte.identifiant} est créé, l’invitation part par courriel."

        contexte = {
            **self.admin_site.each_context(request),
            "title": "Créer un administrateur national",
            "opts": self.opts,
        }
        return remplir(request, form, contexte, agir, "admin:habilitations_administrateur_changelist")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Change nothing here: the person's own page does."""
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Delete no account: past acts refer to it."""
        del request, obj
        return False
