"""Caisses, partenaires and conventions for tests, written by the owner of the database.

``relier(caisse, partenaire)`` gives the shortest way to a convention d'utilisation in force.
"""

import itertools
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateRange

from conventions.enums import EtatConvention, NatureEvenement, TypePartenaire
from conventions.modeles_nationaux import MODELES
from conventions.models import (
    Adhesion,
    Caisse,
    CaisseDepartement,
    Convention,
    DomaineCourriel,
    EvenementConvention,
    Modele,
    Partenaire,
    Partie,
)
from conventions.services.droits import preparer_groupes

DEBUT = date(2026, 1, 5)
_numeros = itertools.count(1)


def creer_caisse(code: str = "691", *, departements: Iterable[str] = ("69",), **champs: Any) -> Caisse:
    """Make a caisse with its groups; the one of this code when it exists already."""
    valeurs = {"type": "CPAM", "libelle": "CPAM du Rhône" if code == "691" else f"CPAM {code}", **champs}
    caisse, neuve = Caisse.objects.get_or_create(code=code, defaults=valeurs)
    if neuve:
        CaisseDepartement.objects.bulk_create(
            [CaisseDepartement(caisse=caisse, code=departement) for departement in departements]
        )
        preparer_groupes(caisse)
    return caisse


def creer_partenaire(
    libelle: str = "", *, domaines: Iterable[str] = ("valmont.example",), **champs: Any
) -> Partenaire:
    """Make a partenaire (a CCAS unless said) with its mail domains."""
    numero = next(_numeros)
    valeurs = {"numero": f"{numero % 10_000:04d}", "type": TypePartenaire.CCAS, **champs}
    partenaire = Partenaire.objects.create(libelle=libelle or f"CCAS n° {numero:05d}", **valeurs)
    DomaineCourriel.objects.bulk_create([DomaineCourriel(partenaire=partenaire, domaine=d) for d in domaines])
    return partenaire


def creer_modele(code: str = "locale-ccas") -> Modele:
    """Return version 1 of one of the six modèles (CONV-02)."""
    modele, _ = Modele.objects.get_or_create(code=code, version=1, defaults=MODELES[code])
    return modele


def creer_convention(
    *parties: Caisse | Partenaire,
    modele: str = "locale-ccas",
    signee_le: date | None = DEBUT,
    parente: Convention | None = None,
    **champs: Any,
) -> Convention:
    """Make a convention between these parties, signed by all on one day (``None``: by nobody).

    Terms are those of the modèle unless given.
    """
    source = creer_modele(modele)
    termes = {
        "nature": source.nature,
        **source.termes(),
        "etat": EtatConvention.SIGNEE if signee_le else EtatConvention.BROUILLON,
        "objet": source.libelle,
        **champs,
    }
    convention = Convention.objects.create(modele=source, parente=parente, **termes)
    for partie in parties:
        cible = {"caisse": partie} if isinstance(partie, Caisse) else {"partenaire": partie}
        Partie.objects.create(convention=convention, signee_le=signee_le, **cible)
    return convention


def creer_utilisation(
    caisse: Caisse, partenaire: Partenaire, *, parente: Convention, effectif: int = 18, **champs: Any
) -> Convention:
    """Make a convention d'utilisation leaning on a métier convention, signed unless said."""
    return creer_convention(
        caisse, partenaire, modele="utilisation", parente=parente, effectif_declare=effectif, **champs
    )


def relier(
    caisse: Caisse,
    partenaire: Partenaire,
    *,
    signee_le: date = DEBUT,
    effectif: int = 18,
    modele: str = "locale-ccas",
    **termes_metier: Any,
) -> Convention:
    """Tie a partenaire to a caisse: a métier convention and the utilisation, both in force. Returns the latter."""
    metier = creer_convention(caisse, partenaire, modele=modele, signee_le=signee_le, **termes_metier)
    return creer_utilisation(caisse, partenaire, parente=metier, effectif=effectif, signee_le=signee_le)


def creer_adhesion(
    tete: Partenaire, membre: Partenaire, *, du: date = DEBUT, au: date | None = None
) -> Adhesion:
    """Make ``membre`` belong to ``tete`` from ``du`` (included) to ``au`` (excluded)."""
    return Adhesion.objects.create(tete=tete, membre=membre, periode=DateRange(du, au))


def mettre_fin(
    convention: Convention, dernier_jour: date, *, nature: NatureEvenement = NatureEvenement.RESILIATION
) -> EvenementConvention:
    """Give the convention a last day."""
    return EvenementConvention.objects.create(
        convention=convention,
        nature=nature,
        survenu_le=dernier_jour,
        effet_le=dernier_jour,
        consigne_le=datetime.combine(dernier_jour, time(12), ZoneInfo("Europe/Paris")),
        motif="Essai",
    )


def renouveler(convention: Convention, terme_le: date, *, consigne_le: date = DEBUT) -> EvenementConvention:
    """Renew an express term until a last day."""
    return EvenementConvention.objects.create(
        convention=convention,
        nature=NatureEvenement.RENOUVELLEMENT,
        survenu_le=consigne_le,
        terme_le=terme_le,
        consigne_le=datetime.combine(consigne_le, time(12), ZoneInfo("Europe/Paris")),
    )


__all__ = [
    "DEBUT",
    "creer_adhesion",
    "creer_caisse",
    "creer_convention",
    "creer_modele",
    "creer_partenaire",
    "creer_utilisation",
    "mettre_fin",
    "relier",
    "renouveler",
]
