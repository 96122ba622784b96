"""Welcoming a partenaire in a caisse: its record and its first convention, at once."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from conventions.enums import TypePartenaire
from conventions.models import Adhesion, Caisse, Convention, Modele, Partenaire
from conventions.permissions import peut_gerer_conventions
from conventions.selectors import jour_de_la_caisse
from conventions.services.conventions import creer_convention
from conventions.services.partenaires import creer_partenaire, enregistrer_adhesion, normaliser_siret
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import exiger


def accueillir_partenaire(
    *,
    acteur: Acteur,
    caisse: Caisse,
    fiche: Mapping[str, Any],
    modele: Modele,
    parente: Convention | None = None,
    effectif_declare: int | None = None,
    cadre: Convention | None = None,
) -> Convention:
    """Create a partenaire with its first convention, as a draft; one known by its SIRET is taken up as it is.

    A partenaire enters the scope of a caisse only through a convention: both are made at once. For an
    utilisation that leans on the convention of a tête de réseau, the membership starts today.

    Args:
        acteur: a gestionnaire de conventions of the caisse.
        caisse: the caisse that welcomes it.
        fiche: arguments of ``creer_partenaire``.
        modele: modèle of the first convention.
        parente: métier convention of the tête de réseau (utilisation only).
        effectif_declare: number of members declared (utilisation only).
        cadre: the convention cadre in force it is signed under (métier only).

    Raises:
        RegleMetierRefusee: see ``creer_partenaire`` and ``creer_convention``; nothing is written then.

    Exigence: ORG-02, CONV-01, CONV-20
    """
    with transaction.atomic():
        exiger(autorise=peut_gerer_conventions(acteur, caisse.pk))
        siret = normaliser_siret(str(fiche.get("siret", "")))
        partenaire = Partenaire.objects.filter(siret=siret).first() if siret else None
        if partenaire is None:
            partenaire = creer_partenaire(acteur=acteur, caisse=caisse, **fiche)
        if parente is not None:
            _adherer(acteur, caisse, partenaire, parente)
        return creer_convention(
            acteur=acteur,
            caisse=caisse,
            partenaires=[partenaire],
            modele=modele,
            parente=parente,
            effectif_declare=effectif_declare,
            cadre=cadre,
        )


def _adherer(acteur: Acteur, caisse: Caisse, membre: Partenaire, metier: Convention) -> None:
    """Record the membership of the tête de réseau that signed, unless it is running."""
    aujourdhui = jour_de_la_caisse(caisse, timezone.now())
    tete = Partenaire.objects.filter(parties__convention=metier, type=TypePartenaire.TETE_DE_RESEAU).first()
    if (
        tete is None
        or Adhesion.objects.filter(tete=tete, membre=membre, periode__contains=aujourdhui).exists()
    ):
        return
    enregistrer_adhesion(acteur=acteur, caisse=caisse, tete=tete, membre=membre, du=aujourdhui)
