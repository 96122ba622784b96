"""Registries that each app feeds from its own ``navigation.py``: menu, home page, public banner."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from espace_partenaires.comptes.acteur import Acteur

Visibilite = Callable[[Acteur], bool]
Compteur = Callable[[Acteur], int | None]
Bandeau = Callable[[datetime], str]


@dataclass(frozen=True, slots=True)
class EntreeMenu:
    """One entry of the menu.

    Attributes:
        libelle: French words shown.
        route: name of a route without arguments, e.g. ``signalements:historique``.
        ordre: position; steps of ten leave room.
        visible: whether this actor sees it.
        compteur: what waits behind it; ``None`` or 0 shows nothing.
        action_accueil: also offered as the main button of the home page.
        aussi: routes without arguments whose pages belong to this entry too: it is marked there.
    """

    libelle: str
    route: str
    ordre: int
    visible: Visibilite
    compteur: Compteur | None = None
    action_accueil: bool = False
    aussi: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LienDuCompte:
    """A page about one's own account, offered on « Mon compte ».

    Attributes:
        libelle: French words shown.
        route: name of a route without arguments, open to every signed-in account.
    """

    libelle: str
    route: str


@dataclass(frozen=True, slots=True)
class BlocAccueil:
    """One block of the home page (UX-06).

    Attributes:
        cle: unique key; the block's section has the id ``bloc-<cle>``.
        gabarit: template of the block, rendered with its own context; it holds the block's ``h2``.
        ordre: position: 0 to 99 what waits for me, 100 and more what runs.
        visible: whether this actor sees it.
        contexte: the context of the template, at this moment.
        largeur: half of the page (two blocks side by side) or all of it.
    """

    cle: str
    gabarit: str
    ordre: int
    visible: Visibilite
    contexte: Callable[[Acteur, datetime], dict[str, object]]
    largeur: Literal["demi", "pleine"] = "pleine"


Endroit = Literal["connexion", "securite", "aide", "compte"]


@dataclass(frozen=True, slots=True)
class LienPublic:
    """A link that pages of the platform show, on behalf of an app above.

    Attributes:
        libelle: French words shown.
        route: name of a route without arguments.
        ou: the pages that show it.
        visible: whether this actor sees it; ``None`` for everybody, signed in or not.
    """

    libelle: str
    route: str
    ou: frozenset[Endroit]
    visible: Visibilite | None = None


_liens_publics: dict[str, LienPublic] = {}
_entrees: dict[str, EntreeMenu] = {}
_blocs: dict[str, BlocAccueil] = {}
_liens_du_compte: dict[str, LienDuCompte] = {}
_bandeaux: dict[str, Bandeau] = {}


def enregistrer_entree(entree: EntreeMenu) -> None:
    """Add an entry to the menu.

    Raises:
        ValueError: when another entry already leads to this route.
    """
    deja = _entrees.setdefault(entree.route, entree)
    if deja != entree:
        raise ValueError(f"The menu already has an entry for the route {entree.route}.")


def enregistrer_bloc(bloc: BlocAccueil) -> None:
    """Add a block to the home page.

    Raises:
        ValueError: when another block already has this key.
    """
    deja = _blocs.setdefault(bloc.cle, bloc)
    if deja != bloc:
        raise ValueError(f"The home page already has a block {bloc.cle}.")


def enregistrer_lien_du_compte(lien: LienDuCompte) -> None:
    """Offer a page on « Mon compte », after those already there.

    Raises:
        ValueError: when another link already leads to this route.
    """
    if _liens_du_compte.setdefault(lien.route, lien) != lien:
        raise ValueError(f"« Mon compte » already has a link to the route {lien.route}.")


def liens_du_compte() -> list[LienDuCompte]:
    """Return the pages offered on « Mon compte », in the order of their registration."""
    return list(_liens_du_compte.values())


def enregistrer_lien_public(
    libelle: str, route: str, ou: Collection[Endroit], visible: Visibilite | None = None
) -> None:
    """Add a link to pages of the platform: sign-in, security, help, one's own account.

    Args:
        libelle: French words shown.
        route: name of a route without arguments.
        ou: the pages that show it.
        visible: whether this actor sees it; everybody when nothing is said.

    Raises:
        ValueError: when another link already leads to this route.
    """
    lien = LienPublic(libelle, route, frozenset(ou), visible)
    if _liens_publics.setdefault(route, lien) != lien:
        raise ValueError(f"Public pages already have a link for the route {route}.")


def liens_publics(endroit: str, acteur: Acteur | None) -> list[LienPublic]:
    """Return the links of one of these pages that this reader sees, by their words."""
    return sorted(
        (
            lien
            for lien in _liens_publics.values()
            if endroit in lien.ou and (lien.visible is None or (acteur is not None and lien.visible(acteur)))
        ),
        key=lambda lien: lien.libelle,
    )


def enregistrer_bandeau(cle: str, bandeau: Bandeau) -> None:
    """Offer a text for the banner that everybody sees (maintenance, outage); an empty text shows nothing."""
    _bandeaux[cle] = bandeau


def entrees_pour(acteur: Acteur) -> list[EntreeMenu]:
    """Return the entries of the menu that this actor sees, in order."""
    visibles = (entree for entree in _entrees.values() if entree.visible(acteur))
    return sorted(visibles, key=lambda entree: (entree.ordre, entree.libelle))


def blocs_pour(acteur: Acteur) -> list[BlocAccueil]:
    """Return the blocks of the home page of this actor, in order."""
    visibles = (bloc for bloc in _blocs.values() if bloc.visible(acteur))
    return sorted(visibles, key=lambda bloc: (bloc.ordre, bloc.cle))


def bandeaux_le(maintenant: datetime) -> list[str]:
    """Return the texts of the public banner at this moment."""
    return [texte for bandeau in _bandeaux.values() if (texte := bandeau(maintenant))]


def _tout_le_monde(_acteur: Acteur) -> bool:
    return True


enregistrer_entree(EntreeMenu(libelle="Accueil", route="web:accueil", ordre=0, visible=_tout_le_monde))
enregistrer_entree(EntreeMenu(libelle="Aide", route="web:aide", ordre=900, visible=_tout_le_monde))
