"""National reference data of this app: caisses, départements, modèles, groups. Safe to run twice."""

import csv
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from conventions.enums import Nature, Reconduction, Service
from conventions.models import Caisse, CaisseDepartement, Modele
from conventions.services.droits import preparer_groupes

FICHIER_CAISSES: Final = Path(__file__).resolve().parents[1] / "donnees" / "caisses.csv"
TOUS_LES_SERVICES: Final = [service.value for service in Service]

# CONV-02: six modèles. Durations and notices in months.
MODELES: Final[dict[str, dict[str, Any]]] = {
    "cadre-nationale": {
        "libelle": "Convention cadre nationale",
        "nature": Nature.CADRE,
        "duree_mois": 12,
        "reconduction": Reconduction.TACITE,
        "services_par_defaut": [],
        "article": "Convention cadre nationale, article 6",
    },
    "locale-ccas": {
        "libelle": "Convention locale avec un CCAS ou une UDCCAS",
        "nature": Nature.METIER,
        "duree_mois": 12,
        "reconduction": Reconduction.TACITE,
        "services_par_defaut": TOUS_LES_SERVICES,
        "article": "Convention locale CCAS–UDCCAS, article 9",
    },
    "locale-association": {
        "libelle": "Convention locale avec une association ou un autre organisme",
        "nature": Nature.METIER,
        "duree_mois": 12,
        "reconduction": Reconduction.TACITE,
        "services_par_defaut": TOUS_LES_SERVICES,
        "article": "Convention locale, article 9",
    },
    "locale-caf": {
        "libelle": "Convention locale avec une caisse d’allocations familiales",
        "nature": Nature.METIER,
        "duree_mois": 36,
        "reconduction": Reconduction.EXPRESSE,
        "preavis_mois": 3,
        "services_par_defaut": [Service.SIGNALEMENT, Service.RENDEZ_VOUS, Service.ETUDE],
        "article": "Convention locale CPAM–CAF, article 14",
    },
    "locale-cpts": {
        "libelle": "Convention locale avec une CPTS",
        "nature": Nature.METIER,
        "duree_mois": 12,
        "reconduction": Reconduction.TACITE,
        "services_par_defaut": TOUS_LES_SERVICES,
        "article": "Convention locale CPAM–CPTS, article 7",
    },
    "utilisation": {
        "libelle": "Convention d’utilisation du portail",
        "nature": Nature.UTILISATION,
        "duree_mois": None,
        "reconduction": Reconduction.PARENTE,
        "services_par_defaut": [],
        "article": "Convention d’utilisation, article 8",
    },
}


def charger() -> None:
    """Load the caisses with their départements and groups, and the six modèles.

    What an admin has completed since (addresses, contacts) is left as it is.

    Exigence: ORG-01, CONV-02 (S0 14, S1u 8, S1m 9, S3 6, S4 7)
    """
    with transaction.atomic():
        _charger_caisses()
        for code, termes in MODELES.items():
            Modele.objects.get_or_create(code=code, version=1, defaults=termes)


def _charger_caisses() -> None:
    with FICHIER_CAISSES.open(encoding="utf-8", newline="") as fichier:
        lignes = list(csv.DictReader(fichier, delimiter=";"))
    Caisse.objects.bulk_create(
        [
            Caisse(
                code=ligne["code_caisse"],
                type=ligne["type"],
                libelle=ligne["libelle"].replace("'", "’"),
                fuseau=ligne["fuseau"],
                zone_jours_feries=ligne["zone_jours_feries"],
            )
            for ligne in lignes
        ],
        ignore_conflicts=True,
    )
    caisses = {caisse.code: caisse for caisse in Caisse.objects.all()}
    CaisseDepartement.objects.bulk_create(
        [
            CaisseDepartement(caisse=caisses[ligne["code_caisse"]], code=ligne["departement"])
            for ligne in lignes
        ],
        ignore_conflicts=True,
    )
    preparer_groupes(*caisses.values())
