"""What an entry may carry: declared keys, codes and identifiers."""

import re
from collections.abc import Mapping
from typing import Final

from espace_partenaires.conservation.garde import ressemble_a_un_nir
from espace_partenaires.journal.exceptions import DetailRefuse
from espace_partenaires.journal.registre import Action

Valeur = str | int | bool | None
Detail = Valeur | list[str] | list[int]

# No space and no « @ »: a code, an identifier, a date. Never a sentence, a name or a mail address.
_CODE: Final = re.compile(r"[A-Za-z0-9_.:/+-]{0,80}")


def verifier_details(action: Action, details: Mapping[str, Detail]) -> dict[str, Detail]:
    """Return the details, once sure that they hold codes and identifiers only.

    Raises:
        DetailRefuse: for a key that the action does not declare, a text that is not a code, or anything
            shaped like a NIR.

    Exigence: RGPD-05 (CNIL)
    """
    inconnues = set(details) - action.details
    if inconnues:
        raise DetailRefuse(f"{action.code} ne déclare pas {', '.join(sorted(inconnues))}.")
    for cle, detail in details.items():
        for valeur in detail if isinstance(detail, list) else [detail]:
            _verifier_valeur(action.code, cle, valeur)
    return dict(details)


def _verifier_valeur(code: str, cle: str, valeur: object) -> None:
    if valeur is None or isinstance(valeur, bool):
        return
    if not isinstance(valeur, str | int):
        raise DetailRefuse(f"{code}.{cle} n’est ni un code ni un identifiant.")
    texte = str(valeur)
    if _CODE.fullmatch(texte) is None or ressemble_a_un_nir(texte):
        raise DetailRefuse(f"{code}.{cle} n’a pas la forme d’un code : sa valeur n’est pas répétée ici.")
