"""National reference data of this app: caisses, départements, modèles, groups. Safe to run twice."""

import csv
from pathlib import Path
from typing import Final

from django.db import transaction

from conventions.engagements_nationaux import ENGAGEMENTS_NATIONAUX
from conventions.enums import TypeCaisse
from conventions.modeles_nationaux import MODELES
from conventions.models import Caisse, CaisseDepartement, Engagement, Modele
from conventions.querysets import CODE_CNAM
from conventions.services.droits import preparer_groupes

FICHIER_CAISSES: Final = Path(__file__).resolve().parents[1] / "donnees" / "caisses.csv"


def charger() -> None:
    """Load the caisses with their départements and groups, the Cnam, and the six modèles with their engagements.

    What an admin has completed since (addresses, contacts, later versions of a modèle) is left as it is.

    Exigence: ORG-01, CONV-02, CONV-18 (S0 14, S1u 8, S1m 3, 9, S2 3, S3 6, 9, S4 7)
    """
    with transaction.atomic():
        _charger_caisses()
        for code, termes in MODELES.items():
            modele, _ = Modele.objects.get_or_create(code=code, version=1, defaults=termes)
            _charger_engagements(modele)


def _charger_engagements(modele: Modele) -> None:
    Engagement.objects.bulk_create(
        [
            Engagement(modele=modele, ordre=rang, **engagement._asdict())
            for rang, engagement in enumerate(ENGAGEMENTS_NATIONAUX.get(modele.code, []), start=1)
        ],
        ignore_conflicts=True,
    )


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
    # The Cnam serves no département: it signs the conventions cadres and supports the caisses.
    caisses[CODE_CNAM], _ = Caisse.objects.get_or_create(
        code=CODE_CNAM,
        defaults={"type": TypeCaisse.CNAM, "libelle": "Caisse nationale de l’Assurance Maladie"},
    )
    preparer_groupes(*caisses.values())
