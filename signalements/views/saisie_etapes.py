"""The pages of the draft, one idea each: which exist, in what order, which are asked of this draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from espace_partenaires.exceptions import exiger
from espace_partenaires.requetes import RequeteConnectee
from signalements.forms.accord import AccordForm, valeurs_initiales
from signalements.forms.etapes import EtapeForm
from signalements.forms.mas import PersonneForm, SituationForm, SoinsForm
from signalements.models import Demande
from signalements.permissions import peut_rediger
from signalements.rules.mas import SaisieMas, soins_concernes


@dataclass(frozen=True, slots=True)
class Etape:
    """One page of the draft.

    Attributes:
        slug: its part of the address, kept in the draft to come back to it.
        numero: its place, fixed: a page that is skipped does not renumber the others.
        titre: the ``h1``.
        nom: short name, said from the other pages.
        formulaire: what it asks; nothing on the review page.
    """

    slug: str
    numero: int
    titre: str
    nom: str
    formulaire: type[EtapeForm] | None = None


PERSONNE: Final = Etape("personne", 1, "Qui est la personne\N{NO-BREAK SPACE}?", "La personne", PersonneForm)
SITUATION: Final = Etape(
    "situation",
    2,
    "Pourquoi demandez-vous un accompagnement\N{NO-BREAK SPACE}?",
    "Pourquoi un accompagnement",
    SituationForm,
)
SOINS: Final = Etape("soins", 3, "Quels soins sont concernés\N{NO-BREAK SPACE}?", "Les soins", SoinsForm)
ACCORD: Final = Etape("accord", 4, "La personne est-elle d’accord\N{NO-BREAK SPACE}?", "L’accord", AccordForm)
RELECTURE: Final = Etape("relecture", 5, "Ce que verra la CPAM", "Relecture")
ETAPES: Final = (PERSONNE, SITUATION, SOINS, ACCORD, RELECTURE)


def demande_de_l_auteur(request: RequeteConnectee, cle: UUID) -> Demande:
    """Return a demande to its author, draft or just transmitted.

    Raises:
        HorsPortee: unknown, or someone else's.
    """
    demandes = Demande.objects.visibles_par(request.acteur).select_related("caisse", "partenaire", "auteur")
    demande: Demande = get_object_or_404(demandes, cle=cle)
    exiger(autorise=peut_rediger(request.acteur, demande))
    return demande


def etape_de(slug: str) -> Etape:
    """Return the page of this name.

    Raises:
        Http404: there is none.
    """
    for etape in ETAPES:
        if etape.slug == slug:
            return etape
    raise Http404


def etapes_posees(saisie: Mapping[str, object]) -> list[Etape]:
    """Return the pages asked of a draft: the one on care only when a frame is about care (DEM-05)."""
    avec_soins = soins_concernes(SaisieMas.lire(saisie).cadres)
    return [etape for etape in ETAPES if etape is not SOINS or avec_soins]


def suivante(etape: Etape, saisie: Mapping[str, object]) -> Etape:
    """Return the page after this one."""
    return next((e for e in etapes_posees(saisie) if e.numero > etape.numero), RELECTURE)


def precedente(etape: Etape, saisie: Mapping[str, object]) -> Etape | None:
    """Return the page before this one, none before the first."""
    return next((e for e in reversed(etapes_posees(saisie)) if e.numero < etape.numero), None)


def etape_a_reprendre(saisie: Mapping[str, object]) -> Etape:
    """Return the page where the author left."""
    return next((etape for etape in etapes_posees(saisie) if etape.slug == saisie.get("etape")), PERSONNE)


def jour_de_la_caisse(demande: Demande, maintenant: datetime | None = None) -> date:
    """Return the day, where the caisse is."""
    return (maintenant or timezone.now()).astimezone(ZoneInfo(demande.caisse.fuseau)).date()


def former(
    etape: Etape,
    demande: Demande,
    donnees: MultiValueDict[str, str] | None = None,
    fichiers: MultiValueDict[str, Any] | None = None,
) -> EtapeForm:
    """Make the form of a page: with what was sent, or with what the draft holds.

    Args:
        etape: the page.
        demande: the draft, with ``caisse``.
        donnees: what was sent, if anything was.
        fichiers: files sent along.

    Raises:
        Http404: the page has no form.
    """
    if etape.formulaire is None:
        raise Http404
    options: dict[str, Any] = {"aujourdhui": jour_de_la_caisse(demande)}
    if etape is PERSONNE:
        options["departements"] = list(demande.caisse.departements.values_list("code", flat=True))
    if donnees is not None:
        return etape.formulaire(donnees, fichiers, **options)
    initial = valeurs_initiales(demande.saisie, options["aujourdhui"]) if etape is ACCORD else demande.saisie
    return etape.formulaire(initial=initial, **options)
