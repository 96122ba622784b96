"""Filters and component tags of the portal; a template builtin, so no ``{% load %}`` is needed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template import defaultfilters
from django.template.context import Context
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils import timezone
from django.utils.safestring import SafeString

from espace_partenaires.web import composants, dates
from espace_partenaires.web.formulaires import est_case_seule, marque_facultatif

register = template.Library()

PREMIER_PLURIEL = 2

# ---- words ------------------------------------------------------------------------------------------


@register.filter
def pluralize(nombre: int, formes: str = "s") -> str:
    """French agreement, plural from two: « 0 libre », « 2 libres » (Django's own filter says « 0 libres »)."""
    return defaultfilters.pluralize(nombre if nombre >= PREMIER_PLURIEL else 1, formes)


# ---- dates and names --------------------------------------------------------------------------------


def _jour(valeur: date | datetime) -> date:
    if isinstance(valeur, datetime):
        return valeur.astimezone(timezone.get_current_timezone()).date()
    return valeur


@register.filter
def date_longue(valeur: date | datetime | None) -> str:
    """« lundi 21 décembre 2026 »."""
    return dates.date_longue(_jour(valeur)) if valeur else ""


@register.filter
def date_simple(valeur: date | datetime | None) -> str:
    """« 21 décembre 2026 »."""
    return dates.date_simple(_jour(valeur)) if valeur else ""


@register.filter
def date_courte(valeur: date | datetime | None) -> str:
    """« 21/12/2026 »."""
    return dates.date_courte(_jour(valeur)) if valeur else ""


@register.filter
def complement_de(nom: str) -> str:
    """« d’Anna Roy », « de Karim Benaïssa »."""
    return dates.complement_de(nom)


@register.filter
def date_et_heure(valeur: datetime | None) -> str:
    """« lundi 21 décembre 2026 à 14 h 32 »."""
    return dates.date_et_heure(valeur, timezone.get_current_timezone()) if valeur else ""


@register.filter
def heure(valeur: datetime | None) -> str:
    """« 14 h 32 »."""
    return dates.heure(valeur, timezone.get_current_timezone()) if valeur else ""


@register.filter
def reste(echeance: datetime | None, maintenant: datetime | None = None) -> str:
    """« reste 5 h 20 », « en retard de 3 h »; counted from now unless a moment is given."""
    return dates.reste(echeance, maintenant or timezone.now()) if echeance else ""


@register.filter
def depuis(instant: datetime | None, maintenant: datetime | None = None) -> str:
    """« il y a 12 minutes », « hier à 9 h 05 »; counted from now unless a moment is given."""
    if not instant:
        return ""
    return dates.depuis(instant, maintenant or timezone.now(), timezone.get_current_timezone())


@register.simple_tag
def initiales(civilite: str, prenom: str, nom: str) -> str:
    """« Mme B. L. »: the only way a person is named in a list."""
    return dates.initiales_personne(civilite, prenom, nom)


@register.filter
def initiales_personne(personne: Any) -> str:
    """« Mme B. L. » for an object that has ``prenom``, ``nom`` and a coded ``civilite``."""
    libelle = getattr(personne, "get_civilite_display", None)
    civilite = libelle() if callable(libelle) else getattr(personne, "civilite", "")
    return dates.initiales_personne(str(civilite or ""), personne.prenom or "", personne.nom or "")


# ---- components without content --------------------------------------------------------------------


@register.inclusion_tag("components/badge.html")
def badge(genre: str, mot: str) -> dict[str, object]:
    """A state: a shape, a word, a colour. Kinds: retard, bientot, fait, vous, neutre, attente."""
    return {"etat": composants.etat(genre), "mot": mot}


@register.inclusion_tag("components/bouton.html")
def bouton(
    texte: str,
    *,
    href: str = "",
    variante: str = "principal",
    nom: str = "",
    valeur: str = "",
    precision: str = "",
) -> dict[str, object]:
    """A link when ``href`` is given, else a submit button.

    Variants: principal, secondaire, discret, danger, lien-danger. ``precision`` is read by screen readers
    only, where the same words appear several times on the page.
    """
    return {
        "texte": texte,
        "href": href,
        "classe": composants.classe_bouton(variante),
        "nom": nom,
        "valeur": valeur,
        "precision": precision,
    }


@register.inclusion_tag("components/jauge.html")
def jauge(libelle: str, utilises: int, reserves: int = 0, maximum: int = 0) -> dict[str, object]:
    """Seats one can count: used, reserved by an invitation, free."""
    return {"libelle": libelle, "jauge": composants.jauge(utilises, reserves, maximum)}


@register.inclusion_tag("components/ruban.html")
def ruban(segments: list[composants.Segment], libelle: str = "Déroulement du délai") -> dict[str, object]:
    """The clock as a ribbon of ``composants.Segment``; every word is text, whatever the width."""
    return {"segments": composants.repartir(segments), "libelle": libelle}


@register.inclusion_tag("components/temps.html")
def temps(genre: str, ecoule: int, libelle: str) -> dict[str, object]:
    """The bar of what has run: per cent of the delay, with its text for screen readers."""
    return {"etat": composants.etat(genre), "ecoule": max(0, min(100, ecoule)), "libelle": libelle}


@register.inclusion_tag("components/etapes.html")
def etapes(courante: int, total: int, suite: str = "") -> dict[str, object]:
    """Progress through the steps: « Étape 2 sur 5 »."""
    return {"courante": courante, "total": total, "etapes": range(1, total + 1), "suite": suite}


@register.inclusion_tag("components/vide.html")
def vide(titre: str, texte: str = "", href: str = "", action: str = "") -> dict[str, object]:
    """An empty list says what to do first."""
    return {"titre": titre, "texte": texte, "href": href, "action": action}


@register.inclusion_tag("components/definitions.html")
def definitions(elements: list[tuple[str, object]]) -> dict[str, object]:
    """A list of (term, value); empty values are left out."""
    return {"elements": [(terme, valeur) for terme, valeur in elements if valeur not in (None, "")]}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(
    context: Context,
    suivant: str | None = None,
    precedent: str | None = None,
    texte: str = "",
    parametre: str = "curseur",
) -> dict[str, object]:
    """« Précédentes » / « Suivantes » by cursor; the other parameters of the address are kept."""
    parametres = context["request"].GET.copy()
    adresses = {}
    for sens, curseur in (("suivant", suivant), ("precedent", precedent)):
        parametres[parametre] = curseur or ""
        adresses[sens] = f"?{parametres.urlencode()}" if curseur else ""
    return {"suivant": adresses["suivant"], "precedent": adresses["precedent"], "texte": texte}


@register.inclusion_tag("components/piece.html")
def piece(
    nature: str,
    *,
    numero: int | None = None,
    format_fichier: str = "",
    genre: str = "neutre",
    mot: str = "",
    href: str = "",
    motif: str = "",
    suite: str = "",
    lien: str = "Ouvrir",
) -> dict[str, object]:
    """A file: what it is, its number and type, its state, and the reason given when it was refused."""
    return {
        "nature": nature,
        "numero": numero,
        "format_fichier": format_fichier,
        "genre": genre,
        "mot": mot,
        "href": href,
        "motif": motif,
        "suite": suite,
        "lien": lien,
    }


# ---- frame -----------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def repeter_bloc(context: Context, nom: str) -> SafeString:
    """Render a block of the page a second time: the words of the tab are those of the ``h1``."""
    bloc = context.render_context[BLOCK_CONTEXT_KEY].get_block(nom)
    texte: SafeString = bloc.nodelist.render(context)
    return texte


# ---- components with content -----------------------------------------------------------------------


@register.simple_block_tag
def carte(content: str, titre: str = "", variante: str = "", niveau: int = 2, ancre: str = "") -> SafeString:
    """A card. Variants: vous (« à vous »), retard. ``{% carte titre="…" %}…{% endcarte %}``."""
    contexte = {"contenu": content, "titre": titre, "variante": variante, "niveau": niveau, "ancre": ancre}
    return render_to_string("components/carte.html", contexte)


@register.simple_block_tag
def avis(content: str, genre: str = "neutre", titre: str = "") -> SafeString:
    """A short warning in the page. Kinds: those of ``badge``."""
    return render_to_string(
        "components/avis.html", {"contenu": content, "etat": composants.etat(genre), "titre": titre}
    )


@register.simple_block_tag
def bulle(content: str, auteur: str, quand: datetime | None = None, cote: str = "vous") -> SafeString:
    """A message of a thread. Sides: vous (one's own), eux (the other party), note (internal)."""
    return render_to_string(
        "components/bulle.html", {"contenu": content, "auteur": auteur, "quand": quand, "cote": cote}
    )


@register.simple_block_tag
def tableau(content: str, legende: str, legende_visible: bool = False) -> SafeString:
    """A table that becomes cards under 640 px; give each ``td`` its ``data-label``."""
    return render_to_string(
        "components/tableau.html",
        {"contenu": content, "legende": legende, "legende_visible": legende_visible},
    )


# ---- forms -----------------------------------------------------------------------------------------


@register.simple_tag
def champ(field: BoundField) -> SafeString:
    """A field with its label, help, errors and input."""
    return field.as_field_group()


@register.filter
def facultatif(field: BoundField) -> bool:
    """Whether « facultatif » is written beside the label."""
    return marque_facultatif(field)


@register.filter
def case_seule(field: BoundField) -> bool:
    """Whether the field is one checkbox."""
    return est_case_seule(field)


@dataclass(frozen=True, slots=True)
class ErreurResumee:
    """One line of the summary of errors."""

    ancre: str
    libelle: str
    message: str


def _ancre(field: BoundField) -> str:
    """Return the id the summary leads to: the input, or the first choice of a group."""
    identifiant = field.auto_id or field.html_name
    return f"{identifiant}_0" if field.field.widget.use_fieldset else identifiant


@register.inclusion_tag("components/formulaire/resume_erreurs.html")
def resume_erreurs(form: BaseForm) -> dict[str, object]:
    """The summary of errors, each linked to its field; put it first, above the form."""
    lignes = [ErreurResumee("", "", str(message)) for message in form.non_field_errors()]
    for field in form:
        lignes += [
            ErreurResumee("" if field.is_hidden else _ancre(field), str(field.label), str(message))
            for message in field.errors
        ]
    return {"lignes": lignes, "nombre": len(lignes)}
