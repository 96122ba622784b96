"""What the end of a convention leaves open here: demandes already transmitted are finished (ORG-04, NOV-02)."""

from collections.abc import Collection
from typing import Final

from django.db import connection

from conventions.effets import Consequence
from conventions.rules.droits import EffetSurUnLien
from espace_partenaires.comptes.acteur import Acteur
from signalements.querysets import ETATS_OUVERTS

CLE: Final = "demandes"


def compter_les_demandes(
    _acteur: Acteur, effets: Collection[EffetSurUnLien]
) -> dict[tuple[int, int], list[Consequence]]:
    """Count the open demandes of each tie that closes: the caisse finishes them; one query.

    The function asked counts those of the agent's own caisse, and shows none.

    Exigence: NOV-02, ORG-04 (S1u 1.2, D)
    """
    liens = {(effet.caisse, effet.partenaire) for effet in effets}
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT caisse_id, partenaire_id, nombre FROM signalements_ouvertes(%s, %s)",
            [sorted({partenaire for _, partenaire in liens}), [etat.value for etat in ETATS_OUVERTS]],
        )
        lignes = curseur.fetchall()
    return {
        (caisse, partenaire): [_ouvertes(nombre)]
        for caisse, partenaire, nombre in lignes
        if (caisse, partenaire) in liens
    }


def _ouvertes(nombre: int) -> Consequence:
    return Consequence(
        cle=CLE,
        un="demande ouverte, menée à son terme par la caisse",
        plusieurs="demandes ouvertes, menées à leur terme par la caisse",
        nombre=nombre,
        perdu=False,
    )
