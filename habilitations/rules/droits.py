"""What each kind of account may do, in plain words: the table that the page « ce que ce compte peut faire » reads.

The table says who and why; the page asks the permission functions, and a test compares both with the routes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices

from espace_partenaires.comptes.enums import Profil
from habilitations.enums import RoleAgent

TECHNICIEN: Final = Profil.TECHNICIEN.value
GESTIONNAIRE: Final = Profil.GESTIONNAIRE.value
ADMINISTRATEUR: Final = Profil.ADMINISTRATEUR.value
INSTRUCTEUR: Final = RoleAgent.INSTRUCTEUR.value
CONVENTIONS: Final = RoleAgent.GESTIONNAIRE_CONVENTIONS.value
SUPERVISEUR: Final = RoleAgent.SUPERVISEUR.value
DPO: Final = RoleAgent.DPO.value

PARTENAIRES: Final = frozenset({TECHNICIEN, GESTIONNAIRE})
AGENTS: Final = frozenset({INSTRUCTEUR, CONVENTIONS, SUPERVISEUR, DPO})
TOUS: Final = PARTENAIRES | AGENTS | {ADMINISTRATEUR}

# In the order of the sentence « réservé aux … ».
MOTS: Final[dict[str, str]] = {
    TECHNICIEN: "techniciens",
    GESTIONNAIRE: "gestionnaires",
    INSTRUCTEUR: "instructeurs",
    CONVENTIONS: "gestionnaires de conventions",
    SUPERVISEUR: "superviseurs",
    DPO: "délégués à la protection des données",
    ADMINISTRATEUR: "administrateurs nationaux",
}


class Famille(TextChoices):
    """The chapters of the page."""

    COMPTE = "compte", "Le compte lui-même"
    DEMANDES = "demandes", "Demandes des assurés"
    COMPTES = "comptes", "Comptes de la structure"
    CONVENTIONS = "conventions", "Conventions et vie du partenariat"
    CAISSE = "caisse", "Caisse et administration"


@dataclass(frozen=True, slots=True)
class LigneDeDroit:
    """One right.

    Attributes:
        code: unique key.
        famille: its chapter.
        action: what may be done, in plain words.
        porteurs: profiles of partners and roles of agents that have it (acces.md).
        article: the text it rests on.
        par_caisse: whether a partner's account has it caisse by caisse.
        condition: what is needed besides the profile, in words; mostly nothing.
    """

    code: str
    famille: Famille
    action: str
    porteurs: frozenset[str]
    article: str
    par_caisse: bool = False
    condition: str = ""


def reserve(porteurs: Iterable[str]) -> str:
    """Say whom a right is kept for: « réservé aux instructeurs et aux superviseurs de la caisse ».

    Args:
        porteurs: profiles and roles.

    Exigence: HAB-16 (card)
    """
    choisis = set(porteurs)
    groupes = (
        (PARTENAIRES, " de la structure"),
        (AGENTS, " de la caisse"),
        (frozenset({ADMINISTRATEUR}), ""),
    )
    morceaux = []
    for groupe, suite in groupes:
        mots = [f"aux {mot}" for code, mot in MOTS.items() if code in groupe and code in choisis]
        if choisis >= groupe == AGENTS:
            morceaux.append("aux agents de la caisse")
        elif mots:
            morceaux.append(enumerer(mots) + suite)
    return "réservé " + enumerer(morceaux)


def enumerer(mots: list[str]) -> str:
    """Join words: « a, b et c »."""
    return " et ".join([", ".join(mots[:-1]), *mots[-1:]] if mots[1:] else mots)


_USAGE: Final = "Convention d’utilisation"
_PORTAIL: Final = "Répartition des rôles dans le portail"

LIGNES: Final[tuple[LigneDeDroit, ...]] = (
    LigneDeDroit(
        "son_compte",
        Famille.COMPTE,
        "Voir ce compte, changer son mot de passe, son second facteur, fermer ses sessions",
        TOUS,
        f"{_USAGE}, article 2.1",
    ),
    LigneDeDroit(
        "gerer_techniciens",
        Famille.COMPTES,
        "Créer, inviter, inactiver et réactiver un technicien de la structure",
        frozenset({GESTIONNAIRE}),
        f"{_USAGE}, article 2.2.1",
    ),
    LigneDeDroit(
        "voir_comptes",
        Famille.COMPTES,
        "Voir la liste des comptes, ce que chacun peut faire et la jauge des places",
        AGENTS | {GESTIONNAIRE},
        f"{_USAGE}, article 2.2.1",
    ),
    LigneDeDroit(
        "demander",
        Famille.COMPTES,
        "Demander à la caisse un gestionnaire, le changement de ses coordonnées ou son inactivation",
        frozenset({GESTIONNAIRE}),
        f"{_USAGE}, articles 2.2.1 à 2.2.3",
    ),
    LigneDeDroit(
        "habiliter",
        Famille.COMPTES,
        "Habiliter un gestionnaire d’un partenaire, répondre à ses demandes sur ses comptes",
        frozenset({CONVENTIONS}),
        f"{_USAGE}, articles 2.2 et 2.2.1",
    ),
    LigneDeDroit(
        "geler",
        Famille.COMPTES,
        "Inactiver sur-le-champ un compte d’un partenaire en cas de fraude, de perte ou de vol",
        frozenset({CONVENTIONS, SUPERVISEUR, DPO}),
        f"{_USAGE}, article 4.1",
    ),
    LigneDeDroit(
        "journal",
        Famille.COMPTES,
        "Lire le journal d’un compte signalé comme compromis",
        frozenset({DPO}),
        f"{_USAGE}, article 4.1",
    ),
    LigneDeDroit(
        "repondre_revues",
        Famille.COMPTES,
        "Répondre à une revue d’habilitation, ou en ouvrir une pour la structure",
        frozenset({GESTIONNAIRE}),
        f"{_USAGE}, article 4.2",
    ),
    LigneDeDroit(
        "ouvrir_revues",
        Famille.COMPTES,
        "Ouvrir une campagne de revue d’habilitation",
        frozenset({CONVENTIONS}),
        f"{_USAGE}, article 4.2",
    ),
    LigneDeDroit(
        "suivre_revues",
        Famille.COMPTES,
        "Suivre les revues d’habilitation des partenaires",
        frozenset({CONVENTIONS, SUPERVISEUR, DPO}),
        f"{_USAGE}, article 4.2",
    ),
    LigneDeDroit(
        "lire_sa_convention",
        Famille.CONVENTIONS,
        "Lire la convention de la structure et ce qu’elle lui ouvre",
        PARTENAIRES,
        f"{_USAGE}, préambule",
    ),
    LigneDeDroit(
        "lire_conventions",
        Famille.CONVENTIONS,
        "Voir les partenaires de la caisse et leurs conventions",
        AGENTS,
        _PORTAIL,
    ),
    LigneDeDroit(
        "ecrire_conventions",
        Famille.CONVENTIONS,
        "Préparer, faire signer, modifier une convention et y mettre fin",
        frozenset({CONVENTIONS}),
        f"{_USAGE}, articles 8.1 et 8.2",
    ),
    LigneDeDroit(
        "couper",
        Famille.CONVENTIONS,
        "Couper l’accès d’une structure au portail, ou le rétablir",
        frozenset({CONVENTIONS}),
        f"{_USAGE}, article 4.1",
    ),
    LigneDeDroit(
        "regler_services",
        Famille.CONVENTIONS,
        "Ouvrir ou fermer un service à un partenaire",
        frozenset({CONVENTIONS, SUPERVISEUR}),
        f"{_USAGE}, article 1.2",
    ),
    LigneDeDroit(
        "animer",
        Famille.CONVENTIONS,
        "Animer une convention : comités, programme de travail, évaluations, échanges entre référents",
        frozenset({CONVENTIONS, SUPERVISEUR, GESTIONNAIRE}),
        "Convention métier, pilotage du partenariat",
        par_caisse=True,
        condition="être référent désigné de cette convention",
    ),
    LigneDeDroit(
        "analyser",
        Famille.CONVENTIONS,
        "Rendre l’analyse du délégué à la protection des données sur une fiche action",
        frozenset({DPO}),
        "Convention métier, protection des données",
    ),
    LigneDeDroit(
        "dysfonctionnement",
        Famille.CONVENTIONS,
        "Signaler un dysfonctionnement du portail",
        AGENTS | PARTENAIRES,
        f"{_USAGE}, article 3.3",
    ),
    LigneDeDroit(
        "regler_caisse",
        Famille.CAISSE,
        "Régler la caisse : coordonnées, interlocuteurs, autres moyens de la joindre",
        frozenset({CONVENTIONS, SUPERVISEUR}),
        _PORTAIL,
    ),
    LigneDeDroit(
        "regler_suivi",
        Famille.CAISSE,
        "Désigner les agents qui suivent un partenaire",
        frozenset({CONVENTIONS, SUPERVISEUR}),
        _PORTAIL,
    ),
    LigneDeDroit(
        "voir_agents",
        Famille.CAISSE,
        "Voir les agents de la caisse, leurs rôles et leurs droits",
        frozenset({CONVENTIONS, SUPERVISEUR}),
        _PORTAIL,
    ),
    LigneDeDroit(
        "administrer",
        Famille.CAISSE,
        "Administrer le portail : caisses, agents, données de référence",
        frozenset({ADMINISTRATEUR}),
        _PORTAIL,
    ),
)
