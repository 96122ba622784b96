"""National reference data in Django admin: caisses and modèles; no convention, no state (acces.md)."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from conventions.enums import Service
from conventions.models import Caisse, CaisseDepartement, Engagement, Modele
from conventions.services.droits import preparer_groupes
from conventions.services.modeles import copier_modele, est_utilise
from espace_partenaires.requetes import RequeteConnectee

if TYPE_CHECKING:
    _EnLigne = admin.TabularInline[CaisseDepartement, Caisse]
    _EngagementsEnLigne = admin.TabularInline[Engagement, Modele]
    _DesCaisses = admin.ModelAdmin[Caisse]
    _DesModeles = admin.ModelAdmin[Modele]
    _FormulaireDeModele = forms.ModelForm[Modele]
else:
    _EnLigne = _EngagementsEnLigne = admin.TabularInline
    _DesCaisses = _DesModeles = admin.ModelAdmin
    _FormulaireDeModele = forms.ModelForm


class DepartementsDeLaCaisse(_EnLigne):
    """The départements that a caisse serves (ORG-01)."""

    model = CaisseDepartement
    extra = 1


@admin.register(Caisse)
class CaisseAdmin(_DesCaisses):
    """The caisses; a new one gets the groups of its agents at once (HAB-16)."""

    list_display = ("code", "libelle", "type", "fuseau")
    list_filter = ("type",)
    search_fields = ("code", "libelle")
    inlines = (DepartementsDeLaCaisse,)

    def save_model(self, request: HttpRequest, obj: Caisse, form: "ModelForm[Caisse]", change: bool) -> None:
        """Save the caisse and prepare its groups."""
        super().save_model(request, obj, form, change)
        preparer_groupes(obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep the code of an existing caisse: references and groups bear it."""
        del request
        return ("code",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Delete no caisse: everything refers to it."""
        del request, obj
        return False


class ModeleForm(_FormulaireDeModele):
    """The terms of a version that no convention uses yet."""

    services_par_defaut = forms.MultipleChoiceField(
        label="Services ouverts par défaut",
        choices=Service.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a notice as long as the term itself, and half a delay of mise en demeure.

        The database lets the latter pass: without a number of days its check is unknown.
        """
        donnees: dict[str, Any] = super().clean() or self.cleaned_data
        duree, preavis = donnees.get("duree_mois"), donnees.get("preavis_mois")
        if duree and preavis and preavis >= duree:
            self.add_error("preavis_mois", "Le préavis doit être plus court que la durée de la convention.")
        if bool(donnees.get("mise_en_demeure_jours")) != bool(donnees.get("mise_en_demeure_depart")):
            self.add_error(
                "mise_en_demeure_jours",
                "Le délai d’une mise en demeure dit combien de jours, et depuis quand.",
            )
        return donnees


class EngagementsDuModele(_EngagementsEnLigne):
    """Who does what under this version (CONV-18)."""

    model = Engagement
    extra = 1

    def has_change_permission(self, request: HttpRequest, obj: Modele | None = None) -> bool:
        """Change them as long as the version is open."""
        return super().has_change_permission(request, obj) and (obj is None or _est_ouverte(obj))

    def has_add_permission(self, request: HttpRequest, obj: Modele | None = None) -> bool:
        """Add some as long as the version is open."""
        return super().has_add_permission(request, obj) and (obj is None or _est_ouverte(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Modele | None = None) -> bool:
        """Remove some as long as the version is open."""
        return super().has_delete_permission(request, obj) and (obj is None or _est_ouverte(obj))


def _est_ouverte(modele: Modele) -> bool:
    """Tell whether a version may still change: a copy that no convention uses; the national first ones never do."""
    return modele.version > 1 and not est_utilise(modele)


@admin.register(Modele)
class ModeleAdmin(_DesModeles):
    """The modèles: a version that serves never changes, it is copied as the next one (CONV-02)."""

    form = ModeleForm
    list_display = (
        "code",
        "version",
        "libelle",
        "nature",
        "duree_mois",
        "reconduction",
        "preavis_mois",
        "mise_en_demeure",
        "fin_unilaterale",
        "evaluation",
        "comite",
        "utilise",
    )
    list_filter = ("nature", "code")
    ordering = ("code", "-version")
    inlines = (EngagementsDuModele,)
    actions = ("copier_en_nouvelle_version",)

    @admin.display(description="mise en demeure")
    def mise_en_demeure(self, obj: Modele) -> str:
        """Say the delay and what it runs from."""
        if obj.mise_en_demeure_jours is None:
            return "aucune"
        return f"{obj.mise_en_demeure_jours} jours depuis {obj.get_mise_en_demeure_depart_display().lower()}"

    @admin.display(description="utilisé", boolean=True)
    def utilise(self, obj: Modele) -> bool:
        """Say whether a convention was made from it."""
        return est_utilise(obj)

    @admin.action(description="Copier en nouvelle version", permissions=["add"])
    def copier_en_nouvelle_version(self, request: HttpRequest, queryset: QuerySet[Modele]) -> None:
        """Make the next version of each modèle chosen, with its engagements."""
        acteur = cast("RequeteConnectee", request).acteur
        for modele in queryset.order_by("code", "version"):
            copie = copier_modele(acteur=acteur, modele=modele)
            self.message_user(
                request,
                f"« {copie.libelle} » est copié en version {copie.version}. Les conventions déjà préparées gardent "
                "leurs termes ; les prochaines suivront la nouvelle version.",
                messages.SUCCESS,
            )

    def get_readonly_fields(self, request: HttpRequest, obj: Modele | None = None) -> tuple[str, ...]:
        """Keep what names a version, and its nature."""
        del request
        return ("code", "version", "nature") if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Modele | None = None) -> bool:
        """Change a copy that nobody uses yet, never another version: conventions were signed under it."""
        return super().has_change_permission(request, obj) and (obj is None or _est_ouverte(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Delete no version."""
        del request, obj
        return False
