"""What an account may do at this moment, right by right: asked to the permission functions, never written apart.

The apps above add their own rights: ``enregistrer_droit``, from their ``droits.py``.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from conventions import permissions as conventions
from conventions.models import Caisse, Convention
from conventions.selectors_droits import DroitsAvecUneCaisse, droits_de
from espace_partenaires.comptes.acteur import Acteur, acteur_de
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from habilitations import permissions
from habilitations.acteurs import acteur_agent
from habilitations.models import Agent, Habilitation
from habilitations.rules.droits import ADMINISTRATEUR, LIGNES, PARTENAIRES, Famille, LigneDeDroit
from habilitations.selectors import caisses_signataires

# A partenaire and a caisse sign a handful of conventions together; more would only be older ones.
CONVENTIONS_LUES: Final = 20


@dataclass(frozen=True, slots=True)
class Terrain:
    """Where a right is asked: an account, and one caisse.

    Attributes:
        compte_ouvert: whether somebody can sign in with the account.
        caisse: the caisse; ``None`` when no convention ties the account to any.
        partenaire_id: the partenaire of the account; 0 for an agent.
        conventions: those that all signed, between them.
        vigueur: what the conventions in force open with this caisse, the cut of the access included; else ``None``.
    """

    compte_ouvert: bool
    caisse: Caisse | None = None
    partenaire_id: int = 0
    conventions: tuple[Convention, ...] = ()
    vigueur: DroitsAvecUneCaisse | None = None

    @property
    def caisse_id(self) -> int:
        """Return the key of the caisse; 0 without one."""
        return self.caisse.pk if self.caisse else 0

    @property
    def ouvert(self) -> bool:
        """Tell whether the rights of a partner's account run with this caisse."""
        return self.vigueur is not None and self.vigueur.coupure is None


@dataclass(frozen=True, slots=True)
class Reponse:
    """The answer for one right.

    Attributes:
        ligne: the right.
        terrains: where it was asked.
        oui: whether the account has it.
        roles: the roles of the account that give it, each by itself.
        d_office: whether the account has it without any role, whatever conventions are in force.
    """

    ligne: LigneDeDroit
    terrains: tuple[Terrain, ...]
    oui: bool
    roles: frozenset[str]
    d_office: bool


@dataclass(frozen=True, slots=True)
class DroitsDuCompte:
    """All that the page says of an account.

    Attributes:
        utilisateur: the account.
        acteur: what it may reach now, within what the reader sees.
        roles: its profile, or its roles as an agent, whether or not the account is open.
        terrains: the caisses, one by one; at least one.
        reponses: the answers, in the order of the page.
    """

    utilisateur: Utilisateur
    acteur: Acteur
    roles: frozenset[str]
    terrains: tuple[Terrain, ...]
    reponses: tuple[Reponse, ...]


Permission = Callable[[Acteur, Terrain], bool]
_droits: dict[str, tuple[LigneDeDroit, Permission]] = {}


def enregistrer_droit(ligne: LigneDeDroit, permet: Permission) -> None:
    """Add a right to the page, after those of its chapter already there.

    Args:
        ligne: the right, in words.
        permet: asks the permission function of the app.

    Raises:
        ValueError: when another right already has this code.
    """
    if _droits.setdefault(ligne.code, (ligne, permet))[0] != ligne:
        raise ValueError(f"Un droit porte déjà le code {ligne.code}.")


def droits_enregistres() -> list[tuple[LigneDeDroit, Permission]]:
    """Return the rights, chapter by chapter."""
    chapitres = list(Famille)
    return sorted(_droits.values(), key=lambda droit: chapitres.index(droit[0].famille))


def droits_du_compte(utilisateur: Utilisateur, lecteur: Acteur, maintenant: datetime) -> DroitsDuCompte:
    """Ask each right of an account, within what the reader sees: an agent reads its own caisse's only.

    Args:
        utilisateur: the account.
        lecteur: who reads; the account itself, its gestionnaire, an agent.
        maintenant: the moment.

    Exigence: HAB-01, HAB-16, HAB-17
    """
    acteur = acteur_de(utilisateur, maintenant)
    terrains = _terrains(utilisateur, lecteur, maintenant)
    if lecteur.utilisateur_id != utilisateur.pk and lecteur.profil == Profil.AGENT:
        acteur = _restreindre(acteur, lecteur.caisse_ids)
    return DroitsDuCompte(
        utilisateur=utilisateur,
        acteur=acteur,
        roles=_roles_possibles(utilisateur, maintenant),
        terrains=terrains,
        reponses=tuple(
            reponse
            for ligne, permet in droits_enregistres()
            for reponse in _repondre(ligne, permet, acteur, terrains)
        ),
    )


def _repondre(
    ligne: LigneDeDroit, permet: Permission, acteur: Acteur, terrains: tuple[Terrain, ...]
) -> list[Reponse]:
    if ligne.par_caisse and acteur.profil in PARTENAIRES:
        return [
            _une_reponse(ligne, permet, _restreindre(acteur, frozenset({terrain.caisse_id})), (terrain,))
            for terrain in terrains
        ]
    return [_une_reponse(ligne, permet, acteur, terrains)]


def _une_reponse(
    ligne: LigneDeDroit, permet: Permission, acteur: Acteur, terrains: tuple[Terrain, ...]
) -> Reponse:
    def donne(celui: Acteur) -> bool:
        return any(permet(celui, terrain) for terrain in terrains)

    oui = donne(acteur)
    seuls = (role for role in acteur.roles if oui and donne(replace(acteur, roles=frozenset({role}))))
    nu = replace(acteur, roles=frozenset(), caisse_ids=frozenset())
    return Reponse(ligne, terrains, oui, roles=frozenset(seuls), d_office=oui and donne(nu))


def _restreindre(acteur: Acteur, caisse_ids: frozenset[int]) -> Acteur:
    """Keep what the account reaches with these caisses; a partner's account without any has no role left."""
    gardees = acteur.caisse_ids & caisse_ids
    sans_role = acteur.profil in PARTENAIRES and not gardees
    return replace(acteur, caisse_ids=gardees, roles=frozenset() if sans_role else acteur.roles)


def _roles_possibles(utilisateur: Utilisateur, maintenant: datetime) -> frozenset[str]:
    if utilisateur.profil == Profil.AGENT:
        return acteur_agent(utilisateur, maintenant).roles
    return frozenset({ADMINISTRATEUR if utilisateur.profil == Profil.ADMINISTRATEUR else utilisateur.profil})


def _terrains(utilisateur: Utilisateur, lecteur: Acteur, maintenant: datetime) -> tuple[Terrain, ...]:
    vide = Terrain(compte_ouvert=utilisateur.is_active)
    if utilisateur.profil in PARTENAIRES:
        habilitation = Habilitation.objects.filter(utilisateur=utilisateur).first()
        return _terrains_du_partenaire(habilitation, vide, lecteur, maintenant) or (vide,)
    agent = Agent.objects.select_related("caisse").filter(utilisateur=utilisateur).first()
    if agent is None:
        return (vide,)
    signees = Convention.objects.signees().filter(parties__caisse=agent.caisse)
    # The rights of an agent are the same on every convention of its caisse: one is enough to ask.
    return (replace(vide, caisse=agent.caisse, conventions=tuple(signees.order_by("pk")[:1])),)


def _terrains_du_partenaire(
    habilitation: Habilitation | None, vide: Terrain, lecteur: Acteur, maintenant: datetime
) -> tuple[Terrain, ...]:
    if habilitation is None:
        return ()
    partenaire_id = habilitation.partenaire_id
    numeros = caisses_signataires(partenaire_id)
    if lecteur.profil == Profil.AGENT:
        numeros &= lecteur.caisse_ids
    vigueur = {droits.caisse.pk: droits for droits in droits_de(partenaire_id, maintenant)}
    communes = Convention.objects.signees().filter(parties__partenaire=partenaire_id)
    return tuple(
        replace(
            vide,
            caisse=caisse,
            partenaire_id=partenaire_id,
            conventions=tuple(communes.filter(parties__caisse=caisse).order_by("-pk")[:CONVENTIONS_LUES]),
            vigueur=vigueur.get(caisse.pk),
        )
        for caisse in Caisse.objects.filter(pk__in=numeros).order_by("code")
    )


def _caisse(terrain: Terrain) -> frozenset[int]:
    return frozenset({terrain.caisse_id})


_PERMISSIONS: Final[dict[str, Permission]] = {
    "son_compte": lambda _a, t: t.compte_ouvert,
    "gerer_techniciens": lambda a, t: permissions.peut_gerer_techniciens(a, t.partenaire_id),
    "voir_comptes": lambda a, _t: permissions.peut_voir_les_comptes(a),
    "demander": lambda a, _t: permissions.peut_demander(a),
    "habiliter": lambda a, t: permissions.peut_decider_demandes(a, t.caisse_id),
    "geler": lambda a, t: permissions.peut_geler(a, _caisse(t)),
    "journal": lambda a, _t: permissions.peut_lire_le_journal_du_compte(a),
    "repondre_revues": lambda a, t: permissions.peut_repondre_aux_revues(a, t.partenaire_id),
    "ouvrir_revues": lambda a, t: permissions.peut_ouvrir_revues(a, t.caisse_id),
    "suivre_revues": lambda a, _t: permissions.peut_suivre_les_revues(a),
    "lire_sa_convention": lambda a, _t: conventions.peut_lire_sa_convention(a),
    "lire_conventions": lambda a, _t: conventions.peut_lire_partenaires(a),
    "ecrire_conventions": lambda a, t: conventions.peut_gerer_conventions(a, t.caisse_id),
    "couper": lambda a, t: conventions.peut_gerer_conventions(a, t.caisse_id),
    "regler_services": lambda a, t: conventions.peut_regler_services(a, t.caisse_id),
    "animer": lambda a, t: any(conventions.peut_animer(a, convention) for convention in t.conventions),
    "analyser": lambda a, t: any(
        conventions.peut_analyser_donnees(a, convention) for convention in t.conventions
    ),
    "dysfonctionnement": lambda a, _t: conventions.peut_signaler_dysfonctionnement(a),
    "regler_caisse": lambda a, _t: conventions.peut_regler_sa_caisse(a),
    "regler_suivi": lambda a, t: conventions.peut_regler_suivi(a, t.caisse_id),
    "voir_agents": lambda a, t: permissions.peut_voir_les_agents(a, t.caisse_id),
    "administrer": lambda a, _t: permissions.peut_administrer_agents(a),
}

for _ligne in LIGNES:
    enregistrer_droit(_ligne, _PERMISSIONS[_ligne.code])
