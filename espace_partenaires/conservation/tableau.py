"""The retention table, as a document."""

from pathlib import Path
from typing import Final

from django.apps import apps

from espace_partenaires.conservation.registre import declarations, modeles_sans_donnees

FICHIER: Final = Path(__file__).resolve().parents[2] / "docs" / "conservation.md"

ENTETE: Final = """\
# Conservation des données

Écrit par `manage.py tableau_conservation` depuis les modules `conservation.py` de chaque application ; ne se
modifie pas à la main. Une table qui n'est pas déclarée fait échouer les tests.

## Données de personnes

| Table | Champs | Terme | Effacé par |
|---|---|---|---|
"""
SANS_DONNEES: Final = """
## Sans donnée personnelle

| Table | Pourquoi |
|---|---|
"""


def tableau() -> str:
    """Return the retention table in Markdown: what is kept, until when, what erases it.

    Exigence: RGPD-01 (S4 annexe 4), RGPD-06
    """
    avec = "".join(
        f"| {_nom(ligne.modele)} | {', '.join(f'`{champ}`' for champ in ligne.champs)}"
        f" | {ligne.terme} | {ligne.efface_par} |\n"
        for ligne in declarations()
    )
    sans = "".join(f"| {_nom(ligne.modele)} | {ligne.raison} |\n" for ligne in modeles_sans_donnees())
    return ENTETE + avec + SANS_DONNEES + sans


def _nom(label: str) -> str:
    """Name a table for a reader who is no developer, its label beside."""
    if label.startswith("table:"):
        return f"`{label.removeprefix('table:')}`"
    return f"{apps.get_model(label)._meta.verbose_name} (`{label}`)"
