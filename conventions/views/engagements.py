"""« Les termes » of a convention on any day, who does what, and the choice of its options (CONV-07, CONV-18)."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from conventions.documents.termes import (
    SANS_OBJET,
    TermeModifie,
    dire_terme,
    libelle_du_terme,
    termes_modifies,
)
from conventions.enums import EtatAvenant, EtatConvention
from conventions.forms.avenants import TermesForm
from conventions.forms.engagements import EngagementsForm
from conventions.models import Avenant, Convention, Engagement
from conventions.rules.avenants import ENGAGEMENTS
from conventions.rules.termes import Termes
from conventions.selectors_termes import NOMS, engagements_de, termes_a_la_date
from conventions.services.engagements import choisir_engagements
from conventions.views.cadre import contexte_convention, convention_a_ecrire, convention_lisible
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee

ONGLET: Final = "termes"
# Which act of the text says each term.
_ACTES: Final = {
    "duree_mois": "duree",
    "reconduction": "reconduction",
    "preavis_mois": "reconduction",
    "mise_en_demeure_jours": "mise_en_demeure",
    "mise_en_demeure_depart": "mise_en_demeure",
    "seconde_lettre": "mise_en_demeure",
    "fin_unilaterale": "fin_unilaterale",
    "force_majeure_jours": "force_majeure",
    "evaluation": "evaluation",
    "comite": "comite",
    "bilan_annuel": "bilan",
    "diffusion_des_etudes": "usage_du_nom",
}


@dataclass(frozen=True, slots=True)
class LigneDeTerme:
    """A term on a day: its name, its value in words, the article it rests on."""

    libelle: str
    valeur: str
    article: str


@dataclass(frozen=True, slots=True)
class EtapeDAvenant:
    """An avenant in force and what it changed."""

    avenant: Avenant
    changements: list[TermeModifie]


@require_safe
def voir_termes(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show the terms as they stood on a day, who does what, and the avenants."""
    convention = convention_lisible(request, cle)
    form = TermesForm(request.GET if "le" in request.GET else None, initial={"le": convention.jour})
    le: date = form.cleaned_data["le"] if form.is_valid() else convention.jour
    termes = termes_a_la_date(convention, le)
    avenants = list(
        Avenant.objects.visibles_par(request.acteur).filter(convention=convention).order_by("-numero")
    )
    signes = [avenant for avenant in avenants if avenant.etat == EtatAvenant.SIGNE]
    contexte = contexte_convention(request, convention, ONGLET) | {
        "form": form,
        "le": le,
        "lignes": _lignes(convention, termes),
        "rubriques": _par_rubrique(engagements_de(convention, termes[ENGAGEMENTS])),
        "etapes": [EtapeDAvenant(a, termes_modifies(convention, a.modifications)) for a in signes],
        "en_cours": next((a for a in avenants if a.etat in {"brouillon", "en_signature"}), None),
        "abandonnes": [avenant for avenant in avenants if avenant.etat == EtatAvenant.ABANDONNE],
        "en_projet": convention.etat == EtatConvention.BROUILLON,
        "avant_signature": convention.debut is None or le < convention.debut,
        "a_des_options": convention.modele.engagements.filter(optionnel=True).exists(),
        "article": convention.article_pour("avenant"),
    }
    return render(request, "conventions/termes/termes.html", contexte)


def _lignes(convention: Convention, termes: Termes) -> list[LigneDeTerme]:
    lignes = [
        LigneDeTerme(
            libelle_du_terme(nom),
            dire_terme(nom, termes[nom]),
            # No article at all, rather than the modèle's as a whole, where the text has none of its own.
            str(convention.articles.get(_ACTES.get(nom, ""), "")),
        )
        for nom in NOMS
        if termes[nom] is not False
    ]
    return [ligne for ligne in lignes if ligne.valeur != SANS_OBJET]


def _par_rubrique(engagements: list[Engagement]) -> list[tuple[str, list[Engagement]]]:
    """Return the engagements under their headings, each heading once, in the order it first appears."""
    rubriques = list(dict.fromkeys(engagement.rubrique for engagement in engagements))
    ranges = sorted(engagements, key=lambda e: (rubriques.index(e.rubrique), e.ordre))
    return [(rubrique, list(groupe)) for rubrique, groupe in groupby(ranges, key=lambda e: e.rubrique)]


@require_http_methods(["GET", "HEAD", "POST"])
def choisir(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Choose the engagements that the modèle leaves to the parties; once signed, an avenant is needed."""
    convention = convention_a_ecrire(request, cle)
    retenus = list(convention.choix.values_list("engagement_id", flat=True))
    form = EngagementsForm(request.POST or None, convention=convention, initial={"engagements": retenus})
    if form.is_valid():
        choisis = Engagement.objects.filter(pk__in=form.cleaned_data["engagements"])
        try:
            choisir_engagements(acteur=request.acteur, convention=convention, engagements=list(choisis))
        except RegleMetierRefusee as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, "Les engagements de la convention sont enregistrés.")
            return redirect("conventions:voir_termes", cle=convention.cle)
    contexte = contexte_convention(request, convention, ONGLET) | {
        "form": form,
        "communs": _par_rubrique(engagements_de(convention, [])),
        "en_projet": convention.etat == EtatConvention.BROUILLON,
    }
    return render(request, "conventions/termes/engagements.html", contexte)
