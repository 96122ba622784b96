"""« Et si l’effectif changeait ? »: what another number of members would change, in words (NOV-01)."""

from datetime import datetime
from typing import Final

from espace_partenaires.comptes.enums import Profil
from habilitations.rules.quotas import Palier, Places, palier_precedent, palier_suivant
from habilitations.selectors import places

# Words for one and for several.
_NOMS: Final = {
    Profil.GESTIONNAIRE.value: ("gestionnaire", "gestionnaires"),
    Profil.TECHNICIEN.value: ("technicien", "techniciens"),
}


def changements(partenaire_id: int, membres: int | None, essai: int, maintenant: datetime) -> list[str]:
    """Say what a number of members would change for the accounts that exist, and where the next steps are.

    Args:
        partenaire_id: the partenaire.
        membres: its members today, ``None`` without a convention in force.
        essai: the number to try.
        maintenant: the moment.

    Exigence: NOV-01, HAB-03 (S1u 2.2.1)
    """
    avant = places(partenaire_id, membres, maintenant)
    apres = places(partenaire_id, essai, maintenant)
    return [
        *(_un_changement(avant[profil], apres[profil]) for profil in _NOMS),
        *_seuils(palier_suivant(essai), palier_precedent(essai)),
    ]


def _un_changement(avant: Places, apres: Places) -> str:
    nom = _accorder(apres.maximum, apres.profil)
    if apres.en_trop:
        return (
            f"{apres.maximum} {nom} au plus : {_comptes(apres.en_trop)} de trop. "
            "Rien n’est supprimé, rien ne peut être créé tant que le nombre dépasse la limite."
        )
    ecart = apres.maximum - avant.maximum
    libres = "aucune place libre" if not apres.libres else _places(apres.libres)
    if not ecart:
        return f"{apres.maximum} {nom} au plus, comme aujourd’hui : {libres}."
    sens = "de plus" if ecart > 0 else "de moins"
    return f"{apres.maximum} {nom} au plus, {_places(abs(ecart), '')} {sens} qu’aujourd’hui : {libres}."


def _seuils(suivant: Palier | None, precedent: Palier | None) -> list[str]:
    phrases = []
    if suivant is not None:
        phrases.append(f"À partir de {suivant.membres} membres : {_quotas(suivant)}.")
    if precedent is not None:
        phrases.append(f"Jusqu’à {precedent.membres} membres : {_quotas(precedent)}.")
    return phrases


def _quotas(palier: Palier) -> str:
    gestionnaires, techniciens = palier.quotas.gestionnaires, palier.quotas.techniciens
    return f"{gestionnaires} gestionnaires et {techniciens} techniciens au plus"


def _accorder(nombre: int, profil: str) -> str:
    return _NOMS[profil][nombre > 1]


def _comptes(nombre: int) -> str:
    return f"{nombre} compte{'s' if nombre > 1 else ''}"


def _places(nombre: int, suite: str = " libre") -> str:
    pluriel = "s" if nombre > 1 else ""
    return f"{nombre} place{pluriel}" + (f"{suite}{pluriel}" if suite else "")
