"""What the tests of the legal life share: an agent, a convention of each modèle, and the acts in few words."""

import itertools
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Any

import pytest

from conventions.enums import CauseFin, NatureCourrier, NatureEvenement
from conventions.models import Caisse, Convention, Courrier, Partie
from conventions.rules.clauses import Issue
from conventions.services.courriers import enregistrer_courrier, enregistrer_reception
from conventions.services.fins import resilier
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from tests.factories.conventions import creer_caisse, creer_convention, creer_partenaire, relier

CommeWeb = Callable[[Acteur], AbstractContextManager[None]]
SIGNEE = date(2026, 1, 5)
_numeros = itertools.count(1)


def le(texte: str) -> date:
    """Read a day."""
    return date.fromisoformat(texte)


def midi(jour: date) -> datetime:
    """Return a moment of a day, the same day everywhere in metropolitan France."""
    return datetime(jour.year, jour.month, jour.day, 11, tzinfo=UTC)


def agent(caisse: Caisse, *roles: str) -> Acteur:
    """Return an agent of a caisse, gestionnaire de conventions unless said."""
    return Acteur(
        utilisateur_id=7,
        profil="agent",
        roles=frozenset(roles or {"gestionnaire_conventions"}),
        caisse_ids=frozenset({caisse.pk}),
    )


def refus(appel: Callable[[], object]) -> RegleMetierRefusee:
    """Return the refusal an act meets."""
    with pytest.raises(RegleMetierRefusee) as leve:
        appel()
    return leve.value


class Scene:
    """A convention of a modèle, its agent, and its acts under the web role."""

    def __init__(self, comme_web: CommeWeb, modele: str, *autres: Any, **termes: Any) -> None:
        self.comme_web = comme_web
        self.caisse = creer_caisse()
        self.acteur = agent(self.caisse)
        if modele == "utilisation":
            self.convention = relier(self.caisse, creer_partenaire(), signee_le=SIGNEE)
        else:
            organismes = (self.caisse, creer_partenaire(), *autres)
            self.convention = creer_convention(*organismes, modele=modele, signee_le=SIGNEE, **termes)
        self.parties: list[Partie] = list(self.convention.parties.order_by("pk"))

    @property
    def de_la_caisse(self) -> Partie:
        """The first party."""
        return self.parties[0]

    @property
    def du_partenaire(self) -> Partie:
        """The second one."""
        return self.parties[1]

    def envoyer(
        self,
        nature: NatureCourrier,
        jour: str,
        *,
        de: Partie | None = None,
        a: Iterable[Partie] | None = None,
        consigne: str = "",
        **suite: Any,
    ) -> Courrier:
        """Record a letter sent on a day, to all the others unless said."""
        expediteur = de or self.de_la_caisse
        vers = [p for p in self.parties if p.pk != expediteur.pk] if a is None else list(a)
        numeros = suite.pop("numeros", None) or {p.pk: f"1A{next(_numeros):011d}" for p in vers}
        if nature in (NatureCourrier.MISE_EN_DEMEURE, NatureCourrier.FORCE_MAJEURE):
            suite.setdefault("reproche", "Les pièces ne sont plus conservées.")
        with self.comme_web(self.acteur):
            return enregistrer_courrier(
                acteur=self.acteur,
                convention=self.convention,
                nature=nature,
                expediteur=expediteur,
                envoye_le=le(jour),
                numeros=numeros,
                maintenant=midi(le(consigne or jour)),
                **suite,
            )

    def recevoir(
        self, courrier: Courrier, jour: str, *, par: Partie | None = None, consigne: str = ""
    ) -> Issue | None:
        """Record a receipt."""
        with self.comme_web(self.acteur):
            return enregistrer_reception(
                acteur=self.acteur,
                courrier=courrier,
                destinataire=par or courrier.remises.earliest("pk").destinataire,
                recue_le=le(jour),
                maintenant=midi(le(consigne or jour)),
            )

    def resilier(self, cause: CauseFin, jour: str, effet: str = "", **suite: Any) -> Any:
        """Decide the end."""
        suite.setdefault("motif", "Décision commune.")
        if cause == CauseFin.ACCORD:
            suite.setdefault("accords", self.parties)
        with self.comme_web(self.acteur):
            return resilier(
                acteur=self.acteur,
                convention=self.convention,
                cause=cause,
                effet_le=le(effet or jour),
                maintenant=midi(le(jour)),
                **suite,
            )

    def en_vigueur(self, jour: str) -> bool:
        """Ask the database."""
        return Convention.objects.filter(pk=self.convention.pk).en_vigueur(le(jour)).exists()

    def fait(self, nature: NatureEvenement) -> Any:
        """Return the only fact of a nature."""
        return self.convention.evenements.get(nature=nature)

    def compter(self, nature: NatureEvenement) -> int:
        """Count the facts of a nature."""
        return self.convention.evenements.filter(nature=nature).count()
