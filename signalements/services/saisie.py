"""What a draft may hold: known keys, plain values, never a NIR."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from signalements.models import Demande
from signalements.rules.depot import LONGUEUR_PRECISIONS
from signalements.rules.textes import contient_nir
from signalements.selectors.motifs import CLE_MOTIF, motif_tape
from signalements.services.refus import Difference, SaisiePerimee

TEXTES: Final = (
    "civilite",
    "nom",
    "prenom",
    "date_naissance",
    "departement",
    "telephone",
    "courriel",
    "date_saisine",
    "anciennete",
    "etape",
    "motif",
    "precisions",
    "situation",
    "raison_doublon",
)
LISTES: Final = (
    "cadres",
    "actions_engagees",
    "soins",
    "causes",
    "fragilites",
    "modes",
    "demi_journees",
    "besoins",
    # Fields whose words that look like health were confirmed by the author (DEM-03).
    "sante_confirmee",
)
CASES: Final = (
    "telephone_de_proche",
    "regime_general",
    "information_certifiee",
    "accord_suivi",
    "urgence",
)
CONSENTEMENT: Final = "consentement"
_LONGUEURS: Final = {"nom": 80, "prenom": 80, "telephone": 40, "precisions": LONGUEUR_PRECISIONS}
_LONGUEUR_MAX: Final = 254
_CHOIX_MAX: Final = 20


@dataclass(frozen=True, slots=True)
class Tri:
    """What a save may store, and what it may not.

    Attributes:
        gardes: key → value, ready to be stored.
        nir: keys whose text holds a NIR.
        invalides: keys that are unknown or whose value is not of the kind expected.
    """

    gardes: dict[str, object]
    nir: tuple[str, ...]
    invalides: tuple[str, ...]


def trier(saisie: Mapping[str, object]) -> Tri:
    """Sort what was typed: to keep, refused for a NIR, refused for its shape.

    Args:
        saisie: key → raw value.

    Exigence: DEM-02 (S1u 5)
    """
    invalides = tuple(champ for champ, valeur in saisie.items() if not _recevable(champ, valeur))
    reste = {champ: _en_json(valeur) for champ, valeur in saisie.items() if champ not in invalides}
    nir = tuple(champ for champ, valeur in reste.items() if any(map(contient_nir, textes_de(valeur))))
    return Tri({champ: valeur for champ, valeur in reste.items() if champ not in nir}, nir, invalides)


def textes_de(valeur: object) -> Iterator[str]:
    """Walk through every text of a value, keys included, however deep."""
    if isinstance(valeur, Mapping):
        for cle, contenu in valeur.items():
            yield from textes_de(cle)
            yield from textes_de(contenu)
    elif isinstance(valeur, list | tuple):
        for contenu in valeur:
            yield from textes_de(contenu)
        # A number cut over several boxes is still a number.
        yield " ".join(str(contenu) for contenu in valeur if isinstance(contenu, str))
    elif isinstance(valeur, str):
        yield valeur


def _recevable(champ: str, valeur: object) -> bool:
    if champ in TEXTES:
        return _est_un_texte(valeur, _LONGUEURS.get(champ, _LONGUEUR_MAX))
    if champ in LISTES:
        return (
            isinstance(valeur, list | tuple) and len(valeur) <= _CHOIX_MAX and all(map(_est_un_texte, valeur))
        )
    return champ in CASES and isinstance(valeur, bool)


def _en_json(valeur: object) -> object:
    return list(valeur) if isinstance(valeur, tuple) else valeur


def _est_un_texte(valeur: object, longueur_max: int = _LONGUEUR_MAX) -> bool:
    # PostgreSQL keeps no NUL in jsonb.
    return isinstance(valeur, str) and len(valeur) <= longueur_max and "\x00" not in valeur


def verifier_version(demande: Demande, saisie: Mapping[str, object], version: int) -> None:
    """Refuse a save that was prepared on an older draft and would change it.

    Args:
        demande: the locked draft.
        saisie: the values of the save.
        version: the version it was prepared on.

    Raises:
        SaisiePerimee: with both values of each field that differs.

    Exigence: UX-05
    """
    if version == demande.version:
        return
    ecarts = tuple(
        Difference(champ, valeur, demande.saisie.get(champ))
        for champ, valeur in saisie.items()
        if demande.saisie.get(champ) != valeur
    )
    if ecarts:
        raise SaisiePerimee(ecarts, demande.version)


def ranger(demande: Demande, valeurs: Mapping[str, object], maintenant: datetime) -> None:
    """Store values in a locked draft and give it its next version; nothing when nothing changes.

    The motif is a column too, for what hangs from it; empty while the caisse offers none of that code.
    """
    saisie = {**demande.saisie, **valeurs}
    if saisie == demande.saisie:
        return
    demande.saisie = saisie
    demande.version += 1
    demande.modifiee_le = maintenant
    if CLE_MOTIF in valeurs:
        demande.motif = motif_tape(demande, saisie[CLE_MOTIF])
    demande.save(update_fields=["saisie", "motif", "version", "modifiee_le"])
