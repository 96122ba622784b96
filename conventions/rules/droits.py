"""What a convention opens and what its end closes, from facts: no database, no clock."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from conventions.enums import Service

ARTICLE_COUPURE: Final = "Convention d’utilisation, article 4.1"
ARTICLE_SERVICES: Final = "Convention d’utilisation, article 1.2"
ARTICLE_FIN: Final = "Convention d’utilisation, articles 2.2.3 et 8.2"


@dataclass(frozen=True, slots=True)
class Voie:
    """One way by which the rights of a partenaire with a caisse run: an utilisation and its métier, in force.

    Attributes:
        caisse: key of the caisse.
        partenaire: key of the partenaire.
        utilisation: key of the convention d'utilisation.
        metier: key of the métier convention it leans on.
        services: codes of the services that the modèle opens by default.
    """

    caisse: int
    partenaire: int
    utilisation: int
    metier: int
    services: frozenset[str]

    @property
    def lien(self) -> tuple[int, int]:
        """The caisse and the partenaire that this way ties."""
        return self.caisse, self.partenaire

    def tient_a(self, convention: int) -> bool:
        """Tell whether this way falls when that convention ends: the utilisation itself, or what it leans on."""
        return convention in (self.utilisation, self.metier)


@dataclass(frozen=True, slots=True)
class ChoixDeLaCaisse:
    """What a caisse chose for one partenaire.

    Attributes:
        ouverts: codes of services it opened.
        fermes: codes of services it closed.
        coupe: the access of the whole structure is cut (CONV-15).
    """

    ouverts: frozenset[str] = frozenset()
    fermes: frozenset[str] = frozenset()
    coupe: bool = False


AUCUN_CHOIX: Final = ChoixDeLaCaisse()


def services_des_voies(
    voies: Iterable[Voie], choix: ChoixDeLaCaisse = AUCUN_CHOIX
) -> tuple[frozenset[Service], frozenset[Service]]:
    """Return the services open by these ways between one caisse and one partenaire, and those the caisse closed.

    Nothing is open without a way, nor while the access is cut; the caisse's own choices win over the modèle.

    Args:
        voies: the ways in force.
        choix: what the caisse chose.

    Exigence: ORG-04, CONV-14, CONV-15 (S1u 1.2, 2.2.3, 4.1)
    """
    defauts = [voie.services for voie in voies]
    if not defauts or choix.coupe:
        return frozenset(), frozenset()
    ouverts = (frozenset().union(*defauts) | choix.ouverts) - choix.fermes
    return frozenset(Service(code) for code in ouverts), frozenset(Service(code) for code in choix.fermes)


@dataclass(frozen=True, slots=True)
class EffetSurUnLien:
    """What the end of a convention does to one partenaire with one caisse.

    Attributes:
        caisse: key of the caisse.
        partenaire: key of the partenaire.
        ferme: nothing else ties them: the access to this caisse closes.
        dernier: it closes, and no other caisse remains: the accounts are inactivated (CONV-14).
        services_perdus: services open before and not after.
        services_gardes: services that another convention keeps open.
        relais: keys of the utilisations that go on.
    """

    caisse: int
    partenaire: int
    ferme: bool
    dernier: bool
    services_perdus: frozenset[Service]
    services_gardes: frozenset[Service]
    relais: tuple[int, ...]


def effets_d_une_fin(
    convention: int, voies: Collection[Voie], choix: dict[tuple[int, int], ChoixDeLaCaisse]
) -> list[EffetSurUnLien]:
    """Return what ends and what stays, the day after the last day of a convention.

    Each way stands on its own conventions only: those that lean on the one that ends fall with it, the same
    day; the others do not move. A tie that the caisse has cut opens nothing, so has nothing to lose.

    Args:
        convention: key of the convention that would end.
        voies: every way that runs that day for the partenaires concerned, with whatever caisse.
        choix: by caisse and partenaire, what the caisse chose.

    Exigence: NOV-02, CONV-06, CONV-14 (S1u 2.2.3, 8.1, 8.2)
    """
    ouvertes = [voie for voie in voies if not choix.get(voie.lien, AUCUN_CHOIX).coupe]
    restantes = [voie for voie in ouvertes if not voie.tient_a(convention)]
    encore = {voie.partenaire for voie in restantes}
    effets = []
    for lien in dict.fromkeys(voie.lien for voie in ouvertes if voie.tient_a(convention)):
        relais = [voie for voie in restantes if voie.lien == lien]
        avant, _ = services_des_voies([v for v in ouvertes if v.lien == lien], choix.get(lien, AUCUN_CHOIX))
        apres, _ = services_des_voies(relais, choix.get(lien, AUCUN_CHOIX))
        effets.append(
            EffetSurUnLien(
                caisse=lien[0],
                partenaire=lien[1],
                ferme=not relais,
                dernier=not relais and lien[1] not in encore,
                services_perdus=avant - apres,
                services_gardes=apres,
                relais=tuple(voie.utilisation for voie in relais),
            )
        )
    return effets
