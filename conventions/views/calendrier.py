"""The calendar of a convention, and what all of them ask for."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from conventions.models import AttestationDestruction, Convention
from conventions.permissions import GESTIONNAIRE_CONVENTIONS, peut_lire_partenaires
from conventions.rules.calendrier import ajouter_mois
from conventions.rules.faits_calendrier import CodeJalon, Jalon
from conventions.selectors_a_faire import (
    LIBELLES,
    AFaire,
    Tache,
    a_faire,
    attestations_manquantes,
    compter,
)
from conventions.selectors_calendrier import calendriers
from conventions.views.cadre import contexte_convention, convention_lisible
from conventions.views.lectures import caisse_de, parties_chargees
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import exiger
from espace_partenaires.requetes import RequeteConnectee

_MOIS_PAR_AN: Final = 12
_JOURS_EN_JOURS: Final = 60
# What has happened is past, even today; the rest of today is still to come.
_ARRIVES: Final = frozenset(
    {
        CodeJalon.FAIT,
        CodeJalon.SIGNATURE,
        CodeJalon.EFFET,
        CodeJalon.LETTRE_ENVOYEE,
        CodeJalon.LETTRE_RECUE,
        CodeJalon.EVALUATION_TENUE,
        CodeJalon.COMITE_TENU,
    }
)
# A screen, not a report: beyond, the most urgent first.
LIGNES_MONTREES: Final = 100


@dataclass(frozen=True, slots=True)
class LigneDuCalendrier:
    """A milestone, worded for the page."""

    jalon: Jalon
    ecart: str
    en_retard: bool


@dataclass(frozen=True, slots=True)
class Compte:
    """How many things of one kind there are to do, in words, and where they are listed."""

    tache: str
    nombre: int
    mots: str
    url: str


@require_safe
def calendrier(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Show the dates of a convention: past, today, to come."""
    convention = convention_lisible(request, cle)
    lu = calendriers([convention.pk], timezone.now())[convention.pk]
    lignes = [
        LigneDuCalendrier(jalon, ecart_en_mots(jalon.le, lu.jour), jalon.attendu and jalon.le < lu.jour)
        for jalon in lu.jalons
    ]
    attestations = (
        AttestationDestruction.objects.visibles_par(request.acteur)
        .filter(convention=convention)
        .select_related("partie__partenaire")
        .order_by("pk")
    )
    contexte = contexte_convention(request, convention, "calendrier") | {
        "jour": lu.jour,
        "en_retard": [ligne for ligne in lignes if ligne.en_retard],
        "passes": [ligne for ligne in lignes if _est_passe(ligne.jalon, lu.jour) and not ligne.en_retard],
        "a_venir": [ligne for ligne in lignes if not _est_passe(ligne.jalon, lu.jour)],
        "attestations": attestations,
    }
    return render(request, "conventions/calendrier/calendrier.html", contexte)


def _est_passe(jalon: Jalon, jour: date) -> bool:
    return jalon.le < jour or (jalon.le == jour and jalon.code in _ARRIVES)


def ecart_en_mots(jour: date, le: date) -> str:
    """Say how far a day is from another: « dans 12 jours », « il y a 2 ans », « aujourd’hui »."""
    if jour == le:
        return "aujourd’hui"
    combien = _combien(min(jour, le), max(jour, le))
    return f"dans {combien}" if jour > le else f"il y a {combien}"


def _combien(du: date, au: date) -> str:
    jours = (au - du).days
    if jours <= _JOURS_EN_JOURS:
        return f"{jours} jour{'s' if jours > 1 else ''}"
    mois = (au.year - du.year) * _MOIS_PAR_AN + au.month - du.month
    mois -= ajouter_mois(du, mois) > au
    annees, reste = divmod(mois, _MOIS_PAR_AN)
    mots = [f"{annees} an{'s' if annees > 1 else ''}"] if annees else []
    mots += [f"{reste} mois"] if reste else []
    return " et ".join(mots)


def est_gestionnaire_des_conventions(acteur: Acteur) -> bool:
    """An agent who manages the conventions of its caisse."""
    return acteur.a_role(GESTIONNAIRE_CONVENTIONS) and bool(acteur.caisse_ids)


def contexte_a_faire(acteur: Acteur, maintenant: datetime) -> dict[str, object]:
    """Count what conventions ask for, for the block of the home page."""
    return {"comptes": _comptes(acteur, a_faire(acteur, maintenant))}


def _comptes(acteur: Acteur, choses: list[AFaire]) -> list[Compte]:
    liste = reverse("conventions:conventions_a_faire")
    comptes = [
        Compte(tache, nombre, LIBELLES[tache][nombre > 1], f"{liste}?quoi={tache}")
        for tache, nombre in compter(choses).items()
        if nombre
    ]
    manquantes = attestations_manquantes(acteur)
    if manquantes:
        mots = (
            "attestations de destruction attendues"
            if manquantes > 1
            else "attestation de destruction attendue"
        )
        url = f"{reverse('conventions:lister_attestations')}?manquantes=1"
        comptes.append(Compte("attestations", manquantes, mots, url))
    return comptes


@dataclass(frozen=True, slots=True)
class LigneAFaire:
    """One thing to do, its convention loaded."""

    convention: Convention
    jalon: Jalon | None
    ecart: str


@require_safe
def a_faire_liste(request: RequeteConnectee) -> HttpResponse:
    """List what the conventions of the caisse ask for, one kind at a time or all."""
    acteur, maintenant = request.acteur, timezone.now()
    exiger(autorise=peut_lire_partenaires(acteur))
    choses = a_faire(acteur, maintenant)
    quoi = request.GET.get("quoi", "")
    choisie = quoi if quoi in set(Tache) else ""
    groupes = [
        (LIBELLES[tache][1], _lignes(acteur, [c for c in choses if c.tache == tache], maintenant))
        for tache in Tache
        if choisie in ("", tache)
    ]
    contexte = {
        "caisse": caisse_de(acteur),
        "comptes": _comptes(acteur, choses),
        "quoi": choisie,
        "groupes": [groupe for groupe in groupes if groupe[1]],
    }
    return render(request, "conventions/calendrier/a_faire.html", contexte)


def _lignes(acteur: Acteur, choses: list[AFaire], maintenant: datetime) -> list[LigneAFaire]:
    montrees = choses[:LIGNES_MONTREES]
    conventions = (
        Convention.objects.visibles_par(acteur)
        .select_related("modele")
        .prefetch_related(parties_chargees())
        .in_bulk([chose.convention_id for chose in montrees])
    )
    jour = timezone.localdate(maintenant)
    return [
        LigneAFaire(
            conventions[chose.convention_id],
            chose.jalon,
            ecart_en_mots(chose.jalon.le, jour) if chose.jalon else "",
        )
        for chose in montrees
    ]
